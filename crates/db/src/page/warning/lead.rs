//! Leads that want a hand.

use super::super::listed::checked::slot_taken;
use crate::assignment::silent_since;
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::area_code::StateCode;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// Live leads on a number that is retired or gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadNumber {
    /// Its id.
    pub number_id: NumberId,
    /// The number.
    pub number: E164,
    /// Since when it is missing at the carrier; retired where it is not.
    pub gone_at: Option<DateTime<Utc>>,
    /// Its live leads.
    pub leads: i64,
    /// Those booked.
    pub booked: i64,
    /// The next appointment among them.
    pub next_appointment: Option<DateTime<Utc>>,
}

type DeadRow = (Uuid, String, Option<DateTime<Utc>>, i64, i64, Option<DateTime<Utc>>);

// Few numbers are dead: from them to their leads.
const DEAD: &str = "
    select n.id, n.number, n.gone_at,
        count(*),
        count(case when a.status = 'booked_locked' then 1 end),
        min(case when a.appointment_at >= $2 then a.appointment_at end)
    from phone_numbers n
    cross join lead_number_assignments a
    where n.broker_id = $1
        and (n.gone_at is not null or not n.is_active)
        and a.broker_id = $1
        and a.number_id = n.id
        and a.status in ('active', 'booked_locked')
    group by n.id, n.number, n.gone_at
    order by min(case when a.appointment_at >= $2 then a.appointment_at end) nulls last, count(*) desc, n.id";

/// Numbers out of service that live leads still have, the next appointment first.
///
/// # Errors
/// What the engine says.
pub async fn dead_numbers(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
) -> Result<Vec<DeadNumber>, DbError> {
    let rows = fetch_all!(tx, DeadRow, DEAD, broker, now)?;
    rows.into_iter()
        .map(|(id, number, gone_at, leads, booked, next_appointment)| {
            let number = E164::parse(&number)
                .map_err(|error| DbError::row("phone_numbers", format!("{id}: {error}")))?;
            Ok(DeadNumber { number_id: id.into(), number, gone_at, leads, booked, next_appointment })
        })
        .collect()
}

/// The active and booked assignments of a broker, in sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Live {
    /// Active ones.
    pub active: i64,
    /// Those that never answered.
    pub never_answered: i64,
    /// Booked ones.
    pub booked: i64,
    /// Active since before the time asked for.
    pub too_long: i64,
    /// Of those, the ones that never answered.
    pub too_long_never: i64,
    /// Since when the oldest of them.
    pub oldest: Option<DateTime<Utc>>,
    /// Held, and nobody called since the time asked for.
    pub silent: i64,
    /// The numbers that those keep.
    pub silent_on: i64,
}

const LIVE: &str = concat!(
    "
    select
        count(case when status = 'active' then 1 end) as active,
        count(case when status = 'active' and first_answered_at is null then 1 end) as never_answered,
        count(case when status = 'booked_locked' then 1 end) as booked,
        count(case when status = 'active' and assigned_at < $2 then 1 end) as too_long,
        count(case when status = 'active' and assigned_at < $2 and first_answered_at is null then 1 end)
            as too_long_never,
        min(case when status = 'active' and assigned_at < $2 then assigned_at end) as oldest,
        count(case when status = 'active' and first_answered_at is not null and ",
    silent_since!(""),
    " < $3 then 1 end) as silent,
        count(distinct case when status = 'active' and first_answered_at is not null and ",
    silent_since!(""),
    " < $3 then number_id end) as silent_on
    from lead_number_assignments
    where broker_id = $1
        and status in ('active', 'booked_locked')"
);

/// The active and booked assignments: how many have been active since before a time, and how many held ones nobody
/// called since another. One look at each row.
///
/// # Errors
/// What the engine says.
pub async fn live(
    tx: &mut Tx,
    broker: BrokerId,
    active_before: DateTime<Utc>,
    silent_since: DateTime<Utc>,
) -> Result<Live, DbError> {
    fetch_one!(tx, Live, LIVE, broker, active_before, silent_since)
}

/// Persons who see more than one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Conflicts {
    /// How many persons.
    pub persons: i64,
    /// Their live assignments.
    pub assignments: i64,
}

// A person with a key has one by the unique index: only rows without a key, written by SQL, are looked at.
const CONFLICTS: &str = "
    select count(*) as persons, cast(coalesce(sum(live), 0) as bigint) as assignments
    from (
        select l.phone, count(*) as live
        from leads l
        join lead_number_assignments a on a.broker_id = l.broker_id and a.lead_id = l.id
        where l.broker_id = $1
            and l.phone in (
                select k.phone
                from lead_number_assignments b
                join leads k on k.broker_id = b.broker_id and k.id = b.lead_id
                where b.broker_id = $1
                    and b.person_key is null
                    and b.status in ('active', 'booked_locked'))
            and a.status in ('active', 'booked_locked')
        group by l.phone
        having count(*) > 1
    ) persons";

/// Persons who see more than one number. The indexes keep it at 0; rows written by SQL may not have a person key
/// yet.
///
/// # Errors
/// What the engine says.
pub async fn conflicts(tx: &mut Tx, broker: BrokerId) -> Result<Conflicts, DbError> {
    fetch_one!(tx, Conflicts, CONFLICTS, broker)
}

const SLOTS_TAKEN: &str = concat!(
    "
    select count(*)
    from lead_number_assignments a
    where a.broker_id = $1",
    slot_taken!()
);

/// Booked leads whose every booking was taken back: they stay locked because another lead has the slot they would
/// need. One that was written by SQL was never corrected and is not among them.
///
/// # Errors
/// What the engine says.
pub async fn slots_taken(tx: &mut Tx, broker: BrokerId) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), SLOTS_TAKEN, broker)?;
    Ok(count)
}

/// Leads of these states that were given a number from elsewhere since a time, by state.
///
/// # Errors
/// What the engine says.
pub async fn assigned_elsewhere(
    tx: &mut Tx,
    broker: BrokerId,
    states: &[StateCode],
    since: DateTime<Utc>,
) -> Result<Vec<(String, i64)>, DbError> {
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let start = "select l.state, count(*) from lead_number_assignments a
        join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
        where a.matched = 'anywhere' and a.status in ('active', 'booked_locked', 'unreachable', 'released')
            and a.broker_id = ";
    fetch_built!(tx, (String, i64), start, |query| {
        query.push_bind(to_sql(broker)).push(" and a.assigned_at >= ").push_bind(to_sql(since));
        query.push(" and l.state in (");
        for (n, state) in states.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(state));
        }
        query.push(") group by l.state");
    })
}
