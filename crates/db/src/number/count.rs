//! Figures over a pool, without reading its rows.

use super::filter::{Limits, NumberFilter, push_filter, push_roomy};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::health::LEARNING_CALLS;
use steadyline_core::id::BrokerId;

/// Sums over numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolSums {
    /// How many.
    pub numbers: i64,
    /// Those that can take a lead.
    pub free: i64,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Calls on the broker-local day.
    pub calls_today: i64,
    /// Leads that count against `leads_per_number`.
    pub leads: i64,
    /// Held leads.
    pub held: i64,
    /// Booked leads.
    pub booked: i64,
    /// Live leads: active, held and booked.
    pub live: i64,
}

/// Sums over the numbers that a filter keeps.
///
/// # Errors
/// What the engine says.
pub async fn sums(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &NumberFilter,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<PoolSums, DbError> {
    let rows = fetch_built!(
        tx,
        (i64, i64, i64, i64, i64, i64, i64, i64, i64),
        "select count(*), count(case when gone_at is null and is_active
            and (resting_until is null or resting_until <= ",
        |query| {
            query.push_bind(to_sql(now)).push(") and ");
            push_roomy(query, limits);
            query.push(
                " then 1 end), cast(coalesce(sum(call_count), 0) as bigint),
                cast(coalesce(sum(contact_count), 0) as bigint),
                cast(coalesce(sum(case when calls_day = ",
            );
            query.push_bind(limits.today).push(" then calls_on_day else 0 end), 0) as bigint), ");
            query.push("cast(coalesce(sum(").push(limits.counted()).push("), 0) as bigint), ");
            query.push(
                "cast(coalesce(sum(active_leads - never_answered_leads), 0) as bigint),
                cast(coalesce(sum(booked_leads), 0) as bigint),
                cast(coalesce(sum(active_leads + booked_leads), 0) as bigint) from phone_numbers",
            );
            push_filter(query, broker, filter, now);
        }
    )?;
    let (numbers, free, calls, contacts, calls_today, leads, held, booked, live) =
        rows.into_iter().next().unwrap_or_default();
    Ok(PoolSums { numbers, free, calls, contacts, calls_today, leads, held, booked, live })
}

const SCORES: &str = "
    select health_score, count(*), count(case when call_count < $2 then 1 end)
    from phone_numbers
    where broker_id = $1
        and gone_at is null
        and is_active
    group by health_score
    order by health_score";

/// How many numbers in service have each score that there is, ascending, and how many of them have fewer than
/// [`LEARNING_CALLS`].
///
/// # Errors
/// What the engine says.
pub async fn scores(tx: &mut Tx, broker: BrokerId) -> Result<Vec<(i32, i64, i64)>, DbError> {
    fetch_all!(tx, (i32, i64, i64), SCORES, broker, LEARNING_CALLS)
}

/// How many numbers in service are of a state and an area code, as they are in the table.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlaceCount {
    /// None where it is not known.
    pub state: Option<String>,
    /// None where it is not known.
    pub area_code: Option<String>,
    /// How many.
    pub numbers: i64,
}

const PLACES: &str = "
    select state, area_code, count(*) as numbers
    from phone_numbers
    where broker_id = $1
        and gone_at is null
        and is_active
    group by state, area_code
    order by state, area_code";

/// Numbers in service by where they are local.
///
/// # Errors
/// What the engine says.
pub async fn places(tx: &mut Tx, broker: BrokerId) -> Result<Vec<PlaceCount>, DbError> {
    fetch_all!(tx, PlaceCount, PLACES, broker)
}
