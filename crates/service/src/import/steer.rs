//! Looking at imports, stopping one, discarding a draft, and removing what is past keeping.

use super::{changed, locked, rows};
use crate::assignment::broker_of;
use crate::cursor::{Page, time_cursor};
use crate::{Conflict, Service, ServiceError};
use steadyline_core::id::ImportId;
use steadyline_core::import::{Import, ImportStatus};
use steadyline_core::user::Actor;
use steadyline_db::import::{Line, Which};

/// An import.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
) -> Result<Import, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("import"))
            })
        })
        .await
}

/// A page of a broker's imports, newest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    before: Option<(chrono::DateTime<chrono::Utc>, ImportId)>,
    limit: i64,
) -> Result<Page<Import>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let items = rows::list(tx, broker.id, before, limit + 1).await?;
                Ok(Page::cut(items, limit, |import| time_cursor(import.created_at, import.id)))
            })
        })
        .await
}

/// An import, and some of its lines after one of them.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn lines(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
    which: Which,
    after: i32,
    limit: i64,
) -> Result<(Import, Vec<Line>), ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let import = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("import"))?;
                let lines = rows::lines(tx, broker.id, id, which, after, limit).await?;
                Ok((import, lines))
            })
        })
        .await
}

/// Stops an import that is under way: what it added stays, and it can be gone on with, or undone.
///
/// # Errors
/// `NotFound`; [`Conflict::Import`] for one that is not running.
pub async fn stop(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
) -> Result<Import, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    let import = service
        .db
        .write(move |tx| {
            let (actor, broker) = (actor.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let mut import = locked(tx, &broker, id).await?;
                if import.status != ImportStatus::Running {
                    return Err(Conflict::Import { is: import.status, what: "stopped" }.into());
                }
                rows::set_status(tx, &import, ImportStatus::Stopped).await?;
                import.status = ImportStatus::Stopped;
                Ok::<_, ServiceError>(import)
            })
        })
        .await?;
    changed(service, &import);
    Ok(import)
}

/// Removes a draft, of which nothing was imported.
///
/// # Errors
/// `NotFound`; [`Conflict::Import`] for one that has run.
pub async fn discard(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: ImportId,
) -> Result<Import, ServiceError> {
    let (asked, named) = (actor.clone(), broker.to_owned());
    let import = service
        .db
        .write(move |tx| {
            let (actor, broker) = (asked.clone(), named.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let import = locked(tx, &broker, id).await?;
                if import.status != ImportStatus::Draft {
                    return Err(Conflict::Import { is: import.status, what: "discarded" }.into());
                }
                // Its lines go first, so that no removal is larger than a batch.
                if rows::drop_lines(tx, broker.id, id, PAST_KEEPING).await? < PAST_KEEPING as u64 {
                    rows::delete_draft(tx, broker.id, id).await?;
                } else {
                    rows::expire(tx, broker.id, id).await?;
                }
                Ok::<_, ServiceError>(import)
            })
        })
        .await?;
    changed(service, &import);
    Ok(import)
}

/// Lines that are removed in one transaction.
const PAST_KEEPING: i64 = 2_000;

/// Removes lines that are past keeping, of one import, and the import too if it has never run; gives how much.
///
/// # Errors
/// What the database says.
pub async fn delete_expired(service: &Service) -> Result<u64, ServiceError> {
    let now = service.clock.now();
    service
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some((broker, id, goes)) = rows::expired(tx, now).await? else { return Ok(0) };
                let dropped = rows::drop_lines(tx, broker, id, PAST_KEEPING).await?;
                if goes && dropped < PAST_KEEPING as u64 {
                    rows::delete_draft(tx, broker, id).await?;
                    return Ok(dropped + 1);
                }
                Ok(dropped)
            })
        })
        .await
}
