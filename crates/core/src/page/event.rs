//! Pages of events out: endpoints, deliveries.

use super::{BrokerLink, LeadLink, When};
use crate::delivery::DeliveryStatus;
use crate::endpoint::EventKind;
use crate::id::{DeliveryId, EndpointId};
use serde::{Deserialize, Serialize};

/// The endpoints of an office, with the newest deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Oldest first.
    pub endpoints: Vec<EndpointRow>,
    /// The log.
    pub log: DeliveryLog,
    /// Whether another one may be made.
    pub has_room: bool,
}

/// An endpoint in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointRow {
    /// For addresses and forms.
    pub id: EndpointId,
    /// What people call it.
    pub name: String,
    /// Where it is told.
    pub url: String,
    /// Of what.
    pub events: Vec<EventKind>,
    /// Whether it is told at the moment.
    pub is_active: bool,
    /// Deliveries on their way.
    pub pending: i64,
    /// Deliveries given up.
    pub parked: i64,
    /// When it last took one.
    pub last_taken: Option<When>,
}

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Which.
    pub endpoint: EndpointRow,
    /// When it was made.
    pub created: When,
    /// Until when the secret before this one signs too.
    pub old_secret_until: Option<When>,
    /// Its log.
    pub log: DeliveryLog,
    /// A secret just made, shown this once.
    pub fresh: Option<NewSecret>,
}

/// A secret just made. It is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSecret {
    /// Of which endpoint.
    pub name: String,
    /// `whsec_…`
    pub secret: String,
}

/// A page of the log of deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLog {
    /// Newest first.
    pub rows: Vec<DeliveryRow>,
    /// Those that stand so alone.
    pub status: Option<DeliveryStatus>,
    /// Where the next page begins; empty at the end.
    pub next: String,
    /// Whether there is a page before.
    pub is_later: bool,
}

/// A delivery in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    /// For addresses and forms.
    pub id: DeliveryId,
    /// What happened.
    pub kind: EventKind,
    /// To which endpoint.
    pub endpoint: String,
    /// The lead it is about.
    pub lead: Option<LeadLink>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried since it was queued.
    pub tries: i32,
    /// When it happened.
    pub created: When,
    /// When it is tried next, while it waits.
    pub next: Option<When>,
}

/// One delivery, with every try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Which.
    pub row: DeliveryRow,
    /// Its endpoint.
    pub endpoint_id: EndpointId,
    /// The `webhook-id`.
    pub event_id: String,
    /// The body, in lines.
    pub payload: String,
    /// When it was delivered or given up.
    pub ended: Option<When>,
    /// Newest first.
    pub sent: Vec<SentRow>,
}

/// One try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRow {
    /// Counted from 1.
    pub number: i32,
    /// When.
    pub at: When,
    /// Where to.
    pub url: String,
    /// The `webhook-timestamp`.
    pub timestamp: i64,
    /// The `webhook-signature`.
    pub signature: String,
    /// The status of the reply.
    pub status: Option<u16>,
    /// Why it failed; none where it was taken.
    pub error: Option<String>,
    /// The beginning of the reply.
    pub reply: String,
    /// Milliseconds it took.
    pub millis: i32,
}
