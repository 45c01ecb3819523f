//! Sessions of browsers, as the server's session store keeps them. Only the SHA-256 of an id is stored.

use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use steadyline_core::id::UserId;
use steadyline_db::session::{self, NewSession};

/// What a session is: whose, what it holds, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in, if anybody.
    pub user_id: Option<UserId>,
    /// What it holds, encoded by the server.
    pub record: Vec<u8>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

fn row(id: &str, session: &Session) -> NewSession {
    let Session { user_id, record, expires_at } = session.clone();
    NewSession { id_hash: hash(id), user_id, record, expires_at }
}

fn hash(id: &str) -> Vec<u8> {
    Sha256::digest(id.as_bytes()).to_vec()
}

/// Keeps a new session; `false` if there is one of that id: take another.
///
/// # Errors
/// What the database says.
pub async fn create(service: &Service, id: &str, session: &Session) -> Result<bool, ServiceError> {
    let row = row(id, session);
    service
        .db
        .write(move |tx| {
            let row = row.clone();
            Box::pin(async move { Ok(session::insert(tx, &row).await?) })
        })
        .await
}

/// Keeps what a session holds by now.
///
/// # Errors
/// What the database says.
pub async fn save(service: &Service, id: &str, session: &Session) -> Result<(), ServiceError> {
    let row = row(id, session);
    service
        .db
        .write(move |tx| {
            let row = row.clone();
            Box::pin(async move { Ok(session::save(tx, &row).await?) })
        })
        .await
}

/// What a session holds and when it ends; none once it has ended.
///
/// # Errors
/// What the database says.
pub async fn load(service: &Service, id: &str) -> Result<Option<(Vec<u8>, DateTime<Utc>)>, ServiceError> {
    let (hash, now) = (hash(id), service.clock.now());
    service.db.read(move |tx| Box::pin(async move { Ok(session::find(tx, &hash, now).await?) })).await
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn delete(service: &Service, id: &str) -> Result<(), ServiceError> {
    let hash = hash(id);
    service
        .db
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move { Ok(session::delete(tx, &hash).await?) })
        })
        .await
}

/// Removes at most `limit` sessions that have ended; gives how many. For the daily job.
///
/// # Errors
/// What the database says.
pub async fn delete_expired(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let now = service.clock.now();
    service
        .db
        .write(move |tx| Box::pin(async move { Ok(session::delete_expired(tx, now, limit).await?) }))
        .await
}
