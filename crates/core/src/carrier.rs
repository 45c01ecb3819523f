//! The carrier: numbers as it has them, and what follows from them for a pool.

mod order;
mod plan;
mod sync;

pub use order::{Order, OrderStatus};
pub use plan::{Change, ChangeKind, Plan, Pooled, Terms, plan};
pub use sync::{NumberSync, SyncStatus};

use crate::area_code::{AreaCode, StateCode};
use crate::field::FieldError;
use crate::phone::E164;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long a number is held before it is given up, so that who calls it back is still heard.
pub const HOLD: TimeDelta = TimeDelta::days(30);

/// Most numbers that are bought at once.
pub const MOST_AT_ONCE: usize = 10;

/// Where the carrier sends a number's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoiceWebhook {
    /// Here.
    Ours,
    /// To some other address.
    Other,
    /// Nowhere.
    None,
}

impl VoiceWebhook {
    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Other => "other",
            Self::None => "none",
        }
    }

    /// Of the address that the carrier has, when ours is known.
    pub fn of(url: Option<&str>, ours: &str) -> Self {
        match url.map(str::trim).filter(|url| !url.is_empty()) {
            None => Self::None,
            Some(url) if url == ours => Self::Ours,
            Some(_) => Self::Other,
        }
    }
}

/// A number as the carrier has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierNumber {
    /// The carrier's id of it.
    pub id: String,
    /// The number itself.
    pub number: E164,
    /// What it is called there.
    pub name: Option<String>,
    /// Where its calls are sent.
    pub voice_url: Option<String>,
    /// Whether it can make and take calls.
    pub can_call: bool,
}

/// A number that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The number itself.
    pub number: E164,
    /// The town it belongs to.
    pub town: Option<String>,
    /// Its state, two letters.
    pub state: Option<String>,
}

/// Where numbers to buy are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// In an area code.
    AreaCode(AreaCode),
    /// In a state.
    State(StateCode),
}

impl Wanted {
    /// Of what people type: an area code, or else a state.
    ///
    /// # Errors
    /// [`FieldError`] on `area_code` or `state`; on `area_code` where neither is given.
    pub fn parse(area_code: Option<&str>, state: Option<&str>) -> Result<Self, FieldError> {
        let given =
            |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        match (given(area_code), given(state)) {
            (Some(code), _) => Ok(Self::AreaCode(AreaCode::parse(&code)?)),
            (None, Some(state)) => Ok(Self::State(StateCode::given(&state)?)),
            (None, None) => Err(FieldError::new("area_code", "Enter an area code or a state.")),
        }
    }
}

/// The space's name of what people type: `Example`, `example.signalwire.com` or `https://example.signalwire.com/`.
///
/// # Errors
/// [`FieldError`] on `space`.
pub fn space_of(text: &str) -> Result<String, FieldError> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("https://").unwrap_or(&text).trim_end_matches('/');
    let name = text.strip_suffix(".signalwire.com").unwrap_or(text);
    let well_formed = (1..=63).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !name.starts_with('-')
        && !name.ends_with('-');
    if well_formed {
        Ok(name.to_owned())
    } else {
        Err(FieldError::new(
            "space",
            "Enter the space as in its address: example for example.signalwire.com.",
        ))
    }
}

/// Dollars and cents: `$0.50`.
pub fn dollars(cents: i64) -> String {
    format!("${}.{:02}", cents / 100, (cents % 100).abs())
}

/// A price a month as people type it, in cents.
///
/// # Errors
/// [`FieldError`] on `monthly_price`.
pub fn cents_of(text: &str) -> Result<i32, FieldError> {
    let wrong = || FieldError::new("monthly_price", "Enter dollars and cents, for example 0.50.");
    let text = text.trim().trim_start_matches('$').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && part.is_empty())
        || whole.len() > 4
        || part.len() > 2
        || !digits(whole)
        || !digits(part)
    {
        return Err(wrong());
    }
    let whole: i32 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| wrong())? };
    let part: i32 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().map_err(|_| wrong())? };
    let cents = whole * 100 + part;
    if cents <= 100_000 {
        Ok(cents)
    } else {
        Err(FieldError::new("monthly_price", "Enter at most $1,000 a month."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_people_write_it() {
        for (text, cents) in
            [("0.50", 50), ("$1", 100), (".5", 50), ("12.34", 1234), ("0", 0), ("1000", 100_000)]
        {
            assert_eq!(cents_of(text), Ok(cents), "{text}");
        }
        for text in ["", ".", "-1", "1.234", "one", "1,50", "1000.01"] {
            assert_eq!(cents_of(text).unwrap_err().field, "monthly_price", "{text}");
        }
        assert_eq!((dollars(50), dollars(1234)), ("$0.50".to_owned(), "$12.34".to_owned()));
    }

    #[test]
    fn a_space_is_understood_as_people_write_it() {
        for text in ["example", " Example ", "example.signalwire.com", "https://example.signalwire.com/"] {
            assert_eq!(space_of(text).as_deref(), Ok("example"), "{text}");
        }
        for text in ["", "evil.com/x", "a.b", "example.com", "-a", "http://example.signalwire.com", "a b"] {
            assert_eq!(space_of(text).unwrap_err().field, "space", "{text}");
        }
    }

    #[test]
    fn an_area_code_goes_before_a_state_and_one_of_them_must_be_given() {
        assert!(matches!(Wanted::parse(Some("512"), Some("TX")), Ok(Wanted::AreaCode(_))));
        assert!(matches!(Wanted::parse(Some(" "), Some("TX")), Ok(Wanted::State(_))));
        assert_eq!(Wanted::parse(None, None).unwrap_err().field, "area_code");
        for nowhere in ["Texas!", "QX"] {
            assert_eq!(Wanted::parse(None, Some(nowhere)).unwrap_err().field, "state", "{nowhere}");
        }
    }
}
