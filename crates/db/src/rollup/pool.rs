//! A day's look at the pool: which numbers were in service, in use, and how healthy. `pool_days` is `number_days`,
//! counted; both move together.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use steadyline_core::health::HealthBand;
use steadyline_core::id::{BrokerId, NumberId};

/// A number's part in a day's pool, as its row has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolPart {
    /// The score kept for the day.
    pub score: Option<i32>,
    /// Whether it was in service.
    pub in_service: bool,
    /// Whether a lead was live on it.
    pub in_use: bool,
}

/// What a part adds: numbers, in use, excellent, good, fair, poor.
type Adds = [i64; 6];

impl PoolPart {
    fn adds(self) -> Adds {
        if !self.in_service {
            return Adds::default();
        }
        let of_band = |band| i64::from(self.score.is_some_and(|score| HealthBand::of(score) == band));
        let [excellent, good, fair, poor] = HealthBand::ALL.map(of_band);
        [1, self.in_use.into(), excellent, good, fair, poor]
    }
}

const POOL_DAY: &str = "
    insert into pool_days (broker_id, day, numbers, in_use, excellent, good, fair, poor)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (broker_id, day) do update set
        numbers = pool_days.numbers + excluded.numbers,
        in_use = pool_days.in_use + excluded.in_use,
        excellent = pool_days.excellent + excluded.excellent,
        good = pool_days.good + excluded.good,
        fair = pool_days.fair + excluded.fair,
        poor = pool_days.poor + excluded.poor,
        is_summed = false";

async fn move_pool(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
    was: PoolPart,
    is: PoolPart,
) -> Result<(), DbError> {
    let (was, is) = (was.adds(), is.adds());
    add_to_pool(tx, broker, day, std::array::from_fn(|at| is[at] - was[at])).await
}

async fn add_to_pool(tx: &mut Tx, broker: BrokerId, day: NaiveDate, adds: Adds) -> Result<(), DbError> {
    if adds == Adds::default() {
        return Ok(());
    }
    let [numbers, in_use, excellent, good, fair, poor] = adds;
    execute!(tx, POOL_DAY, broker, day, numbers, in_use, excellent, good, fair, poor)?;
    Ok(())
}

/// A number's last days, and its part in today's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Today's part.
    pub today: PoolPart,
}

const RECENT: &str = "
    select cast(coalesce(sum(calls), 0) as bigint), cast(coalesce(sum(contacts), 0) as bigint),
        max(case when day = $4 then health_score end),
        max(case when day = $4 and in_service then 1 else 0 end),
        max(case when day = $4 and in_use then 1 else 0 end)
    from number_days
    where broker_id = $1
        and number_id = $2
        and day >= $3";

type RecentRow = (i64, i64, Option<i32>, Option<i32>, Option<i32>);

/// Calls and human contacts of a number from a broker-local day on, and its part in today's pool.
///
/// # Errors
/// What the engine says.
pub async fn recent(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    from: NaiveDate,
    today: NaiveDate,
) -> Result<Recent, DbError> {
    let (calls, contacts, score, in_service, in_use) =
        fetch_one!(tx, RecentRow, RECENT, broker, number, from, today)?;
    let today = PoolPart { score, in_service: in_service == Some(1), in_use: in_use == Some(1) };
    Ok(Recent { calls, contacts, today })
}

const KEEP_SCORE: &str = "
    insert into number_days (broker_id, number_id, day, health_score)
    values ($1, $2, $3, $4)
    on conflict (broker_id, number_id, day) do update set health_score = excluded.health_score";

/// Keeps a day's score of a number whose part was `was`. Gives its part now.
///
/// # Errors
/// What the engine says.
pub async fn keep_score(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
    score: i32,
    was: PoolPart,
) -> Result<PoolPart, DbError> {
    execute!(tx, KEEP_SCORE, broker, number, day, score)?;
    let is = PoolPart { score: Some(score), ..was };
    move_pool(tx, broker, day, was, is).await?;
    Ok(is)
}

const PART: &str = "
    select health_score, in_service, in_use
    from number_days
    where broker_id = $1
        and number_id = $2
        and day = $3";

async fn part(tx: &mut Tx, broker: BrokerId, number: NumberId, day: NaiveDate) -> Result<PoolPart, DbError> {
    let row = fetch_optional!(tx, (Option<i32>, bool, bool), PART, broker, number, day)?;
    Ok(row.map_or_else(PoolPart::default, |(score, in_service, in_use)| PoolPart {
        score,
        in_service,
        in_use,
    }))
}

const SET_PART: &str = "
    insert into number_days (broker_id, number_id, day, in_service, in_use)
    values ($1, $2, $3, $4, $5)
    on conflict (broker_id, number_id, day) do update set
        in_service = excluded.in_service,
        in_use = excluded.in_use";

async fn set_part(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
    was: PoolPart,
    is: PoolPart,
) -> Result<(), DbError> {
    if was == is {
        return Ok(());
    }
    execute!(tx, SET_PART, broker, number, day, is.in_service, is.in_use)?;
    move_pool(tx, broker, day, was, is).await
}

/// A lead came onto the number on that day.
///
/// # Errors
/// What the engine says.
pub async fn use_number(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
) -> Result<(), DbError> {
    let was = part(tx, broker, number, day).await?;
    set_part(tx, broker, number, day, was, PoolPart { in_use: true, ..was }).await
}

/// Whether a lead was live on the number at some time from `$3` on, up to now.
const WAS_LIVE: &str = "
    select case when exists (
            select 1 from lead_number_assignments
            where broker_id = $1 and number_id = $2 and status in ('active', 'booked_locked'))
        or exists (
            select 1 from lead_number_assignments
            where broker_id = $1 and number_id = $2 and released_at >= $3)
        then 1 else 0 end";

/// The number is found in service on a day that began then, with the leads it had since.
///
/// # Errors
/// What the engine says.
pub async fn put_in_service(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
    began: DateTime<Utc>,
) -> Result<(), DbError> {
    let was = part(tx, broker, number, day).await?;
    let (live,) = fetch_one!(tx, (i32,), WAS_LIVE, broker, number, began)?;
    let is = PoolPart { in_service: true, in_use: was.in_use || live == 1, ..was };
    set_part(tx, broker, number, day, was, is).await
}

/// Takes the days of numbers that are removed out of the pool's, and deletes them.
///
/// # Errors
/// What the engine says.
pub(crate) async fn remove_days(tx: &mut Tx, broker: BrokerId, numbers: &[NumberId]) -> Result<(), DbError> {
    type PartRow = (NaiveDate, Option<i32>, bool, bool);
    let start = "select day, health_score, in_service, in_use from number_days where broker_id = ";
    let parts = fetch_built!(tx, PartRow, start, |query| {
        query.push_bind(to_sql(broker)).push(" and number_id in ");
        push_ids!(query, numbers);
    })?;
    let mut days: BTreeMap<NaiveDate, Adds> = BTreeMap::new();
    for (day, score, in_service, in_use) in parts {
        let adds = PoolPart { score, in_service, in_use }.adds();
        let of_day = days.entry(day).or_default();
        *of_day = std::array::from_fn(|at| of_day[at] - adds[at]);
    }
    for (day, adds) in days {
        add_to_pool(tx, broker, day, adds).await?;
    }
    execute_built!(tx, "delete from number_days where broker_id = ", |query| {
        query.push_bind(to_sql(broker)).push(" and number_id in ");
        push_ids!(query, numbers);
    })?;
    Ok(())
}
