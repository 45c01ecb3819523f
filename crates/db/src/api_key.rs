//! Rows of `api_keys`. Only the SHA-256 of a secret is stored.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use steadyline_core::id::{ApiKeyId, BrokerId};
use steadyline_core::user::Role;
use uuid::Uuid;

/// A bearer key of the JSON API, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Id.
    pub id: ApiKeyId,
    /// Whose data it opens; none for an admin's key.
    pub broker_id: Option<BrokerId>,
    /// What people call it.
    pub name: String,
    /// The part before the dot, by which it is found; not secret.
    pub prefix: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// What the key may see.
    pub fn role(&self) -> Role {
        self.broker_id.map_or(Role::Admin, Role::Broker)
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Option<Uuid>,
    name: String,
    prefix: String,
    secret_hash: Vec<u8>,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<Row> for (ApiKey, Vec<u8>) {
    fn from(row: Row) -> Self {
        let Row { id, broker_id, name, prefix, secret_hash, created_at, last_used_at, revoked_at } = row;
        let key = ApiKey {
            id: ApiKeyId(id),
            broker_id: broker_id.map(BrokerId),
            name,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
        };
        (key, secret_hash)
    }
}

const INSERT: &str = "
    insert into api_keys (id, broker_id, name, prefix, secret_hash, created_at)
    values ($1, $2, $3, $4, $5, $6)";

/// Writes a new key.
///
/// # Errors
/// What the engine says; a unique violation if the prefix is taken.
pub async fn insert(tx: &mut Tx, key: &ApiKey, secret_hash: &[u8]) -> Result<(), DbError> {
    let ApiKey { id, broker_id, name, prefix, created_at, last_used_at: _, revoked_at: _ } = key;
    execute!(tx, INSERT, id, broker_id, name, prefix, secret_hash, created_at)?;
    Ok(())
}

const FIND: &str = "
    select id, broker_id, name, prefix, secret_hash, created_at, last_used_at, revoked_at
    from api_keys
    where id = $1";

/// The key of an id.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, id: ApiKeyId) -> Result<Option<ApiKey>, DbError> {
    Ok(fetch_optional!(tx, Row, FIND, id)?.map(|row| <(ApiKey, Vec<u8>)>::from(row).0))
}

const FIND_BY_PREFIX: &str = "
    select id, broker_id, name, prefix, secret_hash, created_at, last_used_at, revoked_at
    from api_keys
    where prefix = $1";

/// The key of a prefix, with the hash of its secret.
///
/// # Errors
/// What the engine says.
pub async fn find_by_prefix(tx: &mut Tx, prefix: &str) -> Result<Option<(ApiKey, Vec<u8>)>, DbError> {
    Ok(fetch_optional!(tx, Row, FIND_BY_PREFIX, prefix)?.map(Into::into))
}

const LIST: &str = "
    select id, broker_id, name, prefix, secret_hash, created_at, last_used_at, revoked_at
    from api_keys
    order by created_at, id";

const LIST_OF_BROKER: &str = "
    select id, broker_id, name, prefix, secret_hash, created_at, last_used_at, revoked_at
    from api_keys
    where broker_id = $1
    order by created_at, id";

/// The keys of a broker, or with none every key, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn list(tx: &mut Tx, broker: Option<BrokerId>) -> Result<Vec<ApiKey>, DbError> {
    let rows = match broker {
        Some(broker) => fetch_all!(tx, Row, LIST_OF_BROKER, broker)?,
        None => fetch_all!(tx, Row, LIST)?,
    };
    Ok(rows.into_iter().map(|row| <(ApiKey, Vec<u8>)>::from(row).0).collect())
}

const TOUCH: &str = "
    update api_keys
    set last_used_at = $2
    where id = $1
        and (last_used_at is null or last_used_at < $3)";

/// Notes a use, unless one was noted at `unless_since` or later.
///
/// # Errors
/// What the engine says.
pub async fn touch(
    tx: &mut Tx,
    id: ApiKeyId,
    at: DateTime<Utc>,
    unless_since: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, TOUCH, id, at, unless_since)?;
    Ok(())
}

const REVOKE: &str = "
    update api_keys
    set revoked_at = $2
    where id = $1
        and revoked_at is null";

/// Revokes a key; `false` if it was already, or there is none.
///
/// # Errors
/// What the engine says.
pub async fn revoke(tx: &mut Tx, id: ApiKeyId, at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(execute!(tx, REVOKE, id, at)? == 1)
}
