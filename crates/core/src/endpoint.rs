//! Endpoints: programs of a broker's that are told what happens, and what they can be told of.

mod address;
mod level;

pub use address::is_public;
pub use level::PoolLevel;

use crate::field::{FieldError, excerpt};
use crate::id::{BrokerId, EndpointId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Most endpoints of a broker: each event is written down once for every one that wants it.
pub const MOST: usize = 10;

/// How long both secrets sign after a new one was made, so that the receiver can be changed without a gap.
pub const OLD_SECRET_SIGNS: TimeDelta = TimeDelta::hours(24);

/// What an endpoint can be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// A lead got a number.
    #[serde(rename = "assignment.created")]
    AssignmentCreated,
    /// A lead answered and stays on its number.
    #[serde(rename = "assignment.held")]
    AssignmentHeld,
    /// A lead booked, or a person locked its number.
    #[serde(rename = "assignment.locked")]
    AssignmentLocked,
    /// A lead never answered and used up its attempts.
    #[serde(rename = "assignment.unreachable")]
    AssignmentUnreachable,
    /// An assignment was released.
    #[serde(rename = "assignment.released")]
    AssignmentReleased,
    /// A lead was rehomed to another number.
    #[serde(rename = "assignment.rehomed")]
    AssignmentRehomed,
    /// A number takes no new leads for some days.
    #[serde(rename = "number.rested")]
    NumberRested,
    /// A number left the pool.
    #[serde(rename = "number.retired")]
    NumberRetired,
    /// A lead asked for a number and there was none, or no number is free any more.
    #[serde(rename = "pool.exhausted")]
    PoolExhausted,
    /// Few numbers are free.
    #[serde(rename = "pool.low")]
    PoolLow,
    /// A number's health fell below what the broker asks for.
    #[serde(rename = "health.dropped")]
    HealthDropped,
    /// Asked for by a person, to see whether the endpoint answers. Not to be chosen: whoever is there gets it.
    #[serde(rename = "endpoint.test")]
    Test,
}

impl EventKind {
    /// Those that can be chosen.
    pub const ALL: [Self; 11] = [
        Self::AssignmentCreated,
        Self::AssignmentHeld,
        Self::AssignmentLocked,
        Self::AssignmentUnreachable,
        Self::AssignmentReleased,
        Self::AssignmentRehomed,
        Self::NumberRested,
        Self::NumberRetired,
        Self::PoolExhausted,
        Self::PoolLow,
        Self::HealthDropped,
    ];

    /// The word used in tables and the API, the `type` of what is sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AssignmentCreated => "assignment.created",
            Self::AssignmentHeld => "assignment.held",
            Self::AssignmentLocked => "assignment.locked",
            Self::AssignmentUnreachable => "assignment.unreachable",
            Self::AssignmentReleased => "assignment.released",
            Self::AssignmentRehomed => "assignment.rehomed",
            Self::NumberRested => "number.rested",
            Self::NumberRetired => "number.retired",
            Self::PoolExhausted => "pool.exhausted",
            Self::PoolLow => "pool.low",
            Self::HealthDropped => "health.dropped",
            Self::Test => "endpoint.test",
        }
    }

    /// What happened, in a few words.
    pub const fn means(self) -> &'static str {
        match self {
            Self::AssignmentCreated => "A lead got a number",
            Self::AssignmentHeld => "A lead answered and stays on its number",
            Self::AssignmentLocked => "A lead booked, or someone locked its number",
            Self::AssignmentUnreachable => "A lead used up its attempts and never answered",
            Self::AssignmentReleased => "A lead gave its number back",
            Self::AssignmentRehomed => "A lead was rehomed to another number",
            Self::NumberRested => "A number was rested",
            Self::NumberRetired => "A number left the pool",
            Self::PoolExhausted => "A lead needed a number and none was free",
            Self::PoolLow => "More than 80% of the pool is taken",
            Self::HealthDropped => "A number's health fell below your minimum",
            Self::Test => "A test, sent by hand",
        }
    }

    /// What an entry of the history is told as; none where nobody outside is told. `why` is the event that ended an
    /// assignment: a lead that moves to another number has not given it up.
    pub fn of_history(kind: &str, why: Option<&str>) -> Option<Self> {
        match (kind, why) {
            ("assignment.released", Some("rehomed")) | ("endpoint.test", _) => None,
            // The release was undone: the lead has a number again.
            ("assignment.reinstated", _) => Some(Self::AssignmentCreated),
            _ => kind.parse().ok(),
        }
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventKind {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let all = Self::ALL.into_iter().chain([Self::Test]);
        let found = all.into_iter().find(|kind| kind.as_str() == text.trim());
        found.ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            FieldError::new(
                "events",
                format!("There is no event “{}”; there are {}.", excerpt(text), known.join(", ")),
            )
        })
    }
}

/// The chosen ones, each once, in the order in which pages list them.
///
/// # Errors
/// [`FieldError`] on `events` where none is chosen, or one that cannot be.
pub fn chosen(events: &[EventKind]) -> Result<Vec<EventKind>, FieldError> {
    if events.contains(&EventKind::Test) {
        return Err(FieldError::new("events", "A test cannot be selected: it is sent on request."));
    }
    let chosen: Vec<EventKind> = EventKind::ALL.into_iter().filter(|kind| events.contains(kind)).collect();
    if chosen.is_empty() { Err(FieldError::new("events", "Select at least one event.")) } else { Ok(chosen) }
}

/// A program of a broker's that is told what happens. Its secret is not part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Id.
    pub id: EndpointId,
    /// Whose.
    pub broker_id: BrokerId,
    /// What people call it.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// Of what.
    pub events: Vec<EventKind>,
    /// Whether it is told at the moment. While it is not, nothing new is kept for it, and what waits goes on waiting.
    pub is_active: bool,
    /// Until when the secret before this one signs too.
    pub old_secret_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_the_word_it_is_parsed_from_and_serialized_as() {
        for kind in EventKind::ALL.into_iter().chain([EventKind::Test]) {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
    }

    #[test]
    fn a_word_that_is_no_event_is_refused_with_those_that_there_are() {
        let refused = "number.lost".parse::<EventKind>().unwrap_err();
        assert!(refused.message.starts_with("There is no event “number.lost”; there are "), "{refused}");
    }

    #[test]
    fn a_move_is_told_as_a_move_and_not_as_a_release() {
        assert_eq!(EventKind::of_history("assignment.released", Some("rehomed")), None);
        assert_eq!(
            EventKind::of_history("assignment.released", Some("released_by_person")),
            Some(EventKind::AssignmentReleased)
        );
        assert_eq!(EventKind::of_history("assignment.reinstated", None), Some(EventKind::AssignmentCreated));
        for inner in ["call.recorded", "lead.noted", "number.edited", "endpoint.test"] {
            assert_eq!(EventKind::of_history(inner, None), None, "{inner}");
        }
    }

    #[test]
    fn chosen_events_are_in_order_once_and_never_none() {
        let given = [EventKind::PoolLow, EventKind::AssignmentHeld, EventKind::PoolLow];
        assert_eq!(chosen(&given), Ok(vec![EventKind::AssignmentHeld, EventKind::PoolLow]));
        assert_eq!(chosen(&[]).unwrap_err().field, "events");
        assert_eq!(chosen(&[EventKind::Test]).unwrap_err().field, "events");
    }
}
