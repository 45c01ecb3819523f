//! Many numbers in few statements: for imports.

use super::{NewNumber, ROWS_AT_ONCE, Row, select_numbers};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use uuid::Uuid;

const SELECT: &str = select_numbers!("");

/// The numbers of these phones, whichever broker's they are.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn of_phones(tx: &mut Tx, phones: &[E164]) -> Result<Vec<Number>, DbError> {
    let mut found = Vec::new();
    for some in phones.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, Row, SELECT, |query| {
            query.push(" where number in (");
            let mut list = query.separated(", ");
            for phone in some {
                list.push_bind(to_sql(phone));
            }
            query.push(")");
        })?;
        for row in rows {
            found.push(Number::try_from(row)?);
        }
    }
    Ok(found)
}

/// Which of these carrier's ids a broker's numbers have.
///
/// # Errors
/// What the engine says.
pub async fn signalwire_ids(tx: &mut Tx, broker: BrokerId, ids: &[String]) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (String,),
            "select signalwire_id from phone_numbers where broker_id = ",
            |query| {
                query.push_bind(to_sql(broker)).push(" and signalwire_id in (");
                let mut list = query.separated(", ");
                for id in some {
                    list.push_bind(to_sql(id));
                }
                query.push(")");
            }
        )?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(found)
}

/// Writes new numbers of a broker.
///
/// # Errors
/// What the engine says; a unique violation if a phone or a carrier's id is taken.
pub async fn insert(
    tx: &mut Tx,
    broker: BrokerId,
    numbers: &[NewNumber],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    write(tx, broker, numbers, at, " returning id").await.map(drop)
}

/// Writes those numbers of which neither phone nor carrier's id is taken; gives their ids.
///
/// # Errors
/// What the engine says.
pub async fn insert_free(
    tx: &mut Tx,
    broker: BrokerId,
    numbers: &[NewNumber],
    at: DateTime<Utc>,
) -> Result<HashSet<NumberId>, DbError> {
    write(tx, broker, numbers, at, " on conflict do nothing returning id").await
}

async fn write(
    tx: &mut Tx,
    broker: BrokerId,
    numbers: &[NewNumber],
    at: DateTime<Utc>,
    tail: &'static str,
) -> Result<HashSet<NumberId>, DbError> {
    let mut written = HashSet::new();
    for some in numbers.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (Uuid,),
            "insert into phone_numbers
                (id, broker_id, number, signalwire_id, label, area_code, state, created_at) ",
            |query| {
                query.push_values(some, |mut row, number| {
                    let NewNumber { id, number, signalwire_id, label, area_code, state } = number;
                    row.push_bind(to_sql(id))
                        .push_bind(to_sql(broker))
                        .push_bind(to_sql(number))
                        .push_bind(to_sql(signalwire_id))
                        .push_bind(to_sql(label))
                        .push_bind(to_sql(area_code))
                        .push_bind(to_sql(state))
                        .push_bind(to_sql(at));
                });
                query.push(tail);
            }
        )?;
        written.extend(rows.into_iter().map(|(id,)| NumberId(id)));
    }
    Ok(written)
}
