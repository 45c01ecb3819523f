//! Calls as rows: what stands behind a figure.

use super::{BrokerLink, LeadLink, NumberLink, Unread, When};
use crate::outcome::Outcome;
use crate::report::Range;
use serde::{Deserialize, Serialize};

/// Which calls the address asks for; empty is any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsQuery {
    /// The first day; 30 days up to `to` unless said.
    #[serde(default)]
    pub from: String,
    /// The last day; today unless said.
    #[serde(default)]
    pub to: String,
    /// The lead's weekday, 0 is Monday.
    #[serde(default)]
    pub weekday: String,
    /// The lead's hour.
    #[serde(default)]
    pub hour: String,
    /// The lead's area code.
    #[serde(default)]
    pub area_code: String,
    /// The lead's state.
    #[serde(default)]
    pub state: String,
    /// An outcome's word.
    #[serde(default)]
    pub outcome: String,
    /// Where the page begins.
    #[serde(default)]
    pub cursor: String,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    /// When it was made.
    pub at: When,
    /// Whom.
    pub lead: LeadLink,
    /// From which number.
    pub number: Option<NumberLink>,
    /// What came of it.
    pub outcome: Outcome,
    /// Where the lead was, as it counts: "TX 512"; may be empty.
    pub place: String,
    /// Seconds.
    pub duration_seconds: Option<i32>,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// The days.
    pub range: Range,
    /// What was asked for, as it was understood.
    pub query: CallsQuery,
    /// 50 at most, newest first.
    pub rows: Vec<CallRow>,
    /// For the page after this one.
    pub next_cursor: Option<String>,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}
