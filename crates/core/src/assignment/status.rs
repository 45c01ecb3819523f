//! The words of the `status` column and of the `action` in replies.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The status column: what the outside sees of a [`State`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Calls go on, always from the same number.
    Active,
    /// Booked or locked: the number stays fixed, calls go to the main line.
    BookedLocked,
    /// All attempts used up without human contact.
    Unreachable,
    /// The number went back to the pool.
    Released,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::BookedLocked, Self::Unreachable, Self::Released];

    /// The word of the `status` column and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::BookedLocked => "booked_locked",
            Self::Unreachable => "unreachable",
            Self::Released => "released",
        }
    }

    /// Whether the person still has the number.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::BookedLocked)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no status.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a status; use one of active, booked_locked, unreachable, released")]
pub struct UnknownStatus(pub String);

impl FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.chars().take(40).collect()))
    }
}

/// What the lead is after a report: the `action` of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Active, never answered: keep calling.
    Continue,
    /// Active with human contact: keep calling from the same number.
    Held,
    /// Booked: route to the main line.
    Locked,
    /// The number was released.
    Released,
    /// Attempts used up, the number was released.
    Unreachable,
    /// The lead answered late and no number was free to keep it on.
    NoNumber,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 6] =
        [Self::Continue, Self::Held, Self::Locked, Self::Released, Self::Unreachable, Self::NoNumber];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Held => "held",
            Self::Locked => "locked",
            Self::Released => "released",
            Self::Unreachable => "unreachable",
            Self::NoNumber => "no_number",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = UnknownStatus;

    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}
