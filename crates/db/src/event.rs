//! The history: what happened to a lead, a number, an assignment, when, by whom and why.

mod list;

pub use list::{EventFilter, HistoryEvent, Place, Way, list};

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use steadyline_core::id::{AssignmentId, BrokerId, CallId, EventId, LeadId, NumberId};

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewEvent<'e> {
    /// Id, in order of time.
    pub id: EventId,
    /// Whose.
    pub broker_id: BrokerId,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as `noun.verb`: `assignment.created`, `number.rested`.
    pub kind: &'e str,
    /// The lead it is about.
    pub lead_id: Option<LeadId>,
    /// The number it is about.
    pub number_id: Option<NumberId>,
    /// The assignment it is about.
    pub assignment_id: Option<AssignmentId>,
    /// The call it is about.
    pub call_id: Option<CallId>,
    /// Who did it.
    pub actor: &'e str,
    /// Why, in words.
    pub reason: Option<&'e str>,
    /// Figures that belong to it.
    pub detail: serde_json::Value,
}

const BROKERS_WITH_OLD: &str = "
    select b.id
    from brokers b
    where exists (select 1 from events e where e.broker_id = b.id and e.at < $1)";

/// The brokers that have entries from before a time.
///
/// # Errors
/// What the engine says.
pub async fn brokers_with_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<Vec<BrokerId>, DbError> {
    let rows = fetch_all!(tx, (uuid::Uuid,), BROKERS_WITH_OLD, before)?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

const DELETE_OLD: &str = "
    delete from events
    where broker_id = $1
        and id in (select id from events where broker_id = $1 and at < $2 order by at limit $3)";

/// Removes up to so many entries of a broker from before a time.
///
/// # Errors
/// What the engine says.
pub async fn delete_old(
    tx: &mut Tx,
    broker: BrokerId,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<u64, DbError> {
    execute!(tx, DELETE_OLD, broker, before, limit)
}

const INSERT: &str = "
    insert into events (id, broker_id, at, kind, lead_id, number_id, assignment_id, call_id, actor, reason, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Writes an entry. Only the service's door to the history calls it, which also tells whoever wants to be told.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, event: &NewEvent<'_>) -> Result<(), DbError> {
    execute!(
        tx,
        INSERT,
        event.id,
        event.broker_id,
        event.at,
        event.kind,
        event.lead_id,
        event.number_id,
        event.assignment_id,
        event.call_id,
        event.actor,
        event.reason,
        Json(event.detail.clone()),
    )?;
    Ok(())
}

/// Entries in one statement: eleven arguments each, far below what either engine takes.
const ROWS_AT_ONCE: usize = 500;

/// Writes many entries.
///
/// # Errors
/// What the engine says.
pub async fn insert_all(tx: &mut Tx, events: &[NewEvent<'_>]) -> Result<(), DbError> {
    use crate::bind::to_sql;
    for rows in events.chunks(ROWS_AT_ONCE) {
        execute_built!(
            tx,
            "insert into events
                (id, broker_id, at, kind, lead_id, number_id, assignment_id, call_id, actor, reason, detail) ",
            |query| {
                query.push_values(rows, |mut row, event| {
                    row.push_bind(to_sql(event.id))
                        .push_bind(to_sql(event.broker_id))
                        .push_bind(to_sql(event.at))
                        .push_bind(to_sql(event.kind))
                        .push_bind(to_sql(event.lead_id))
                        .push_bind(to_sql(event.number_id))
                        .push_bind(to_sql(event.assignment_id))
                        .push_bind(to_sql(event.call_id))
                        .push_bind(to_sql(event.actor))
                        .push_bind(to_sql(event.reason))
                        .push_bind(Json(event.detail.clone()));
                });
            }
        )?;
    }
    Ok(())
}

/// An entry as it is told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
}

const LAST_RELEASE: &str = "
    select at, detail
    from events
    where broker_id = $1
        and assignment_id = $2
        and kind = 'assignment.released'
    order by at desc, id desc
    limit 1";

/// When an assignment was last released, and what the entry has to say of it.
///
/// # Errors
/// What the engine says.
pub async fn last_release(
    tx: &mut Tx,
    broker: BrokerId,
    id: AssignmentId,
) -> Result<Option<(DateTime<Utc>, serde_json::Value)>, DbError> {
    let found = fetch_optional!(tx, (DateTime<Utc>, Json<serde_json::Value>), LAST_RELEASE, broker, id)?;
    Ok(found.map(|(at, detail)| (at, detail.0)))
}

const LAST_OF_NUMBER: &str = "
    select at
    from events
    where broker_id = $1
        and number_id = $2
        and kind = $3
        and at >= $4
    order by at desc
    limit 1";

/// When something last happened to a number, at a time or later.
///
/// # Errors
/// What the engine says.
pub async fn last_of_number(
    tx: &mut Tx,
    broker: BrokerId,
    id: NumberId,
    kind: &str,
    since: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(fetch_optional!(tx, (DateTime<Utc>,), LAST_OF_NUMBER, broker, id, kind, since)?.map(|(at,)| at))
}

const OF_ASSIGNMENT: &str = "
    select at, kind, actor, reason
    from events
    where broker_id = $1
        and assignment_id = $2
    order by at, id";

/// What happened to an assignment, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn of_assignment(tx: &mut Tx, broker: BrokerId, id: AssignmentId) -> Result<Vec<Entry>, DbError> {
    fetch_all!(tx, Entry, OF_ASSIGNMENT, broker, id)
}
