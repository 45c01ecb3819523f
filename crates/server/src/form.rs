//! Server functions under `/fn/`, as scripts call them and as plain forms post them.
//!
//! A script gets the result or an [`ApiError`] with its status. A plain form gets a redirect: where the server
//! function says, else back to its page; with `?error=<code>&field=<name>` if it was refused, and what was
//! typed goes into the session (never into an address) so that the page can show it again.

mod file;
mod typed;

use crate::field::NO_NUL;
use crate::page::contexts;
use crate::{App, client};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, LOCATION, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use leptos::prelude::provide_context;
use server_fn::ContentType;
use server_fn::codec::PostcardEncoding;
use server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use steadyline_api::context::{PlainForm, REQUEST_ID};
use steadyline_api::done::{DonePostcardEncoding, done_of};
use steadyline_api::error::{ApiError, ErrorKind};
use steadyline_api::flash::{self, Flash};
use tower_sessions::Session;

/// What a form says that was sent after the session had ended, once somebody signed in again.
const SIGNED_OUT: &str =
    "You were signed out, so nothing was done. What you typed is still here: send it again.";

/// Largest form: the largest file of an import, with what stands around it.
const LARGEST: usize = steadyline_core::import::LARGEST_FILE + 64 * 1024;
/// How much of a form that is larger is read all the same.
const LARGEST_THROWN_AWAY: usize = 10 * LARGEST;
/// Largest answer that is looked at for what the next page says.
const LARGEST_DONE: usize = 64 * 1024;
/// Largest error that a server function answers with.
const LARGEST_ERROR: usize = 64 * 1024;

/// Runs a server function.
pub(crate) async fn handle(State(app): State<App>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let is_plain = mentions(&parts.headers, &ACCEPT, "text/html");
    let reference = parts.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).map(str::to_owned);
    let body = whole(body).await;
    let is_too_large = body.is_none();
    let mut body = body.unwrap_or_default();
    let mut unread = None;
    if let Some(boundary) = file::boundary(&parts.headers) {
        // Server functions take URL-encoded forms: a file is one of their texts.
        match file::encoded(body, boundary).await {
            Ok((encoded, error)) => {
                body = encoded;
                unread = error;
                parts.headers.insert(CONTENT_TYPE, file::URL_ENCODED);
                parts.headers.remove(CONTENT_LENGTH);
            }
            Err(error) => {
                body = Bytes::new();
                unread = Some(error);
            }
        }
    }
    let typed = if mentions(&parts.headers, &CONTENT_TYPE, "application/x-www-form-urlencoded") {
        typed::fields(&body)
    } else {
        Vec::new()
    };
    // Leptos would put error and input into the address: to it every form comes from a script.
    parts.headers.remove(ACCEPT);
    let asked = parts.clone();
    let allowed = match typed.iter().find(|(_, typed)| typed.contains('\0')) {
        _ if is_too_large => Err(too_large()),
        _ if unread.is_some() => Err(unread.unwrap_or_else(ApiError::internal)),
        Some((name, _)) => Err(ApiError::field(name.as_str(), NO_NUL)),
        None => allow(&app, &asked, &typed),
    };
    let response = match allowed {
        Ok(()) => run(&app, Request::from_parts(parts, Body::from(body)), is_plain).await,
        Err(error) => refused(&error.with_reference(reference.clone())),
    };
    let (response, error) = settle(response, reference).await;
    if !is_plain {
        return response;
    }
    let Some(error) = error else { return done(&asked, response).await };
    let back = back(&asked);
    let is_signed_out = error.kind == ErrorKind::Unauthenticated && !is_greeting(&asked);
    let error = if is_signed_out { ApiError { message: SIGNED_OUT.to_owned(), ..error } } else { error };
    let flash =
        Flash { path: path_of(&back).to_owned(), fields: typed::keep(typed), error: Some(error.clone()) };
    keep(&asked, flash::KEY, flash).await;
    let back = with_error(&back, &error);
    if is_signed_out {
        // What was typed is shown once: there, and not on the way.
        return redirect(&format!("/sign-in?next={}", typed::encode(&back)), &response);
    }
    redirect(&back, &response)
}

/// The whole body. One that is too large is read to its end and thrown away: a browser hears no answer before.
async fn whole(body: Body) -> Option<Bytes> {
    let mut frames = body.into_data_stream();
    let (mut read, mut size) = (Vec::new(), 0);
    while let Some(frame) = frames.next().await {
        let frame = frame.ok()?;
        size += frame.len();
        if size <= LARGEST {
            read.extend_from_slice(&frame);
        } else if size > LARGEST_THROWN_AWAY {
            break;
        }
    }
    (size <= LARGEST).then(|| Bytes::from(read))
}

fn too_large() -> ApiError {
    let most = steadyline_core::import::LARGEST_FILE / 1024 / 1024;
    let error = ApiError::new(
        ErrorKind::TooLarge,
        format!("A file can have up to {most} MB. Split it, and import the parts."),
    );
    ApiError { field: Some("file".to_owned()), ..error }
}

/// Counts forms with a password.
fn allow(app: &App, parts: &Parts, typed: &[(String, String)]) -> Result<(), ApiError> {
    if typed.iter().all(|(name, _)| !typed::is_secret(name)) {
        return Ok(());
    }
    let account =
        typed.iter().find(|(name, _)| typed::last_part(name) == "email").map(|(_, email)| email.as_str());
    app.limits.sign_in(client::address(parts, app.serve.trusted_proxy_hops), account)
}

async fn run(app: &App, request: Request, is_plain: bool) -> Response {
    let contexts = contexts(app);
    let with_form = move || {
        contexts();
        if is_plain {
            provide_context(PlainForm);
        }
    };
    leptos_axum::handle_server_fns_with_context(with_form, request).await.into_response()
}

fn refused(error: &ApiError) -> Response {
    let mut response = Response::new(Body::from(error.ser()));
    response.headers_mut().insert(SERVER_FN_ERROR_HEADER, HeaderValue::from_static(""));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE));
    response
}

/// Gives an error its status: server functions answer 500 for every one.
async fn settle(response: Response, reference: Option<String>) -> (Response, Option<ApiError>) {
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        if response.status() == StatusCode::BAD_REQUEST {
            let error = ApiError::new(ErrorKind::NotFound, "The page is from an older version. Reload it.");
            let error = error.with_reference(reference);
            let mut response = refused(&error);
            *response.status_mut() = StatusCode::NOT_FOUND;
            return (response, Some(error));
        }
        return (response, None);
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_ERROR).await.unwrap_or_default();
    let error = ApiError::de(body.clone());
    parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = error.facts.as_ref().and_then(|facts| facts.retry_after) {
        parts.headers.insert(http::header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
    (Response::from_parts(parts, Body::from(body)), Some(error))
}

/// Whether the form is one of those that need nobody to be signed in, and of which nothing is told.
fn is_greeting(asked: &Parts) -> bool {
    matches!(asked.uri.path(), "/fn/sign_in" | "/fn/sign_out" | "/fn/set_up")
}

/// After success: where the server function says, else back to the page without the last refusal. That page
/// says what was done.
async fn done(asked: &Parts, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST_DONE).await.unwrap_or_default();
    let response = Response::from_parts(parts, Body::empty());
    let tells = mentions(response.headers(), &CONTENT_TYPE, DonePostcardEncoding::CONTENT_TYPE);
    if !is_greeting(asked)
        && tells
        && let Some(done) = done_of(&body)
        && !done.message.is_empty()
    {
        keep(asked, flash::DONE, done).await;
    }
    match response.headers().get(LOCATION).and_then(|to| to.to_str().ok()) {
        Some(to) => redirect(to, &response),
        None => redirect(&back(asked), &response),
    }
}

/// 303, with what the server function set beside (cookies).
fn redirect(to: &str, response: &Response) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    let mut redirect = (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
    for cookie in response.headers().get_all(http::header::SET_COOKIE) {
        redirect.headers_mut().append(http::header::SET_COOKIE, cookie.clone());
    }
    redirect
}

/// Keeps something in the session for the page that comes next.
async fn keep(asked: &Parts, key: &str, what: impl serde::Serialize + Send + Sync) {
    let Some(session) = asked.extensions.get::<Session>() else { return };
    if let Err(error) = session.insert(key, what).await {
        tracing::warn!(%error, key, "what the next page would say is lost");
    }
}

/// Path and query of the page the form stands on, without an earlier refusal. Only of this origin.
fn back(asked: &Parts) -> String {
    let referer = asked.headers.get(REFERER).and_then(|referer| referer.to_str().ok());
    let Some(referer) = referer.and_then(|referer| referer.parse::<Uri>().ok()) else {
        return "/".to_owned();
    };
    let host = asked.headers.get(HOST).and_then(|host| host.to_str().ok());
    if referer.authority().map(http::uri::Authority::as_str)
        != host.or(asked.uri.authority().map(|at| at.as_str()))
    {
        return "/".to_owned();
    }
    let kept: Vec<&str> = referer
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| !matches!(pair.split('=').next(), Some("error" | "field" | "")))
        .collect();
    // `//host` would lead elsewhere.
    let path = format!("/{}", referer.path().trim_start_matches('/'));
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

fn with_error(back: &str, error: &ApiError) -> String {
    let separator = if back.contains('?') { '&' } else { '?' };
    let field =
        error.field.as_ref().map(|field| format!("&field={}", typed::encode(field))).unwrap_or_default();
    format!("{back}{separator}error={}{field}", error.kind.code())
}

fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}

fn mentions(headers: &HeaderMap, name: &http::HeaderName, what: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(referer: &str) -> Parts {
        let request = Request::builder().header(HOST, "steadyline.example").header(REFERER, referer);
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_form_goes_back_to_its_own_page_and_nowhere_else() {
        for (referer, expected) in [
            ("https://steadyline.example/leads/new?x=1&error=bad-phone&field=phone", "/leads/new?x=1"),
            ("https://steadyline.example/leads", "/leads"),
            ("https://evil.example/leads", "/"),
            ("https://steadyline.example//evil.example/", "/evil.example/"),
            ("/leads", "/"),
            ("", "/"),
        ] {
            assert_eq!(back(&asked(referer)), expected, "{referer}");
        }
    }

    #[test]
    fn an_error_is_a_code_and_a_field_in_the_address() {
        let error = ApiError::field("settings[max attempts]", "Between 1 and 50, not `secret`.");
        let address = with_error("/settings?tab=policy", &error);
        assert_eq!(address, "/settings?tab=policy&error=invalid-field&field=settings%5Bmax%20attempts%5D");
    }
}
