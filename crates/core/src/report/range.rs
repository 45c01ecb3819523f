//! The days a report is about, and those before it.

use crate::field::FieldError;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Longest range, in days: two years.
pub const MAX_DAYS: i64 = 731;
/// Days of a report where nothing is said.
const USUAL_DAYS: u64 = 30;

/// Broker-local days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// A range people choose by a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// In addresses.
    pub days: u64,
    /// What people read.
    pub label: &'static str,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self { days: 7, label: "7 days" },
        Self { days: 30, label: "30 days" },
        Self { days: 90, label: "90 days" },
        Self { days: 365, label: "Year" },
    ];
}

impl Range {
    /// The last days, with that one.
    pub fn last(days: u64, today: NaiveDate) -> Self {
        Self { from: today - Days::new(days.max(1) - 1), to: today }
    }

    /// From what was typed or sent; 30 days up to `to`, and up to today, where nothing is said.
    ///
    /// # Errors
    /// [`FieldError`] on `from` or `to`.
    pub fn parse(from: Option<&str>, to: Option<&str>, today: NaiveDate) -> Result<Self, FieldError> {
        let day = |field: &'static str, text: Option<&str>| {
            text.map(str::trim)
                .filter(|text| !text.is_empty())
                .map(|text| {
                    // Four digits: a year beyond them is one that an engine may not take.
                    NaiveDate::parse_from_str(text, "%Y-%m-%d")
                        .ok()
                        .filter(|_| text.len() == 10)
                        .ok_or_else(|| FieldError::new(field, "Enter a day, such as 2026-11-19."))
                })
                .transpose()
        };
        let (from, to) = (day("from", from)?, day("to", to)?);
        let to = to.unwrap_or(today);
        let from = match from {
            Some(from) => from,
            None => to
                .checked_sub_days(Days::new(USUAL_DAYS - 1))
                .ok_or_else(|| FieldError::new("to", "Enter a day of this century or the last."))?,
        };
        let range = Self { from, to };
        if from > to {
            return Err(FieldError::new("from", "The first day must not be after the last."));
        }
        if range.days() > MAX_DAYS {
            return Err(FieldError::new("from", format!("A report covers at most {MAX_DAYS} days.")));
        }
        if to > today + Days::new(1) {
            return Err(FieldError::new("to", "The last day must not be in the future."));
        }
        if range.before().is_none() {
            return Err(FieldError::new("from", "Enter a day of this century or the last."));
        }
        Ok(range)
    }

    /// How many days.
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// As many days right before.
    pub fn before(&self) -> Option<Self> {
        let days = u64::try_from(self.days()).ok()?;
        let to = self.from.checked_sub_days(Days::new(1))?;
        Some(Self { from: to.checked_sub_days(Days::new(days - 1))?, to })
    }

    /// Every day, ascending.
    pub fn each(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let to = self.to;
        self.from.iter_days().take_while(move |day| *day <= to)
    }

    /// The preset it is, seen from today.
    pub fn preset(&self, today: NaiveDate) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| Self::last(preset.days, today) == *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn thirty_days_where_nothing_is_said() {
        let range = Range::parse(None, Some(""), day("2026-11-19")).unwrap();
        assert_eq!((range.from, range.to, range.days()), (day("2026-10-21"), day("2026-11-19"), 30));
        assert_eq!(range.before(), Some(Range { from: day("2026-09-21"), to: day("2026-10-20") }));
        assert_eq!(range.each().count(), 30);
        assert_eq!(range.preset(day("2026-11-19")).map(|preset| preset.days), Some(30));
    }

    #[test]
    fn a_bad_range_names_its_field() {
        let today = day("2026-11-19");
        for (from, to, field) in [
            ("2026-11-32", "2026-11-19", "from"),
            ("yesterday", "", "from"),
            ("2026-11-20", "2026-11-19", "from"),
            ("2020-01-01", "2026-11-19", "from"),
            ("+12026-01-01", "", "from"),
            ("2026-11-01", "2026-13-01", "to"),
            ("2026-11-01", "2026-11-25", "to"),
        ] {
            let error = Range::parse(Some(from), Some(to), today).unwrap_err();
            assert_eq!(error.field, field, "{from} to {to}");
        }
    }
}
