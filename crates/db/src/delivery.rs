//! Rows of `deliveries` and `delivery_tries`: the outbox of events, and what came of every try.

mod due;
mod erase;
mod list;

pub use due::{due, end, endpoints_with_due, put_off, queue_anew, release_behind};
pub use erase::blank_lead;
pub use list::{Counts, DeliveryFilter, counts, list, parked, tries};

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::delivery::{Delivery, DeliveryStatus, Sent};
use steadyline_core::endpoint::EventKind;
use steadyline_core::id::{BrokerId, DeliveryId, EndpointId, EventId, LeadId};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    endpoint_id: Uuid,
    event_id: Uuid,
    kind: String,
    lead_id: Option<Uuid>,
    payload: String,
    status: String,
    tries: i32,
    created_at: DateTime<Utc>,
    queued_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Delivery {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            endpoint_id,
            event_id,
            kind,
            lead_id,
            payload,
            status,
            tries,
            created_at,
            queued_at,
            next_at,
            ended_at,
        } = row;
        let bad = |what: String| DbError::row("deliveries", format!("{id}: {what}"));
        Ok(Self {
            id: DeliveryId(id),
            broker_id: BrokerId(broker_id),
            endpoint_id: EndpointId(endpoint_id),
            event_id: EventId(event_id),
            kind: kind.parse::<EventKind>().map_err(|error| bad(error.to_string()))?,
            lead_id: lead_id.map(LeadId),
            payload,
            status: status.parse::<DeliveryStatus>().map_err(|error| bad(error.to_string()))?,
            tries,
            created_at,
            queued_at,
            next_at,
            ended_at,
        })
    }
}

macro_rules! columns {
    () => {
        "d.id, d.broker_id, d.endpoint_id, d.event_id, d.kind, d.lead_id, d.payload, d.status, d.tries, d.created_at, \
         d.queued_at, d.next_at, d.ended_at"
    };
}
use columns;

fn read(rows: Vec<Row>) -> Result<Vec<Delivery>, DbError> {
    rows.into_iter().map(Delivery::try_from).collect()
}

const LAST_OF_SUBJECT: &str = "
    select next_at
    from deliveries
    where broker_id = $1
        and endpoint_id = $2
        and subject = $3
        and status = 'pending'
    order by seq desc, id desc
    limit 1";

const INSERT: &str = "
    insert into deliveries
        (id, broker_id, endpoint_id, event_id, kind, lead_id, subject, seq, payload, created_at, queued_at, next_at)
    values ($1, $2, $3, $4, $5, $6, $7,
        (select coalesce(max(seq), 0) + 1 from deliveries where broker_id = $2 and endpoint_id = $3),
        $8, $9, $10, $11)";

/// Puts one into the outbox, behind those of its subject that are still on their way: the lead it is about, else the
/// number, else the broker. Whoever writes about a lead holds its lock, so that what happened later comes later.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, delivery: &Delivery, subject: Uuid) -> Result<(), DbError> {
    let Delivery {
        id, broker_id, endpoint_id, event_id, kind, lead_id, payload, created_at, queued_at, ..
    } = delivery;
    let before = fetch_optional!(tx, (DateTime<Utc>,), LAST_OF_SUBJECT, broker_id, endpoint_id, subject)?;
    // Not before those it waits for: so that what is due can be sent.
    let next_at = before.map_or(delivery.next_at, |(before,)| before.max(delivery.next_at));
    execute!(
        tx,
        INSERT,
        id,
        broker_id,
        endpoint_id,
        event_id,
        *kind,
        *lead_id,
        subject,
        payload,
        created_at,
        queued_at,
        next_at,
    )?;
    Ok(())
}

const FIND: &str = concat!("select ", columns!(), " from deliveries d where d.broker_id = $1 and d.id = $2");

/// A delivery of a broker.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: DeliveryId) -> Result<Option<Delivery>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(Delivery::try_from).transpose()
}

const INSERT_TRY: &str = "
    insert into delivery_tries (broker_id, delivery_id, number, at, url, signature, status, error, reply, millis)
    values ($1, $2,
        (select coalesce(max(number), 0) + 1 from delivery_tries where broker_id = $1 and delivery_id = $2),
        $3, $4, $5, $6, $7, $8, $9)";

/// Writes down a try. Its number is the next one.
///
/// # Errors
/// What the engine says.
pub async fn insert_try(tx: &mut Tx, broker: BrokerId, id: DeliveryId, sent: &Sent) -> Result<(), DbError> {
    let Sent { number: _, at, url, signature, reply } = sent;
    let status = reply.status.map(i32::from);
    execute!(
        tx,
        INSERT_TRY,
        broker,
        id,
        at,
        url,
        signature,
        status,
        reply.error.as_ref(),
        &reply.text,
        reply.millis,
    )?;
    Ok(())
}

const DELETE_OLD: &str = "
    delete from deliveries
    where (broker_id, id) in (
        select broker_id, id
        from deliveries
        where ended_at < $1
        limit $2
    )";

const DELETE_PAUSED: &str = "
    delete from deliveries
    where (broker_id, id) in (
        select d.broker_id, d.id
        from event_endpoints e
        join deliveries d
            on d.broker_id = e.broker_id
            and d.endpoint_id = e.id
        where not e.is_active
            and d.status = 'pending'
            and d.queued_at < $1
        limit $2
    )";

/// Removes up to so many that ended before a time, with their tries, and as many that wait since then for an endpoint
/// that is paused: nothing else would ever end them.
///
/// # Errors
/// What the engine says.
pub async fn delete_old(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    Ok(execute!(tx, DELETE_OLD, before, limit)? + execute!(tx, DELETE_PAUSED, before, limit)?)
}
