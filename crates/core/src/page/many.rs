//! What would happen to many leads at once, and to whom.

use super::{BrokerLink, LeadLink, NumberLink, StatusKind, When};
use serde::{Deserialize, Serialize};

/// What is done with many leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManyAct {
    /// Their numbers are released.
    #[default]
    Release,
    /// Their persons are suppressed.
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

/// The list that leads were chosen in, with what it was narrowed to: `back` where that is a list of the broker's, else
/// all of its leads.
pub fn list_of(broker: &str, back: &str) -> String {
    let is_list = |list: &str| {
        let own = back.strip_prefix("/b/").and_then(|rest| rest.strip_prefix(broker));
        let rest = own.and_then(|rest| rest.strip_prefix(list));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('?'))
    };
    if is_list("/leads") || is_list("/assignments") { back.to_owned() } else { format!("/b/{broker}/leads") }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_leads_to_a_list_of_the_broker_and_nowhere_else() {
        for list in ["/b/alder/leads?status=held", "/b/alder/assignments", "/b/alder/assignments?silent=14"] {
            assert_eq!(list_of("alder", list), list);
        }
        for other in [
            "",
            "/b/birch/leads",
            "/b/alder/leads/1/erase",
            "//elsewhere",
            "/b/alderson/leads",
            "/b/alder/pool",
        ] {
            assert_eq!(list_of("alder", other), "/b/alder/leads");
        }
    }
}
