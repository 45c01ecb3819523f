//! What came of a call, and what that means.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The lead spoke to us.
    Answered,
    /// The lead made an appointment.
    Booked,
    /// The lead spoke to us and wants nothing.
    NotInterested,
    /// The lead asked never to be called again.
    DoNotCall,
    /// Somebody else has this phone.
    WrongNumber,
    /// A machine took the call.
    Voicemail,
    /// It rang and nobody picked up.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The network failed: nobody was rung.
    Failed,
}

impl Outcome {
    /// Every outcome, in the order pages offer them.
    pub const ALL: [Self; 9] = [
        Self::Answered,
        Self::Booked,
        Self::NotInterested,
        Self::DoNotCall,
        Self::Voicemail,
        Self::NoAnswer,
        Self::Busy,
        Self::WrongNumber,
        Self::Failed,
    ];

    /// Whether the lead spoke to us.
    pub const fn is_human_contact(self) -> bool {
        matches!(self, Self::Answered | Self::Booked | Self::NotInterested | Self::DoNotCall)
    }

    /// Whether the call counts: towards `max_attempts`, in the number's counters, in rates and in health.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Failed)
    }

    /// Whether the outcome ends the lead's assignment whatever its state.
    pub const fn ends_lead(self) -> bool {
        matches!(self, Self::NotInterested | Self::DoNotCall | Self::WrongNumber)
    }

    /// Whether only a person, or a report that says `correct`, may take this outcome of a call back.
    pub const fn is_binding(self) -> bool {
        matches!(self, Self::Booked | Self::DoNotCall)
    }

    /// The word used in the API and in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Booked => "booked",
            Self::NotInterested => "not_interested",
            Self::DoNotCall => "do_not_call",
            Self::WrongNumber => "wrong_number",
            Self::Voicemail => "voicemail",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Failed => "failed",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Answered => "Answered",
            Self::Booked => "Booked",
            Self::NotInterested => "Not interested",
            Self::DoNotCall => "Do not call",
            Self::WrongNumber => "Wrong number",
            Self::Voicemail => "Voicemail",
            Self::NoAnswer => "No answer",
            Self::Busy => "Busy",
            Self::Failed => "Failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not an outcome; use one of answered, booked, not_interested, do_not_call, voicemail, no_answer, busy, wrong_number, failed"
)]
pub struct UnknownOutcome(pub String);

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or_else(|| UnknownOutcome(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// outcome, human contact, counts, ends the lead
    const TABLE: [(Outcome, bool, bool, bool); 9] = [
        (Outcome::Answered, true, true, false),
        (Outcome::Booked, true, true, false),
        (Outcome::NotInterested, true, true, true),
        (Outcome::DoNotCall, true, true, true),
        (Outcome::WrongNumber, false, true, true),
        (Outcome::Voicemail, false, true, false),
        (Outcome::NoAnswer, false, true, false),
        (Outcome::Busy, false, true, false),
        (Outcome::Failed, false, false, false),
    ];

    #[test]
    fn every_outcome_means_what_the_table_says() {
        for (outcome, contact, counts, ends) in TABLE {
            assert_eq!(outcome.is_human_contact(), contact, "{outcome}");
            assert_eq!(outcome.counts(), counts, "{outcome}");
            assert_eq!(outcome.ends_lead(), ends, "{outcome}");
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
        }
    }

    #[test]
    fn an_unknown_outcome_is_told_what_is_allowed() {
        let error = "answerd".parse::<Outcome>().unwrap_err();
        assert!(error.to_string().contains("not_interested"), "{error}");
    }
}
