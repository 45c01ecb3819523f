//! What would happen to many leads at once, and to whom.

use super::{BrokerLink, LeadLink, NumberLink, StatusKind, When};
use serde::{Deserialize, Serialize};

/// What is done with many leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManyAct {
    /// They give their numbers back.
    #[default]
    Release,
    /// Their persons are never called again.
    Suppress,
}

/// Which leads are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ManyQuery {
    /// What is done.
    pub act: ManyAct,
    /// Ids, with commas.
    pub leads: String,
    /// Days without a call; in place of `leads`, for a release.
    pub silent: String,
}

/// A lead that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyRow {
    /// Whom.
    pub lead: LeadLink,
    /// Of its live assignment, else of its newest; none if it never had one.
    pub status: Option<StatusKind>,
    /// The number it would lose.
    pub number: Option<NumberLink>,
    /// The last call.
    pub last_call: Option<When>,
}

/// What would happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What was asked for.
    pub query: ManyQuery,
    /// Days without a call; 0 where leads were chosen.
    pub silent_days: i32,
    /// 100 at most, the longest silent first.
    pub rows: Vec<ManyRow>,
    /// How many never answered and would lose their number.
    pub active: i64,
    /// How many spoke to us and would lose their number, where that is said.
    pub held: i64,
    /// How many booked.
    pub booked: i64,
    /// How many chosen ones have no number.
    pub without: i64,
    /// Most that one action does.
    pub most: i64,
}

impl ManyPage {
    /// How many are meant in all.
    pub const fn total(&self) -> i64 {
        self.active + self.held + self.booked + self.without
    }
}
