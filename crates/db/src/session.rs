//! Rows of `sessions`. Only a hash of a session's id is stored: who reads the table can take over none.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
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
    /// "Firefox on Windows".
    pub device: Option<String>,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

const INSERT: &str = "
    insert into sessions (id_hash, user_id, record, expires_at, device, created_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (id_hash) do nothing";

/// Writes a new session; `false` if there is one of that id.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, session: &NewSession) -> Result<bool, DbError> {
    let NewSession { id_hash, user_id, record, device, at, expires_at } = session;
    Ok(execute!(tx, INSERT, id_hash, user_id, record, expires_at, device, at)? == 1)
}

const SAVE: &str = "
    insert into sessions (id_hash, user_id, record, expires_at, device, created_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (id_hash) do update set
        user_id = excluded.user_id,
        record = excluded.record,
        device = excluded.device,
        expires_at = excluded.expires_at";

/// Writes a session, new or known.
///
/// # Errors
/// What the engine says.
pub async fn save(tx: &mut Tx, session: &NewSession) -> Result<(), DbError> {
    let NewSession { id_hash, user_id, record, device, at, expires_at } = session;
    execute!(tx, SAVE, id_hash, user_id, record, expires_at, device, at)?;
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

const DELETE_OTHERS: &str = "
    delete from sessions
    where user_id = $1
        and id_hash <> $2";

/// Ends every session of a user but one; gives how many there were.
///
/// # Errors
/// What the engine says.
pub async fn delete_others(tx: &mut Tx, user: UserId, kept: &[u8]) -> Result<u64, DbError> {
    execute!(tx, DELETE_OTHERS, user, kept)
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnSession {
    /// SHA-256 of the id in the cookie.
    pub id_hash: Vec<u8>,
    /// "Firefox on Windows".
    pub device: Option<String>,
    /// When the user signed in.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take some minutes.
    pub last_seen_at: Option<DateTime<Utc>>,
}

const OF_USER: &str = "
    select id_hash, device, created_at, last_seen_at
    from sessions
    where user_id = $1
        and expires_at > $2
    order by coalesce(last_seen_at, created_at) desc, id_hash";

/// The sessions of a user that have not ended by `now`, the last used first.
///
/// # Errors
/// What the engine says.
pub async fn of_user(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Vec<OwnSession>, DbError> {
    fetch_all!(tx, OwnSession, OF_USER, user, now)
}

const TOUCH: &str = "
    update sessions
    set last_seen_at = $2,
        expires_at = $4
    where id_hash = $1
        and (last_seen_at is null or last_seen_at < $3)";

/// Notes a use, and when the session ends unless there is another, unless one was noted at `unless_since` or later; `false` then.
///
/// # Errors
/// What the engine says.
pub async fn touch(
    tx: &mut Tx,
    id_hash: &[u8],
    (at, expires_at): (DateTime<Utc>, DateTime<Utc>),
    unless_since: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, TOUCH, id_hash, at, unless_since, expires_at)? == 1)
}

const SEEN: &str = "
    select last_seen_at
    from sessions
    where id_hash = $1";

/// When a session was last used; none where that was not noted, or there is no such session.
///
/// # Errors
/// What the engine says.
pub async fn seen(tx: &mut Tx, id_hash: &[u8]) -> Result<Option<DateTime<Utc>>, DbError> {
    let found = fetch_optional!(tx, (Option<DateTime<Utc>>,), SEEN, id_hash)?;
    Ok(found.and_then(|(seen,)| seen))
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
