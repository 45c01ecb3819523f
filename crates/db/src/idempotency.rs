//! Rows of `idempotency_keys`: requests a key has named, and what was replied.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::id::{ApiKeyId, BrokerId};

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
    /// When it came in, or was last said to be in hand.
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

const HOLD: &str = "
    update idempotency_keys
    set created_at = $4
    where api_key_id = $1
        and path = $2
        and idempotency_key = $3
        and status is null";

/// Says that a request without a reply is in hand at that time.
///
/// # Errors
/// What the engine says.
pub async fn hold(tx: &mut Tx, name: &RequestName, at: DateTime<Utc>) -> Result<(), DbError> {
    let RequestName { api_key_id, path, idempotency_key } = name;
    execute!(tx, HOLD, api_key_id, path, idempotency_key, at)?;
    Ok(())
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

/// Keys that know a broker's leads: its own, and those of the house.
const OF_BROKER: &str =
    " where api_key_id in (select id from api_keys where broker_id is null or broker_id = ";

/// Any of these texts.
macro_rules! push_any {
    ($query:ident, $column:literal, $texts:expr, $convert:expr) => {
        $query.push(") and (");
        for (n, text) in $texts.iter().enumerate() {
            // What would escape the next character stands for any one instead.
            let pattern = format!("%{}%", text.replace('\\', "_"));
            $query.push(if n == 0 { concat!($column, " like ") } else { concat!(" or ", $column, " like ") });
            $query.push_bind($convert(pattern));
        }
        $query.push(")");
    };
}

/// Empties each kept reply that has one of these texts: the request is still known to be done.
///
/// # Errors
/// What the engine says.
pub async fn blank_replies(tx: &mut Tx, broker: BrokerId, texts: &[String]) -> Result<(), DbError> {
    execute_built!(tx, "update idempotency_keys set reply = ", |query| {
        query.push_bind(Vec::<u8>::new()).push(OF_BROKER).push_bind(to_sql(broker));
        push_any!(query, "reply", texts, String::into_bytes);
    })?;
    Ok(())
}

/// Forgets requests that have one of these texts in their address or in the name they were given.
///
/// # Errors
/// What the engine says.
pub async fn forget_named_by(tx: &mut Tx, broker: BrokerId, texts: &[String]) -> Result<(), DbError> {
    execute_built!(tx, "delete from idempotency_keys", |query| {
        query.push(OF_BROKER).push_bind(to_sql(broker));
        push_any!(query, "path || ' ' || idempotency_key", texts, String::from);
    })?;
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
