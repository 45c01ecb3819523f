//! Call hours, in minutes of a local day.

use crate::field::{FieldError, excerpt};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The hours of a lead's local day in which it may be called; written `08:00-21:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CallHours {
    /// The first minute of the day, from 0.
    pub from: u16,
    /// The minute calls end before, later than `from` and up to 1,440 (midnight).
    pub to: u16,
}

impl CallHours {
    /// Checks that the hours begin before they end, within one day.
    pub fn validate(self) -> Result<(), FieldError> {
        if self.from < self.to && self.to <= 24 * 60 {
            return Ok(());
        }
        Err(FieldError::new(
            "call_hours",
            "Call hours must begin before they end, within one day: 08:00-21:00.",
        ))
    }
}

impl Default for CallHours {
    /// 8:00 to 21:00: the hours the US Telephone Consumer Protection Act allows (47 CFR 64.1200(c)(1)).
    fn default() -> Self {
        Self { from: 8 * 60, to: 21 * 60 }
    }
}

impl fmt::Display for CallHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for CallHours {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        if text.trim().is_empty() {
            return Err(FieldError::new("call_hours", "Call hours are missing: write them as 08:00-21:00."));
        }
        let hours = text
            .split_once(['-', '–'])
            .and_then(|(from, to)| Some(Self { from: minute_of_day(from)?, to: minute_of_day(to)? }));
        let hours = hours.ok_or_else(|| {
            let what = excerpt(text);
            FieldError::new("call_hours", format!("“{what}” are not call hours: write them as 08:00-21:00."))
        })?;
        hours.validate().map(|()| hours)
    }
}

impl TryFrom<String> for CallHours {
    type Error = FieldError;

    fn try_from(text: String) -> Result<Self, FieldError> {
        text.parse()
    }
}

impl From<CallHours> for String {
    fn from(hours: CallHours) -> Self {
        hours.to_string()
    }
}

fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60).then(|| hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in ["08:00-21:00", "8:00 - 21:00", "8:00–21:00"] {
            assert_eq!(text.parse(), Ok(CallHours::default()), "{text}");
        }
        assert_eq!("00:00-24:00".parse::<CallHours>().unwrap().to_string(), "00:00-24:00");
    }

    #[test]
    fn hours_that_are_none_are_refused() {
        for text in
            ["", "8-21", "08:00", "21:00-08:00", "08:00-08:00", "08:60-21:00", "08:00-24:01", "+8:00-9:00"]
        {
            assert_eq!(text.parse::<CallHours>().unwrap_err().field, "call_hours", "{text}");
        }
    }
}
