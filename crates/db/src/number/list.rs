//! Lists and counts of a pool.

use super::filter::{NumberFilter, push_filter};
use super::{Row, select_numbers};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::BrokerId;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;

const SELECT: &str = select_numbers!("");

/// Numbers of a pool in the order of the number itself, those after `after`.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &NumberFilter,
    now: DateTime<Utc>,
    after: Option<&E164>,
    limit: i64,
) -> Result<Vec<Number>, DbError> {
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        push_filter(query, broker, filter, now);
        if let Some(after) = after {
            query.push(" and number > ").push_bind(to_sql(after));
        }
        query.push(" order by number limit ").push_bind(to_sql(limit));
    })?;
    rows.into_iter().map(Number::try_from).collect()
}

/// How many numbers of a pool stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingCounts {
    /// Take leads, if they have room.
    pub active: i64,
    /// Of those, with at least one live lead.
    pub in_use: i64,
    /// Take no new leads for a while.
    pub resting: i64,
    /// Out of the pool.
    pub retired: i64,
    /// Missing at the carrier.
    pub gone: i64,
}

const STANDINGS: &str = "
    select
        count(case when gone_at is null and is_active and (resting_until is null or resting_until <= $2)
            then 1 end),
        count(case when gone_at is null and is_active and (resting_until is null or resting_until <= $2)
            and active_leads + booked_leads > 0 then 1 end),
        count(case when gone_at is null and is_active and resting_until > $2 then 1 end),
        count(case when gone_at is null and not is_active then 1 end),
        count(case when gone_at is not null then 1 end)
    from phone_numbers
    where broker_id = $1";

/// Counts a pool by standing.
///
/// # Errors
/// What the engine says.
pub async fn standings(tx: &mut Tx, broker: BrokerId, now: DateTime<Utc>) -> Result<StandingCounts, DbError> {
    let (active, in_use, resting, retired, gone) =
        fetch_one!(tx, (i64, i64, i64, i64, i64), STANDINGS, broker, now)?;
    Ok(StandingCounts { active, in_use, resting, retired, gone })
}
