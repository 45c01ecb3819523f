//! `GET /api/docs`: the document to read and try, with Swagger UI out of this program.

use crate::problem::Problem;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderValue;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use std::sync::Arc;
use steadyline_api::ApiError;
use utoipa_swagger_ui::{Config, serve};

/// Everything comes from here, and nothing inline runs. Swagger UI has its pictures in its style sheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page's files are named from its folder.
pub(crate) async fn folder() -> Redirect {
    Redirect::permanent("/api/docs/")
}

pub(crate) async fn index() -> Response {
    with_headers(include_str!("page.html").into_response(), "text/html; charset=utf-8")
}

pub(crate) async fn start() -> Response {
    with_headers(include_str!("page.js").into_response(), "text/javascript")
}

pub(crate) async fn look() -> Response {
    with_headers(include_str!("page.css").into_response(), "text/css; charset=utf-8")
}

pub(crate) async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let found = serve(&name, Arc::new(Config::default())).map_err(|error| {
        tracing::error!(%error, name, "the page of the API cannot be served");
        Problem(ApiError::internal())
    })?;
    let found = found.ok_or_else(Problem::no_address)?;
    Ok(with_headers(found.bytes.into_response(), &found.content_type))
}

fn with_headers(mut response: Response, kind: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
