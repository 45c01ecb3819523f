//! Sessions of browsers, as the server's session store keeps them. Only the SHA-256 of an id is stored.

use crate::ctx::Ctx;
use crate::secret::hash;
use crate::{Service, ServiceError, audit};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::id::UserId;
use steadyline_core::user::{Actor, User};
use steadyline_db::session::{self, NewSession};
use steadyline_db::user as users;
use uuid::Uuid;

/// What a session is: whose, and what it holds. It ends [`KEPT`] after its last use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in, if anybody.
    pub user_id: Option<UserId>,
    /// What it holds, encoded by the server.
    pub record: Vec<u8>,
    /// The browser it is in, roughly: "Firefox on Windows".
    pub device: Option<String>,
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// For forms: says which session it is, and opens none.
    pub id: Uuid,
    /// "Firefox on Windows"; none where that was not kept.
    pub device: Option<String>,
    /// When the user signed in.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take [`SEEN_EVERY`].
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// How long a browser that is not used stays signed in.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// A use is noted at most so often.
pub const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

fn row(service: &Service, id: &str, session: &Session) -> NewSession {
    let Session { user_id, record, device } = session.clone();
    let at = service.clock.now();
    NewSession { id_hash: hash(id), user_id, record, device, at, expires_at: at + KEPT }
}

/// The start of the hash: it names a session, and from it nobody gets to the id in the cookie.
fn public_id(id_hash: &[u8]) -> Uuid {
    let mut start = [0_u8; 16];
    for (to, from) in start.iter_mut().zip(id_hash) {
        *to = *from;
    }
    Uuid::from_bytes(start)
}

/// Keeps a new session; `false` if there is one of that id: take another.
///
/// # Errors
/// What the database says.
pub async fn create(service: &Service, id: &str, session: &Session) -> Result<bool, ServiceError> {
    let row = row(service, id, session);
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
    let row = row(service, id, session);
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

/// The actor of a session: the user it is of, unless disabled. Notes that they are there, at most once every
/// [`SEEN_EVERY`]; the session lasts [`KEPT`] from then on.
///
/// # Errors
/// What the database says.
pub async fn actor(
    service: &Service,
    user: UserId,
    id: Option<&str>,
) -> Result<Option<(Actor, User)>, ServiceError> {
    let id_hash = id.map(hash);
    let (now, since) = (service.clock.now(), service.clock.now() - SEEN_EVERY);
    let asked = id_hash.clone();
    let (found, seen) = service
        .db
        .read(move |tx| {
            let asked = asked.clone();
            Box::pin(async move {
                let found = users::find(tx, user).await?;
                let seen = match &asked {
                    Some(id_hash) => session::seen(tx, id_hash).await?,
                    None => Some(now),
                };
                Ok::<_, ServiceError>((found, seen))
            })
        })
        .await?;
    let found = found.filter(|found| !found.disabled);
    if let (Some(_), Some(id_hash)) = (&found, id_hash.filter(|_| seen.is_none_or(|seen| seen < since))) {
        let noted: Result<(), ServiceError> = service
            .db
            .write(move |tx| {
                let id_hash = id_hash.clone();
                Box::pin(async move {
                    if session::touch(tx, &id_hash, (now, now + KEPT), since).await? {
                        users::touch(tx, user, now).await?;
                    }
                    Ok(())
                })
            })
            .await;
        if let Err(error) = noted {
            // The request itself can still be served.
            tracing::warn!(%error, "a session's last use was not noted");
        }
    }
    Ok(found.map(|found| (Actor::User { id: found.id, name: found.name.clone(), role: found.role }, found)))
}

/// The actor's own sessions, the last used first. `this` is the id of the one that asks.
///
/// # Errors
/// `Forbidden` for who does not sign in.
pub async fn of_actor(
    service: &Service,
    actor: &Actor,
    this: Option<&str>,
) -> Result<Vec<OwnSession>, ServiceError> {
    let user = user_of(actor)?;
    let (now, this) = (service.clock.now(), this.map(hash));
    let rows = service
        .db
        .read(move |tx| {
            Box::pin(async move { Ok::<_, ServiceError>(session::of_user(tx, user, now).await?) })
        })
        .await?;
    Ok(rows
        .into_iter()
        .map(|session::OwnSession { id_hash, device, created_at, last_seen_at }| OwnSession {
            id: public_id(&id_hash),
            device,
            created_at,
            last_seen_at,
            is_this: this.as_ref() == Some(&id_hash),
        })
        .collect())
}

/// Ends one of the actor's own sessions.
///
/// # Errors
/// `NotFound` where the actor has none of that id; `Forbidden` for who does not sign in.
pub async fn end(service: &Service, actor: &Actor, id: Uuid) -> Result<(), ServiceError> {
    let user = user_of(actor)?;
    let now = service.clock.now();
    service
        .db
        .write(move |tx| {
            Box::pin(async move {
                let own = session::of_user(tx, user, now).await?;
                let found = own.into_iter().find(|own| public_id(&own.id_hash) == id);
                let found = found.ok_or(ServiceError::NotFound("session"))?;
                Ok(session::delete(tx, &found.id_hash).await?)
            })
        })
        .await
}

/// Ends every session of the actor but the one of this id; gives how many.
///
/// # Errors
/// `Forbidden` for who does not sign in.
pub async fn end_others(service: &Service, actor: &Actor, this: &str) -> Result<u64, ServiceError> {
    let (user, this, ctx) = (user_of(actor)?, hash(this), Ctx::new(service, actor));
    let ended = service
        .db
        .write(move |tx| {
            let (this, ctx) = (this.clone(), ctx.clone());
            Box::pin(async move {
                let ended = session::delete_others(tx, user, &this).await?;
                let detail = json!({ "user_id": user, "sessions": ended });
                audit::record(tx, &ctx, ctx.actor.role().broker(), "user.signed_out_elsewhere", detail)
                    .await?;
                Ok::<_, ServiceError>(ended)
            })
        })
        .await?;
    service.tell_office(actor.role());
    Ok(ended)
}

fn user_of(actor: &Actor) -> Result<UserId, ServiceError> {
    match actor {
        Actor::User { id, .. } => Ok(*id),
        Actor::Key { .. } | Actor::System => Err(ServiceError::Forbidden("only who signs in has sessions")),
    }
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
