//! Every address, by audience.

use crate::problem::Problem;
use crate::{
    App, export, extract, form, idempotency, import_lines, live, n8n, openapi, page, problem, report, rest,
    session, site, telemetry, webhook,
};
use axum::Router;
use axum::extract::{Path, State};
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::StatusCode;
use leptos_axum::{
    LeptosRoutes, file_and_error_handler_with_context, generate_route_list, render_route_with_context,
};
use std::time::Duration;
use steadyline_api::error::ErrorKind;
use steadyline_frontend::{App as Pages, shell};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest that a request may take. An import of 5,000 rows on a slow disk fits.
const LONGEST: Duration = Duration::from_secs(60);

/// All addresses.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(Router::from(public()))
        .merge(machines(&app))
        .merge(files(&app))
        .merge(browsers(&app))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(app.clone(), problem::render))
        .layer(from_fn_with_state(app.clone(), telemetry::request))
        .with_state(app)
}

/// Everybody.
pub(crate) fn public() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(alive)).routes(routes!(ready)).routes(routes!(explain))
}

/// Programs with an API key: n8n and CRMs.
pub(crate) fn keyed() -> OpenApiRouter<App> {
    webhook::routes().merge(rest::routes())
}

fn machines(app: &App) -> Router<App> {
    Router::from(keyed())
        .route_layer(from_fn_with_state(app.clone(), idempotency::once))
        .route_layer(from_fn_with_state(app.clone(), extract::authenticate))
        .merge(webhook::signalwire::routes())
        .merge(docs())
        .layer(timeout())
        .layer(CompressionLayer::new())
        .route("/api/{*rest}", any(nothing))
        .route("/webhook/{*rest}", any(nothing))
}

/// The description of the API, for programs and for people.
fn docs() -> Router<App> {
    Router::new()
        .route("/api/openapi.json", get(openapi::show))
        .route("/api/docs", get(openapi::page::folder))
        .route("/api/docs/", get(openapi::page::index))
        .route("/api/docs/start.js", get(openapi::page::start))
        .route("/api/docs/look.css", get(openapi::page::look))
        .route("/api/docs/{file}", get(openapi::page::file))
}

/// The browser's part: scripts and styles, compressed when they were built.
fn files(app: &App) -> Router<App> {
    let folder = std::path::Path::new(&*app.leptos.site_root).join(site::PKG);
    let pkg = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    Router::new()
        .nest_service("/pkg", pkg)
        .layer(from_fn(site::cache))
        .layer(from_fn_with_state(app.clone(), page::headers))
}

/// People: pages, server functions, and for what is nowhere the page that says so.
fn browsers(app: &App) -> Router<App> {
    let contexts = page::contexts(app);
    let routes = generate_route_list(Pages);
    let options = app.leptos.clone();
    let render =
        render_route_with_context::<App, _>(routes.clone(), contexts.clone(), move || shell(options.clone()));
    Router::new()
        .route("/fn/{*name}", any(form::handle))
        .route("/live", get(live::changes))
        .route("/b/{broker}/pool.csv", get(export::pool))
        .route("/b/{broker}/leads.csv", get(export::leads))
        .route("/b/{broker}/assignments.csv", get(export::assignments))
        .route("/b/{broker}/imports/{import}/lines.csv", get(import_lines::show))
        .route("/reports/{file}", get(report::file))
        .route("/n8n/{file}", get(n8n::file))
        .merge(Router::new().leptos_routes_with_handler(routes, render).layer(map_request(page::as_page)))
        .fallback(file_and_error_handler_with_context::<App, _>(contexts, shell))
        .layer(timeout())
        .layer(session::layer(app))
        .layer(csrf(app))
        // A page is written for one reader: what the best compression would save on the wire it would cost the server.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(app.clone(), page::headers))
}

fn timeout() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST)
}

/// Refuses what another site makes a browser send. Behind a proxy the host may differ from the public one.
fn csrf(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    layer.clone().add_trusted_origin(&app.info.public_url).unwrap_or(layer)
}

/// Whether the program runs
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "alive",
    tag = "program",
    responses((status = 200, description = "It runs.", body = String, example = "ok")),
)]
async fn alive() -> &'static str {
    "ok"
}

/// Whether the database answers
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "program",
    responses(
        (status = 200, description = "It answers.", body = String, example = "ok"),
        (status = 503, description = "It does not.", body = String, example = "the database does not answer"),
    ),
)]
async fn ready(State(app): State<App>) -> Response {
    match app.service.db.ping().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response()
        }
    }
}

/// What a problem's `type` leads to
#[utoipa::path(
    get,
    path = "/problems/{code}",
    operation_id = "explain_problem",
    tag = "program",
    params(("code" = String, Path, description = "The last part of the `type`.", example = "no-available-number")),
    responses((status = 200, description = "What it means, in a line.", body = String,
        example = "no-available-number (409): No number is available.")),
    extensions(("x-problem-types" = json!(["not-found"]))),
)]
async fn explain(Path(code): Path<String>) -> Result<String, Problem> {
    let kind: ErrorKind = code.parse().map_err(|_| Problem::no_address())?;
    Ok(format!("{kind} ({}): {}.\n", kind.status(), kind.title()))
}

async fn nothing() -> Problem {
    Problem::no_address()
}
