//! The page of a connection to SignalWire.

use super::{BrokerLink, When};
use serde::{Deserialize, Serialize};

/// How an office, or the installation, is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarrierPage {
    /// Whose; none for the installation.
    pub broker: Option<BrokerLink>,
    /// The connection of its own.
    pub connection: Option<Connection>,
    /// Whether it uses the installation's.
    pub is_shared: bool,
    /// Whether the program has the key that seals connections.
    pub can_keep: bool,
    /// Where SignalWire reaches this program.
    pub public_url: String,
    /// Whether that is an address on the internet.
    pub is_reachable: bool,
    /// Whether who asks may change the installation's.
    pub is_admin: bool,
}

/// A connection, without anything that lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The space's name; none where it cannot be opened.
    pub space: Option<String>,
    /// How the project's id ends.
    pub project_end: Option<String>,
    /// Whether it works.
    pub state: ConnectionState,
    /// When it was last known to work.
    pub tested: When,
    /// What went wrong last, and when, until something goes well.
    pub error: Option<(String, When)>,
    /// How requests stand.
    pub standing: Standing,
    /// Where SignalWire asks what to do with a call.
    pub voice_url: String,
    /// What a number costs a month.
    pub monthly_cents: Option<i32>,
    /// Numbers that may be bought a day.
    pub buys_per_day: i32,
    /// Who connected or changed it.
    pub changed_by: String,
    /// When.
    pub changed: When,
}

/// Whether a connection works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// It did when it was last used.
    Works,
    /// It did not when it was last used.
    Fails,
    /// The program has no key to open it.
    NoKey,
    /// It was sealed with another key than the program has.
    OtherKey,
    /// What is kept does not open.
    Broken,
}

impl ConnectionState {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Fails => "fails",
            Self::NoKey => "no_key",
            Self::OtherKey => "other_key",
            Self::Broken => "broken",
        }
    }
}

/// How requests to a space stand: one that fails several times in a row is left alone for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They are made; so many failed in a row.
    Made {
        /// How many.
        failures: u32,
    },
    /// None is made for so many seconds.
    Paused {
        /// How many.
        seconds: u64,
    },
    /// One is made to see whether it works again.
    Tried,
}
