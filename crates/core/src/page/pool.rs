//! The pool: a broker's numbers.

use super::{BrokerLink, Choice, NumberLink, Unread, When};
use crate::area_code::{AreaCode, StateCode};
use crate::health::HealthBand;
use crate::number::Standing;
use serde::{Deserialize, Serialize};

/// What the address of the pool says: filters, order and place. Empty is "all"; several values with commas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PoolQuery {
    /// `TX,FL`.
    pub state: String,
    /// `512,737`.
    pub area_code: String,
    /// `active`, `resting`, `retired`, `gone`, or `all`; empty is active and resting.
    pub standing: String,
    /// `excellent`, `good`, `fair`, `poor`.
    pub band: String,
    /// `free`, `full`.
    pub room: String,
    /// Digits of the number, or words of the label.
    pub search: String,
    /// `health` (the default), `number`, `state`, `answer_rate`, `calls`, `calls_today`, `leads`, `load`,
    /// `last_call`; with `-` before it the other way round.
    pub sort: String,
    /// Where the page begins, as the page before gave it.
    pub cursor: String,
}

impl PoolQuery {
    /// What the address says, name by name; empty is not said, and neither is the order that is the rule.
    pub fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("state", &self.state),
            ("area_code", &self.area_code),
            ("standing", &self.standing),
            ("band", &self.band),
            ("room", &self.room),
            ("search", &self.search),
            ("sort", if self.sort == "health" { "" } else { &self.sort }),
            ("cursor", &self.cursor),
        ]
    }
}

/// Whether a number can take a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// It can.
    Free,
    /// All slots are taken.
    Full,
    /// More leads than the setting allows: no new ones until they fit.
    Draining,
    /// At the daily call cap.
    Capped,
    /// Kept for its booked lead.
    Kept,
    /// Not in service, or resting: see the standing.
    Out,
}

impl Room {
    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Full => "Full",
            Self::Draining => "Draining",
            Self::Capped => "At cap",
            Self::Kept => "Kept",
            Self::Out => "No",
        }
    }
}

/// A number of the pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolRow {
    /// Which.
    pub link: NumberLink,
    /// A name for people; may be empty.
    pub label: String,
    /// Where it is local.
    pub state: Option<StateCode>,
    /// Where it is local.
    pub area_code: Option<AreaCode>,
    /// Where it stands.
    pub standing: Standing,
    /// The same in words: "Resting until Nov 26", "Gone since Nov 18".
    pub standing_words: String,
    /// Whether it can take a lead.
    pub room: Room,
    /// 0 to 100.
    pub health_score: i32,
    /// The score's band.
    pub band: HealthBand,
    /// "learning (7 of 20 calls)" while it has too few calls to be judged.
    pub learning: Option<String>,
    /// The score of each of the last 30 days, oldest first; none where it was not kept.
    pub trend: Vec<Option<f64>>,
    /// In percent; none without calls.
    pub answer_rate: Option<f64>,
    /// Outbound calls that count, in all.
    pub calls: i64,
    /// Today.
    pub calls_today: i32,
    /// Leads that count against `leads_per_number`.
    pub leads: i32,
    /// Live leads: active, held and booked.
    pub live: i32,
    /// Held leads.
    pub held: i32,
    /// Booked leads.
    pub booked: i32,
    /// Never-answered leads plus calls today.
    pub load: i32,
    /// The last outbound call that counts.
    pub last_call: Option<When>,
    /// Whether it is the carrier's, and not on its way back there.
    pub is_at_carrier: bool,
}

/// How many numbers in service have a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreCount {
    /// 0 to 100.
    pub score: i32,
    /// How many.
    pub numbers: i64,
    /// How many of them have too few calls to be judged.
    pub learning: i64,
}

/// How many numbers in service a band has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandCount {
    /// Which.
    pub band: HealthBand,
    /// Now.
    pub numbers: i64,
    /// Seven days ago, of those numbers whose score of that day is kept; none if of none.
    pub week_ago: Option<i64>,
}

/// Totals of the rows that the filters keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PoolTotals {
    /// Numbers.
    pub numbers: i64,
    /// Numbers that can take a lead.
    pub free: i64,
    /// Calls in all.
    pub calls: i64,
    /// Calls today.
    pub calls_today: i64,
    /// Leads that count.
    pub leads: i64,
    /// Held leads.
    pub held: i64,
    /// Booked leads.
    pub booked: i64,
    /// Live leads: active, held and booked.
    pub live: i64,
    /// In percent, over all their calls.
    pub answer_rate: Option<f64>,
}

/// What the filters offer, with counts over the whole pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// States.
    pub states: Vec<Choice>,
    /// Area codes.
    pub area_codes: Vec<Choice>,
    /// Standings.
    pub standings: Vec<Choice>,
    /// Health bands, of numbers in service.
    pub bands: Vec<Choice>,
    /// Free and full.
    pub rooms: Vec<Choice>,
}

/// The pool's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolPage {
    /// Whether SignalWire is connected, by the broker or for the installation.
    pub is_connected: bool,
    /// Whose.
    pub broker: BrokerLink,
    /// What was asked for, as it was understood.
    pub query: PoolQuery,
    /// 50 at most.
    pub rows: Vec<PoolRow>,
    /// Numbers that the filters choose from: those in service, and the whole pool where they ask for a standing.
    pub total: i64,
    /// Of the rows that the filters keep, on all pages.
    pub totals: PoolTotals,
    /// For the page after this one.
    pub next_cursor: Option<String>,
    /// For the page before this one; `Some("")` is the first.
    pub previous_cursor: Option<String>,
    /// What the filters offer.
    pub choices: Choices,
    /// How many numbers in service have each score that there is, ascending.
    pub scores: Vec<ScoreCount>,
    /// Their median.
    pub median: Option<i32>,
    /// Poor, fair, good, excellent.
    pub bands: Vec<BandCount>,
    /// The setting, for column heads.
    pub leads_per_number: i32,
    /// The setting, for column heads; 0 is none.
    pub daily_call_cap: i32,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value};

    #[test]
    fn an_address_says_all_of_the_query_but_the_order_that_is_the_rule() {
        let query = PoolQuery {
            state: "TX,FL".to_owned(),
            area_code: "512".to_owned(),
            standing: "all".to_owned(),
            band: "poor".to_owned(),
            room: "free".to_owned(),
            search: "ö &".to_owned(),
            sort: "-health".to_owned(),
            cursor: "c1".to_owned(),
        };
        let said: Map<String, Value> =
            query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        assert_eq!(serde_json::from_value::<PoolQuery>(said.into()).unwrap(), query);
        let by_rule = PoolQuery { sort: "health".to_owned(), ..PoolQuery::default() };
        assert!(by_rule.pairs().iter().all(|(_, value)| value.is_empty()));
    }
}
