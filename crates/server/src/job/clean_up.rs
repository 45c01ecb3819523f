//! Removes what is past keeping: sessions, replies of named requests, lines of imports, links that are long over, deliveries,
//! the history, counters of who asked, callbacks of the carrier.

use super::{lease, wait};
use crate::App;
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_service::{
    Service, ServiceError, carrier_call, delivery, history, idempotency, import, invite, session,
};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(3600);
/// How long a node that died keeps the others from the work.
const LONGEST: TimeDelta = TimeDelta::minutes(30);
/// Rows of one transaction.
const BATCH: i64 = 500;

/// Looks every hour until the program ends.
pub(super) async fn run(app: App, holder: String) {
    let mut every = super::ticks(EVERY);
    while wait(&app, &mut every).await {
        app.limits.forget();
        match lease::hold(&app.service, "clean_up", &holder, LONGEST, remove(&app.service)).await {
            Ok(removed) => tracing::debug!(?removed, "removed what is past keeping"),
            Err(error) => tracing::error!(%error, "what is past keeping was not removed"),
        }
    }
}

async fn remove(service: &Service) -> Result<u64, ServiceError> {
    let mut removed = 0;
    loop {
        let batch = session::delete_expired(service, BATCH).await?
            + idempotency::delete_old(service, BATCH).await?
            + import::delete_expired(service).await?
            + invite::delete_ended(service, BATCH).await?
            + delivery::delete_old(service, BATCH).await?
            + history::delete_old(service, BATCH).await?
            + carrier_call::forget_old(service, BATCH).await?;
        removed += batch;
        if batch == 0 {
            return Ok(removed);
        }
    }
}
