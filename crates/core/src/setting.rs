//! A broker's policy: every setting with its default, its limits and its meaning.

mod doc;
mod hours;
mod text;
mod word;

pub use doc::{LEADS_PER_NUMBER_MEANING, SETTINGS, SettingDoc, doc};
pub use hours::CallHours;
pub use word::{Locality, Quality, Rotation, UnknownCallers};

use crate::area_code::AreaCode;
use crate::field::FieldError;
use crate::phone::E164;
use serde::{Deserialize, Serialize};

/// A broker's policy. What each setting means stands in [`SETTINGS`], once, for pages and API alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrokerSettings {
    /// Attempts before a lead who never answered is unreachable.
    pub max_attempts: i32,
    /// The same for hot leads; none for `max_attempts`.
    pub max_attempts_hot: Option<i32>,
    /// The same for normal leads.
    pub max_attempts_normal: Option<i32>,
    /// The same for leads of low quality.
    pub max_attempts_low: Option<i32>,
    /// How many open leads share a number; 1 is exclusive.
    pub leads_per_number: i32,
    /// Numbers with a lower score come behind the others.
    pub min_health: i32,
    /// How many points of health count as equal.
    pub health_band: i32,
    /// By what numbers of equal locality are ranked.
    pub rotation: Rotation,
    /// How far from the lead to look for a number.
    pub locality: Locality,
    /// Come before others of the same tier.
    pub preferred_area_codes: Vec<AreaCode>,
    /// Calls a number makes a day; 0 for no cap.
    pub daily_call_cap: i32,
    /// Days before an unreachable lead may be assigned again.
    pub unreachable_days: i32,
    /// Days without a call after which a never-answered lead's number is released; 0 for off.
    pub release_stale_after_days: i32,
    /// Days without a call after which a held lead's number is released; 0 for off.
    pub release_held_after_days: i32,
    /// Whether a number with a booked lead takes no new leads.
    pub reserve_booked_numbers: bool,
    /// Days after which an active assignment raises a warning; 0 for off.
    pub assigned_too_long_days: i32,
    /// When leads may be called, in their own time.
    pub call_hours: CallHours,
    /// Attempts on one person a day, across all numbers.
    pub max_attempts_per_day: i32,
    /// Minutes between attempts on one person, across all numbers.
    pub min_minutes_between_attempts: i32,
    /// The office's IANA zone. Its shape is checked here, that it exists in `service`.
    pub timezone: String,
    /// The office's own phone, where callbacks go.
    pub main_line: Option<E164>,
    /// What callers hear who are no lead.
    pub unknown_callers: UnknownCallers,
    /// Seconds of talk from which a call was answered, where no machine detection says so.
    pub min_answer_seconds: i32,
}

impl Default for BrokerSettings {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            max_attempts_hot: None,
            max_attempts_normal: None,
            max_attempts_low: None,
            leads_per_number: 1,
            min_health: 40,
            health_band: 10,
            rotation: Rotation::Balanced,
            locality: Locality::Anywhere,
            preferred_area_codes: Vec::new(),
            daily_call_cap: 75,
            unreachable_days: 7,
            release_stale_after_days: 14,
            release_held_after_days: 0,
            reserve_booked_numbers: false,
            assigned_too_long_days: 7,
            call_hours: CallHours::default(),
            max_attempts_per_day: 3,
            min_minutes_between_attempts: 30,
            timezone: "America/Chicago".to_owned(),
            main_line: None,
            unknown_callers: UnknownCallers::MainLine,
            min_answer_seconds: 10,
        }
    }
}

impl BrokerSettings {
    /// The attempts a lead of that quality gets, copied to its assignment when that is made.
    pub fn max_attempts_for(&self, quality: Option<Quality>) -> i32 {
        let own = match quality {
            Some(Quality::Hot) => self.max_attempts_hot,
            Some(Quality::Normal) => self.max_attempts_normal,
            Some(Quality::Low) => self.max_attempts_low,
            None => None,
        };
        own.unwrap_or(self.max_attempts)
    }

    /// Checks every setting against its limits in [`SETTINGS`]; fails with the first that is outside.
    pub fn validate(&self) -> Result<(), FieldError> {
        for doc in SETTINGS {
            if let Some(figure) = self.figure(doc.name) {
                doc.check(figure)?;
            }
        }
        self.call_hours.validate()?;
        let is_zone = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
        if self.timezone.is_empty() || self.timezone.len() > 64 || !self.timezone.chars().all(is_zone) {
            return Err(FieldError::new("timezone", "Enter an IANA time zone, for example America/Chicago."));
        }
        Ok(())
    }

    /// What differs in `new`, for the audit log: name, old text, new text, in the order of [`SETTINGS`].
    pub fn changes(&self, new: &Self) -> Vec<(&'static str, String, String)> {
        SETTINGS
            .iter()
            .filter_map(|doc| Some((doc.name, self.text(doc.name)?, new.text(doc.name)?)))
            .filter(|(_, old, new)| old != new)
            .collect()
    }

    /// A setting that is a number; none where it is not set, is no number, or there is none of that name.
    fn figure(&self, name: &str) -> Option<i32> {
        Some(match name {
            "max_attempts" => self.max_attempts,
            "max_attempts_hot" => self.max_attempts_hot?,
            "max_attempts_normal" => self.max_attempts_normal?,
            "max_attempts_low" => self.max_attempts_low?,
            "leads_per_number" => self.leads_per_number,
            "min_health" => self.min_health,
            "health_band" => self.health_band,
            "daily_call_cap" => self.daily_call_cap,
            "unreachable_days" => self.unreachable_days,
            "release_stale_after_days" => self.release_stale_after_days,
            "release_held_after_days" => self.release_held_after_days,
            "assigned_too_long_days" => self.assigned_too_long_days,
            "max_attempts_per_day" => self.max_attempts_per_day,
            "min_minutes_between_attempts" => self.min_minutes_between_attempts,
            "min_answer_seconds" => self.min_answer_seconds,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_defaults_are_valid_and_survive_the_wire() {
        let settings = BrokerSettings::default();
        assert_eq!(settings.validate(), Ok(()));
        let wire = serde_json::to_string(&settings).unwrap();
        assert!(wire.contains(r#""call_hours":"08:00-21:00""#), "{wire}");
        assert_eq!(serde_json::from_str::<BrokerSettings>(&wire).unwrap(), settings);
        assert_eq!(serde_json::from_str::<BrokerSettings>("{}").unwrap(), settings);
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        assert!(serde_json::from_str::<BrokerSettings>(r#"{"max_atempts":3}"#).is_err());
    }

    #[test]
    fn every_setting_is_documented_once() {
        let wire = serde_json::to_value(BrokerSettings::default()).unwrap();
        let fields: BTreeSet<&str> = wire.as_object().unwrap().keys().map(String::as_str).collect();
        let named: BTreeSet<&str> = SETTINGS.iter().map(|doc| doc.name).collect();
        assert_eq!((fields, SETTINGS.len()), (named.clone(), named.len()));
    }

    #[test]
    fn every_limit_holds_at_both_ends() {
        for doc in SETTINGS {
            let (Some(min), Some(max)) = (doc.min, doc.max) else {
                continue;
            };
            for (value, is_allowed) in [(min, true), (max, true), (min - 1, false), (max + 1, false)] {
                let mut wire = serde_json::to_value(BrokerSettings::default()).unwrap();
                wire[doc.name] = value.into();
                let checked = serde_json::from_value::<BrokerSettings>(wire).unwrap().validate();
                assert_eq!(checked.is_ok(), is_allowed, "{} {value}", doc.name);
                assert!(checked.err().is_none_or(|error| error.field == doc.name));
            }
        }
    }

    #[test]
    fn call_hours_and_time_zone_are_checked_too() {
        let backwards = CallHours { from: 21 * 60, to: 8 * 60 };
        let settings = BrokerSettings { call_hours: backwards, ..BrokerSettings::default() };
        assert_eq!(settings.validate().unwrap_err().field, "call_hours");
        let settings = BrokerSettings { timezone: "Central time".to_owned(), ..BrokerSettings::default() };
        assert_eq!(settings.validate().unwrap_err().field, "timezone");
    }

    #[test]
    fn a_quality_without_attempts_of_its_own_gets_the_general_ones() {
        let settings = BrokerSettings { max_attempts_hot: Some(8), ..BrokerSettings::default() };
        assert_eq!(settings.max_attempts_for(Some(Quality::Hot)), 8);
        assert_eq!(settings.max_attempts_for(Some(Quality::Low)), 5);
        assert_eq!(settings.max_attempts_for(None), 5);
    }

    #[test]
    fn changes_name_each_setting_with_its_old_and_new_text() {
        let old = BrokerSettings::default();
        let new = BrokerSettings { max_attempts_hot: Some(8), reserve_booked_numbers: true, ..old.clone() };
        assert_eq!(old.changes(&old), []);
        assert_eq!(
            old.changes(&new),
            [
                ("max_attempts_hot", String::new(), "8".to_owned()),
                ("reserve_booked_numbers", "off".to_owned(), "on".to_owned()),
            ]
        );
    }
}
