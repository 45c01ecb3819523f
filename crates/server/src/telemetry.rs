//! Logs: one line a request, with an id that the reply carries too.
//!
//! A line names the route (`/api/v1/leads/{lead}`), never the address as it came, and no query: both may hold
//! phones.

use crate::App;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use std::time::Instant;
use steadyline_api::context::REQUEST_ID;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// The header of the request's id.
pub(crate) const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static(REQUEST_ID);

/// Starts logging to standard error. A filter that cannot be read falls back to `info`.
pub(crate) fn start(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start (in tests) changes nothing.
    let _started = if json { lines.json().try_init() } else { lines.with_ansi(false).try_init() };
}

/// Gives the request an id, a span and a line in the log. An id that the client sends is not believed.
pub(crate) async fn request(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = app.service.clock.id::<Uuid>().to_string();
    let header = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("unknown"));
    request.headers_mut().insert(REQUEST_ID_HEADER, header.clone());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", reference = %id, method = %request.method(), route);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    response.headers_mut().insert(REQUEST_ID_HEADER, header);
    let status = response.status().as_u16();
    let milliseconds = start.elapsed().as_millis();
    span.in_scope(|| match status {
        500.. => tracing::error!(status, milliseconds, "answered"),
        _ if route.starts_with("/pkg") || route == "-" => tracing::debug!(status, milliseconds, "answered"),
        _ => tracing::info!(status, milliseconds, "answered"),
    });
    response
}
