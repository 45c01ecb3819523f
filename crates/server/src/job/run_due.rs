//! What falls due by time alone: the ends of unreachable periods and rests, stale leads, the daily health.

use crate::App;
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_service::{Service, ServiceError, job};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

/// How the lease is named.
const JOB: &str = "run_due";
/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);
/// How long a node that died keeps the others from the work.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Looks every minute until the program ends. Of several nodes one does the work.
pub(super) async fn run(app: App) {
    let holder = app.service.clock.id::<Uuid>().to_string();
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = app.stopping.clone();
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stop| *stop) => return,
            _ = every.tick() => {}
        }
        app.limits.forget();
        if let Err(error) = once(&app.service, &holder).await {
            tracing::error!(%error, "what fell due was not done");
        }
    }
}

async fn once(service: &Service, holder: &str) -> Result<(), ServiceError> {
    let now = service.clock.now();
    let owned = holder.to_owned();
    let is_ours = service
        .db
        .write(move |tx| {
            let holder = owned.clone();
            Box::pin(async move {
                Ok::<_, ServiceError>(steadyline_db::lease::take(tx, JOB, &holder, now, now + LEASE).await?)
            })
        })
        .await?;
    if !is_ours {
        return Ok(());
    }
    let report = job::run_due(service).await?;
    tracing::debug!(?report, "did what fell due");
    let (owned, at) = (holder.to_owned(), service.clock.now());
    service
        .db
        .write(move |tx| {
            let holder = owned.clone();
            Box::pin(async move {
                Ok::<_, ServiceError>(steadyline_db::lease::finish(tx, JOB, &holder, at).await?)
            })
        })
        .await
}
