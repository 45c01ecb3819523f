//! `Idempotency-Key`: a request that is named is done once, and its reply given again.
//!
//! Only replies below 400 are kept: after a refusal the same key tries afresh. A second request of the same name
//! waits for the first.

use crate::App;
use crate::extract::Key;
use crate::field::body_of;
use crate::problem::Problem;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::time::Duration;
use steadyline_api::error::ErrorKind;
use steadyline_core::user::Actor;
use steadyline_service::idempotency::{self, Begun, RequestName};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that a reply was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key.
const LONGEST_KEY: usize = 255;
/// Largest reply that is kept: every reply to a POST is smaller.
const LARGEST_REPLY: usize = 8 * 1024 * 1024;
/// How often a second request looks whether the first is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How often a request that takes long is said to be in hand: well before it is taken for lost.
const HOLD_EVERY: Duration = Duration::from_secs(20);

/// Marks a reply that is kept nowhere, since it holds a secret: the same request again is done again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unkept;

/// Runs a named request once.
pub(crate) async fn once(
    State(app): State<App>,
    Key(actor): Key,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Some(named) = request.headers().get(HEADER).filter(|_| request.method() == Method::POST) else {
        return Ok(next.run(request).await);
    };
    let wrong =
        || Problem::field("Idempotency-Key", format!("Send 1 to {LONGEST_KEY} visible ASCII characters."));
    let key = named
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|key| (1..=LONGEST_KEY).contains(&key.len()))
        .ok_or_else(wrong)?;
    let Actor::Key { id, .. } = actor else { return Ok(next.run(request).await) };
    let name = RequestName {
        api_key_id: id,
        path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        idempotency_key: key.to_owned(),
    };
    let (parts, body) = request.into_parts();
    let body = body_of(Request::from_parts(parts.clone(), body)).await?;
    let hash = Sha256::digest(&body).to_vec();
    loop {
        match idempotency::begin(&app.service, name.clone(), hash.clone()).await? {
            Begun::New => break,
            Begun::Known { status, reply } => return Ok(replay(status, reply)),
            Begun::Erased => {
                let message = "The request was done, and the lead's data erased since.";
                return Err(Problem::new(ErrorKind::LeadErased, message));
            }
            Begun::Differs => {
                let message = "The Idempotency-Key was used for a request with another body.";
                return Err(Problem::new(ErrorKind::IdempotencyKeyReused, message));
            }
            Begun::InFlight => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
    // The client may hang up at any time: what was begun is ended all the same.
    let request = Request::from_parts(parts, Body::from(body));
    let ended = tokio::spawn(finish(app, name, next.run(request)));
    ended.await.unwrap_or_else(|error| Err(broken(&error)))
}

async fn finish(
    app: App,
    name: RequestName,
    running: impl Future<Output = Response>,
) -> Result<Response, Problem> {
    let response = tokio::select! {
        response = running => response,
        never = hold(&app, &name) => match never {},
    };
    if response.status().as_u16() >= 400 || response.extensions().get::<Unkept>().is_some() {
        idempotency::forget(&app.service, name).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_REPLY).await.map_err(|error| broken(&error))?;
    idempotency::finish(&app.service, name, parts.status.as_u16(), body.to_vec()).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// As long as the process lives and the request is not done.
async fn hold(app: &App, name: &RequestName) -> Infallible {
    loop {
        tokio::time::sleep(HOLD_EVERY).await;
        if let Err(error) = idempotency::hold(&app.service, name.clone()).await {
            tracing::warn!(%error, "a named request was not said to be in hand");
        }
    }
}

fn replay(status: u16, reply: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(reply));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn broken(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "a named request broke");
    Problem(steadyline_api::ApiError::internal())
}
