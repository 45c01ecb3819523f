//! Area codes of the North American plan, the state and time zones each stands for, and state codes.
//!
//! An area code may span time zones and a ported mobile may live elsewhere: what is looked up here is a
//! default, never a reason to refuse. The table is `data/nanp_area_codes.csv`, geographic codes only.

pub use state::{StateCode, US_STATES};

use crate::field::{FieldError, excerpt};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Text in and out of a type that has `parse` and `as_str`.
macro_rules! text_type {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = FieldError;

            fn from_str(text: &str) -> Result<Self, FieldError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;

            fn try_from(text: String) -> Result<Self, FieldError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }
    };
}

mod state;

text_type!(AreaCode);

/// Three digits, the first from 2 to 9. Codes in no table (`555`) are area codes too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AreaCode([u8; 3]);

/// What an area code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Area {
    /// The area code.
    pub code: AreaCode,
    /// The country, ISO 3166-1 alpha-2: `US`, `CA`, or an island of the plan.
    pub country: &'static str,
    /// The state or province, `TX`; several with slashes, `NS/PE`; an island has its country's code.
    pub region_code: &'static str,
    /// The region's name, `Texas`.
    pub region_name: &'static str,
    /// The IANA zone most of its people live in.
    pub primary_timezone: &'static str,
    /// Every IANA zone it reaches into, the primary one first.
    pub timezones: Box<[&'static str]>,
}

impl AreaCode {
    /// Takes `512` and `(512)`. Fails with what is allowed, on the field `area_code`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let digits = text.trim().trim_start_matches('(').trim_end_matches(')');
        match digits.as_bytes() {
            &[a @ b'2'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => Ok(Self([a, b, c])),
            _ => Err(FieldError::new(
                "area_code",
                format!("“{}” is not an area code: use three digits, the first from 2 to 9.", excerpt(text)),
            )),
        }
    }

    /// The three digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the table has it: toll-free codes are of no area, and new ones come later.
    pub fn is_known(&self) -> bool {
        lookup(self).is_some()
    }
}

impl Area {
    /// The state or province to assume: the first where the code serves several, none for a foreign island,
    /// whose country's letters may be a state's (`KY` is Kentucky and the Cayman Islands).
    pub fn state(&self) -> Option<StateCode> {
        self.states().next().map(|(code, _)| code)
    }

    fn states(&self) -> impl Iterator<Item = (StateCode, &'static str)> {
        // Countries whose regions have postal codes of two letters that no other region has.
        let known = matches!(self.country, "US" | "CA" | "PR" | "VI" | "GU" | "AS" | "MP");
        let pairs = self.region_code.split('/').zip(self.region_name.split('/'));
        pairs.filter_map(move |(code, name)| Some((StateCode::of_letters(code).filter(|_| known)?, name)))
    }
}

/// What an area code stands for; none where it is in no table, as `555`.
pub fn lookup(code: &AreaCode) -> Option<&'static Area> {
    let at = AREAS.binary_search_by_key(code, |area| area.code).ok()?;
    AREAS.get(at)
}

/// The area codes of a state or province, ascending.
pub fn area_codes_of(state: &StateCode) -> Vec<AreaCode> {
    AREAS.iter().filter(|area| area.states().any(|(own, _)| own == *state)).map(|area| area.code).collect()
}

static AREAS: LazyLock<Vec<Area>> = LazyLock::new(|| {
    let lines = include_str!("../data/nanp_area_codes.csv").lines().skip(1);
    let mut areas: Vec<Area> = lines.filter_map(area_of_line).collect();
    areas.sort_by_key(|area| area.code);
    areas
});

fn area_of_line(line: &'static str) -> Option<Area> {
    let mut cells = line.trim_end().split(',');
    let mut area = Area {
        code: AreaCode::parse(cells.next()?).ok()?,
        country: cells.next()?,
        region_code: cells.next()?,
        region_name: cells.next()?,
        primary_timezone: cells.next()?,
        timezones: cells.next()?.split(';').collect(),
    };
    // The table lists some zones from west to east.
    area.timezones.sort_by_key(|zone| *zone != area.primary_timezone);
    Some(area)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str) -> StateCode {
        StateCode::parse(text).unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_read_and_every_state_has_area_codes() {
        assert_eq!(AREAS.len(), include_str!("../data/nanp_area_codes.csv").lines().count() - 1);
        for (code, name) in US_STATES {
            assert!(!area_codes_of(&state(code)).is_empty(), "{code}");
            assert_eq!((state(name), state(code).name()), (state(code), Some(name)));
        }
        let own = AREAS.iter().filter(|area| area.country == "US");
        assert!(own.into_iter().all(|area| US_STATES.contains(&(area.region_code, area.region_name))));
        assert!(AREAS.iter().all(|area| area.timezones.first() == Some(&area.primary_timezone)));
    }

    #[test]
    fn an_area_code_knows_its_state_and_every_zone_it_reaches_into() {
        let area = lookup(&AreaCode::parse("208").unwrap()).unwrap();
        assert_eq!((area.state(), area.primary_timezone), (Some(state("ID")), "America/Boise"));
        assert_eq!(area.timezones.len(), 3);
    }

    #[test]
    fn the_guides_555_is_an_area_code_that_no_table_knows() {
        let code: AreaCode = serde_json::from_str("\"555\"").unwrap();
        assert_eq!((code.as_str(), lookup(&code)), ("555", None));
        for text in ["", "112", "51", "5122", "5a2", "٥١٢"] {
            assert_eq!(AreaCode::parse(text).unwrap_err().field, "area_code", "{text}");
        }
    }

    #[test]
    fn an_island_is_never_taken_for_a_state() {
        assert_eq!(lookup(&AreaCode::parse("345").unwrap()).unwrap().state(), None);
        assert!(area_codes_of(&state("KY")).iter().all(|code| lookup(code).unwrap().country == "US"));
        assert_eq!(area_codes_of(&state("PE")), area_codes_of(&state("NS")));
    }
}
