//! Deliveries: one event on its way to one endpoint, tried again until it is taken or given up.

use crate::endpoint::EventKind;
use crate::field::FieldError;
use crate::id::{BrokerId, DeliveryId, EndpointId, EventId, LeadId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How long a delivery is tried before it is parked.
pub const TRIED_FOR: TimeDelta = TimeDelta::days(3);

/// How long to wait after so many tries; afterwards as long as at the end.
const WAITS: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::seconds(30),
    TimeDelta::minutes(2),
    TimeDelta::minutes(10),
    TimeDelta::minutes(30),
    TimeDelta::hours(1),
    TimeDelta::hours(2),
    TimeDelta::hours(4),
    TimeDelta::hours(8),
];

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    /// It waits for its first or its next try, or for an earlier one about the same lead.
    Pending,
    /// The endpoint took it.
    Delivered,
    /// Given up. It can be sent again by hand.
    Parked,
}

impl DeliveryStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Parked];

    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Parked => "parked",
        }
    }

    /// The word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pending => "Waiting",
            Self::Delivered => "Delivered",
            Self::Parked => "Given up",
        }
    }
}

impl FromStr for DeliveryStatus {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text.trim())
            .ok_or_else(|| FieldError::new("status", "must be pending, delivered or parked"))
    }
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Id.
    pub id: DeliveryId,
    /// Whose.
    pub broker_id: BrokerId,
    /// To which endpoint.
    pub endpoint_id: EndpointId,
    /// The entry of the history that it tells of: the `webhook-id`, the same however often it is sent.
    pub event_id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// The lead it is about.
    pub lead_id: Option<LeadId>,
    /// The body, byte by byte as it is signed and sent.
    pub payload: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried since it was queued.
    pub tries: i32,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// When it was queued: when it happened, or when somebody last asked to send it again.
    pub queued_at: DateTime<Utc>,
    /// When it is tried next, while it is pending.
    pub next_at: DateTime<Utc>,
    /// When it was delivered or parked.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What came of one try.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The status of the reply; none where there was none.
    pub status: Option<u16>,
    /// Why it failed, in words; none where it was taken.
    pub error: Option<String>,
    /// The beginning of its body.
    pub text: String,
    /// Milliseconds it took.
    pub millis: i32,
}

impl Reply {
    /// Whether the endpoint took it.
    pub const fn is_taken(&self) -> bool {
        self.error.is_none()
    }

    /// Whether the endpoint said that it will never take anything again (410).
    pub const fn is_gone(&self) -> bool {
        matches!(self.status, Some(410))
    }
}

/// One try, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which try of the delivery, from 1, counted over all replays.
    pub number: i32,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// Where to.
    pub url: String,
    /// The `webhook-signature` it was sent with.
    pub signature: String,
    /// What came of it.
    pub reply: Reply,
}

/// When to try again after a failure at `now`, with so many tries behind it; none where it is given up. The last try is
/// at the end of the three days, however long the wait before it would be.
pub fn next_try(tries: i32, queued_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let end = queued_at + TRIED_FOR;
    if now >= end {
        return None;
    }
    let at = usize::try_from(tries.saturating_sub(1)).unwrap_or_default().min(WAITS.len() - 1);
    Some((now + WAITS[at]).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_less_and_less_often_for_three_days_and_at_their_very_end() {
        let queued = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let (mut now, mut tries, mut gaps) = (queued, 1, Vec::new());
        while let Some(next) = next_try(tries, queued, now) {
            gaps.push(next - now);
            now = next;
            tries += 1;
        }
        assert_eq!(gaps[..3], [TimeDelta::seconds(5), TimeDelta::seconds(30), TimeDelta::minutes(2)]);
        assert!(gaps[..gaps.len() - 1].is_sorted(), "{gaps:?}");
        assert_eq!(now, queued + TRIED_FOR, "the last try is at the end");
        assert_eq!(tries, 18);
    }

    #[test]
    fn what_waited_behind_another_for_three_days_is_tried_once() {
        let queued = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        assert_eq!(next_try(1, queued, queued + TRIED_FOR), None);
        assert_eq!(next_try(1, queued, queued + TRIED_FOR - TimeDelta::seconds(1)), Some(queued + TRIED_FOR));
    }
}
