//! What every handler may reach.

use crate::carrier::SignalWire;
use crate::limit::Limits;
use crate::settings::Serve;
use crate::site::Site;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use steadyline_api::PublicInfo;
use steadyline_service::Service;
use steadyline_signalwire::{Client, Policy};
use tokio::sync::watch;

/// What every handler may reach. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// What the program does.
    pub service: Service,
    /// What pages may know of this installation.
    pub info: PublicInfo,
    pub(crate) leptos: LeptosOptions,
    pub(crate) limits: Arc<Limits>,
    pub(crate) serve: Arc<Serve>,
    /// The way to SignalWire, the same as the service's.
    pub(crate) signalwire: SignalWire,
    /// Becomes true when the program is to end: open streams then end too.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl App {
    /// An app on a service.
    ///
    /// `set_up_token` is what first-run set-up asks for; `stopping` becomes true when the program is to end.
    pub fn new(
        mut service: Service,
        serve: Serve,
        set_up_token: Option<String>,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        service.calls_private = serve.allow_private_endpoints;
        service.public_url = serve.public_url().into();
        // It fails only where this program can make no connection at all.
        let client =
            Client::new(Policy::default()).unwrap_or_else(|error| panic!("no requests can be made: {error}"));
        let signalwire = SignalWire::new(client, serve.carrier.signalwire_base.clone());
        service.vault = serve.carrier.secret_key.clone().or(service.vault);
        service.carrier = Arc::new(signalwire.clone());
        let site = Site::find(serve.site_root.as_deref());
        let info = PublicInfo {
            public_url: serve.public_url().into(),
            loopback: serve.is_loopback(),
            set_up_token: set_up_token.map(Into::into),
            build_id: site.build_id.as_str().into(),
        };
        Self {
            leptos: site.leptos_options(serve.addr),
            limits: Arc::new(Limits::new(serve.requests_per_second, serve.request_burst)),
            service,
            info,
            serve: Arc::new(serve),
            signalwire,
            stopping,
        }
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}
