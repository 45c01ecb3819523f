//! Imports that are too large for one transaction: batch by batch, from wherever the last one ended.

use super::{lease, wait};
use crate::App;
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_service::{Service, ServiceError, import};
use tokio::time::Instant;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(1);
/// How long it goes on before the lease is taken anew.
const STRETCH: Duration = Duration::from_secs(5);
/// How long a node that died keeps the others from the work.
const LONGEST: TimeDelta = TimeDelta::seconds(20);

/// Looks every second until the program ends.
pub(super) async fn run(app: App, holder: String) {
    let mut every = super::ticks(EVERY);
    while wait(&app, &mut every).await {
        // A look costs no write: the lease is taken only where there is work.
        match import::is_under_way(&app.service).await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => {
                tracing::error!(%error, "imports under way cannot be read");
                continue;
            }
        }
        let work = batches(&app, &app.service);
        if let Err(error) = lease::hold(&app.service, "run_imports", &holder, LONGEST, work).await {
            tracing::error!(%error, "an import did not go on");
        }
    }
}

async fn batches(app: &App, service: &Service) -> Result<(), ServiceError> {
    let until = Instant::now() + STRETCH;
    while import::work(service).await? && Instant::now() < until && !*app.stopping.borrow() {}
    Ok(())
}
