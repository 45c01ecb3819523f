//! An assignment with everything its row holds.

use super::{Action, Progress};
use crate::choice::{Choice, Match};
use crate::id::{AssignmentId, BrokerId, LeadId, NumberId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One person on one number for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Id.
    pub id: AssignmentId,
    /// Whose.
    pub broker_id: BrokerId,
    /// The lead record it was made for.
    pub lead_id: LeadId,
    /// The number.
    pub number_id: NumberId,
    /// The person; `None` in a row written by SQL, until a job fills it.
    pub person_key: Option<String>,
    /// The slot taken on the number, if one is.
    pub slot: Option<i32>,
    /// State and attempts.
    pub progress: Progress,
    /// When the person came onto the number.
    pub assigned_at: DateTime<Utc>,
    /// Last outbound call that counts.
    pub last_call_at: Option<DateTime<Utc>>,
    /// When a person locked it, if one did.
    pub locked_at: Option<DateTime<Utc>>,
    /// How the number was found.
    pub matched: Option<Match>,
    /// Why this number.
    pub choice: Option<Choice>,
    /// A missed callback holds the attempt limit until then.
    pub limit_held_until: Option<DateTime<Utc>>,
    /// What it brought along from the number before.
    pub carried: Carried,
    /// The assignment it came from, when rehomed.
    pub rehomed_from: Option<AssignmentId>,
    /// Free text.
    pub notes: Option<String>,
}

/// Facts that came along from the number before, or from a call on another number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Attempts made on the number before.
    pub attempts: i32,
    /// First human contact there.
    pub answered_at: Option<DateTime<Utc>>,
    /// Booking there.
    pub booked_at: Option<DateTime<Utc>>,
}

impl Assignment {
    /// What the lead is.
    pub const fn action(&self) -> Action {
        self.progress.action()
    }

    /// Whether the person still has the number.
    pub const fn is_live(&self) -> bool {
        self.progress.state.status().is_live()
    }

    /// Since when nobody heard of the lead: the last call, the first answer or the assignment itself, whichever is
    /// latest. A report may tell of a call from before, and an undone release gives a number back to a lead that was
    /// called long ago: neither ends it at once.
    pub fn silent_since(&self) -> DateTime<Utc> {
        let spoke = self.last_call_at.max(self.progress.state.first_answered_at());
        spoke.map_or(self.assigned_at, |at| at.max(self.assigned_at))
    }

    /// Whether a missed callback holds the attempt limit at that time.
    pub fn limit_on_hold(&self, at: DateTime<Utc>) -> bool {
        self.limit_held_until.is_some_and(|until| until > at)
    }
}
