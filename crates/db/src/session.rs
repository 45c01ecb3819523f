//! Rows of `sessions`. Only a hash of a session's id is stored: who reads the table can take over none.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::UserId;

/// A session as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the id in the cookie.
    pub id_hash: Vec<u8>,
    /// Who is signed in.
    pub user_id: Option<UserId>,
    /// What the session holds, encoded by the server.
    pub record: Vec<u8>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

const INSERT: &str = "
    insert into sessions (id_hash, user_id, record, expires_at)
    values ($1, $2, $3, $4)
    on conflict (id_hash) do nothing";

/// Writes a new session; `false` if there is one of that id.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, session: &NewSession) -> Result<bool, DbError> {
    let NewSession { id_hash, user_id, record, expires_at } = session;
    Ok(execute!(tx, INSERT, id_hash, user_id, record, expires_at)? == 1)
}

const SAVE: &str = "
    insert into sessions (id_hash, user_id, record, expires_at)
    values ($1, $2, $3, $4)
    on conflict (id_hash) do update set
        user_id = excluded.user_id,
        record = excluded.record,
        expires_at = excluded.expires_at";

/// Writes a session, new or known.
///
/// # Errors
/// What the engine says.
pub async fn save(tx: &mut Tx, session: &NewSession) -> Result<(), DbError> {
    let NewSession { id_hash, user_id, record, expires_at } = session;
    execute!(tx, SAVE, id_hash, user_id, record, expires_at)?;
    Ok(())
}

const FIND: &str = "
    select record, expires_at
    from sessions
    where id_hash = $1
        and expires_at > $2";

/// What a session holds and when it ends, unless it has ended by `now`.
///
/// # Errors
/// What the engine says.
pub async fn find(
    tx: &mut Tx,
    id_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, DateTime<Utc>)>, DbError> {
    fetch_optional!(tx, (Vec<u8>, DateTime<Utc>), FIND, id_hash, now)
}

const DELETE: &str = "
    delete from sessions
    where id_hash = $1";

/// Ends a session.
///
/// # Errors
/// What the engine says.
pub async fn delete(tx: &mut Tx, id_hash: &[u8]) -> Result<(), DbError> {
    execute!(tx, DELETE, id_hash)?;
    Ok(())
}

const DELETE_OF_USER: &str = "
    delete from sessions
    where user_id = $1";

/// Ends every session of a user; gives how many there were.
///
/// # Errors
/// What the engine says.
pub async fn delete_of_user(tx: &mut Tx, user: UserId) -> Result<u64, DbError> {
    execute!(tx, DELETE_OF_USER, user)
}

const DELETE_EXPIRED: &str = "
    delete from sessions
    where id_hash in (
        select id_hash
        from sessions
        where expires_at <= $1
        limit $2
    )";

/// Removes at most `limit` sessions that have ended by `now`; gives how many.
///
/// # Errors
/// What the engine says.
pub async fn delete_expired(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    execute!(tx, DELETE_EXPIRED, now, limit)
}
