//! Many numbers at once.

use super::{ROWS_AT_ONCE, Row, select_numbers};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use uuid::Uuid;

const SELECT: &str = select_numbers!("");

/// Numbers of a broker by their ids, in the order of the number itself.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn by_ids(tx: &mut Tx, broker: BrokerId, ids: &[NumberId]) -> Result<Vec<Number>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, Row, SELECT, |query| {
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
        })?;
        for row in rows {
            found.push(Number::try_from(row)?);
        }
    }
    found.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(found)
}

/// Ids of a broker's numbers by the numbers themselves; those it does not have are left out.
///
/// # Errors
/// What the engine says.
pub async fn by_phones(tx: &mut Tx, broker: BrokerId, phones: &[E164]) -> Result<Vec<NumberId>, DbError> {
    let mut found = Vec::with_capacity(phones.len());
    for some in phones.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, (Uuid,), "select id from phone_numbers where broker_id = ", |query| {
            query.push_bind(to_sql(broker)).push(" and number in ");
            push_ids!(query, some);
        })?;
        found.extend(rows.into_iter().map(|(id,)| NumberId(id)));
    }
    Ok(found)
}

/// Locks the rows of these numbers until the transaction ends, always in the same order.
///
/// # Errors
/// What the engine says.
pub async fn lock_all(tx: &mut Tx, broker: BrokerId, ids: &[NumberId]) -> Result<(), DbError> {
    if matches!(tx, Tx::Sqlite(_)) {
        return Ok(());
    }
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for some in ids.chunks(ROWS_AT_ONCE) {
        fetch_built!(tx, (Uuid,), "select id from phone_numbers where broker_id = ", |query| {
            query.push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
            query.push(" order by id for update");
        })?;
    }
    Ok(())
}

/// Gives these numbers one standing; since when they are missing at the carrier, and until when they are held, stays as it
/// is where it is not given.
///
/// # Errors
/// What the engine says.
pub async fn set_standing_all(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[NumberId],
    is_active: bool,
    resting_until: Option<DateTime<Utc>>,
    gone_at: Option<Option<DateTime<Utc>>>,
    release_at: Option<Option<DateTime<Utc>>>,
) -> Result<(), DbError> {
    for some in ids.chunks(ROWS_AT_ONCE) {
        execute_built!(tx, "update phone_numbers set is_active = ", |query| {
            query.push_bind(is_active).push(", resting_until = ").push_bind(to_sql(resting_until));
            if let Some(gone_at) = gone_at {
                query.push(", gone_at = ").push_bind(to_sql(gone_at));
            }
            if let Some(release_at) = release_at {
                query.push(", release_error = null, release_at = ").push_bind(to_sql(release_at));
            }
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
        })?;
    }
    Ok(())
}

/// Moves these numbers to an area code and a state, each where it is given.
///
/// # Errors
/// What the engine says.
pub async fn place_all(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[NumberId],
    area_code: Option<Option<AreaCode>>,
    state: Option<Option<StateCode>>,
) -> Result<(), DbError> {
    if area_code.is_none() && state.is_none() {
        return Ok(());
    }
    for some in ids.chunks(ROWS_AT_ONCE) {
        execute_built!(tx, "update phone_numbers set ", |query| {
            if let Some(area_code) = area_code {
                query.push("area_code = ").push_bind(to_sql(area_code));
            }
            if let Some(state) = state {
                query.push(if area_code.is_some() { ", state = " } else { "state = " });
                query.push_bind(to_sql(state));
            }
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
        })?;
    }
    Ok(())
}

/// Live assignments on these numbers, counted for each that has any.
///
/// # Errors
/// What the engine says.
pub async fn live_leads_of(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[NumberId],
) -> Result<Vec<(NumberId, i64)>, DbError> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (Uuid, i64),
            "select number_id, count(*) from lead_number_assignments where broker_id = ",
            |query| {
                query.push_bind(to_sql(broker));
                query.push(" and status in ('active', 'booked_locked') and number_id in ");
                push_ids!(query, some);
                query.push(" group by number_id");
            }
        )?;
        found.extend(rows.into_iter().map(|(id, leads)| (NumberId(id), leads)));
    }
    Ok(found)
}
