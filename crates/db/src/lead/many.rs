//! Many leads in few statements.

use super::{Row, select_leads};
use crate::bind::to_sql;
use crate::{DbError, Tx, suppression};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use uuid::Uuid;

/// Rows in one statement: twelve arguments each, far below what either engine takes.
const ROWS_AT_ONCE: usize = 500;

const SELECT: &str = select_leads!("");

/// A broker's leads with one of these references.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn by_references(
    tx: &mut Tx,
    broker: BrokerId,
    references: &[String],
) -> Result<Vec<Lead>, DbError> {
    by(tx, broker, " and reference in (", references).await
}

/// A broker's leads with one of these phones, the oldest first.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn by_phones(tx: &mut Tx, broker: BrokerId, phones: &[E164]) -> Result<Vec<Lead>, DbError> {
    let phones: Vec<String> = phones.iter().map(|phone| phone.as_str().to_owned()).collect();
    let mut found = by(tx, broker, " and phone in (", &phones).await?;
    found.sort_by_key(|lead| (lead.created_at, lead.id));
    Ok(found)
}

async fn by(
    tx: &mut Tx,
    broker: BrokerId,
    column: &'static str,
    values: &[String],
) -> Result<Vec<Lead>, DbError> {
    let mut found = Vec::new();
    for some in values.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, Row, SELECT, |query| {
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(column);
            let mut list = query.separated(", ");
            for value in some {
                list.push_bind(to_sql(value));
            }
            query.push(")");
        })?;
        for row in rows {
            found.push(Lead::try_from(row)?);
        }
    }
    Ok(found)
}

/// A broker's leads with one of these ids.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn by_ids(tx: &mut Tx, broker: BrokerId, ids: &[LeadId]) -> Result<Vec<Lead>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, Row, SELECT, |query| {
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
        })?;
        for row in rows {
            found.push(Lead::try_from(row)?);
        }
    }
    Ok(found)
}

/// A broker's leads as a caller names them, in that order: by reference, else by our id; none where there is none.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_named_all(
    tx: &mut Tx,
    broker: BrokerId,
    names: &[String],
) -> Result<Vec<Option<Lead>>, DbError> {
    let by_reference: HashMap<String, Lead> = by_references(tx, broker, names)
        .await?
        .into_iter()
        .filter_map(|lead| Some((lead.reference.clone()?, lead)))
        .collect();
    let id = |name: &String| name.parse::<LeadId>().ok();
    let ids: Vec<LeadId> =
        names.iter().filter(|name| !by_reference.contains_key(*name)).filter_map(id).collect();
    let by_id: HashMap<LeadId, Lead> =
        by_ids(tx, broker, &ids).await?.into_iter().map(|lead| (lead.id, lead)).collect();
    let named = |name: &String| by_reference.get(name).or_else(|| by_id.get(&id(name)?)).cloned();
    Ok(names.iter().map(named).collect())
}

/// Since when the persons of these phones are suppressed: on one of their records, or before their data was erased.
///
/// # Errors
/// What the engine says.
pub async fn suppressed_since(
    tx: &mut Tx,
    broker: BrokerId,
    phones: &[E164],
) -> Result<HashMap<E164, DateTime<Utc>>, DbError> {
    let mut since = suppression::since_of(tx, broker, phones).await?;
    for some in phones.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (String, DateTime<Utc>),
            "select phone, min(suppressed_at) from leads where broker_id = ",
            |query| {
                query.push_bind(to_sql(broker)).push(" and suppressed_at is not null and phone in (");
                let mut list = query.separated(", ");
                for phone in some {
                    list.push_bind(to_sql(phone));
                }
                query.push(") group by phone");
            }
        )?;
        for (phone, at) in rows {
            let phone = E164::parse(&phone).map_err(|error| DbError::row("leads", error))?;
            since.entry(phone).and_modify(|known| *known = at.min(*known)).or_insert(at);
        }
    }
    Ok(since)
}

/// Locks the rows of these leads until the transaction ends, always in the same order. SQLite has one writer.
///
/// # Errors
/// What the engine says.
pub async fn lock_all(tx: &mut Tx, broker: BrokerId, ids: &[LeadId]) -> Result<(), DbError> {
    if matches!(tx, Tx::Sqlite(_)) {
        return Ok(());
    }
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    for some in ids.chunks(ROWS_AT_ONCE) {
        fetch_built!(tx, (Uuid,), "select id from leads where broker_id = ", |query| {
            query.push_bind(to_sql(broker)).push(" and id in (");
            let mut list = query.separated(", ");
            for id in some {
                list.push_bind(to_sql(*id));
            }
            query.push(") order by id for update");
        })?;
    }
    Ok(())
}

/// Writes new leads; gives the ids of those that were written: not of one whose reference or id is taken.
///
/// # Errors
/// What the engine says.
pub async fn insert_many(tx: &mut Tx, leads: &[Lead]) -> Result<HashSet<LeadId>, DbError> {
    let mut written = HashSet::new();
    for some in leads.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (Uuid,),
            "insert into leads (id, broker_id, reference, name, phone, area_code, state, quality, deal, suppressed_at,
                notes, created_at) ",
            |query| {
                query.push_values(some, |mut row, lead| {
                    row.push_bind(to_sql(lead.id))
                        .push_bind(to_sql(lead.broker_id))
                        .push_bind(to_sql(&lead.reference))
                        .push_bind(to_sql(&lead.name))
                        .push_bind(to_sql(&lead.phone))
                        .push_bind(to_sql(&lead.area_code))
                        .push_bind(to_sql(&lead.state))
                        .push_bind(to_sql(&lead.quality))
                        .push_bind(to_sql(lead.deal))
                        .push_bind(to_sql(lead.suppressed_at))
                        .push_bind(to_sql(&lead.notes))
                        .push_bind(to_sql(lead.created_at));
                });
                query.push(" on conflict do nothing returning id");
            }
        )?;
        written.extend(rows.into_iter().map(|(id,)| LeadId(id)));
    }
    Ok(written)
}
