//! Which deliveries are to be sent now, and what becomes of them.

use super::{Row, columns, read};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::delivery::{Delivery, DeliveryStatus};
use steadyline_core::id::{BrokerId, DeliveryId, EndpointId};
use uuid::Uuid;

const WITH_DUE: &str = "
    select e.broker_id, e.id
    from event_endpoints e
    where e.is_active
        and exists (
            select 1
            from deliveries d
            where d.broker_id = e.broker_id
                and d.endpoint_id = e.id
                and d.status = 'pending'
                and d.next_at <= $1
        )
    order by e.broker_id, e.id";

/// Endpoints that something is to be sent to.
///
/// # Errors
/// What the engine says.
pub async fn endpoints_with_due(
    tx: &mut Tx,
    now: DateTime<Utc>,
) -> Result<Vec<(BrokerId, EndpointId)>, DbError> {
    let rows = fetch_all!(tx, (Uuid, Uuid), WITH_DUE, now)?;
    Ok(rows.into_iter().map(|(broker, endpoint)| (BrokerId(broker), EndpointId(endpoint))).collect())
}

const DUE: &str = concat!(
    "select ",
    columns!(),
    " from deliveries d
    where d.broker_id = $1
        and d.endpoint_id = $2
        and d.status = 'pending'
        and d.next_at <= $3
        and not exists (
            select 1
            from deliveries p
            where p.broker_id = d.broker_id
                and p.endpoint_id = d.endpoint_id
                and p.subject = d.subject
                and p.status = 'pending'
                and (p.seq < d.seq or (p.seq = d.seq and p.id < d.id))
        )
    order by d.next_at, d.seq
    limit $4"
);

/// What may be sent to an endpoint now, those first that wait longest: of each subject only the first that is on its
/// way.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn due(
    tx: &mut Tx,
    broker: BrokerId,
    endpoint: EndpointId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Delivery>, DbError> {
    read(fetch_all!(tx, Row, DUE, broker, endpoint, now, limit)?)
}

const END: &str = "
    update deliveries
    set status = $3,
        tries = tries + 1,
        ended_at = $4
    where broker_id = $1
        and id = $2
        and status = 'pending'";

/// It was taken, or is given up. `false` if it was not on its way any more.
///
/// # Errors
/// What the engine says.
pub async fn end(
    tx: &mut Tx,
    broker: BrokerId,
    id: DeliveryId,
    status: DeliveryStatus,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, END, broker, id, status, at)? == 1)
}

const PUT_OFF: &str = "
    update deliveries
    set tries = tries + 1
    where broker_id = $1
        and id = $2
        and status = 'pending'";

/// Those behind it wait as long, so that they are not looked at in between.
const PUT_OFF_SUBJECT: &str = "
    update deliveries
    set next_at = $3
    where broker_id = $1
        and status = 'pending'
        and next_at < $3
        and (endpoint_id, subject) in (select endpoint_id, subject from deliveries where broker_id = $1 and id = $2)";

/// It failed, and is tried again then. One that is not on its way any more holds up nobody.
///
/// # Errors
/// What the engine says.
pub async fn put_off(
    tx: &mut Tx,
    broker: BrokerId,
    id: DeliveryId,
    next_at: DateTime<Utc>,
) -> Result<(), DbError> {
    if execute!(tx, PUT_OFF, broker, id)? == 1 {
        execute!(tx, PUT_OFF_SUBJECT, broker, id, next_at)?;
    }
    Ok(())
}

const RELEASE_BEHIND: &str = "
    update deliveries
    set next_at = $3
    where broker_id = $1
        and status = 'pending'
        and next_at > $3
        and (endpoint_id, subject) in (select endpoint_id, subject from deliveries where broker_id = $1 and id = $2)";

/// Those that waited for it may go.
///
/// # Errors
/// What the engine says.
pub async fn release_behind(
    tx: &mut Tx,
    broker: BrokerId,
    id: DeliveryId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, RELEASE_BEHIND, broker, id, now)?;
    Ok(())
}

const QUEUE_ANEW: &str = "
    update deliveries
    set status = 'pending',
        tries = 0,
        queued_at = $3,
        next_at = $3,
        ended_at = null
    where broker_id = $1
        and id = $2";

/// Sends it again, from the beginning of its three days.
///
/// # Errors
/// What the engine says.
pub async fn queue_anew(
    tx: &mut Tx,
    broker: BrokerId,
    id: DeliveryId,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, QUEUE_ANEW, broker, id, now)?;
    Ok(())
}
