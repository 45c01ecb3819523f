//! News between programs that share a database.

use crate::App;
use std::time::Duration;
use steadyline_service::news;

/// After the connection broke.
const PAUSE: Duration = Duration::from_secs(5);

/// Shares until the program ends; at once where there is nobody to share with.
pub(super) async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    let sharing = async {
        while let Err(error) = news::share(&app.service).await {
            tracing::error!(%error, "changes are not shared with other programs on this database");
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::select! {
        () = sharing => {}
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}
