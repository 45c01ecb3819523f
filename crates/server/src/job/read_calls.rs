//! Asks SignalWire about calls that it was silent about.

use super::{lease, ticks, wait};
use crate::App;
use crate::carrier_call as carrier;
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_service::ServiceError;
use steadyline_service::carrier_call::{could_not_read, found, to_read};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(2);
/// How long a node that died keeps the others from the work: longer than a round may take.
const LONGEST: TimeDelta = TimeDelta::minutes(10);

/// Looks until the program ends.
pub(super) async fn run(app: App, holder: String) {
    let mut every = ticks(EVERY);
    while wait(&app, &mut every).await {
        if let Err(error) = round(&app, &holder).await {
            tracing::error!(%error, "SignalWire was not asked about calls");
        }
    }
}

async fn round(app: &App, holder: &str) -> Result<(), ServiceError> {
    if to_read(&app.service).await?.is_empty() {
        return Ok(());
    }
    lease::hold(&app.service, "read_calls", holder, LONGEST, read_all(app)).await.map(drop)
}

async fn read_all(app: &App) -> Result<(), ServiceError> {
    let service = &app.service;
    for call in to_read(service).await? {
        if *app.stopping.borrow() {
            break;
        }
        match carrier::read(app, &call).await {
            Some(read) => found(service, call.broker, call.id, read).await?,
            None => could_not_read(service, call.broker, call.id).await?,
        }
    }
    Ok(())
}
