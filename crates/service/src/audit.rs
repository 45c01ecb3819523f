//! Who changed settings, users and keys.

use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::cursor::{Page, time_cursor};
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use serde_json::Value;
use steadyline_core::id::BrokerId;
use steadyline_core::user::{Actor, Role};
use steadyline_db::{Tx, audit};
use uuid::Uuid;

pub use steadyline_db::audit::AuditEntry;

/// Writes an entry.
pub(crate) async fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    broker_id: Option<BrokerId>,
    action: &str,
    detail: Value,
) -> Result<(), ServiceError> {
    record_as(tx, ctx, ctx.clock.id(), broker_id, action, detail).await
}

/// Writes an entry that is referred to by its id.
pub(crate) async fn record_as(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Uuid,
    broker_id: Option<BrokerId>,
    action: &str,
    detail: Value,
) -> Result<(), ServiceError> {
    let entry = AuditEntry {
        id,
        at: ctx.now,
        broker_id,
        actor: ctx.actor.name().to_owned(),
        action: action.to_owned(),
        detail,
    };
    Ok(audit::insert(tx, &entry).await?)
}

/// A page of a broker's entries, newest first, those before a time and id; of one action, if it is named.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn of_broker(
    service: &Service,
    actor: &Actor,
    broker: &str,
    action: Option<String>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Page<AuditEntry>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let items = audit::list(tx, Some(broker.id), action.as_deref(), before, limit + 1).await?;
                Ok(Page::cut(items, limit, |entry| time_cursor(entry.at, entry.id)))
            })
        })
        .await
}

/// Entries the actor may see, newest first, those before a time and id: a broker its own, an admin all.
///
/// # Errors
/// What the database says.
pub async fn list(
    service: &Service,
    actor: &Actor,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<AuditEntry>, ServiceError> {
    let broker = match actor.role() {
        Role::Admin => None,
        Role::Broker(broker) => Some(broker),
    };
    service
        .db
        .read(move |tx| Box::pin(async move { Ok(audit::list(tx, broker, None, before, limit).await?) }))
        .await
}
