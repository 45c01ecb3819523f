//! Those who ask.

use crate::office::{Kind, Office};
use crate::sample::Sample;
use anyhow::{Result, bail};
use axum::Router;
use axum::body::Body;
use clap::Parser;
use http::Request;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use steadyline_server::settings::{Cli, Command};
use steadyline_server::{App, router};
use steadyline_service::Service;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// No key is held back in a measurement.
pub(crate) const UNLIMITED: [&str; 4] = ["--requests-per-second", "1000000", "--request-burst", "1000000"];

/// One way to the product, with a key.
#[derive(Clone)]
pub(crate) struct Load {
    way: Way,
    key: Arc<str>,
}

#[derive(Clone)]
enum Way {
    Router(Router),
    Http(Client<HttpConnector, Body>, SocketAddr),
}

impl Load {
    /// Within this process.
    pub(crate) fn router(service: Service, key: &str) -> Result<Self> {
        let words = ["steadyline", "serve"].iter().chain(&UNLIMITED);
        let Command::Serve(serve) = Cli::try_parse_from(words)?.command else { bail!("not `serve`") };
        let (_stop, stopping) = tokio::sync::watch::channel(false);
        Ok(Self {
            way: Way::Router(router::router(App::new(service, *serve, None, stopping))),
            key: key.into(),
        })
    }

    /// To a program that serves, over connections that are kept.
    pub(crate) fn http(address: SocketAddr, key: &str) -> Self {
        Self { way: Way::Http(Client::builder(TokioExecutor::new()).build_http(), address), key: key.into() }
    }

    /// One request, to the end of its answer.
    pub(crate) async fn ask(&self, kind: Kind, body: &str) -> Result<()> {
        let host = match &self.way {
            Way::Router(_) => "127.0.0.1:3000".to_owned(),
            Way::Http(_, address) => address.to_string(),
        };
        let request = Request::post(format!("http://{host}{}", kind.path()))
            .header("host", host)
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.key))
            .body(Body::from(body.to_owned()))?;
        let (status, answer) = match &self.way {
            Way::Router(router) => {
                let response = router.clone().oneshot(request).await?;
                (response.status(), response.into_body().collect().await?.to_bytes())
            }
            Way::Http(client, _) => {
                let response = client.request(request).await?;
                (response.status(), response.into_body().collect().await?.to_bytes())
            }
        };
        if !status.is_success() {
            bail!("{status} to {body}: {}", String::from_utf8_lossy(&answer));
        }
        Ok(())
    }

    /// `count` requests by `clients` at once, each asking again when it is answered.
    pub(crate) async fn run(
        &self,
        office: &Office,
        kind: Kind,
        clients: usize,
        count: usize,
    ) -> Result<Sample> {
        let bodies: Arc<[String]> = (0..count).map(|index| office.body(kind, index)).collect();
        let next = Arc::new(AtomicUsize::new(0));
        let began = Instant::now();
        let mut running = JoinSet::new();
        for _ in 0..clients {
            let (load, bodies, next) = (self.clone(), Arc::clone(&bodies), Arc::clone(&next));
            running.spawn(async move {
                let mut times = Vec::new();
                while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    load.ask(kind, body).await?;
                    times.push(began.elapsed());
                }
                anyhow::Ok(times)
            });
        }
        let mut times = Vec::with_capacity(count);
        while let Some(ended) = running.join_next().await {
            times.extend(ended??);
        }
        Ok(Sample::new(times, began.elapsed()))
    }
}
