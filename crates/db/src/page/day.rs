//! Figures per broker-local day, from the rollups.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::id::{BrokerId, NumberId};
use uuid::Uuid;

/// A day's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Day {
    /// The broker-local day.
    pub day: NaiveDate,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
    /// New assignments.
    pub assigned: i64,
}

const OF_BROKER: &str = "
    select day, calls, contacts, bookings, assigned
    from broker_days
    where broker_id = $1
        and day >= $2
    order by day";

/// A broker's days from one on, ascending; days without figures are left out.
///
/// # Errors
/// What the engine says.
pub async fn of_broker(tx: &mut Tx, broker: BrokerId, from: NaiveDate) -> Result<Vec<Day>, DbError> {
    fetch_all!(tx, Day, OF_BROKER, broker, from)
}

/// A number's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NumberDay {
    /// The broker-local day.
    pub day: NaiveDate,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
    /// New leads.
    pub assigned: i64,
    /// The score kept for the day.
    pub health_score: Option<i32>,
}

const OF_NUMBER: &str = "
    select day, calls, contacts, bookings, assigned, health_score
    from number_days
    where broker_id = $1
        and number_id = $2
        and day >= $3
    order by day desc";

/// A number's days from one on, newest first.
///
/// # Errors
/// What the engine says.
pub async fn of_number(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    from: NaiveDate,
) -> Result<Vec<NumberDay>, DbError> {
    fetch_all!(tx, NumberDay, OF_NUMBER, broker, number, from)
}

/// The scores that were kept of these numbers from a day on.
///
/// # Errors
/// What the engine says.
pub async fn scores(
    tx: &mut Tx,
    broker: BrokerId,
    numbers: &[NumberId],
    from: NaiveDate,
) -> Result<Vec<(NumberId, NaiveDate, i32)>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let start = "select number_id, day, health_score from number_days where broker_id = ";
    let rows = fetch_built!(tx, (Uuid, NaiveDate, i32), start, |query| {
        query.push_bind(to_sql(broker)).push(" and number_id in (");
        for (n, number) in numbers.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(number));
        }
        query.push(") and day >= ").push_bind(to_sql(from)).push(" and health_score is not null");
    })?;
    Ok(rows.into_iter().map(|(number, day, score)| (number.into(), day, score)).collect())
}

const SCORES_OF_DAY: &str = "
    select health_score, count(*)
    from number_days
    where broker_id = $1
        and day = $2
        and health_score is not null
        and number_id not in (
            select id from phone_numbers where broker_id = $1 and (gone_at is not null or not is_active))
    group by health_score
    order by health_score";

/// How many numbers that are in service now had each score on one day, ascending.
///
/// # Errors
/// What the engine says.
pub async fn scores_of_day(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
) -> Result<Vec<(i32, i64)>, DbError> {
    fetch_all!(tx, (i32, i64), SCORES_OF_DAY, broker, day)
}

const UNTIL: &str = "
    select count(case when outcome <> 'failed' then 1 end),
        count(case when outcome = 'booked' then 1 end)
    from calls
    where broker_id = $1
        and called_at >= $2
        and called_at < $3
        and direction = 'outbound'";

/// Calls that count and bookings of a part of one day, from the call log: rollups know whole days only.
///
/// # Errors
/// What the engine says.
pub async fn until(
    tx: &mut Tx,
    broker: BrokerId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), UNTIL, broker, from, until)
}
