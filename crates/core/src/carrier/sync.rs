//! Syncs: a look at the carrier's numbers, and what follows from it.

use super::Plan;
use crate::id::{BrokerId, SyncId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long what was found may be acted upon: later the carrier is asked anew.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// Where a sync stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncStatus {
    /// The carrier's numbers are read.
    Reading,
    /// It says what would change, and waits for somebody to say so.
    Ready,
    /// The changes are made.
    Applying,
    /// They are made.
    Done,
    /// It came to nothing, and says why.
    Failed,
}

impl SyncStatus {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Reading, Self::Ready, Self::Applying, Self::Done, Self::Failed];

    /// The word used in tables and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Ready => "ready",
            Self::Applying => "applying",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether something goes on by itself.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Reading | Self::Applying)
    }
}

/// A look at the carrier's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSync {
    /// Id.
    pub id: SyncId,
    /// For whose pool.
    pub broker_id: BrokerId,
    /// The connected project that is looked at.
    pub project_id: Uuid,
    /// Whether nobody asked for it.
    pub is_automatic: bool,
    /// Whether what is found is done at once.
    pub applies: bool,
    /// Whether numbers whose calls go elsewhere are pointed here.
    pub configures: bool,
    /// Whether numbers that are in no pool come into this one.
    pub takes_new: bool,
    /// Where it stands.
    pub status: SyncStatus,
    /// Numbers read so far.
    pub seen: i32,
    /// Changes made so far.
    pub done: i32,
    /// What follows.
    pub plan: Plan,
    /// Why it failed, or waits for a person.
    pub error: Option<String>,
    /// Who asked for it.
    pub actor: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When all numbers were read.
    pub read_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl NumberSync {
    /// Whether what was found may still be acted upon.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        self.read_at.is_some_and(|at| now - at < FRESH)
    }
}
