//! Errors as RFC 9457 problem documents.
//!
//! A handler fails with a [`Problem`]; [`render`], which knows the public address and the request's id, makes
//! the document of it. The same goes for what axum itself refuses (404, 405, 413).

use crate::App;
use crate::telemetry::REQUEST_ID_HEADER;
use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use steadyline_api::error::{ApiError, ErrorKind, Facts};
use steadyline_core::choice::RuledOut;
use steadyline_core::field::FieldError;
use steadyline_core::number::InTheWay;
use steadyline_service::{Conflict, ServiceError};

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) ApiError);

impl Problem {
    /// A refusal with nothing but a message.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(ApiError::new(kind, message))
    }

    /// A field that is not as it should be.
    pub(crate) fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self(ApiError::field(field, message))
    }

    /// There is nothing at the address.
    pub(crate) fn no_address() -> Self {
        Self::new(ErrorKind::NotFound, "There is nothing at this address.")
    }

    /// The body is larger than is taken.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(ErrorKind::TooLarge, format!("The body can have at most {limit} bytes."))
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        Self(error.into())
    }
}

impl From<Conflict> for Problem {
    fn from(conflict: Conflict) -> Self {
        Self(conflict.into())
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The document.
#[derive(Debug, Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ruled_out: Option<&'a BTreeMap<RuledOut, i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_free_at: Option<Option<DateTime<Utc>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<&'a [InTheWay]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
}

/// Makes documents of the refusals below it; for people, who see one only where something broke, a sentence.
pub(crate) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let reference = text_of(request.headers(), &REQUEST_ID_HEADER);
    let path = request.uri().path();
    let is_program = path.starts_with("/api/") || path.starts_with("/webhook/");
    let is_person = !is_program && accepts_html(request.headers());
    if is_person && request.method().is_safe() && holds_nul(&request) {
        return Redirect::to(&without_nul(request.uri())).into_response();
    }
    let response = if holds_nul(&request) { no_such_text() } else { next.run(request).await };
    let known = response.extensions().get::<Problem>().cloned();
    let Some(problem) = known.or_else(|| bare(&response).filter(|_| is_program)) else { return response };
    let error = problem.0.with_reference(reference);
    if is_person {
        return sentence(&error);
    }
    let (parts, _) = response.into_parts();
    let mut rendered = document(&error, &app.info.public_url);
    for (name, value) in parts.headers {
        if let Some(name) = name.filter(|name| name == header::ALLOW || name == header::VARY) {
            rendered.headers_mut().append(name, value);
        }
    }
    rendered
}

fn text_of(headers: &HeaderMap, name: &http::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// No database keeps a text with a NUL, so nothing has such a name.
const NUL: &str = "%00";

fn holds_nul(request: &Request) -> bool {
    request.uri().path_and_query().is_some_and(|address| address.as_str().contains(NUL))
}

fn no_such_text() -> Response {
    Problem::new(ErrorKind::Malformed, "The address holds a NUL character.").into_response()
}

/// The address as a page can read it: what is asked for without its NULs, and in the path, where nothing has such a
/// name, the sign for what cannot be read. Two slashes before it would lead to another site.
fn without_nul(address: &Uri) -> String {
    let path = address.path().trim_start_matches(['/', '\\']).replace(NUL, "%EF%BF%BD");
    match address.query() {
        Some(query) => format!("/{path}?{}", query.replace(NUL, "")),
        None => format!("/{path}"),
    }
}

fn accepts_html(headers: &HeaderMap) -> bool {
    text_of(headers, &header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

fn status_of(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn sentence(error: &ApiError) -> Response {
    let reference = error.reference.as_deref().unwrap_or("-");
    (status_of(error), format!("{}\nReference: {reference}\n", error.message)).into_response()
}

/// What a layer refused with a status alone.
fn bare(response: &Response) -> Option<Problem> {
    let has_document = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    if has_document {
        return None;
    }
    Some(match response.status() {
        StatusCode::NOT_FOUND => Problem::no_address(),
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(ErrorKind::MethodNotAllowed, "This address takes other methods.")
        }
        StatusCode::REQUEST_TIMEOUT => {
            Problem::new(ErrorKind::TimedOut, "The request took too long. Try again.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(ErrorKind::TooLarge, "The body is too large."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(ErrorKind::UnsupportedType, "Send JSON."),
        StatusCode::BAD_REQUEST => Problem::new(ErrorKind::Malformed, "The request cannot be read."),
        StatusCode::UNPROCESSABLE_ENTITY => Problem::new(ErrorKind::InvalidField, "A field is not valid."),
        status if status.is_server_error() => Problem(ApiError::internal()),
        _ => return None,
    })
}

/// What happened, in the words that people read too, and what a program may send instead.
fn detail(error: &ApiError) -> Cow<'_, str> {
    if error.kind == ErrorKind::LeadUnreachable {
        format!("{} Send \"force\": true to do it now.", error.message).into()
    } else {
        error.message.as_str().into()
    }
}

fn document(error: &ApiError, public_url: &str) -> Response {
    let none = Facts::default();
    let facts = error.facts.as_deref().unwrap_or(&none);
    let body = Document {
        kind: format!("{public_url}/problems/{}", error.kind.code()),
        title: error.kind.title(),
        status: error.status(),
        detail: detail(error),
        field: error.field.as_deref(),
        reference: error.reference.as_deref(),
        retry_after: facts.retry_after,
        ruled_out: facts.ruled_out.as_ref(),
        next_free_at: (error.kind == ErrorKind::NoAvailableNumber).then_some(facts.next_free_at),
        numbers: facts.numbers.as_deref(),
        not_before: facts.not_before,
        version: facts.version,
    };
    let mut response = (status_of(error), Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = facts.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
    if error.kind == ErrorKind::Unauthenticated {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"steadyline\""));
    }
    response
}

/// The answer to a panic: the same as to any other internal error. The panic itself is in the log.
pub(crate) fn of_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(what, "a handler panicked");
    Problem(ApiError::internal()).into_response()
}
