//! A call that waits or goes on, while it does.

use super::{LeadLink, NumberLink, When};
use crate::carrier_call::Stage;
use crate::id::CarrierCallId;
use serde::{Deserialize, Serialize};

/// A call that waits or goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveCall {
    /// For forms. Never shown.
    pub id: CarrierCallId,
    /// Whether the lead calls us.
    pub inbound: bool,
    /// The lead; none of a caller that nobody knows.
    pub lead: Option<LeadLink>,
    /// The phone of the lead or the caller: "(512) 555-0142", "a withheld number".
    pub caller: String,
    /// The number of the pool.
    pub number: NumberLink,
    /// Where it stands.
    pub stage: Stage,
    /// The same in words: "(512) 555-0100 rings", "waits, 2 calls before it".
    pub words: String,
    /// Since when they talk, else when it was asked for or came in.
    pub at: When,
}

/// A callback that the main line did not answer and that nobody has seen to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedCallback {
    /// For forms. Never shown.
    pub id: CarrierCallId,
    /// The number that was called.
    pub number: NumberLink,
    /// When.
    pub at: When,
}
