//! Every event of a broker, newest first.

use super::{Activity, BrokerLink, Choice, NumberLink, Unread};
use serde::{Deserialize, Serialize};

/// Which events are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityQuery {
    /// A group of kinds: `calls`, `assignments`, `leads`, `numbers`; empty is all.
    #[serde(default)]
    pub kind: String,
    /// Only about this number: its digits.
    #[serde(default)]
    pub number: String,
    /// Only about this lead: its id or reference.
    #[serde(default)]
    pub lead: String,
    /// Only by this person or key.
    #[serde(default)]
    pub who: String,
    /// Where the page begins; empty is the newest.
    #[serde(default)]
    pub cursor: String,
}

/// One event with who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What, whom, which number.
    pub line: Activity,
    /// Who did it.
    pub who: String,
}

/// Events of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// Whose.
    pub broker: BrokerLink,
    /// "Central time".
    pub zone: String,
    /// Newest first.
    pub events: Vec<Event>,
    /// Groups of kinds.
    pub kinds: Vec<Choice>,
    /// Who did something lately, for the filter.
    pub actors: Vec<String>,
    /// The number that was asked for.
    pub number: Option<NumberLink>,
    /// How the lead that was asked for is called.
    pub lead: Option<String>,
    /// For the next page; none at the end.
    pub next_cursor: Option<String>,
    /// What was asked for.
    pub query: ActivityQuery,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}
