//! Bearer keys of the JSON API: `slk_<prefix>.<secret>`. The secret is shown once and only its SHA-256 kept.

use crate::ctx::Ctx;
use crate::secret::{SECRET_BYTES, random_text};
use crate::text::{ONE_LINE, required};
use crate::{Service, ServiceError, audit, secret as secrets};
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::id::{ApiKeyId, BrokerId};
use steadyline_core::user::{Actor, Role};
use steadyline_db::{api_key as rows, broker};
use subtle::ConstantTimeEq;

pub use steadyline_db::api_key::ApiKey;

/// A use is noted at most so often.
const NOTE_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Bytes of a prefix, which is not secret.
const PREFIX_BYTES: usize = 5;

/// A new key, with what is never shown again.
#[derive(Clone, Debug)]
pub struct CreatedKey {
    /// The key.
    pub key: ApiKey,
    /// The whole text that a client sends.
    pub secret: String,
}

/// Creates a key for a broker, or with none an admin's key.
///
/// # Errors
/// `Forbidden` for keys (a key makes no keys) and for an admin's key asked by a broker; `NotFound`.
pub async fn create(
    service: &Service,
    actor: &Actor,
    broker: Option<BrokerId>,
    name: &str,
) -> Result<CreatedKey, ServiceError> {
    manages(actor, broker)?;
    let ctx = Ctx::new(service, actor);
    let prefix = format!("slk_{}", random_text::<PREFIX_BYTES>()?);
    let secret = format!("{prefix}.{}", random_text::<SECRET_BYTES>()?);
    let hash = secrets::hash(&secret);
    let key = ApiKey {
        id: ctx.clock.id(),
        broker_id: broker,
        name: required("name", name, ONE_LINE)?,
        prefix,
        created_at: ctx.now,
        last_used_at: None,
        revoked_at: None,
    };
    let created = CreatedKey { key: key.clone(), secret };
    service
        .db
        .write(move |tx| {
            let (ctx, key, hash) = (ctx.clone(), key.clone(), hash.clone());
            Box::pin(async move {
                if let Some(id) = key.broker_id {
                    broker::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
                }
                rows::insert(tx, &key, &hash).await?;
                let detail = json!({ "name": key.name, "prefix": key.prefix });
                audit::record(tx, &ctx, key.broker_id, "api_key.created", detail).await
            })
        })
        .await?;
    service.tell_office(created.key.role());
    Ok(created)
}

/// Who may make and revoke keys of a broker (with none, of admins).
fn manages(actor: &Actor, broker: Option<BrokerId>) -> Result<(), ServiceError> {
    if matches!(actor, Actor::Key { .. }) {
        return Err(ServiceError::Forbidden("a key may not manage keys: sign in"));
    }
    match (actor.role(), broker) {
        (Role::Admin, _) => Ok(()),
        (Role::Broker(own), Some(broker)) if own == broker => Ok(()),
        (Role::Broker(_), Some(_)) => Err(ServiceError::NotFound("broker")),
        (Role::Broker(_), None) => Err(ServiceError::Forbidden("only an admin may make an admin's key")),
    }
}

/// Who holds the key that a request came with. Notes the use, at most once a minute.
///
/// # Errors
/// `Unauthenticated` for anything but a key in force.
pub async fn authenticate(service: &Service, secret: &str) -> Result<Actor, ServiceError> {
    const REFUSED: ServiceError = ServiceError::Unauthenticated("this API key is not known or was revoked");
    let Some((prefix, _)) = secret.split_once('.').filter(|(prefix, _)| prefix.len() <= 40) else {
        return Err(REFUSED);
    };
    let prefix = prefix.to_owned();
    let found = service
        .db
        .read(move |tx| {
            Box::pin(async move { Ok::<_, ServiceError>(rows::find_by_prefix(tx, &prefix).await?) })
        })
        .await?;
    let Some((key, kept)) = found else { return Err(REFUSED) };
    let given = secrets::hash(secret);
    if !bool::from(kept.as_slice().ct_eq(given.as_slice())) || key.revoked_at.is_some() {
        return Err(REFUSED);
    }
    note_use(service, &key).await;
    Ok(Actor::Key { id: key.id, role: key.role(), name: key.name })
}

/// Whether a key still opens what it opened when its holder was let in.
///
/// # Errors
/// What the database says.
pub async fn is_in_force(service: &Service, id: ApiKeyId) -> Result<bool, ServiceError> {
    let found =
        service.db.read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::find(tx, id).await?) }));
    Ok(found.await?.is_some_and(|key| key.revoked_at.is_none()))
}

async fn note_use(service: &Service, key: &ApiKey) {
    let (id, now) = (key.id, service.clock.now());
    let since = now - NOTE_EVERY;
    if key.last_used_at.is_some_and(|last| last >= since) {
        return;
    }
    let noted: Result<(), ServiceError> =
        service.db.write(move |tx| Box::pin(async move { Ok(rows::touch(tx, id, now, since).await?) })).await;
    if let Err(error) = noted {
        // The request itself can still be served.
        tracing::warn!(%error, "a key's last use was not noted");
    }
}

/// The keys the actor may see, oldest first: an admin all, a broker its own.
///
/// # Errors
/// What the database says.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<ApiKey>, ServiceError> {
    let broker = match actor.role() {
        Role::Admin => None,
        Role::Broker(own) => Some(own),
    };
    service.db.read(move |tx| Box::pin(async move { Ok(rows::list(tx, broker).await?) })).await
}

/// Revokes a key, at once and for good.
///
/// # Errors
/// `NotFound` where there is none the actor may know of; `Forbidden` for keys.
pub async fn revoke(service: &Service, actor: &Actor, id: ApiKeyId) -> Result<(), ServiceError> {
    if matches!(actor, Actor::Key { .. }) {
        return Err(ServiceError::Forbidden("a key may not manage keys: sign in"));
    }
    let ctx = Ctx::new(service, actor);
    let role = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let missing = ServiceError::NotFound("key");
                let Some(key) = rows::find(tx, id).await? else { return Err(missing) };
                if manages(&ctx.actor, key.broker_id).is_err() {
                    return Err(missing);
                }
                if rows::revoke(tx, id, ctx.now).await? {
                    let detail = json!({ "name": key.name, "prefix": key.prefix });
                    audit::record(tx, &ctx, key.broker_id, "api_key.revoked", detail).await?;
                }
                Ok::<_, ServiceError>(key.role())
            })
        })
        .await?;
    service.tell_office(role);
    Ok(())
}
