//! The counters on a number's row: its live leads, its calls, its health.

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::room::OccupancyChange;

const CHANGE: &str = "
    update phone_numbers
    set active_leads = active_leads + $3,
        never_answered_leads = never_answered_leads + $4,
        booked_leads = booked_leads + $5
    where broker_id = $1
        and id = $2";

/// Moves the counters of live leads, whatever the limits.
///
/// # Errors
/// What the engine says.
pub async fn change(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    change: OccupancyChange,
) -> Result<(), DbError> {
    if change.is_none() {
        return Ok(());
    }
    execute!(
        tx,
        CHANGE,
        broker,
        number,
        change.active_leads,
        change.never_answered_leads,
        change.booked_leads,
    )?;
    Ok(())
}

const SET_ASSIGNED: &str = "update phone_numbers set last_assigned_at = $3 where broker_id = $1 and id = $2";

/// A lead was given the number without a claim: because it had it before.
///
/// # Errors
/// What the engine says.
pub async fn set_assigned(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, SET_ASSIGNED, broker, number, at)?;
    Ok(())
}

const RECOUNT: &str = "
    update phone_numbers
    set active_leads = (
            select count(*) from lead_number_assignments a
            where a.broker_id = $1 and a.number_id = $2 and a.status = 'active'),
        never_answered_leads = (
            select count(*) from lead_number_assignments a
            where a.broker_id = $1 and a.number_id = $2 and a.status = 'active' and a.first_answered_at is null),
        booked_leads = (
            select count(*) from lead_number_assignments a
            where a.broker_id = $1 and a.number_id = $2 and a.status = 'booked_locked')
    where broker_id = $1
        and id = $2";

/// Counts the live leads of a number anew: rows written by SQL are not in the counters.
///
/// # Errors
/// What the engine says.
pub async fn recount(tx: &mut Tx, broker: BrokerId, number: NumberId) -> Result<(), DbError> {
    execute!(tx, RECOUNT, broker, number)?;
    Ok(())
}

const ADD_CALLS: &str = "
    update phone_numbers
    set call_count = call_count + $3,
        contact_count = contact_count + $4,
        answer_rate = case
            when call_count + $3 > 0 then round(100.0 * (contact_count + $4) / (call_count + $3), 2)
        end,
        last_used_at = case
            when $3 > 0 and (last_used_at is null or last_used_at < $5) then $5
            when $3 < 0 and last_used_at = $5 then (
                select max(c.called_at) from calls c
                where c.broker_id = $1 and c.number_id = $2 and c.direction = 'outbound' and c.outcome <> 'failed')
            else last_used_at
        end,
        calls_on_day = case
            when calls_day = $6 then calls_on_day + $3
            when calls_day is null or calls_day < $6 then $3
            else calls_on_day
        end,
        calls_day = case
            when calls_day is null or calls_day < $6 then $6
            else calls_day
        end
    where broker_id = $1
        and id = $2
    returning call_count, contact_count, last_used_at, health_score";

/// The counters after a call.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// The last of them.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The health score, as it was before them.
    pub score: i32,
}

/// Adds calls and contacts (negative to take them back) made at a time of a broker-local day.
///
/// # Errors
/// What the engine says.
pub async fn add_calls(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    (calls, contacts): (i32, i32),
    at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Counted, DbError> {
    let (calls, contacts, last_used_at, score) = fetch_one!(
        tx,
        (i32, i32, Option<DateTime<Utc>>, i32),
        ADD_CALLS,
        broker,
        number,
        calls,
        contacts,
        at,
        day,
    )?;
    Ok(Counted { calls: calls.into(), contacts: contacts.into(), last_used_at, score })
}

const BEGIN_DAY: &str = "
    update phone_numbers
    set calls_day = $2,
        calls_on_day = coalesce((
            select cast(d.calls as integer)
            from number_days d
            where d.broker_id = $1 and d.number_id = phone_numbers.id and d.day = $2), 0)
    where broker_id = $1
        and calls_day <> $2";

/// The broker's day is this one by now, which may be an earlier one: its zone was changed. The calls of a number's day are
/// those that are counted for it.
///
/// # Errors
/// What the engine says.
pub async fn begin_day(tx: &mut Tx, broker: BrokerId, day: NaiveDate) -> Result<(), DbError> {
    execute!(tx, BEGIN_DAY, broker, day)?;
    Ok(())
}

const SET_SCORE: &str = "update phone_numbers set health_score = $3 where broker_id = $1 and id = $2";

/// Sets the health score.
///
/// # Errors
/// What the engine says.
pub async fn set_score(tx: &mut Tx, broker: BrokerId, number: NumberId, score: i32) -> Result<(), DbError> {
    execute!(tx, SET_SCORE, broker, number, score)?;
    Ok(())
}

/// A number that the day's look has not seen yet.
#[derive(Clone, Copy, Debug)]
pub struct NotLookedAt {
    /// Which.
    pub number: NumberId,
    /// Its counters.
    pub counted: Counted,
    /// Whether it is in service.
    pub in_service: bool,
}

type NotLookedAtRow = (uuid::Uuid, i32, i32, Option<DateTime<Utc>>, i32, i32);

const NOT_LOOKED_AT: &str = "
    select n.id, n.call_count, n.contact_count, n.last_used_at, n.health_score,
        case when n.is_active and n.gone_at is null then 1 else 0 end
    from phone_numbers n
    left join number_days d on d.broker_id = n.broker_id and d.number_id = n.id and d.day = $2
    where n.broker_id = $1
        and (d.health_score is null or (n.is_active and n.gone_at is null and not d.in_service))
    order by n.id
    limit $3";

/// Numbers whose score of a day is not kept yet, or that are in service and were not found so on that day.
///
/// # Errors
/// What the engine says.
pub async fn not_looked_at(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<NotLookedAt>, DbError> {
    let rows = fetch_all!(tx, NotLookedAtRow, NOT_LOOKED_AT, broker, day, limit)?;
    Ok(rows
        .into_iter()
        .map(|(id, calls, contacts, last_used_at, score, in_service)| NotLookedAt {
            number: NumberId(id),
            counted: Counted { calls: calls.into(), contacts: contacts.into(), last_used_at, score },
            in_service: in_service == 1,
        })
        .collect())
}
