//! Syncs: the carrier's numbers are read, it is said what would change, and the changes are made.
//!
//! Shape: [`look`] writes down that somebody wants to know, [`apply`] that the changes are to be made; [`work`] does both,
//! a step at a time, so that it goes on after a restart. The carrier is asked between the steps, never within one.

mod change;
mod read;

use super::account_of;
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::{CarrierTrouble, Conflict, Service, ServiceError};
use chrono::TimeDelta;
use futures::StreamExt;
use std::time::Duration;
use steadyline_core::carrier::{NumberSync, Plan, SyncStatus};
use steadyline_core::field::FieldError;
use steadyline_core::id::{BrokerId, SyncId};
use steadyline_core::user::{Actor, Role};
use steadyline_db::carrier as accounts;
use steadyline_db::carrier::sync as rows;
use tokio::time::Instant;

/// How often a broker's numbers are looked at without being asked for.
const EVERY: TimeDelta = TimeDelta::minutes(5);
/// How long a look waits for somebody before another one is made.
const WAITS: TimeDelta = TimeDelta::minutes(15);
/// How often it is looked whether one has come to its end.
const LOOKS: Duration = Duration::from_millis(100);
/// Syncs that go on at the same time: a slow carrier holds up its own.
const AT_ONCE: usize = 16;

/// What is asked of a sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AskSync {
    /// Do what follows at once, unless so much is missing that somebody should look first.
    pub applies: bool,
    /// Point numbers here whose calls go elsewhere.
    pub configures: bool,
    /// Numbers in no pool come into this one. It goes without saying for a connection of the broker's own; for the
    /// installation's only an admin may say so.
    pub takes_new: bool,
}

/// Begins a look at the carrier's numbers; nothing changes but where that is said. One that is under way is the answer.
///
/// # Errors
/// `NotFound`; [`FieldError`] on `take_new`; [`Conflict::Carrier`] where there is no connection that can be used.
pub async fn look(
    service: &Service,
    actor: &Actor,
    broker: &str,
    ask: AskSync,
) -> Result<NumberSync, ServiceError> {
    let office = crate::broker::find(service, actor, broker).await?;
    account_of(service, office.id).await?;
    let sync = begin(service, actor, office.id, ask, false).await?;
    sync.ok_or(ServiceError::NotFound("broker"))
}

/// Begins one; none where the connection is gone by now.
async fn begin(
    service: &Service,
    actor: &Actor,
    broker: BrokerId,
    ask: AskSync,
    is_automatic: bool,
) -> Result<Option<NumberSync>, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let sync = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                if !steadyline_db::broker::lock(tx, broker).await? {
                    return Ok::<_, ServiceError>(None);
                }
                let newest = rows::newest(tx, broker).await?;
                if let Some(going) = newest.filter(|newest| newest.status.is_under_way()) {
                    return Ok(Some(going));
                }
                let Some(account) = accounts::used_by(tx, broker).await? else {
                    if is_automatic {
                        return Ok(None);
                    }
                    return Err(Conflict::Carrier(CarrierTrouble::NotConnected).into());
                };
                let is_own = account.broker_id.is_some();
                if ask.takes_new && !is_own && ctx.actor.role() != Role::Admin {
                    let why = "Only an admin may take new numbers of the installation's connection.";
                    return Err(FieldError::new("take_new", why).into());
                }
                let sync = NumberSync {
                    id: ctx.clock.id(),
                    broker_id: broker,
                    project_id: account.project_id,
                    is_automatic,
                    applies: ask.applies,
                    configures: ask.configures,
                    takes_new: is_own || ask.takes_new,
                    status: SyncStatus::Reading,
                    seen: 0,
                    done: 0,
                    plan: Plan::default(),
                    error: None,
                    actor: ctx.actor.name().to_owned(),
                    created_at: ctx.now,
                    read_at: None,
                    ended_at: None,
                };
                rows::insert(tx, &sync).await?;
                Ok(Some(sync))
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(sync)
}

/// Makes the changes that a look found, or some that are left.
///
/// # Errors
/// `NotFound`; [`Conflict::SyncOver`] where it does not wait for that, or is too old to go by.
pub async fn apply(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: SyncId,
    configures: bool,
) -> Result<NumberSync, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    let sync = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let found = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("sync"))?;
                if found.status != SyncStatus::Ready || !found.is_fresh(ctx.now) {
                    return Err(Conflict::SyncOver.into());
                }
                let sync = NumberSync {
                    // A person has looked: what was not sure is now.
                    is_automatic: false,
                    applies: true,
                    configures,
                    status: SyncStatus::Applying,
                    error: None,
                    actor: ctx.actor.name().to_owned(),
                    ..found
                };
                if !rows::update(tx, &sync, SyncStatus::Ready).await? {
                    return Err(Conflict::SyncOver.into());
                }
                Ok::<_, ServiceError>(sync)
            })
        })
        .await?;
    service.bus.tell(sync.broker_id);
    Ok(sync)
}

/// The newest sync of a broker's, if there ever was one.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn newest(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
) -> Result<Option<NumberSync>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                Ok(rows::newest(tx, broker.id).await?)
            })
        })
        .await
}

/// Begins a sync for each connected broker whose numbers were not looked at for some minutes; says for how many.
///
/// # Errors
/// What the database says.
pub async fn begin_due(service: &Service) -> Result<usize, ServiceError> {
    let now = service.clock.now();
    let due = service
        .db
        .read(move |tx| {
            Box::pin(async move { Ok::<_, ServiceError>(rows::due(tx, now - EVERY, now - WAITS).await?) })
        })
        .await?;
    let ask = AskSync { applies: true, ..AskSync::default() };
    for broker in &due {
        begin(service, &Actor::System, *broker, ask, true).await?;
    }
    Ok(due.len())
}

/// Brokers whose numbers are cared for: those with a connection.
///
/// # Errors
/// What the database says.
pub async fn connected(service: &Service) -> Result<Vec<BrokerId>, ServiceError> {
    let found = service.db.read(|tx| Box::pin(async move { Ok(accounts::connected(tx).await?) }));
    found.await
}

/// The sync once it does not go on by itself any more, or as far as it is after a while: so that who asked by a page is
/// shown what came of it.
///
/// # Errors
/// `NotFound`.
pub async fn settled(
    service: &Service,
    sync: NumberSync,
    longest: Duration,
) -> Result<NumberSync, ServiceError> {
    let until = Instant::now() + longest;
    let (broker, id) = (sync.broker_id, sync.id);
    let mut now = sync;
    while now.status.is_under_way() && Instant::now() < until {
        tokio::time::sleep(LOOKS).await;
        let found = service
            .db
            .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::find(tx, broker, id).await?) }))
            .await?;
        now = found.ok_or(ServiceError::NotFound("sync"))?;
    }
    Ok(now)
}

/// Whether any sync goes on by itself.
///
/// # Errors
/// What the database says.
pub async fn is_under_way(service: &Service) -> Result<bool, ServiceError> {
    Ok(!under_way(service, 1).await?.is_empty())
}

async fn under_way(service: &Service, most: i64) -> Result<Vec<NumberSync>, ServiceError> {
    let found = service.db.read(move |tx| Box::pin(async move { Ok(rows::under_way(tx, most).await?) }));
    found.await
}

/// Does what is under way, to its end; `false` where there was nothing. A sync that breaks fails alone.
///
/// # Errors
/// What the database says.
pub async fn work(service: &Service) -> Result<bool, ServiceError> {
    let most = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
    let found = under_way(service, most).await?;
    let any = !found.is_empty();
    let steps = futures::stream::iter(found).map(|sync| step(service, sync)).buffer_unordered(AT_ONCE);
    let done: Vec<Result<(), ServiceError>> = steps.collect().await;
    done.into_iter().collect::<Result<(), _>>()?;
    Ok(any)
}

async fn step(service: &Service, sync: NumberSync) -> Result<(), ServiceError> {
    let broker = sync.broker_id;
    let done = match sync.status {
        SyncStatus::Reading => read::read(service, &sync).await,
        SyncStatus::Applying => change::go_on(service, &sync).await,
        SyncStatus::Ready | SyncStatus::Done | SyncStatus::Failed => Ok(()),
    };
    service.bus.tell(broker);
    match done {
        // What stands between us and the carrier is the sync's, and everybody else's goes on.
        Err(ServiceError::Conflict(Conflict::Carrier(trouble))) => {
            end(service, &sync, SyncStatus::Failed, Some(trouble.to_string())).await
        }
        other => other,
    }
}

/// Ends a sync.
async fn end(
    service: &Service,
    sync: &NumberSync,
    status: SyncStatus,
    error: Option<String>,
) -> Result<(), ServiceError> {
    let (sync, now) = (sync.clone(), service.clock.now());
    let (broker, was) = (sync.broker_id, sync.status);
    service
        .db
        .write(move |tx| {
            let ended = NumberSync { status, error: error.clone(), ended_at: Some(now), ..sync.clone() };
            Box::pin(async move {
                rows::update(tx, &ended, was).await?;
                Ok::<_, ServiceError>(forget(tx, &ended).await?)
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}

/// Forgets what an ended one stands for.
async fn forget(tx: &mut steadyline_db::Tx, ended: &NumberSync) -> Result<(), steadyline_db::DbError> {
    let since = ended.created_at - TimeDelta::days(30);
    rows::forget_before(tx, ended.broker_id, ended.id, since).await
}
