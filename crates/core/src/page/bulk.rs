//! What is done to many numbers at once.

use super::{BrokerLink, NumberLead, NumberLink, PoolQuery};
use crate::area_code::StateCode;
use crate::number::{InTheWay, Standing};
use serde::{Deserialize, Serialize};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAct {
    /// No new leads for a while.
    Rest,
    /// Back into the pool.
    Activate,
    /// Out of the pool.
    Retire,
    /// Another area code or state.
    Move,
    /// Their leads to other numbers.
    Rehome,
}

impl BulkAct {
    /// Every act, in the order of the selection bar.
    pub const ALL: [Self; 5] = [Self::Rest, Self::Activate, Self::Retire, Self::Move, Self::Rehome];

    /// The word of addresses and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Activate => "activate",
            Self::Retire => "retire",
            Self::Move => "move",
            Self::Rehome => "rehome",
        }
    }

    /// The words of its button.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rest => "Rest",
            Self::Activate => "Activate",
            Self::Retire => "Retire",
            Self::Move => "Change area",
            Self::Rehome => "Rehome leads",
        }
    }

    /// The act of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == word)
    }
}

/// What is asked for, of which numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkQuery {
    /// What is done; none where the address names nothing that can be.
    pub act: Option<BulkAct>,
    /// The numbers, as addresses name them, with commas.
    pub numbers: String,
    /// All that the filters keep, in place of `numbers`.
    pub all: bool,
    /// The filters.
    pub query: PoolQuery,
}

/// A number that is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkRow {
    /// Which.
    pub link: NumberLink,
    /// Where it is local.
    pub state: Option<StateCode>,
    /// Where it stands.
    pub standing: Standing,
    /// The same in words.
    pub standing_words: String,
    /// Its live leads.
    pub live: i64,
}

/// A live lead of one of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLead {
    /// The number.
    pub number: NumberLink,
    /// The lead.
    pub lead: NumberLead,
    /// Whether it would find no other number.
    pub homeless: bool,
}

/// What would happen to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What is done.
    pub act: BulkAct,
    /// What was asked for.
    pub asked: BulkQuery,
    /// Numbers that are meant.
    pub numbers: i64,
    /// Those that would not stay as they are.
    pub changing: i64,
    /// The first 50.
    pub rows: Vec<BulkRow>,
    /// Live leads of all of them.
    pub leads_total: i64,
    /// The first 100, those first who have most to lose.
    pub leads: Vec<BulkLead>,
    /// What stands in the way, whatever is chosen further; the first 50.
    pub in_the_way: Vec<InTheWay>,
    /// How many stand in the way.
    pub in_the_way_total: i64,
    /// Leads that would find no other number; none where that was not tried.
    pub homeless: Option<i64>,
    /// Most leads that are moved at once.
    pub most_leads: i64,
    /// How long a rest takes unless said otherwise, in days.
    pub rest_days: i32,
    /// When it would end then: "Fri, Dec 4".
    pub rest_until: String,
    /// Which numbers are meant, in one word: the form sends it, so that no others are changed.
    pub seen: String,
    /// What new leads lose where these are the last numbers of a state and rest or retire; else empty.
    pub last_of_state: String,
}
