//! What falls due by time alone: the ends of unreachable periods and rests, stale leads, the daily health.

use super::{lease, wait};
use crate::App;
use chrono::TimeDelta;
use std::time::Duration;
use steadyline_service::job;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(60);
/// How long a node that died keeps the others from the work.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// Looks every minute until the program ends.
pub(super) async fn run(app: App, holder: String) {
    let mut every = super::ticks(EVERY);
    while wait(&app, &mut every).await {
        let work = job::run_due(&app.service);
        match lease::hold(&app.service, "run_due", &holder, LONGEST, work).await {
            Ok(report) => tracing::debug!(?report, "did what fell due"),
            Err(error) => tracing::error!(%error, "what fell due was not done"),
        }
    }
}
