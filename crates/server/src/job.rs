//! Work that nobody asks for: the loops. The work itself is in the service.

mod run_due;

use crate::App;
use tokio::task::JoinHandle;

/// The loops under way.
#[derive(Debug)]
pub(crate) struct Jobs(Vec<JoinHandle<()>>);

/// Starts every loop. They end when the program is told to stop.
pub(crate) fn start(app: &App) -> Jobs {
    Jobs(vec![tokio::spawn(run_due::run(app.clone()))])
}

impl Jobs {
    /// Waits for what is under way.
    pub(crate) async fn finish(self) {
        for job in self.0 {
            if let Err(error) = job.await {
                tracing::error!(%error, "a job broke");
            }
        }
    }
}
