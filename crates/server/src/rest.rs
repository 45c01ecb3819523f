//! `/api/v1`: everything a CRM needs, one file a noun.
//!
//! Field names are the column names; lists answer `{"items": [...], "next_cursor": ...}`.

mod assignment;
mod broker;
mod call;
mod lead;
mod number;

use crate::App;
use crate::problem::Problem;
use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use std::str::FromStr;
use steadyline_core::user::{Actor, Role};

/// The resources.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/brokers", get(broker::list).post(broker::create))
        .route("/api/v1/brokers/{broker}", get(broker::show).patch(broker::change))
        .route("/api/v1/numbers", get(number::list).post(number::add))
        .route("/api/v1/numbers/import", post(number::import))
        .route("/api/v1/numbers/{id}", get(number::show).patch(number::change))
        .route("/api/v1/numbers/{id}/rest", post(number::rest))
        .route("/api/v1/numbers/{id}/activate", post(number::activate))
        .route("/api/v1/numbers/{id}/retire", post(number::retire))
        .route("/api/v1/leads", get(lead::list).post(lead::create))
        .route("/api/v1/leads/import", post(lead::import))
        .route("/api/v1/leads/{lead}", get(lead::show).patch(lead::change).delete(lead::erase))
        .route("/api/v1/leads/{lead}/assign", post(lead::assign))
        .route("/api/v1/assignments", get(assignment::list))
        .route("/api/v1/assignments/{id}", get(assignment::show))
        .route("/api/v1/assignments/{id}/release", post(assignment::release))
        .route("/api/v1/assignments/{id}/lock", post(assignment::lock))
        .route("/api/v1/assignments/{id}/rehome", post(assignment::rehome))
        .route("/api/v1/calls", get(call::list).post(call::record))
}

/// The broker that is meant: the one named, else the key's own.
fn broker_of(actor: &Actor, named: Option<String>) -> Result<String, Problem> {
    match (named, actor.role()) {
        (Some(named), _) => Ok(named),
        (None, Role::Broker(own)) => Ok(own.to_string()),
        (None, Role::Admin) => {
            Err(Problem::field("broker_id", "The key belongs to no broker: say which with broker_id."))
        }
    }
}

/// A cursor over times and ids: `<microseconds>~<id>`.
fn after<T: FromStr>(cursor: Option<String>) -> Result<Option<(DateTime<Utc>, T)>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let wrong = || Problem::field("cursor", "Send a next_cursor as it came.");
    let (time, id) = cursor.split_once('~').ok_or_else(wrong)?;
    let time = time.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(wrong)?;
    Ok(Some((time, id.parse().map_err(|_| wrong())?)))
}

/// Whether the body is a sheet.
fn is_csv(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/csv"))
}
