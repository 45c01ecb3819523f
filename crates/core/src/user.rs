//! People who sign in, and keys that call the API: who asks.

use crate::id::{ApiKeyId, BrokerId, UserId};
use serde::{Deserialize, Serialize};

/// Shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;

/// What a signed-in person or a key may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees and changes every broker.
    Admin,
    /// Sees and changes one broker's data.
    Broker(BrokerId),
}

impl Role {
    /// Whether data of this broker may be seen and changed.
    pub fn may(self, broker: BrokerId) -> bool {
        match self {
            Self::Admin => true,
            Self::Broker(own) => own == broker,
        }
    }

    /// The one broker it is about; none for admins.
    pub const fn broker(self) -> Option<BrokerId> {
        match self {
            Self::Admin => None,
            Self::Broker(own) => Some(own),
        }
    }

    /// The word used in tables and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Broker(_) => "broker",
        }
    }
}

/// Who asks for something: every action takes one, for the right and for the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User {
        /// Whose session it is.
        id: UserId,
        /// How the history names them.
        name: String,
        /// What they may see.
        role: Role,
    },
    /// A bearer key: n8n or a CRM.
    Key {
        /// Which key.
        id: ApiKeyId,
        /// The key's name, shown in the history.
        name: String,
        /// What it may see.
        role: Role,
    },
    /// A job or the command line of this program.
    System,
}

impl Actor {
    /// What the actor may see and change.
    pub fn role(&self) -> Role {
        match self {
            Self::User { role, .. } | Self::Key { role, .. } => *role,
            Self::System => Role::Admin,
        }
    }

    /// How the history names the actor.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Key { name, .. } => name,
            Self::System => "Steadyline",
        }
    }

    /// Whether reports of this actor outrank a carrier's status (a person or a CRM does).
    pub fn source(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Key { .. } => "api",
            Self::System => "system",
        }
    }
}

/// A person who signs in, as pages show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// The address they sign in with, lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may see.
    pub role: Role,
    /// Whether they may no longer sign in.
    pub disabled: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_broker_sees_only_its_own() {
        let (own, other) = (BrokerId(Uuid::from_u128(1)), BrokerId(Uuid::from_u128(2)));
        assert!(Role::Broker(own).may(own));
        assert!(!Role::Broker(own).may(other));
        assert!(Role::Admin.may(other));
    }
}
