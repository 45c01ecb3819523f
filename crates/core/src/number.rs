//! Numbers: outbound caller IDs of a pool.

use crate::area_code::{AreaCode, StateCode};
use crate::id::{BrokerId, NumberId};
use crate::phone::E164;
use crate::room::Occupancy;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Most numbers that are changed at once: the work is one transaction, which must not keep others waiting.
pub const MOST_NUMBERS: i64 = 5_000;

/// Where a number stands. Derived, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Takes leads, if it has room.
    Active,
    /// Takes no new leads for a while; its own go on.
    Resting,
    /// Out of the pool for good, or until activated.
    Retired,
    /// Missing at the carrier.
    Gone,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::Active, Self::Resting, Self::Retired, Self::Gone];

    /// From the columns it is derived of.
    pub fn of(
        gone_at: Option<DateTime<Utc>>,
        is_active: bool,
        resting_until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        if gone_at.is_some() {
            Self::Gone
        } else if !is_active {
            Self::Retired
        } else if resting_until.is_some_and(|until| until > now) {
            Self::Resting
        } else {
            Self::Active
        }
    }

    /// Whether leads of the number may still be called from it.
    pub const fn in_service(self) -> bool {
        matches!(self, Self::Active | Self::Resting)
    }

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Resting => "resting",
            Self::Retired => "retired",
            Self::Gone => "gone",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Resting => "Resting",
            Self::Retired => "Retired",
            Self::Gone => "Gone",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no standing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a standing; use one of active, resting, retired, gone")]
pub struct UnknownStanding(pub String);

impl FromStr for Standing {
    type Err = UnknownStanding;

    fn from_str(text: &str) -> Result<Self, UnknownStanding> {
        Self::ALL
            .into_iter()
            .find(|standing| standing.as_str() == text)
            .ok_or_else(|| UnknownStanding(text.chars().take(40).collect()))
    }
}

/// An outbound caller ID with the counters that stand on its row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// Id.
    pub id: NumberId,
    /// Whose pool.
    pub broker_id: BrokerId,
    /// The number itself.
    pub number: E164,
    /// The carrier's id of it.
    pub signalwire_id: Option<String>,
    /// A name for people, such as "Austin main".
    pub label: Option<String>,
    /// For local presence.
    pub area_code: Option<AreaCode>,
    /// For local presence.
    pub state: Option<StateCode>,
    /// `false` retires it.
    pub is_active: bool,
    /// No new leads until then.
    pub resting_until: Option<DateTime<Utc>>,
    /// When it was found missing at the carrier.
    pub gone_at: Option<DateTime<Utc>>,
    /// Held until then, so that who calls it back is still heard; then it is given up.
    pub release_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub released_at: Option<DateTime<Utc>>,
    /// Its live leads.
    pub occupancy: Occupancy,
    /// Outbound calls that count.
    pub call_count: i32,
    /// Those with human contact.
    pub contact_count: i32,
    /// Calls through the carrier that were answered and over sooner than `min_answer_seconds`.
    pub short_answers: i32,
    /// Calls through the carrier that a network rejected as unwanted (SIP 603, 607, 608).
    pub network_blocks: i32,
    /// 0 to 100.
    pub health_score: i32,
    /// Last outbound call that counts.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Newest assignment.
    pub last_assigned_at: Option<DateTime<Utc>>,
    /// The broker-local day that [`Self::calls_on_day`] counts.
    pub calls_day: Option<NaiveDate>,
    /// Outbound calls that count on that day.
    pub calls_on_day: i32,
    /// When it came into the pool.
    pub created_at: DateTime<Utc>,
}

impl Number {
    /// Where it stands at a time.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        Standing::of(self.gone_at, self.is_active, self.resting_until, now)
    }

    /// Outbound calls that count on the broker-local day `today`.
    pub fn calls_today(&self, today: NaiveDate) -> i32 {
        if self.calls_day == Some(today) { self.calls_on_day } else { 0 }
    }

    /// Load: never-answered leads plus calls today.
    pub fn load(&self, today: NaiveDate) -> i32 {
        self.occupancy.never_answered_leads + self.calls_today(today)
    }

    /// Answer rate in percent; `None` without calls.
    pub fn answer_rate(&self) -> Option<f64> {
        crate::health::answer_rate(i64::from(self.contact_count), i64::from(self.call_count))
    }
}

/// A number that stands in the way of something that is done to many, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InTheWay {
    /// Which.
    pub id: NumberId,
    /// The number itself.
    pub number: E164,
    /// Why, behind the number: "is retired: activate it first".
    pub why: String,
}

impl InTheWay {
    /// Of a number.
    pub fn of(number: &Number, why: impl Into<String>) -> Self {
        Self { id: number.id, number: number.number.clone(), why: why.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standing_is_gone_before_retired_before_resting() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("in range");
        let later = now + chrono::TimeDelta::days(1);
        assert_eq!(Standing::of(Some(now), false, Some(later), now), Standing::Gone);
        assert_eq!(Standing::of(None, false, Some(later), now), Standing::Retired);
        assert_eq!(Standing::of(None, true, Some(later), now), Standing::Resting);
        assert_eq!(Standing::of(None, true, Some(now), now), Standing::Active);
        assert_eq!(Standing::of(None, true, None, now), Standing::Active);
    }
}
