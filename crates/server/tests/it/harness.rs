//! The whole router on a database of its own, with the people and keys that tests ask as.

use crate::described;
use axum::Router;
use axum::body::{Body, Bytes};
use clap::Parser;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server_fn::error::FromServerFnError;
use steadyline_api::ApiError;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_db::testing::TestDb;
use steadyline_server::settings::{Cli, Command, Serve};
use steadyline_server::{App, router};
use steadyline_service::{Service, api_key, broker};
use tower::ServiceExt;

/// The server with two brokers: `test_broker`, the guide's, and `other`.
pub(crate) struct Server {
    pub(crate) service: Service,
    pub(crate) app: App,
    pub(crate) db: TestDb,
    pub(crate) admin: Api,
    pub(crate) broker: Api,
    pub(crate) other: Api,
    pub(crate) nobody: Api,
    /// Streams end with it.
    stop: tokio::sync::watch::Sender<bool>,
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Api {
    router: Router,
    key: Option<String>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Server {
    pub(crate) async fn start(db: TestDb) -> Self {
        Self::start_with(db, &[]).await
    }

    pub(crate) async fn start_with(db: TestDb, options: &[&str]) -> Self {
        let service = Service::new(db.db.clone());
        for slug in ["test_broker", "other"] {
            let new = broker::NewBroker {
                slug: Some(slug.to_owned()),
                name: slug.to_owned(),
                settings: BrokerSettings {
                    main_line: Some("+15125550100".parse().expect("a phone")),
                    timezone: "America/Chicago".to_owned(),
                    ..BrokerSettings::default()
                },
            };
            broker::create(&service, &Actor::System, new).await.expect("a broker can be made");
        }
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let app = App::new(service.clone(), serve(options), None, stopping);
        let router = router::router(app.clone());
        let api = |key: Option<String>| Api { router: router.clone(), key };
        let (admin, own, other) = (
            key(&service, None).await,
            key(&service, Some("test_broker")).await,
            key(&service, Some("other")).await,
        );
        let (admin, broker, other) = (api(Some(admin)), api(Some(own)), api(Some(other)));
        Self { nobody: api(None), admin, broker, other, service, app, db, stop }
    }

    /// Whoever asks as `test_broker`, of the program started once more with other options.
    pub(crate) fn again(&self, options: &[&str]) -> Api {
        let app = App::new(self.service.clone(), serve(options), None, self.stop.subscribe());
        Api { router: router::router(app), key: self.broker.key.clone() }
    }

    /// With numbers in the pool of `test_broker`.
    pub(crate) async fn with_numbers(db: TestDb, numbers: &[&str]) -> Self {
        let server = Self::start(db).await;
        for number in numbers {
            server.broker.post("/api/v1/numbers", json!({ "number": number })).await.expect(201);
        }
        server
    }
}

/// The settings of `steadyline serve` with these options.
pub(crate) fn serve(options: &[&str]) -> Serve {
    let words = ["steadyline", "serve"].iter().chain(options);
    match Cli::try_parse_from(words).expect("the options are known").command {
        Command::Serve(serve) => *serve,
        other => panic!("{other:?}"),
    }
}

async fn key(service: &Service, broker: Option<&str>) -> String {
    let broker = match broker {
        Some(slug) => Some(broker::find(service, &Actor::System, slug).await.expect("there is one").id),
        None => None,
    };
    api_key::create(service, &Actor::System, broker, "test").await.expect("a key can be made").secret
}

impl Api {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.post_text(path, &body.to_string()).await
    }

    pub(crate) async fn post_text(&self, path: &str, body: &str) -> Answer {
        let request = self.request("POST", path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        let request = self.request("PATCH", path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        let request = self.request("PUT", path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path).body(Body::empty()).unwrap()).await
    }

    /// A request that is named.
    pub(crate) async fn named(&self, name: &str, path: &str, body: Value) -> Answer {
        let request = self.request("POST", path).header("idempotency-key", name);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:3000");
        match &self.key {
            Some(key) => request.header("authorization", format!("Bearer {key}")),
            None => request,
        }
    }

    /// The answer as it comes, for one that goes on.
    pub(crate) async fn answer(&self, request: Request<Body>) -> http::Response<Body> {
        self.router.clone().oneshot(request).await.expect("the router never fails")
    }

    /// Asks, and holds what is answered against the document.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, address) = (request.method().clone(), request.uri().to_string());
        let response = self.answer(request).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body can be read").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer { status: parts.status, headers: parts.headers, bytes, text, json };
        described::check(&method, &address, &answer);
        answer
    }
}

impl Answer {
    /// Why a server function refused, as its pages read it.
    #[track_caller]
    pub(crate) fn refusal(&self) -> ApiError {
        assert!(self.status.is_client_error(), "{}: {}", self.status, self.text);
        ApiError::de(self.bytes.clone())
    }

    /// The body, if the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json
    }

    /// The problem document, if the status and the end of its type are these.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> Value {
        let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        assert_eq!((self.status.as_u16(), kind), (status, "application/problem+json"), "{}", self.text);
        let kind = self.json["type"].as_str().unwrap_or_default();
        assert!(kind.ends_with(&format!("/problems/{code}")), "{code}: {}", self.text);
        assert_eq!(self.json["status"], status);
        assert!(
            self.json["reference"].as_str().is_some_and(|reference| !reference.is_empty()),
            "{}",
            self.text
        );
        self.json
    }

    /// The text without the request's id, in which the digits of any phone may come up by chance.
    pub(crate) fn told(&self) -> String {
        match self.header("x-request-id") {
            "" => self.text.clone(),
            reference => self.text.replace(reference, ""),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
