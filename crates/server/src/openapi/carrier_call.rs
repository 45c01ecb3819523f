//! Calls at SignalWire.

use super::word::{DirectionWord, OutcomeWord, Phone, StageWord};
use chrono::{DateTime, Utc};
use utoipa::ToSchema;
use uuid::Uuid;

/// Which phone rings first.
#[derive(ToSchema)]
#[schema(example = json!({ "ring": "main_line" }))]
pub(crate) struct CallLead {
    /// May be left out if the key belongs to one broker.
    broker_id: Option<String>,
    /// `main_line`, the default. `own` is only for users who are signed in: a key has no phone of its own.
    ring: Option<String>,
}

/// A call at SignalWire.
#[derive(ToSchema)]
#[schema(example = json!({
    "call_id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "id": "018f4ea0-1b2c-7d3e-8f40-516273849506",
    "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "direction": "outbound",
    "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d",
    "phone_number": "+15125550142", "rings": "+15125550100", "stage": "queued", "ahead": 2, "outcome": null,
    "trouble": "", "asked_at": "2026-11-21T16:02:11Z", "answered_at": null, "ended_at": null
}))]
pub(crate) struct CarrierCall {
    /// Names the call: the `call_id` of an outcome about it.
    call_id: String,
    id: Uuid,
    broker_id: Uuid,
    direction: DirectionWord,
    /// Null for an unknown caller.
    #[schema(required)]
    lead_id: Option<Uuid>,
    number_id: Uuid,
    /// The pool number.
    phone_number: Phone,
    /// The office's phone that rings.
    #[schema(required)]
    rings: Option<Phone>,
    stage: StageWord,
    /// Calls ahead of it in the queue.
    #[schema(minimum = 0)]
    ahead: i64,
    /// Its outcome, once it is over.
    #[schema(required)]
    outcome: Option<OutcomeWord>,
    /// Why it was not placed or not connected; empty if nothing went wrong.
    trouble: String,
    asked_at: DateTime<Utc>,
    #[schema(required)]
    answered_at: Option<DateTime<Utc>>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
}

/// Calls that wait or go on.
#[derive(ToSchema)]
pub(crate) struct OpenCalls {
    items: Vec<CarrierCall>,
}
