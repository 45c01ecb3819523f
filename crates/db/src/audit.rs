//! Rows of `audit_log`: who changed settings, users and keys.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use sqlx::types::Json;
use steadyline_core::id::BrokerId;
use uuid::Uuid;

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Id, in order of time.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose data; none where it belongs to no broker.
    pub broker_id: Option<BrokerId>,
    /// Who did it, as the history names them.
    pub actor: String,
    /// What, as `noun.verb`: `setting.changed`.
    pub action: String,
    /// Figures that belong to it.
    pub detail: serde_json::Value,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    broker_id: Option<Uuid>,
    actor: String,
    action: String,
    detail: Json<serde_json::Value>,
}

impl From<Row> for AuditEntry {
    fn from(row: Row) -> Self {
        let Row { id, at, broker_id, actor, action, detail } = row;
        Self { id, at, broker_id: broker_id.map(BrokerId), actor, action, detail: detail.0 }
    }
}

const INSERT: &str = "
    insert into audit_log (id, at, broker_id, actor, action, detail)
    values ($1, $2, $3, $4, $5, $6)";

/// Writes an entry.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, entry: &AuditEntry) -> Result<(), DbError> {
    let AuditEntry { id, at, broker_id, actor, action, detail } = entry;
    execute!(tx, INSERT, id, at, broker_id, actor, action, Json(detail.clone()))?;
    Ok(())
}

const FIND: &str = "
    select id, at, broker_id, actor, action, detail
    from audit_log
    where id = $1
        and broker_id = $2";

/// An entry of a broker.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, broker: BrokerId, id: Uuid) -> Result<Option<AuditEntry>, DbError> {
    Ok(fetch_optional!(tx, Row, FIND, id, broker)?.map(AuditEntry::from))
}

const LIST: &str = "
    select id, at, broker_id, actor, action, detail
    from audit_log";

/// Entries of a broker (with none, of all) and an action (with none, of all), newest first, those before a time and id.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: Option<BrokerId>,
    action: Option<&str>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<AuditEntry>, DbError> {
    use crate::bind::to_sql;
    let rows = fetch_built!(tx, Row, LIST, |query| {
        query.push(" where 1 = 1");
        if let Some(broker) = broker {
            query.push(" and broker_id = ").push_bind(to_sql(broker));
        }
        if let Some(action) = action {
            query.push(" and action = ").push_bind(action.to_owned());
        }
        if let Some((at, id)) = before {
            query.push(" and (at, id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by at desc, id desc limit ").push_bind(to_sql(limit));
    })?;
    Ok(rows.into_iter().map(AuditEntry::from).collect())
}
