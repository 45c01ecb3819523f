//! Rows of `pool_levels`: how full a pool was when its broker was last told.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::endpoint::PoolLevel;
use steadyline_core::id::BrokerId;

const FIND: &str = "select level, refused_at from pool_levels where broker_id = $1";

/// How a broker's pool stood, and when a lead's asking in vain was last told.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, broker: BrokerId) -> Result<(PoolLevel, Option<DateTime<Utc>>), DbError> {
    let found = fetch_optional!(tx, (String, Option<DateTime<Utc>>), FIND, broker)?;
    let Some((level, refused_at)) = found else { return Ok((PoolLevel::Fine, None)) };
    let level = level.parse().map_err(|_| DbError::row("pool_levels", format!("{broker}: {level}")))?;
    Ok((level, refused_at))
}

const SET_LEVEL: &str = "
    insert into pool_levels (broker_id, level)
    values ($1, $2)
    on conflict (broker_id) do update set level = excluded.level
    where pool_levels.level <> excluded.level";

/// Notes how it stands; `false` where another look was quicker.
///
/// # Errors
/// What the engine says.
pub async fn set(tx: &mut Tx, broker: BrokerId, level: PoolLevel) -> Result<bool, DbError> {
    Ok(execute!(tx, SET_LEVEL, broker, level)? == 1)
}

const SET_REFUSED: &str = "
    insert into pool_levels (broker_id, level, refused_at)
    values ($1, 'fine', $2)
    on conflict (broker_id) do update set refused_at = excluded.refused_at
    where pool_levels.refused_at is null
        or pool_levels.refused_at < $3";

/// Notes that a lead asked in vain, unless that was noted at `unless_since` or later: then `false`.
///
/// # Errors
/// What the engine says.
pub async fn refused(
    tx: &mut Tx,
    broker: BrokerId,
    at: DateTime<Utc>,
    unless_since: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, SET_REFUSED, broker, at, unless_since)? == 1)
}
