//! Numbers at SignalWire: looked at every few minutes and when somebody asks, purchases that nobody knows the end of found
//! out, and numbers whose hold is over given up.

use super::{lease, ticks, wait};
use crate::App;
use chrono::TimeDelta;
use futures::StreamExt;
use std::time::Duration;
use steadyline_core::id::BrokerId;
use steadyline_service::carrier::{begin_due, connected, finish_open, give_up_due, is_under_way, work};
use steadyline_service::{Conflict, Service, ServiceError};
use tokio::time::Instant;

/// How often it is looked whether somebody asked for a sync.
const EVERY: Duration = Duration::from_secs(1);
/// How often the rest is looked at.
const CARE: Duration = Duration::from_secs(15);
/// How long it goes on before the lease is taken anew.
const STRETCH: Duration = Duration::from_secs(5);
/// How long a node that died keeps the others from the work: longer than a slow SignalWire takes for what is done in one
/// stretch.
const LONGEST: TimeDelta = TimeDelta::minutes(3);
/// Brokers at the same time: a slow SignalWire of one holds up few.
const AT_ONCE: usize = 16;

/// Syncs, until the program ends.
pub(super) async fn run(app: App, holder: String) {
    let mut every = ticks(EVERY);
    while wait(&app, &mut every).await {
        // A look costs no write: the lease is taken only where there is work.
        match is_under_way(&app.service).await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => {
                tracing::error!(%error, "syncs under way cannot be read");
                continue;
            }
        }
        let steps = steps(&app);
        if let Err(error) = lease::hold(&app.service, "sync_numbers", &holder, LONGEST, steps).await {
            tracing::error!(%error, "a sync of numbers did not go on");
        }
    }
}

async fn steps(app: &App) -> Result<(), ServiceError> {
    let until = Instant::now() + STRETCH;
    while work(&app.service).await? && Instant::now() < until && !*app.stopping.borrow() {}
    Ok(())
}

/// Begins the syncs that are due and cares for purchases and holds, until the program ends.
pub(super) async fn care(app: App, holder: String) {
    let mut every = ticks(CARE);
    while wait(&app, &mut every).await {
        if let Err(error) = round(&app, &holder).await {
            tracing::error!(%error, "numbers at SignalWire were not looked at");
        }
    }
}

async fn round(app: &App, holder: &str) -> Result<(), ServiceError> {
    let brokers = connected(&app.service).await?;
    if brokers.is_empty() {
        return Ok(());
    }
    let work = async {
        begin_due(&app.service).await?;
        let each = futures::stream::iter(brokers).map(|broker| of_broker(&app.service, broker));
        each.buffer_unordered(AT_ONCE).collect::<()>().await;
        Ok(())
    };
    lease::hold(&app.service, "care_for_numbers", holder, LONGEST, work).await.map(drop)
}

async fn of_broker(service: &Service, broker: BrokerId) {
    let done = async {
        finish_open(service, broker).await?;
        give_up_due(service, broker).await
    };
    match done.await {
        // A connection that cannot be opened is told where it is shown.
        Ok(_) | Err(ServiceError::Conflict(Conflict::Carrier(_))) => {}
        Err(error) => tracing::error!(%error, %broker, "a broker's numbers at SignalWire were not cared for"),
    }
}
