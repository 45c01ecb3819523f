//! Work that nobody asks for: the loops. The work itself is in the service.

mod clean_up;
mod lease;
mod place_calls;
mod read_calls;
mod run_due;
mod run_imports;
mod send_events;
mod share;
mod sync_numbers;

use crate::App;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior};
use uuid::Uuid;

/// The loops under way.
#[derive(Debug)]
pub struct Jobs(Vec<JoinHandle<()>>);

/// Starts every loop. They end when the program is told to stop.
pub fn start(app: &App) -> Jobs {
    // This process, among those that share the database.
    let holder = app.service.clock.id::<Uuid>().to_string();
    Jobs(vec![
        tokio::spawn(run_due::run(app.clone(), holder.clone())),
        tokio::spawn(clean_up::run(app.clone(), holder.clone())),
        tokio::spawn(run_imports::run(app.clone(), holder.clone())),
        tokio::spawn(send_events::run(app.clone(), holder.clone())),
        tokio::spawn(place_calls::run(app.clone())),
        tokio::spawn(read_calls::run(app.clone(), holder.clone())),
        tokio::spawn(sync_numbers::run(app.clone(), holder.clone())),
        tokio::spawn(sync_numbers::care(app.clone(), holder)),
        tokio::spawn(share::run(app.clone())),
    ])
}

impl Jobs {
    /// Waits for what is under way.
    pub async fn finish(self) {
        for job in self.0 {
            if let Err(error) = job.await {
                tracing::error!(%error, "a job broke");
            }
        }
    }
}

/// The first at once; after a long run the next a whole interval later.
fn ticks(every: Duration) -> Interval {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Waits for the next turn; `false` when the program is to end.
async fn wait(app: &App, every: &mut Interval) -> bool {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        _ = stopping.wait_for(|stop| *stop) => false,
        _ = every.tick() => !*app.stopping.borrow(),
    }
}
