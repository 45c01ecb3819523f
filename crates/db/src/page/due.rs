//! How much falls due where: what a change of the policy would set off, counted by the same limits as the jobs and
//! the call rules go by.

use crate::assignment::silent_since;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::id::BrokerId;

const STALE: &str = concat!(
    "
    select count(*)
    from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and first_answered_at is null
        and (limit_held_until is null or limit_held_until <= $3)
        and ",
    silent_since!(""),
    " <= $2"
);

/// Never-answered leads without a call since then, as [`crate::assignment::stale`] finds them.
///
/// # Errors
/// What the engine says.
pub async fn stale(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), STALE, broker, since, now)?.0)
}

const HELD_SILENT: &str = concat!(
    "
    select count(*)
    from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and first_answered_at is not null
        and ",
    silent_since!(""),
    " <= $2"
);

/// Held leads without a call since then, as [`crate::assignment::held_silent`] finds them.
///
/// # Errors
/// What the engine says.
pub async fn held_silent(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), HELD_SILENT, broker, since)?.0)
}

const PERIODS_ENDED: &str = "
    select count(*)
    from lead_number_assignments
    where broker_id = $1
        and status = 'unreachable'
        and (released_at is null or released_at <= $2)";

/// Unreachable leads whose number was released by then, as [`crate::assignment::ended_unreachable`] finds them.
///
/// # Errors
/// What the engine says.
pub async fn periods_ended(tx: &mut Tx, broker: BrokerId, by: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), PERIODS_ENDED, broker, by)?.0)
}

const LIVE_BY_AREA: &str = "
    select l.area_code, count(*)
    from lead_number_assignments a
    join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
    where a.broker_id = $1
        and a.status in ('active', 'booked_locked')
    group by l.area_code";

/// Live leads by their area code.
///
/// # Errors
/// What the engine says.
pub async fn live_by_area(tx: &mut Tx, broker: BrokerId) -> Result<Vec<(Option<String>, i64)>, DbError> {
    fetch_all!(tx, (Option<String>, i64), LIVE_BY_AREA, broker)
}

const MATCHED: &str = "
    select a.matched, count(*)
    from lead_number_assignments a
    join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
    where a.broker_id = $1
        and a.status in ('active', 'booked_locked', 'unreachable', 'released')
        and a.assigned_at >= $2
        and a.matched in ('area_code', 'state', 'anywhere')
        and l.area_code is not null
    group by a.matched";

/// Leads with a known area that were assigned since a time, by how near their number is.
///
/// # Errors
/// What the engine says.
pub async fn matched_since(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
) -> Result<Vec<(String, i64)>, DbError> {
    fetch_all!(tx, (String, i64), MATCHED, broker, since)
}

/// A person: records of one phone, else the record.
const ATTEMPTED: &str = "
    select count(*)
    from (
        select l.phone
        from calls c
        join leads l on l.broker_id = c.broker_id and l.id = c.lead_id
        where c.broker_id = $1
            and c.local_day = $2
            and c.called_at >= $3
            and c.direction = 'outbound'
            and c.outcome <> 'failed'
        group by l.phone, case when l.phone is null then c.lead_id end
        having count(*) >= $4
    ) persons";

/// Persons with at least so many attempts on a broker-local day, which began at `from`.
///
/// # Errors
/// What the engine says.
pub async fn attempted(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
    from: DateTime<Utc>,
    attempts: i32,
) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), ATTEMPTED, broker, day, from, i64::from(attempts))?.0)
}

const CALLED_SINCE: &str = "
    select count(*)
    from (
        select l.phone
        from calls c
        join leads l on l.broker_id = c.broker_id and l.id = c.lead_id
        where c.broker_id = $1
            and c.called_at > $2
            and c.direction = 'outbound'
            and c.outcome <> 'failed'
        group by l.phone, case when l.phone is null then c.lead_id end
    ) persons";

/// Persons with an attempt after a time.
///
/// # Errors
/// What the engine says.
pub async fn called_since(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), CALLED_SINCE, broker, since)?.0)
}

const TOO_LONG: &str = "
    select count(*)
    from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and assigned_at < $2";

/// Active assignments since before a time.
///
/// # Errors
/// What the engine says.
pub async fn assigned_before(tx: &mut Tx, broker: BrokerId, before: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), TOO_LONG, broker, before)?.0)
}
