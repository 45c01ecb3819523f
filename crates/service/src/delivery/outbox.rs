//! Queues what happens for the endpoints that want to be told, in the transaction at hand.

use super::payload;
use crate::{Clock, ServiceError};
use steadyline_core::assignment::Assignment;
use steadyline_core::delivery::{Delivery, DeliveryStatus};
use steadyline_core::endpoint::{Endpoint, EventKind};
use steadyline_core::id::BrokerId;
use steadyline_db::event::NewEvent;
use steadyline_db::{Tx, delivery as rows, endpoint};

/// Queues entries of the history of one broker and one kind. What nobody outside is told of costs nothing; where the
/// broker has no endpoint that wants it, one look at an index.
pub(crate) async fn queue(
    tx: &mut Tx,
    clock: &Clock,
    entries: &[NewEvent<'_>],
    assignment: Option<&Assignment>,
) -> Result<(), ServiceError> {
    let Some(first) = entries.first() else { return Ok(()) };
    let why = first.detail.get("event").and_then(serde_json::Value::as_str);
    let Some(kind) = EventKind::of_history(first.kind, why) else { return Ok(()) };
    let wanting = wanting(tx, first.broker_id, kind).await?;
    if wanting.is_empty() {
        return Ok(());
    }
    for entry in entries {
        let payload = payload::of(tx, kind, entry, assignment).await?;
        let subject =
            entry.lead_id.map(|id| id.0).or(entry.number_id.map(|id| id.0)).unwrap_or(entry.broker_id.0);
        for endpoint in &wanting {
            let delivery = delivery(clock, endpoint, kind, entry, payload.clone());
            rows::insert(tx, &delivery, subject).await?;
        }
    }
    Ok(())
}

/// Endpoints of a broker that are told of such events.
async fn wanting(tx: &mut Tx, broker: BrokerId, kind: EventKind) -> Result<Vec<Endpoint>, ServiceError> {
    let mut all = endpoint::list(tx, broker).await?;
    all.retain(|endpoint| endpoint.is_active && endpoint.events.contains(&kind));
    Ok(all)
}

/// What an endpoint is told of an entry.
fn delivery(
    clock: &Clock,
    endpoint: &Endpoint,
    kind: EventKind,
    entry: &NewEvent<'_>,
    payload: String,
) -> Delivery {
    Delivery {
        id: clock.id(),
        broker_id: entry.broker_id,
        endpoint_id: endpoint.id,
        event_id: entry.id,
        kind,
        lead_id: entry.lead_id,
        payload,
        status: DeliveryStatus::Pending,
        tries: 0,
        created_at: entry.at,
        queued_at: entry.at,
        next_at: entry.at,
        ended_at: None,
    }
}

/// Queues a test for an endpoint, whatever it wants to be told of. It is no entry of the history, and waits behind
/// nothing.
pub(crate) async fn queue_test(
    tx: &mut Tx,
    clock: &Clock,
    endpoint: &Endpoint,
    entry: &NewEvent<'_>,
) -> Result<Delivery, ServiceError> {
    let payload = payload::of(tx, EventKind::Test, entry, None).await?;
    let delivery = delivery(clock, endpoint, EventKind::Test, entry, payload);
    rows::insert(tx, &delivery, entry.id.0).await?;
    Ok(delivery)
}
