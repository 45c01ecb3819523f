//! The pool by day, by number and by broker.

use super::{Which, push_rows, push_which, rows};
use crate::bind::to_sql;
use crate::rollup::{BROKER_DAYS, POOL_DAYS};
use crate::{DbError, Tx};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use steadyline_core::id::{BrokerId, NumberId};
use uuid::Uuid;

/// A day of a pool, or of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PoolSums {
    /// Which.
    pub day: NaiveDate,
    /// Numbers in service.
    pub numbers: i64,
    /// Of those, in use.
    pub in_use: i64,
    /// By health.
    pub excellent: i64,
    /// By health.
    pub good: i64,
    /// By health.
    pub fair: i64,
    /// By health.
    pub poor: i64,
    /// Assignments made.
    pub assigned: i64,
    /// Of those, moves.
    pub rehomed: i64,
    /// Assignments that ended.
    pub ended: i64,
    /// Their seconds.
    pub ended_seconds: i64,
    /// Of those, never answered.
    pub ended_silent: i64,
    /// Their seconds.
    pub ended_silent_seconds: i64,
}

/// Every day with a row, ascending.
///
/// # Errors
/// What the engine says.
pub async fn pool_days(tx: &mut Tx, which: Which) -> Result<Vec<PoolSums>, DbError> {
    let (pool, calls) = (rows(tx, POOL_DAYS, which).await?, rows(tx, BROKER_DAYS, which).await?);
    let start = "select day,
        cast(sum(numbers) as bigint) as numbers, cast(sum(in_use) as bigint) as in_use,
        cast(sum(excellent) as bigint) as excellent, cast(sum(good) as bigint) as good,
        cast(sum(fair) as bigint) as fair, cast(sum(poor) as bigint) as poor,
        cast(sum(assigned) as bigint) as assigned, cast(sum(rehomed) as bigint) as rehomed,
        cast(sum(ended) as bigint) as ended, cast(sum(ended_seconds) as bigint) as ended_seconds,
        cast(sum(ended_silent) as bigint) as ended_silent,
        cast(sum(ended_silent_seconds) as bigint) as ended_silent_seconds
        from (
            select day, numbers, in_use, excellent, good, fair, poor, 0 as assigned, 0 as rehomed, 0 as ended,
                0 as ended_seconds, 0 as ended_silent, 0 as ended_silent_seconds
            from ";
    fetch_built!(tx, PoolSums, start, |query| {
        push_rows!(query, &pool);
        query.push(
            " union all
            select day, 0, 0, 0, 0, 0, 0, assigned, rehomed, ended, ended_seconds, ended_silent,
                ended_silent_seconds
            from ",
        );
        push_rows!(query, &calls);
        query.push(") both_tables group by day order by day");
    })
}

/// A number's sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberSums {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
    /// Leads it was given.
    pub assigned: i64,
    /// Days it was in service.
    pub days: i64,
}

/// Sums by number.
///
/// # Errors
/// What the engine says.
pub async fn numbers(tx: &mut Tx, which: Which) -> Result<HashMap<NumberId, NumberSums>, DbError> {
    let start = "select number_id, cast(sum(calls) as bigint), cast(sum(contacts) as bigint),
        cast(sum(bookings) as bigint), cast(sum(assigned) as bigint),
        cast(sum(case when in_service then 1 else 0 end) as bigint)
        from number_days";
    let rows = fetch_built!(tx, (Uuid, i64, i64, i64, i64, i64), start, |query| {
        push_which!(query, which);
        query.push(" group by number_id");
    })?;
    Ok(rows
        .into_iter()
        .map(|(id, calls, contacts, bookings, assigned, days)| {
            (NumberId(id), NumberSums { calls, contacts, bookings, assigned, days })
        })
        .collect())
}

/// How many numbers in service have each score now.
///
/// # Errors
/// What the engine says.
pub async fn scores(tx: &mut Tx, broker: Option<BrokerId>) -> Result<BTreeMap<i32, i64>, DbError> {
    let start = "select health_score, count(*) from phone_numbers where is_active and gone_at is null";
    let rows = fetch_built!(tx, (i32, i64), start, |query| {
        if let Some(broker) = broker {
            query.push(" and broker_id = ").push_bind(to_sql(broker));
        }
        query.push(" group by health_score");
    })?;
    Ok(rows.into_iter().collect())
}

/// A broker's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BrokerPool {
    /// Number-days in service.
    pub number_days: i64,
    /// Of those, in use.
    pub in_use: i64,
    /// Numbers in service now.
    pub numbers: i64,
    /// The sum of their scores.
    pub scores: i64,
}

/// Every broker's pool.
///
/// # Errors
/// What the engine says.
pub async fn broker_pools(tx: &mut Tx, which: Which) -> Result<BTreeMap<BrokerId, BrokerPool>, DbError> {
    let mut pools: BTreeMap<BrokerId, BrokerPool> = BTreeMap::new();
    let start = "select broker_id, cast(sum(numbers) as bigint), cast(sum(in_use) as bigint) from pool_days";
    let rows = fetch_built!(tx, (Uuid, i64, i64), start, |query| {
        push_which!(query, which);
        query.push(" group by broker_id");
    })?;
    for (id, number_days, in_use) in rows {
        pools.insert(BrokerId(id), BrokerPool { number_days, in_use, ..BrokerPool::default() });
    }
    let now = fetch_all!(tx, (Uuid, i64, i64), NUMBERS_NOW)?;
    for (id, numbers, scores) in now {
        let pool = pools.entry(BrokerId(id)).or_default();
        (pool.numbers, pool.scores) = (numbers, scores);
    }
    Ok(pools)
}

const NUMBERS_NOW: &str = "
    select broker_id, count(*), cast(sum(health_score) as bigint)
    from phone_numbers
    where is_active
        and gone_at is null
    group by broker_id";
