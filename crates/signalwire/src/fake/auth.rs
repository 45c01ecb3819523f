//! Who may ask, and what goes wrong before anything is done.

use super::{Fake, Fault};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

/// Notes the request, shows the next fault, and lets in who knows project and token.
pub(super) async fn guard(State(fake): State<Fake>, request: Request, next: Next) -> Response {
    let fault = {
        let mut state = fake.state();
        state.asked.push((request.method().to_string(), request.uri().path().to_owned()));
        state.faults.pop_front()
    };
    match fault {
        Some(Fault::Status(status, retry_after)) => return failed(status, retry_after),
        Some(Fault::Slow(wait)) => tokio::time::sleep(wait).await,
        Some(Fault::Lost) | None => {}
    }
    if !may_enter(&fake, request.headers()) {
        return error(401, 20003, "Authentication Error - No credentials provided");
    }
    let mut response = next.run(request).await;
    if fault == Some(Fault::Lost) {
        return failed(502, None);
    }
    // Some clients say that they close the connection and use it again all the same.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

fn may_enter(fake: &Fake, headers: &HeaderMap) -> bool {
    let given =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let known = format!("{}:{}", fake.credentials.project, fake.credentials.token);
    given.is_some_and(|given| given == BASE64_STANDARD.encode(known))
}

fn failed(status: u16, retry_after: Option<u64>) -> Response {
    let code = match status {
        401 => 20003,
        404 => 20404,
        429 => 20429,
        _ => 20504,
    };
    let mut response = error(status, code, "It is so for a test");
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An error of the compatible API.
pub(super) fn error(status: u16, code: u32, message: &str) -> Response {
    let more = format!("https://developer.signalwire.com/compatibility-api/reference/error-codes#{code}");
    let body = json!({ "code": code, "message": message, "more_info": more, "status": status });
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(body)).into_response()
}
