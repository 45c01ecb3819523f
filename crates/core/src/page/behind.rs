//! Brokers behind a figure about all of them.

use super::{BrokerLink, Unread};
use crate::report::{Range, Rate};
use serde::{Deserialize, Serialize};

/// What the address asks for; empty is anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BehindQuery {
    /// `calls`, `numbers` or a word of [`Counted`](super::Counted); `calls` unless said.
    #[serde(default)]
    pub of: String,
    /// The first day; 30 days up to `to` unless said.
    #[serde(default)]
    pub from: String,
    /// The last day; today unless said.
    #[serde(default)]
    pub to: String,
    /// Of calls: the lead's weekday, 0 is Monday.
    #[serde(default)]
    pub weekday: String,
    /// Of calls: the lead's hour.
    #[serde(default)]
    pub hour: String,
    /// Of calls: the lead's area code.
    #[serde(default)]
    pub area_code: String,
    /// Of calls: the lead's state.
    #[serde(default)]
    pub state: String,
    /// Of calls: `booked`; those with human contact unless said.
    #[serde(default)]
    pub outcome: String,
    /// Of leads that answered: the call that was answered first.
    #[serde(default)]
    pub attempts: String,
    /// Of numbers: those of a health band now, not those in use.
    #[serde(default)]
    pub band: String,
}

/// A broker's share of the figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BehindRow {
    /// Whose.
    pub broker: BrokerLink,
    /// What is counted, and what part of it.
    pub rate: Rate,
}

/// The brokers behind a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BehindPage {
    /// Of which days.
    pub range: Range,
    /// What was asked for, as it was understood; its days stand in `range`.
    pub query: BehindQuery,
    /// What the page is called.
    pub title: String,
    /// What all of it is called, a column's head.
    pub whole: String,
    /// What the part is called; empty where there is none.
    pub part: String,
    /// Of all brokers.
    pub total: Rate,
    /// Brokers that have any, most first: [`MOST_SHOWN`](super::MOST_SHOWN) at most.
    pub rows: Vec<BehindRow>,
    /// How many have any.
    pub count: usize,
    /// Filters that could not be read or used.
    pub unread: Vec<Unread>,
}
