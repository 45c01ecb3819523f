//! What pages warn of, as far as the pool's own rows do not say it.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::area_code::StateCode;
use steadyline_core::id::{BrokerId, NumberId};
use uuid::Uuid;

/// Live leads on a number that is retired or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadNumber {
    /// The number.
    pub number_id: NumberId,
    /// Its live leads.
    pub leads: i64,
    /// Those booked.
    pub booked: i64,
    /// The next appointment among them.
    pub next_appointment: Option<DateTime<Utc>>,
}

const DEAD: &str = "
    select a.number_id,
        count(*),
        count(case when a.status = 'booked_locked' then 1 end),
        min(case when a.appointment_at >= $2 then a.appointment_at end)
    from lead_number_assignments a
    join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
    where a.broker_id = $1
        and a.status in ('active', 'booked_locked')
        and (n.gone_at is not null or not n.is_active)
    group by a.number_id
    order by min(case when a.appointment_at >= $2 then a.appointment_at end) nulls last, count(*) desc";

/// Numbers out of service that live leads still have, the next appointment first.
///
/// # Errors
/// What the engine says.
pub async fn dead_numbers(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
) -> Result<Vec<DeadNumber>, DbError> {
    let rows = fetch_all!(tx, (Uuid, i64, i64, Option<DateTime<Utc>>), DEAD, broker, now)?;
    Ok(rows
        .into_iter()
        .map(|(number, leads, booked, next_appointment)| DeadNumber {
            number_id: number.into(),
            leads,
            booked,
            next_appointment,
        })
        .collect())
}

const TOO_LONG: &str = "
    select count(*), min(assigned_at)
    from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and assigned_at < $2";

/// Active assignments since before a time: how many, and since when the oldest.
///
/// # Errors
/// What the engine says.
pub async fn assigned_before(
    tx: &mut Tx,
    broker: BrokerId,
    before: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>), DbError> {
    fetch_one!(tx, (i64, Option<DateTime<Utc>>), TOO_LONG, broker, before)
}

const SILENT: &str = "
    select count(*), count(distinct number_id)
    from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and first_answered_at is not null
        and coalesce(last_call_at, first_answered_at) < $2";

/// Held leads nobody called since a time, and the numbers they keep.
///
/// # Errors
/// What the engine says.
pub async fn held_silent(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), SILENT, broker, since)
}

const CONFLICTS: &str = "
    select count(*)
    from (
        select l.phone
        from lead_number_assignments a
        join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
        where a.broker_id = $1
            and a.status in ('active', 'booked_locked')
            and l.phone is not null
        group by l.phone
        having count(*) > 1
    ) persons";

/// Persons who see more than one number. The indexes keep it at 0; rows written by SQL may not have a person
/// key yet.
///
/// # Errors
/// What the engine says.
pub async fn conflicts(tx: &mut Tx, broker: BrokerId) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), CONFLICTS, broker)?;
    Ok(count)
}

/// Leads of these states that were given a number from elsewhere since a time.
///
/// # Errors
/// What the engine says.
pub async fn assigned_elsewhere(
    tx: &mut Tx,
    broker: BrokerId,
    states: &[StateCode],
    since: DateTime<Utc>,
) -> Result<i64, DbError> {
    if states.is_empty() {
        return Ok(0);
    }
    let start = "select count(*) from lead_number_assignments a
        join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
        where a.matched = 'anywhere' and a.status in ('active', 'booked_locked', 'unreachable', 'released')
            and a.broker_id = ";
    let rows = fetch_built!(tx, (i64,), start, |query| {
        query.push_bind(to_sql(broker)).push(" and a.assigned_at >= ").push_bind(to_sql(since));
        query.push(" and l.state in (");
        for (n, state) in states.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(state));
        }
        query.push(")");
    })?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}
