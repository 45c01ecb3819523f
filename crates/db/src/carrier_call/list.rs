//! Calls at the carrier by where they stand: those that wait, those that go on, those that were missed.

use super::{Row, columns};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use steadyline_core::carrier_call::CarrierCall;
use steadyline_core::id::{BrokerId, CarrierCallId, LeadId};
use steadyline_core::phone::E164;
use uuid::Uuid;

fn all(rows: Vec<Row>) -> Result<Vec<CarrierCall>, DbError> {
    rows.into_iter().map(CarrierCall::try_from).collect()
}

const QUEUE: &str = concat!(
    "select ",
    columns!(),
    " from carrier_calls
    where stage in ('queued', 'placing')
        and stage <> 'over'
    order by asked_at, id
    limit $1"
);

/// Calls of all brokers that wait for their turn, or for the carrier to say that it places them; in order.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn queue(tx: &mut Tx, limit: i64) -> Result<Vec<CarrierCall>, DbError> {
    all(fetch_all!(tx, Row, QUEUE, limit)?)
}

const OPEN_OF_BROKER: &str = concat!(
    "select ",
    columns!(),
    " from carrier_calls
    where broker_id = $1
        and stage <> 'over'
    order by asked_at, id
    limit $2"
);

/// Calls of a broker that wait or go on, oldest first.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn open_of_broker(tx: &mut Tx, broker: BrokerId, limit: i64) -> Result<Vec<CarrierCall>, DbError> {
    all(fetch_all!(tx, Row, OPEN_OF_BROKER, broker, limit)?)
}

const TO_READ: &str = concat!(
    "select ",
    columns!(),
    " from carrier_calls
    where (stage in ('office', 'lead', 'talking') and stage <> 'over' and heard_at < $1)
        or (stage = 'over' and reads = 0 and heard_at < $2)
    order by heard_at
    limit $3"
);

/// Calls to ask the carrier about: those that go on and were not heard of since a time, and those that ended before
/// another and were never asked about.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn to_read(
    tx: &mut Tx,
    silent_since: DateTime<Utc>,
    ended_before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<CarrierCall>, DbError> {
    all(fetch_all!(tx, Row, TO_READ, silent_since, ended_before, limit)?)
}

/// The newest calls of a person that fit `also`.
async fn of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    also: &'static str,
) -> Result<Option<CarrierCall>, DbError> {
    let records = crate::lead::of_person(tx, broker, lead, phone).await?;
    let start = concat!("select ", columns!(), " from carrier_calls where broker_id = ");
    let rows = fetch_built!(tx, Row, start, |query| {
        query.push_bind(to_sql(broker)).push(" and lead_id in (").push_bind(to_sql(lead));
        for id in records.iter().filter(|id| **id != lead) {
            query.push(", ").push_bind(to_sql(id));
        }
        query.push(")").push(also).push(" order by asked_at desc, id desc limit 1");
    })?;
    rows.into_iter().next().map(CarrierCall::try_from).transpose()
}

/// The person's call that waits or goes on, if there is one.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn open_of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<CarrierCall>, DbError> {
    of_person(tx, broker, lead, phone, " and stage <> 'over'").await
}

/// The person's newest call.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn latest_of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<CarrierCall>, DbError> {
    of_person(tx, broker, lead, phone, "").await
}

/// ` from .. where ..` of callbacks that were missed since $2: not dismissed, and no call of the person since, on whichever
/// record, that went out or was answered. That the lead is suppressed or erased ends it too.
macro_rules! missed {
    ($start:expr, $end:expr) => {
        concat!(
            $start,
            " from carrier_calls c
            where broker_id = $1
                and direction = 'inbound'
                and asked_at > $2
                and stage = 'over'
                and outcome = 'no_answer'
                and lead_id is not null
                and dismissed_at is null
                and not exists (
                    select 1
                    from calls
                    where calls.broker_id = c.broker_id
                        and calls.lead_id in (
                            select c.lead_id
                            union all
                            select other.id
                            from leads caller
                            join leads other on other.broker_id = caller.broker_id and other.phone = caller.phone
                            where caller.broker_id = c.broker_id
                                and caller.id = c.lead_id)
                        and calls.called_at > c.asked_at
                        and case calls.direction
                            when 'outbound' then calls.outcome <> 'failed'
                            else calls.outcome <> 'no_answer'
                        end)
                and not exists (
                    select 1
                    from leads
                    where leads.broker_id = c.broker_id
                        and leads.id = c.lead_id
                        and (leads.erased_at is not null or leads.suppressed_at is not null))
                and not exists (
                    select 1
                    from carrier_calls later
                    where later.broker_id = c.broker_id
                        and later.lead_id = c.lead_id
                        and later.direction = 'inbound'
                        and later.asked_at > c.asked_at)",
            $end
        )
    };
}

const COUNT_MISSED: &str = missed!("select cast(count(*) as bigint)", "");

/// How many callbacks were missed since a time: one a lead.
///
/// # Errors
/// What the engine says.
pub async fn count_missed(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), COUNT_MISSED, broker, since)?.0)
}

const MISSED_OF_LEAD: &str =
    missed!(concat!("select ", columns!()), " and lead_id = $3 order by asked_at desc, id desc limit 1");

/// The callback of a lead that was missed since a time, if one waits.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn missed_of_lead(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
    lead: LeadId,
) -> Result<Option<CarrierCall>, DbError> {
    let row = fetch_optional!(tx, Row, MISSED_OF_LEAD, broker, since, lead)?;
    row.map(CarrierCall::try_from).transpose()
}

const MISSED: &str =
    missed!(concat!("select ", columns!()), " order by asked_at desc, id desc limit $3 offset $4");

/// Callbacks that were missed since a time, newest first, one a lead.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn missed(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
    limit: i64,
    offset: i64,
) -> Result<Vec<CarrierCall>, DbError> {
    all(fetch_all!(tx, Row, MISSED, broker, since, limit, offset)?)
}

const WAITING_BEFORE: &str = "
    select c.id, (
        select cast(count(*) as bigint)
        from carrier_calls other
        where other.stage = 'queued'
            and other.stage <> 'over'
            and other.space = c.space
            and (other.asked_at < c.asked_at or (other.asked_at = c.asked_at and other.id < c.id)))
    from carrier_calls c
    where c.broker_id = ";

/// How many calls of all brokers wait in the space of each of these, and were asked for earlier.
///
/// # Errors
/// What the engine says.
pub async fn waiting_before(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[CarrierCallId],
) -> Result<HashMap<CarrierCallId, i64>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = fetch_built!(tx, (Uuid, i64), WAITING_BEFORE, |query| {
        query.push_bind(to_sql(broker)).push(" and c.id in ");
        push_ids!(query, ids);
    })?;
    Ok(rows.into_iter().map(|(id, ahead)| (CarrierCallId(id), ahead)).collect())
}
