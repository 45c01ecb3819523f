//! Numbers at the carrier: syncs, and numbers that are bought.

use super::{BrokerLink, NumberLink, When};
use crate::carrier::{ChangeKind, OrderStatus, SyncStatus};
use crate::id::SyncId;
use crate::phone::E164;
use serde::{Deserialize, Serialize};

/// What a sync would change or did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Why SignalWire cannot be asked; empty where it can.
    pub trouble: String,
    /// Whether numbers that are in no pool may be taken into this one by saying so: an admin's choice, where the connection
    /// is the installation's.
    pub asks_for_new: bool,
    /// The newest one; none before the first.
    pub sync: Option<SyncView>,
}

/// A sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// Id.
    pub id: SyncId,
    /// Where it stands.
    pub status: SyncStatus,
    /// Whether what it found may be done still.
    pub can_apply: bool,
    /// Who asked for it.
    pub who: String,
    /// When it was asked for.
    pub made: When,
    /// When it ended.
    pub ended: Option<When>,
    /// Numbers read.
    pub seen: i64,
    /// How many of the steps are made.
    pub done: i64,
    /// How many there are.
    pub steps: i64,
    /// Changes by kind, in the order of [`ChangeKind::CHANGES`].
    pub counts: [i64; 4],
    /// Numbers whose calls do not come here.
    pub deaf: i64,
    /// Numbers whose calls were pointed here by it.
    pub pointed: i64,
    /// Numbers of the project that are in another pool.
    pub elsewhere: i64,
    /// Numbers of the project that are in no pool, and do not come into this one.
    pub in_no_pool: i64,
    /// Numbers of the project that cannot make calls.
    pub voiceless: i64,
    /// Why it failed, waits, or what it could not do.
    pub error: String,
    /// The changes, 200 at most.
    pub rows: Vec<SyncRow>,
    /// How many changes there are.
    pub changes: i64,
    /// Numbers of the project that are the office's main line: 0 or 1.
    pub main_line: i64,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRow {
    /// What.
    pub kind: ChangeKind,
    /// The number itself.
    pub number: E164,
    /// Its page; none of one that is to come.
    pub link: Option<NumberLink>,
    /// What the carrier calls it, and whose calls go elsewhere.
    pub note: String,
    /// Live leads on a number that is missing.
    pub leads: i64,
}

/// Which numbers are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BuyQuery {
    /// Three digits.
    pub area_code: String,
    /// Two letters.
    pub state: String,
}

/// Numbers to buy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Why SignalWire cannot be asked; empty where it can.
    pub trouble: String,
    /// What was looked for.
    pub query: BuyQuery,
    /// What is wrong with it: the field, and why. An empty field where SignalWire refused or failed.
    pub wrong: Option<(String, String)>,
    /// What was found; none before anything was looked for.
    pub offers: Option<Vec<OfferRow>>,
    /// What a number costs a month: `0.50`; empty where nobody said yet.
    pub price: String,
    /// Numbers that may be bought a day.
    pub per_day: i64,
    /// Those left today.
    pub left: i64,
    /// Most numbers at once.
    pub at_once: i64,
    /// Numbers that were bought within 30 days, newest first.
    pub orders: Vec<OrderRow>,
}

/// A number that can be bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferRow {
    /// The number itself.
    pub number: E164,
    /// "Austin, TX".
    pub place: String,
}

/// A number that was bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The number itself.
    pub number: E164,
    /// What came of it.
    pub status: OrderStatus,
    /// "$0.50".
    pub price: String,
    /// Who bought it.
    pub who: String,
    /// When.
    pub at: When,
    /// Why it was not bought, or is not known to be.
    pub error: String,
}
