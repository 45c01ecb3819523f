//! What is asked of a loaded database.

use crate::load::slug;
use crate::size::Size;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::Body;
use clap::Parser;
use http::{Request, header};
use http_body_util::BodyExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use steadyline_core::user::{Actor, Role};
use steadyline_server::settings::{Cli, Command};
use steadyline_server::{App, router};
use steadyline_service::assignment::{Assign, assign};
use steadyline_service::call::{Report, record};
use steadyline_service::report::{self, Asked};
use steadyline_service::user::{NewUser, create};
use steadyline_service::{Service, ServiceError};
use tower::ServiceExt;

/// What is asked for in turn: the reports of the API, all of them as the page asks for them, and the page itself.
pub(crate) const REPORTS: [&str; 11] = [
    "calls",
    "utilization",
    "numbers",
    "funnel",
    "health",
    "hours",
    "areas",
    "presence",
    "brokers",
    "all of them",
    PAGE,
];
const PAGE: &str = "the page, as HTML";
/// A call that is reported.
pub(crate) const RECORD: &str = "recording a call";
const SITE: &str = "http://127.0.0.1:3000";
const PASSWORD: &str = "a long enough passphrase";

/// Whose figures are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    One,
    All,
}

/// A loaded database, and an admin who asks.
pub(crate) struct Asking {
    service: Service,
    router: Router,
    cookie: String,
    /// The days as the query of an address.
    query: String,
    asked: Asked,
    next: AtomicU64,
}

impl Asking {
    pub(crate) async fn new(service: Service, size: &Size) -> Result<Self> {
        let (from, to) = size.days();
        let new = NewUser {
            email: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            password: PASSWORD.to_owned(),
            role: Role::Admin,
        };
        match create(&service, &Actor::System, new).await {
            // Made by a run before.
            Ok(_) | Err(ServiceError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let Command::Serve(serve) = Cli::try_parse_from(["steadyline", "serve"])?.command else {
            bail!("not `serve`")
        };
        let (_stop, stopping) = tokio::sync::watch::channel(false);
        let router = router::router(App::new(service.clone(), *serve, None, stopping));
        let form = format!("email=ada%40example.com&password={}", PASSWORD.replace(' ', "+"));
        let request = Request::post(format!("{SITE}/fn/sign_in"))
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT, "text/html")
            .header(header::ORIGIN, SITE)
            .header(header::REFERER, format!("{SITE}/sign-in"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))?;
        let answer = router.clone().oneshot(request).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("nobody was signed in")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self {
            service,
            router,
            cookie,
            query: format!("from={from}&to={to}"),
            asked: Asked { broker: None, from: Some(from.to_string()), to: Some(to.to_string()) },
            next: AtomicU64::new(0),
        })
    }

    /// Asks once, and says how long it took.
    pub(crate) async fn ask(&self, name: &str, scope: Scope) -> Result<Duration> {
        if name == crate::ask::RECORD {
            return self.record().await;
        }
        let asked = match scope {
            Scope::One => Asked { broker: Some(slug(0)), ..self.asked.clone() },
            Scope::All => self.asked.clone(),
        };
        let began = Instant::now();
        match name {
            PAGE => self.page(scope).await?,
            "all of them" => drop(report::whole(&self.service, &Actor::System, &asked).await?),
            _ => {
                report::sheet(&self.service, &Actor::System, name, &asked)
                    .await?
                    .context("no such report")?;
            }
        }
        Ok(began.elapsed())
    }

    async fn page(&self, scope: Scope) -> Result<()> {
        let path = match scope {
            Scope::One => format!("/b/{}/analytics", slug(0)),
            Scope::All => "/admin/analytics".to_owned(),
        };
        let request = Request::get(format!("{SITE}{path}?{}", self.query))
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())?;
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if !status.is_success() || !String::from_utf8_lossy(&body).contains("Where leads answer") {
            bail!("{status} of {path}, {} bytes", body.len());
        }
        Ok(())
    }

    /// Reports a call of a lead that was just given a number; only the report is timed.
    async fn record(&self) -> Result<Duration> {
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        let lead = format!("{}-{nth}", self.service.clock.now().timestamp_micros());
        let (broker, phone) = (Some(slug(0)), Some(format!("512{:07}", 2_000_000 + nth)));
        let ask = Assign { broker: broker.clone(), lead: lead.clone(), phone, ..Assign::default() };
        assign(&self.service, &Actor::System, ask).await?;
        let outcome =
            ["no_answer", "voicemail", "answered", "no_answer"][usize::try_from(nth % 4)?].to_owned();
        let report = Report { broker, lead, outcome, ..Report::default() };
        let began = Instant::now();
        record(&self.service, &Actor::System, report).await?;
        Ok(began.elapsed())
    }
}
