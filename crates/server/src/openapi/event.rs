//! Events out: endpoints, and deliveries on their way to them.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Events that an endpoint can get.
///
/// assignment.created: a lead got a number. .held: it answered and stays on it. .locked: it booked, or someone locked
/// its number. .unreachable: it used up its attempts and never answered. .released: it gave its number back. .rehomed:
/// it moved to another number. number.rested, number.retired: a number takes no new leads for some days, or left the
/// pool. pool.exhausted: a lead needed a number and none was free. pool.low: over 80 % of the pool is taken.
/// health.dropped: a number's health fell below the broker's minimum.
#[derive(ToSchema)]
pub(crate) enum EventKind {
    #[schema(rename = "assignment.created")]
    AssignmentCreated,
    #[schema(rename = "assignment.held")]
    AssignmentHeld,
    #[schema(rename = "assignment.locked")]
    AssignmentLocked,
    #[schema(rename = "assignment.unreachable")]
    AssignmentUnreachable,
    #[schema(rename = "assignment.released")]
    AssignmentReleased,
    #[schema(rename = "assignment.rehomed")]
    AssignmentRehomed,
    #[schema(rename = "number.rested")]
    NumberRested,
    #[schema(rename = "number.retired")]
    NumberRetired,
    #[schema(rename = "pool.exhausted")]
    PoolExhausted,
    #[schema(rename = "pool.low")]
    PoolLow,
    #[schema(rename = "health.dropped")]
    HealthDropped,
}

/// A program that is notified.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-5a20-7c31-9d42-0e1f2a3b4c5d", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "name": "n8n", "url": "https://n8n.example.com/webhook/steadyline-events",
    "events": ["assignment.held", "assignment.locked"], "is_active": true, "old_secret_until": null,
    "created_at": "2026-11-22T15:30:00Z"
}))]
pub(crate) struct EventEndpoint {
    id: Uuid,
    broker_id: Uuid,
    /// Its name.
    name: String,
    /// Where events are sent: one POST per event.
    url: String,
    /// The events it gets.
    events: Vec<EventKind>,
    /// Whether events are sent to it. While false, no new events are kept for it; waiting ones are kept for 30 days.
    is_active: bool,
    /// Until when the previous secret also signs; null if there is none.
    old_secret_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// The signing secret, `whsec_` and base64; only in the reply that created it.
    #[schema(nullable = false)]
    secret: Option<String>,
}

/// A new endpoint.
#[derive(ToSchema)]
#[schema(example = json!({
    "url": "https://n8n.example.com/webhook/steadyline-events", "events": ["assignment.held", "assignment.locked"]
}))]
pub(crate) struct NewEventEndpoint {
    /// Slug or id of the broker; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Its name; the host if left out.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Begins with https://. Addresses of private networks are refused, unless the server allows them.
    #[schema(max_length = 2000)]
    url: String,
    /// At least one.
    events: Vec<EventKind>,
}

/// What to change of an endpoint; what is left out stays.
#[derive(ToSchema)]
#[schema(example = json!({"is_active": false}))]
pub(crate) struct EventEndpointChange {
    #[schema(max_length = 200)]
    name: Option<String>,
    #[schema(max_length = 2000)]
    url: Option<String>,
    events: Option<Vec<EventKind>>,
    is_active: Option<bool>,
}

/// What happened, on its way to an endpoint.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-61c7-7e12-8a90-b1c2d3e4f506", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "endpoint_id": "018f4e9b-5a20-7c31-9d42-0e1f2a3b4c5d", "event_id": "018f4e9b-61c6-7a01-8f3e-2d4c6b8a0e1f",
    "event": "assignment.held", "lead_id": "018f4e9b-3b58-7f20-9c6d-5e4f3a2b1c0d", "status": "delivered", "tries": 1,
    "created_at": "2026-11-22T15:30:00Z", "queued_at": "2026-11-22T15:30:00Z", "next_at": null,
    "ended_at": "2026-11-22T15:30:00Z",
    "payload": {"type": "assignment.held", "timestamp": "2026-11-22T15:30:00Z", "data": {"status": "active"}}
}))]
pub(crate) struct EventDelivery {
    id: Uuid,
    broker_id: Uuid,
    endpoint_id: Uuid,
    /// The `webhook-id` it is sent under, the same on every try: a receiver knows repeats by it.
    event_id: Uuid,
    /// What happened: one of the events, or endpoint.test.
    event: String,
    lead_id: Option<Uuid>,
    status: DeliveryStatus,
    /// How many tries since it was queued.
    tries: i32,
    created_at: DateTime<Utc>,
    /// When it happened, or when someone last sent it again.
    queued_at: DateTime<Utc>,
    /// When it is tried next; null once it has ended.
    next_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    /// The body that is sent.
    payload: HashMap<String, serde_json::Value>,
    /// Every try, newest first; only for a single delivery.
    #[schema(nullable = false)]
    sent: Option<Vec<EventSent>>,
}

/// One try.
#[derive(ToSchema)]
pub(crate) struct EventSent {
    /// Counted from 1, over all replays.
    number: i32,
    at: DateTime<Utc>,
    url: String,
    /// The `webhook-signature` it was sent with.
    signature: String,
    /// The status of the reply; null if there was none.
    status: Option<i32>,
    /// Why it failed; null if it was accepted.
    error: Option<String>,
    /// The beginning of the reply.
    reply: String,
    /// Milliseconds it took.
    millis: i32,
}

/// pending: it waits for its next try, or for an earlier one about the same lead. delivered: it was accepted. parked:
/// given up after three days, or because the endpoint answered 410.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum DeliveryStatus {
    Pending,
    Delivered,
    Parked,
}

/// Which deliveries.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichDeliveries {
    /// Only those to this endpoint.
    endpoint_id: Option<Uuid>,
    /// Only those with this status.
    #[param(inline)]
    status: Option<DeliveryStatus>,
    /// Only those about this lead, by our id.
    lead_id: Option<Uuid>,
}
