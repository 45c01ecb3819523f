//! Pages and server functions: what they get as context, and what goes around their replies.

use crate::{App, client};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderValue, request::Parts};
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use steadyline_api::PublicInfo;
use steadyline_api::context::SignedIn;
use tower_sessions::Session;

/// Gives a page or server function what it may reach: the service, the session and what it may know of this
/// installation. The request's [`Parts`] are there already.
pub(crate) fn contexts(app: &App) -> impl Fn() + Clone + Send + Sync + 'static {
    let (service, info) = (app.service.clone(), app.info.clone());
    move || {
        provide_context(service.clone());
        provide_context(SignedIn::default());
        // There are none for a file of the site.
        let Some(parts) = use_context::<Parts>() else { return };
        if let Some(session) = parts.extensions.get::<Session>() {
            provide_context(session.clone());
        }
        if let Some(nonce) = parts.extensions.get::<Nonce>() {
            provide_context(nonce.clone());
        }
        // Behind a proxy loopback says nothing: everybody may come through it.
        let loopback = info.loopback && !client::is_forwarded(&parts);
        provide_context(PublicInfo { loopback, ..info.clone() });
    }
}

/// Whatever a program says it takes: who asks for a page gets it as a browser does. Otherwise one that leads to signing
/// in would say so with status 200, as to a script.
pub(crate) async fn as_page(mut request: Request) -> Request {
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/html"));
    request
}

/// How files of the site end that are the same for everybody.
const SITE_FILES: [&str; 2] = [".svg", "/robots.txt"];

/// Headers that keep a page to itself. Scripts run by nonce alone, and nothing inline.
pub(crate) async fn headers(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let path = request.uri().path();
    let is_font = path.starts_with("/fonts/");
    let is_of_site =
        is_font || path.starts_with("/api/docs/") || SITE_FILES.iter().any(|end| path.ends_with(end));
    let mut response = next.run(request).await;
    let status = response.status();
    let headers = response.headers_mut();
    let is_of_type =
        |kind: &str| headers.get(CONTENT_TYPE).is_some_and(|of| of.as_bytes().starts_with(kind.as_bytes()));
    let is_page = is_of_type("text/html");
    let policy = if is_page { page_policy(&nonce, app.serve.is_https()) } else { file_policy() };
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    if app.serve.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        // What shows a broker's data is kept by no cache. Icons, fonts and the documentation are everybody's. A page does
        // not wait for its font, so it must be there already; another one gets another name.
        let cache = match status.is_success() && is_of_site && !is_page {
            true if is_font => "public, max-age=31536000, immutable",
            true => "public, max-age=3600",
            false => "no-store",
        };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    }
    response
}

fn page_policy(nonce: &Nonce, is_https: bool) -> HeaderValue {
    let upgrade = if is_https { "; upgrade-insecure-requests" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'{upgrade}"
    );
    HeaderValue::from_str(&policy).unwrap_or_else(|_| file_policy())
}

fn file_policy() -> HeaderValue {
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")
}
