//! One number.

use super::{BrokerLink, BulkPage, LeadLink, NumberLink, PoolRow, StatusKind, TimelineEntry, When};
use crate::number::Standing;
use serde::{Deserialize, Serialize};

/// A number's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberPage {
    /// Whose.
    pub broker: BrokerLink,
    /// The number, as the pool lists it.
    pub row: PoolRow,
    /// The carrier's id of it; may be empty.
    pub signalwire_id: String,
    /// When it came into the pool.
    pub added: When,
    /// Human contacts, in all.
    pub contacts: i64,
    /// Calls through SignalWire that were answered and over within a few seconds.
    pub short_answers: i32,
    /// Calls through SignalWire that a network rejected as unwanted (SIP 603, 607, 608).
    pub network_blocks: i32,
    /// Whether SignalWire is connected.
    pub is_connected: bool,
    /// Resting, retired or gone: since or until when, in a sentence; empty while active.
    pub standing_sentence: String,
    /// The last 30 days with calls or a score, newest first.
    pub days: Vec<NumberDay>,
    /// The last 30 days, all of them, oldest first.
    pub course: Vec<NumberDay>,
    /// Live leads: who would lose the number if it were retired. 100 at most.
    pub leads: Vec<NumberLead>,
    /// How many live leads it has.
    pub leads_total: i64,
    /// Whether it may be rested, activated, retired now.
    pub can_rest: bool,
    /// Whether it may be put back.
    pub can_activate: bool,
    /// Whether it may be retired.
    pub can_retire: bool,
    /// Whether it may be given up now: it is at SignalWire, which is connected.
    pub can_release: bool,
    /// What happened to it, newest first. 50 at most.
    pub history: Vec<TimelineEntry>,
    /// The setting.
    pub leads_per_number: i32,
    /// The setting; 0 is none.
    pub daily_call_cap: i32,
    /// How long a rest takes unless said otherwise, in days.
    pub rest_days: i32,
    /// When it would end then: "Fri, Dec 4".
    pub rest_until: String,
    /// What new leads lose if it takes none any more, as the last of its state; empty while others there take them.
    pub last_of_state: String,
}

/// A number that is to leave the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberLeaving {
    /// Whose.
    pub broker: BrokerLink,
    /// Which.
    pub link: NumberLink,
    /// Where it stands.
    pub standing: Standing,
    /// Resting, retired or gone: since or until when, in a sentence; empty while active.
    pub standing_sentence: String,
    /// Whether the carrier's id of it is known.
    pub has_signalwire_id: bool,
    /// How long callbacks are caught of one that is given up, in days.
    pub hold_days: i64,
    /// Whether it may be retired.
    pub can_retire: bool,
    /// Whether it may be given up now: it is at SignalWire, which is connected.
    pub can_release: bool,
    /// What new leads lose if it takes none any more, as the last of its state; empty while others there take them.
    pub last_of_state: String,
    /// What would become of its leads; none where no lead is on it.
    pub looked: Option<BulkPage>,
}

impl NumberLeaving {
    /// How many live leads it has.
    pub fn leads_total(&self) -> i64 {
        self.looked.as_ref().map_or(0, |looked| looked.leads_total)
    }
}

/// A number's day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberDay {
    /// "Thu, Nov 19".
    pub day: String,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
    /// New leads.
    pub assigned: i64,
    /// In percent; none without calls.
    pub answer_rate: Option<f64>,
    /// The score kept for that day.
    pub health_score: Option<i32>,
}

/// A live lead on a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberLead {
    /// Whom.
    pub lead: LeadLink,
    /// Active, held or booked.
    pub status: StatusKind,
    /// "3 of 5", "3" where there is no limit any more.
    pub attempts: String,
    /// The appointment.
    pub appointment: Option<When>,
    /// The last call.
    pub last_call: Option<When>,
    /// Whether the appointment has passed.
    pub is_past: bool,
}
