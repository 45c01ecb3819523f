//! `steadyline serve`

use super::{CommandError, say};
use crate::settings::Serve;
use crate::{App, job, router};
use std::net::SocketAddr;
use std::time::Duration;
use steadyline_service::{Service, set_up};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Longest that requests under way may keep the program from ending.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until it is told to stop, then lets requests under way end.
pub(super) async fn run(service: &Service, serve: Serve) -> Result<(), CommandError> {
    let listener = TcpListener::bind(serve.addr)
        .await
        .map_err(CommandError::io(format!("cannot listen on {}", serve.addr)))?;
    let token = set_up_token(service, &serve).await?;
    let (stop, stopping) = watch::channel(false);
    let public_url = serve.public_url();
    if let Some(token) = &token {
        say(format_args!(
            "There is no user yet. Open {public_url}/set-up and give this one-time token: {token}"
        ))?;
    }
    let app = App::new(service.clone(), serve, token, stopping.clone());
    tracing::info!(public_url, addr = %app.serve.addr, "listening");
    let jobs = job::start(&app);
    let requests = router::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let mut stopped = stopping.clone();
    let serving = axum::serve(listener, requests).with_graceful_shutdown(async move {
        let _stopped = stopped.wait_for(|stop| *stop).await;
    });
    let mut serving = std::pin::pin!(std::future::IntoFuture::into_future(serving));
    let served = tokio::select! {
        served = &mut serving => served,
        () = told_to_stop() => {
            tracing::info!("stopping");
            stop.send_replace(true);
            tokio::time::timeout(GRACE, serving).await.unwrap_or(Ok(()))
        }
    };
    stop.send_replace(true);
    jobs.finish().await;
    served.map_err(CommandError::io("cannot serve"))
}

/// What first-run set-up must give: only somebody who reads this program's output has it.
async fn set_up_token(service: &Service, serve: &Serve) -> Result<Option<String>, CommandError> {
    if serve.is_loopback() || !set_up::is_needed(service).await? {
        return Ok(None);
    }
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| CommandError::Io {
        what: "no randomness".to_owned(),
        error: std::io::Error::other(error.to_string()),
    })?;
    Ok(Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// Ctrl-C, or what a service manager sends.
async fn told_to_stop() {
    let interrupted = async {
        let _interrupted = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
