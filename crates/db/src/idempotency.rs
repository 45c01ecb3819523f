//! Rows of `idempotency_keys`: requests a key has named, and what was replied.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::id::ApiKeyId;

/// What a request is named by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestName {
    /// The bearer key that asks.
    pub api_key_id: ApiKeyId,
    /// Method and path.
    pub path: String,
    /// The `Idempotency-Key` header.
    pub idempotency_key: String,
}

/// A request that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// SHA-256 of its body.
    pub body_hash: Vec<u8>,
    /// Status and body of the reply; none while it is in flight.
    pub reply: Option<(i32, Vec<u8>)>,
    /// When it came in.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    body_hash: Vec<u8>,
    status: Option<i32>,
    reply: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
}

impl From<Row> for Request {
    fn from(row: Row) -> Self {
        let Row { body_hash, status, reply, created_at } = row;
        Self { body_hash, reply: status.zip(reply), created_at }
    }
}

const INSERT: &str = "
    insert into idempotency_keys (api_key_id, path, idempotency_key, body_hash, created_at)
    values ($1, $2, $3, $4, $5)
    on conflict (api_key_id, path, idempotency_key) do nothing";

/// Notes a request that begins; `false` if one of that name is known.
///
/// # Errors
/// What the engine says.
pub async fn insert(
    tx: &mut Tx,
    name: &RequestName,
    body_hash: &[u8],
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    Ok(execute!(tx, INSERT, api_key_id, path, idempotency_key, body_hash, at)? == 1)
}

const FIND: &str = "
    select body_hash, status, reply, created_at
    from idempotency_keys
    where api_key_id = $1
        and path = $2
        and idempotency_key = $3";

/// The request of a name.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, name: &RequestName) -> Result<Option<Request>, DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    Ok(fetch_optional!(tx, Row, FIND, api_key_id, path, idempotency_key)?.map(Request::from))
}

const FINISH: &str = "
    update idempotency_keys
    set status = $4,
        reply = $5
    where api_key_id = $1
        and path = $2
        and idempotency_key = $3";

/// Keeps the reply.
///
/// # Errors
/// What the engine says.
pub async fn finish(tx: &mut Tx, name: &RequestName, status: i32, reply: &[u8]) -> Result<(), DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    execute!(tx, FINISH, api_key_id, path, idempotency_key, status, reply)?;
    Ok(())
}

const FORGET_IN_FLIGHT: &str = "
    delete from idempotency_keys
    where api_key_id = $1
        and path = $2
        and idempotency_key = $3
        and status is null";

/// Forgets a request that has no reply yet, so that the same name tries afresh.
///
/// # Errors
/// What the engine says.
pub async fn forget_in_flight(tx: &mut Tx, name: &RequestName) -> Result<(), DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    execute!(tx, FORGET_IN_FLIGHT, api_key_id, path, idempotency_key)?;
    Ok(())
}

const FORGET_SEEN: &str = "
    delete from idempotency_keys
    where api_key_id = $1
        and path = $2
        and idempotency_key = $3
        and created_at = $4";

/// Forgets a request that came in at that time, and no later one of the same name.
///
/// # Errors
/// What the engine says.
pub async fn forget_seen(tx: &mut Tx, name: &RequestName, created_at: DateTime<Utc>) -> Result<(), DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    execute!(tx, FORGET_SEEN, api_key_id, path, idempotency_key, created_at)?;
    Ok(())
}

const DELETE_OLD: &str = "
    delete from idempotency_keys
    where (api_key_id, path, idempotency_key) in (
        select api_key_id, path, idempotency_key
        from idempotency_keys
        where created_at < $1
        limit $2
    )";

/// Removes at most `limit` requests from before a time; gives how many.
///
/// # Errors
/// What the engine says.
pub async fn delete_old(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    execute!(tx, DELETE_OLD, before, limit)
}
