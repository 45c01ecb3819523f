//! Rows of `event_endpoints`: programs of a broker's that are told what happens.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use steadyline_core::endpoint::{Endpoint, EventKind};
use steadyline_core::id::{BrokerId, EndpointId};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    name: String,
    url: String,
    events: Json<Vec<String>>,
    is_active: bool,
    old_secret_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Endpoint {
    fn from(row: Row) -> Self {
        let Row { id, broker_id, name, url, events, is_active, old_secret_until, created_at } = row;
        Self {
            id: EndpointId(id),
            broker_id: BrokerId(broker_id),
            name,
            url,
            // What another version of this program knows and this one does not is nothing it can tell of.
            events: events.0.iter().filter_map(|kind| kind.parse::<EventKind>().ok()).collect(),
            is_active,
            old_secret_until,
            created_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, broker_id, name, url, events, is_active, old_secret_until, created_at"
    };
}

/// What signs.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct Secrets {
    /// The newest.
    pub secret: String,
    /// The one before it.
    pub old_secret: Option<String>,
    /// Until when that one signs too.
    pub old_secret_until: Option<DateTime<Utc>>,
}

/// Never in a log.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

const INSERT: &str = "
    insert into event_endpoints (id, broker_id, name, url, events, is_active, secret, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Writes a new one.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, endpoint: &Endpoint, secret: &str) -> Result<(), DbError> {
    let Endpoint { id, broker_id, name, url, events, is_active, old_secret_until: _, created_at } = endpoint;
    execute!(tx, INSERT, id, broker_id, name, url, Json(events.clone()), *is_active, secret, created_at)?;
    Ok(())
}

const FIND: &str = concat!("select ", columns!(), " from event_endpoints where broker_id = $1 and id = $2");

/// An endpoint of a broker.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, broker: BrokerId, id: EndpointId) -> Result<Option<Endpoint>, DbError> {
    Ok(fetch_optional!(tx, Row, FIND, broker, id)?.map(Endpoint::from))
}

const LIST: &str = concat!(
    "select ",
    columns!(),
    " from event_endpoints
    where broker_id = $1
    order by created_at, id"
);

/// All of a broker's, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn list(tx: &mut Tx, broker: BrokerId) -> Result<Vec<Endpoint>, DbError> {
    Ok(fetch_all!(tx, Row, LIST, broker)?.into_iter().map(Endpoint::from).collect())
}

const SECRETS: &str = "
    select secret, old_secret, old_secret_until
    from event_endpoints
    where broker_id = $1
        and id = $2";

/// What signs for an endpoint.
///
/// # Errors
/// What the engine says.
pub async fn secrets(tx: &mut Tx, broker: BrokerId, id: EndpointId) -> Result<Option<Secrets>, DbError> {
    fetch_optional!(tx, Secrets, SECRETS, broker, id)
}

const UPDATE: &str = "
    update event_endpoints
    set name = $3,
        url = $4,
        events = $5,
        is_active = $6
    where broker_id = $1
        and id = $2";

/// Writes what a person may change.
///
/// # Errors
/// What the engine says.
pub async fn update(tx: &mut Tx, endpoint: &Endpoint) -> Result<(), DbError> {
    let Endpoint { id, broker_id, name, url, events, is_active, .. } = endpoint;
    execute!(tx, UPDATE, broker_id, id, name, url, Json(events.clone()), *is_active)?;
    Ok(())
}

const SET_SECRET: &str = "
    update event_endpoints
    set old_secret = secret,
        old_secret_until = $4,
        secret = $3
    where broker_id = $1
        and id = $2";

/// Gives it another secret; the one it had signs too until then.
///
/// # Errors
/// What the engine says.
pub async fn set_secret(
    tx: &mut Tx,
    broker: BrokerId,
    id: EndpointId,
    secret: &str,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, SET_SECRET, broker, id, secret, until)?;
    Ok(())
}

const DELETE: &str = "delete from event_endpoints where broker_id = $1 and id = $2";

/// Removes it, with everything that was or is on its way to it.
///
/// # Errors
/// What the engine says.
pub async fn delete(tx: &mut Tx, broker: BrokerId, id: EndpointId) -> Result<(), DbError> {
    execute!(tx, DELETE, broker, id)?;
    Ok(())
}
