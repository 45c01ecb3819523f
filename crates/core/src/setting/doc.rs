//! What each setting means: the one text that pages, API and errors take it from.

use crate::field::FieldError;
use serde::Serialize;
use std::fmt;

/// A setting as people are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SettingDoc {
    /// The field of `BrokerSettings`, and its name in API and forms.
    pub name: &'static str,
    /// What pages call it.
    pub label: &'static str,
    /// What it does, in one sentence.
    pub meaning: &'static str,
    /// What its number counts; empty where it is no number.
    pub unit: &'static str,
    /// The lowest number allowed; none where it is no number.
    pub min: Option<i32>,
    /// The highest number allowed.
    pub max: Option<i32>,
}

impl SettingDoc {
    pub(super) fn check(&self, figure: i32) -> Result<(), FieldError> {
        let is_low = self.min.is_some_and(|min| figure < min);
        let is_high = self.max.is_some_and(|max| figure > max);
        if is_low || is_high { Err(self.refuse(figure)) } else { Ok(()) }
    }

    pub(super) fn refuse(&self, value: impl fmt::Display) -> FieldError {
        let (min, max) = (self.min.unwrap_or(i32::MIN), self.max.unwrap_or(i32::MAX));
        let Self { name, label, unit, .. } = self;
        let sentence = format!("{label} must be a whole number from {min} to {max} ({unit}), not “{value}”.");
        FieldError::new(*name, sentence)
    }
}

/// The setting of that name.
pub fn doc(name: &str) -> Option<&'static SettingDoc> {
    SETTINGS.iter().find(|doc| doc.name == name)
}

/// What 1, 10 and 25 leads per number mean, for set-up and settings.
pub const LEADS_PER_NUMBER_MEANING: &str = "1: every open lead has a number to itself, so you can work as many \
    open leads as you have numbers; 10: up to ten leads who have not answered yet share a number; 25: a small \
    pool reaches many leads, but each number makes more calls and wears out sooner.";

const fn number(
    name: &'static str,
    label: &'static str,
    (min, max): (i32, i32),
    unit: &'static str,
    meaning: &'static str,
) -> SettingDoc {
    SettingDoc { name, label, meaning, unit, min: Some(min), max: Some(max) }
}

const fn other(name: &'static str, label: &'static str, meaning: &'static str) -> SettingDoc {
    SettingDoc { name, label, meaning, unit: "", min: None, max: None }
}

/// Every setting, in the order pages show them.
#[rustfmt::skip]
pub const SETTINGS: &[SettingDoc] = &[
    number("leads_per_number", "Leads per number", (1, 1000), "leads",
        "How many open leads may share one number; 1 gives every open lead a number to itself."),
    number("max_attempts", "Attempts per lead", (1, 50), "attempts",
        "After this many calls without an answer the lead is unreachable and its number is free again."),
    number("max_attempts_hot", "Attempts per hot lead", (1, 50), "attempts",
        "Hot leads get this many attempts; empty means the same as every lead."),
    number("max_attempts_normal", "Attempts per normal lead", (1, 50), "attempts",
        "Normal leads get this many attempts; empty means the same as every lead."),
    number("max_attempts_low", "Attempts per low-quality lead", (1, 50), "attempts",
        "Low-quality leads get this many attempts; empty means the same as every lead."),
    other("rotation", "Rotation",
        "What decides between numbers that are equally local: a balance of health and load, the best health, \
         the least use, or the best answer rate near the lead."),
    other("locality", "Local presence",
        "How far from the lead a number may be: its own area code, its state, or anywhere, the nearest first."),
    other("preferred_area_codes", "Preferred area codes",
        "Numbers with these area codes are chosen before others that are equally local."),
    number("min_health", "Minimum health", (0, 100), "points",
        "Numbers with a lower health score are chosen only when no healthier one is as local."),
    number("health_band", "Health band", (1, 100), "points",
        "Scores within this many points count as equally healthy, so that calls spread over more numbers."),
    number("daily_call_cap", "Calls per number per day", (0, 10_000), "calls",
        "A number that has made this many calls today takes no new leads until tomorrow; 0 means no cap."),
    other("call_hours", "Call hours",
        "Leads may be called between these times of their own day, in the strictest of their time zones."),
    number("max_attempts_per_day", "Attempts per person per day", (1, 50), "attempts",
        "One person is called at most this many times a day, across all numbers."),
    number("min_minutes_between_attempts", "Pause between attempts", (0, 1440), "minutes",
        "This many minutes pass before the same person is called again; 0 means no pause."),
    number("unreachable_days", "Unreachable period", (1, 365), "days",
        "An unreachable lead gets no number for this many days, then it may be assigned again."),
    number("release_stale_after_days", "Release stale leads after", (0, 365), "days",
        "A lead who never answered gives its number back after this many days without a call; 0 means never."),
    number("release_held_after_days", "Release silent held leads after", (0, 365), "days",
        "A lead who once answered gives its number back after this many days without a call; 0 means never."),
    other("reserve_booked_numbers", "Reserve booked numbers",
        "When on, a number with a booked lead takes no new leads."),
    number("assigned_too_long_days", "Assigned too long after", (0, 365), "days",
        "A lead that is active for longer than this many days raises a warning; 0 means no warning."),
    other("timezone", "Time zone",
        "The office's time zone: its days are counted in it, and leads without a known zone are called by it."),
    other("main_line", "Main line",
        "The office's own phone: callbacks to any number of the pool are connected to it."),
    other("unknown_callers", "Unknown callers",
        "What happens when someone who is not a lead calls a number of the pool: the main line rings, a message is \
         read, or the call is declined."),
    number("min_answer_seconds", "Answered from", (1, 120), "seconds",
        "A call that SignalWire places counts as answered from this many seconds of talk, unless machine detection \
         says who picked up."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_one_sentence() {
        for doc in SETTINGS {
            assert!(doc.meaning.ends_with('.') && doc.meaning.matches(". ").count() == 0, "{}", doc.name);
            assert_eq!(doc.min.is_some(), !doc.unit.is_empty(), "{}", doc.name);
        }
    }

    #[test]
    fn a_refusal_says_what_is_allowed() {
        let error = doc("max_attempts").unwrap().check(70).unwrap_err();
        assert_eq!(
            error.message,
            "Attempts per lead must be a whole number from 1 to 50 (attempts), not “70”."
        );
    }
}
