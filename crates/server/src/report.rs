//! Reports as files, for people who are signed in: the links to CSV beside each chart.

use crate::App;
use crate::extract::Asked;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use steadyline_core::report::Sheet;
use steadyline_service::report;
use tower_sessions::Session;

/// What an address asks for.
pub(crate) fn asked_for(asked: &Asked) -> report::Asked {
    let text = |name| asked.text(name).map(str::to_owned);
    report::Asked { broker: asked.broker(), from: text("from"), to: text("to") }
}

/// A sheet as a file.
pub(crate) fn csv(name: &str, sheet: &Sheet) -> Response {
    let mut response = sheet.csv().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let file = format!("attachment; filename=\"steadyline-{name}.csv\"");
    if let Ok(file) = HeaderValue::from_str(&file) {
        headers.insert(CONTENT_DISPOSITION, file);
    }
    response
}

/// `GET /reports/{file}`: `hours.csv?broker=alder&from=2026-11-01&to=2026-11-19`.
pub(crate) async fn file(
    State(app): State<App>,
    Path(file): Path<String>,
    session: Session,
    asked: Asked,
) -> Result<Response, Problem> {
    let actor = crate::session::actor(&app, &session).await?;
    let name = file.strip_suffix(".csv").ok_or_else(Problem::no_address)?;
    let sheet = report::sheet(&app.service, &actor, name, &asked_for(&asked)).await?;
    Ok(csv(name, &sheet.ok_or_else(Problem::no_address)?))
}
