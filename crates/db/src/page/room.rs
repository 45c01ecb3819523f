//! A pool in sums: what can take a lead, by state, without reading every number.

use crate::number::Limits;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::area_code::StateCode;
use steadyline_core::id::BrokerId;

/// The numbers of one state.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Rooms {
    /// The state as it is in the table; none where it is not known.
    pub state: Option<String>,
    /// Every number, also those out of service.
    pub numbers: i64,
    /// Active or resting.
    pub in_service: i64,
    /// Resting.
    pub resting: i64,
    /// Can take a lead now.
    pub free: i64,
    /// Would have room, but are at their daily call cap.
    pub capped: i64,
    /// Slots taken on numbers in service.
    pub taken: i64,
    /// Active leads of every number, by its counters.
    pub active_leads: i64,
    /// Those that never answered.
    pub never_answered_leads: i64,
    /// Booked ones.
    pub booked_leads: i64,
}

const BY_STATE: &str = "
    select state,
        count(*) as numbers,
        count(case when is_active and gone_at is null then 1 end) as in_service,
        count(case when is_active and gone_at is null and resting_until > $2 then 1 end) as resting,
        count(case
            when is_active and gone_at is null and (resting_until is null or resting_until <= $2)
                and (case when $4 = 1 then active_leads else never_answered_leads end) < $4
                and ($5 = 0 or calls_day is null or calls_day <> $3 or calls_on_day < $5)
                and (not $6 or booked_leads = 0)
            then 1 end) as free,
        count(case
            when is_active and gone_at is null and (resting_until is null or resting_until <= $2)
                and (case when $4 = 1 then active_leads else never_answered_leads end) < $4
                and $5 > 0 and calls_day = $3 and calls_on_day >= $5
            then 1 end) as capped,
        cast(coalesce(sum(case
            when not is_active or gone_at is not null then 0
            when (case when $4 = 1 then active_leads else never_answered_leads end) > $4 then $4
            when $4 = 1 then active_leads
            else never_answered_leads
        end), 0) as bigint) as taken,
        cast(sum(active_leads) as bigint) as active_leads,
        cast(sum(never_answered_leads) as bigint) as never_answered_leads,
        cast(sum(booked_leads) as bigint) as booked_leads
    from phone_numbers
    where broker_id = $1
    group by state
    order by state";

/// The pool by state.
///
/// # Errors
/// What the engine says.
pub async fn by_state(
    tx: &mut Tx,
    broker: BrokerId,
    limits: Limits,
    now: DateTime<Utc>,
) -> Result<Vec<Rooms>, DbError> {
    let Limits { today, leads_per_number, daily_call_cap, reserve_booked_numbers } = limits;
    fetch_all!(
        tx,
        Rooms,
        BY_STATE,
        broker,
        now,
        today,
        leads_per_number,
        daily_call_cap,
        reserve_booked_numbers,
    )
}

const SCORES: &str = "
    select health_score, count(*)
    from phone_numbers
    where broker_id = $1
        and is_active
        and gone_at is null
        and (resting_until is null or resting_until <= $2)
        and call_count >= $3
    group by health_score
    order by health_score";

/// How many active numbers with at least so many calls have which score, ascending.
///
/// # Errors
/// What the engine says.
pub async fn scores(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
    least_calls: i64,
) -> Result<Vec<(i32, i64)>, DbError> {
    fetch_all!(tx, (i32, i64), SCORES, broker, now, least_calls)
}

macro_rules! active {
    () => {
        "
    select count(*)
    from phone_numbers
    where broker_id = $1
        and is_active
        and gone_at is null
        and (resting_until is null or resting_until <= $2)"
    };
}

const ACTIVE: &str = active!();

/// How many numbers are active.
///
/// # Errors
/// What the engine says.
pub async fn active(tx: &mut Tx, broker: BrokerId, now: DateTime<Utc>) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), ACTIVE, broker, now)?;
    Ok(count)
}

const ACTIVE_IN: &str = concat!(active!(), " and state = $3");

/// How many of one state are active.
///
/// # Errors
/// What the engine says.
pub async fn active_in(
    tx: &mut Tx,
    broker: BrokerId,
    state: StateCode,
    now: DateTime<Utc>,
) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), ACTIVE_IN, broker, now, state)?;
    Ok(count)
}
