//! Places calls that wait, one a second in a space.

use super::{ticks, wait};
use crate::App;
use crate::carrier_call as carrier;
use std::time::Duration;
use steadyline_service::Change;
use steadyline_service::carrier_call::{next, placed};
use tokio::sync::broadcast::Receiver;
use tokio::task::JoinSet;

/// How often it is looked whose turn it is, while a call waits.
const EVERY: Duration = Duration::from_millis(250);
/// How often it is looked whether one waits that nobody told of.
const IDLE: Duration = Duration::from_secs(5);

/// Looks until the program ends. A slow SignalWire holds up nothing but its own call.
pub(super) async fn run(app: App) {
    let mut every = ticks(EVERY);
    let mut placing = JoinSet::new();
    while wait(&app, &mut every).await {
        while placing.try_join_next().is_some() {}
        let news = app.service.bus.listen();
        match next(&app.service).await {
            Ok(None) => quiet(&app, news).await,
            Ok(Some(due)) => {
                for call in due {
                    let app = app.clone();
                    placing.spawn(async move {
                        let said = carrier::place(&app, &call).await;
                        if let Err(error) = placed(&app.service, call.broker, call.id, said).await {
                            tracing::error!(%error, call = %call.id, "what became of a call was not noted");
                        }
                    });
                }
            }
            Err(error) => tracing::error!(%error, "no call was placed"),
        }
    }
    while placing.join_next().await.is_some() {}
}

/// Until something changes, or for a while.
async fn quiet(app: &App, mut news: Receiver<Change>) {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        _ = stopping.wait_for(|stop| *stop) => {}
        _ = news.recv() => {}
        () = tokio::time::sleep(IDLE) => {}
    }
}
