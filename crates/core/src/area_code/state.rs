//! State codes: two letters, or the name people write.

use super::{AREAS, Area};
use crate::field::{FieldError, excerpt};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::str::FromStr;

/// A state or province: two upper-case letters, `TX`. Any two letters have the shape.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct StateCode([u8; 2]);

text_type!(StateCode);

impl StateCode {
    /// Takes `TX`, `tx` and names as `Texas`. Fails with what is allowed, on the field `state`.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name: String =
            text.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_uppercase()).collect();
        let is_clean =
            text.chars().all(|c| c.is_ascii_alphabetic() || c.is_whitespace() || ".,-".contains(c));
        match name.as_bytes() {
            &[a, b] if is_clean => Ok(Self([a, b])),
            b"WASHINGTONDC" if is_clean => Ok(Self(*b"DC")),
            _ => by_name(&name).filter(|_| is_clean).ok_or_else(|| nowhere(text)),
        }
    }

    /// One that somebody gives: as [`Self::parse`], and there is such a state or province. What is stored already may be
    /// any two letters.
    pub fn given(text: &str) -> Result<Self, FieldError> {
        let state = Self::parse(text)?;
        if state.name().is_some() { Ok(state) } else { Err(nowhere(text)) }
    }

    /// Two upper-case letters and nothing else: what the table holds.
    pub(super) fn of_letters(code: &str) -> Option<Self> {
        match code.as_bytes() {
            &[a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Some(Self([a, b])),
            _ => None,
        }
    }

    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The state's or province's name, where it is known.
    pub fn name(&self) -> Option<&'static str> {
        AREAS.iter().flat_map(Area::states).find(|(code, _)| code == self).map(|(_, name)| name)
    }
}

impl<'de> Deserialize<'de> for StateCode {
    /// Where people write, they may write its name. What the server wrote for its own page is two letters: the browser
    /// needs no table of names.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let is_written_by_people = deserializer.is_human_readable();
        let text = String::deserialize(deserializer)?;
        if is_written_by_people {
            Self::parse(&text).map_err(D::Error::custom)
        } else {
            Self::of_letters(&text).ok_or_else(|| D::Error::custom("two letters"))
        }
    }
}

fn nowhere(text: &str) -> FieldError {
    let what = excerpt(text);
    FieldError::new(
        "state",
        format!("“{what}” is not a state: use its two letters, such as TX, or its name."),
    )
}

fn by_name(letters: &str) -> Option<StateCode> {
    let same =
        |name: &str| name.replace(|c: char| !c.is_ascii_alphabetic(), "").eq_ignore_ascii_case(letters);
    AREAS.iter().flat_map(Area::states).find(|(_, name)| same(name)).map(|(code, _)| code)
}

/// The 50 states and the District of Columbia, by name: code and name.
#[rustfmt::skip]
pub const US_STATES: [(&str, &str); 51] = [
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California"),
    ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"),
    ("FL", "Florida"), ("GA", "Georgia"), ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"),
    ("IN", "Indiana"), ("IA", "Iowa"), ("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"),
    ("ME", "Maine"), ("MD", "Maryland"), ("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"),
    ("MS", "Mississippi"), ("MO", "Missouri"), ("MT", "Montana"), ("NE", "Nebraska"), ("NV", "Nevada"),
    ("NH", "New Hampshire"), ("NJ", "New Jersey"), ("NM", "New Mexico"), ("NY", "New York"),
    ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"), ("OK", "Oklahoma"), ("OR", "Oregon"),
    ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina"), ("SD", "South Dakota"),
    ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont"), ("VA", "Virginia"),
    ("WA", "Washington"), ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str) -> StateCode {
        StateCode::parse(text).unwrap()
    }

    #[test]
    fn a_state_is_taken_in_any_case_and_by_name() {
        for text in ["dc", "D.C.", "Washington, D.C.", "district of columbia"] {
            assert_eq!(state(text).as_str(), "DC", "{text}");
        }
        assert_eq!((state("new york").as_str(), state("quebec").as_str()), ("NY", "QC"));
        assert_eq!(state("Prince Edward Island").name(), Some("Prince Edward Island"));
        for text in ["", "T", "T3X", "Texarkana", "12"] {
            assert_eq!(StateCode::parse(text).unwrap_err().field, "state", "{text}");
        }
    }

    #[test]
    fn two_letters_that_are_no_state_are_read_but_not_taken() {
        for text in ["TX", "texas", "DC", "PR", "VI", "on", "PE"] {
            assert_eq!(StateCode::given(text), StateCode::parse(text), "{text}");
        }
        assert_eq!(state("QX").as_str(), "QX");
        for text in ["QX", "zz", "Nowhere"] {
            let error = StateCode::given(text).unwrap_err();
            assert!(error.field == "state" && error.message.contains(text), "{error}");
        }
    }

    #[test]
    fn people_may_write_its_name_and_a_page_is_sent_two_letters() {
        assert_eq!(serde_json::from_str::<StateCode>("\"Texas\"").unwrap(), state("TX"));
        let sent = |text: &str| postcard::from_bytes::<StateCode>(&postcard::to_allocvec(text).unwrap());
        assert_eq!(sent("TX"), Ok(state("TX")));
        assert!(sent("Texas").is_err() && sent("tx").is_err());
        assert_eq!(postcard::from_bytes(&postcard::to_allocvec(&state("TX")).unwrap()), Ok(state("TX")));
    }
}
