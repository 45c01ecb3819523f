//! Ids as newtypes, so that a lead's id can never be passed for a number's.
//!
//! Ids are made by the caller (UUIDv7 from the service's clock); any UUID is accepted.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// What is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not an id: use a UUID, such as 01a22749-4b1c-7dd0-9a5e-3f2f6c7f8a10.")]
pub struct NoId;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NoId;
            fn from_str(text: &str) -> Result<Self, NoId> {
                Uuid::parse_str(text).map(Self).map_err(|_uuid| NoId)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// An office with its own pool, leads and settings.
    BrokerId,
    /// A person who signs in.
    UserId,
    /// An outbound caller ID of a pool.
    NumberId,
    /// A record of a person to call.
    LeadId,
    /// One person on one number for a time.
    AssignmentId,
    /// One call, outbound or inbound.
    CallId,
    /// A bearer key of the JSON API.
    ApiKeyId,
    /// A link that is used once: to become a user, or to choose another password.
    InviteId,
    /// One entry of the history.
    EventId,
    /// Many numbers or leads added at once.
    ImportId,
    /// A program of a broker's that is told what happens.
    EndpointId,
    /// One event on its way to one endpoint.
    DeliveryId,
    /// A connection to SignalWire.
    CarrierAccountId,
    /// A look at the numbers of a connection.
    SyncId,
    /// A number that is bought.
    OrderId,
    /// One call at the carrier.
    CarrierCallId,
}
