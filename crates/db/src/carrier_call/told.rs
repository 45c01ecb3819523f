//! What calls tell of a number, and the callbacks that were believed.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, NumberId};

const COUNT_ON_NUMBER: &str = "
    update phone_numbers
    set short_answers = short_answers + $3,
        network_blocks = network_blocks + $4
    where broker_id = $1
        and id = $2";

/// Moves a number's counters of short answers and of calls that a network blocked.
///
/// # Errors
/// What the engine says.
pub async fn count_on_number(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    short: i32,
    blocked: i32,
) -> Result<(), DbError> {
    execute!(tx, COUNT_ON_NUMBER, broker, number, short, blocked)?;
    Ok(())
}

const SEE: &str = "
    insert into carrier_callbacks (broker_id, digest, at)
    values ($1, $2, $3)
    on conflict do nothing";

/// Notes that a callback came; `false` if the same one came before.
///
/// # Errors
/// What the engine says.
pub async fn see(tx: &mut Tx, broker: BrokerId, digest: &[u8], at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(execute!(tx, SEE, broker, digest, at)? == 1)
}

const FORGET: &str = "
    delete from carrier_callbacks
    where (broker_id, digest) in (
        select broker_id, digest
        from carrier_callbacks
        where at < $1
        limit $2)";

/// Forgets up to so many callbacks that came before a time.
///
/// # Errors
/// What the engine says.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    execute!(tx, FORGET, before, limit)
}
