//! `/api/v1`: everything a CRM needs, one file a noun.
//!
//! Field names are the column names; lists answer `{"items": [...], "next_cursor": ...}`.

mod assignment;
mod audit;
mod broker;
mod call;
mod carrier;
mod carrier_call;
mod connection;
mod diagnostics;
mod event;
mod history;
mod import;
mod lead;
mod many;
mod number;
mod report;
mod user;

pub(crate) use number::{NumberView, viewed};

use crate::App;
use crate::extract::Asked;
use crate::problem::Problem;
use crate::sheet::out as sheet;
use axum::Json;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use http::{HeaderMap, HeaderName};
use serde::Serialize;
use std::future::Future;
use std::str::FromStr;
use steadyline_core::id::LeadId;
use steadyline_core::user::{Actor, Role};
use steadyline_service::ServiceError;
use steadyline_service::cursor::{Page, time_cursor_of};
use steadyline_service::tag::Tagged;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The resources, each routed by its own description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(broker::list, broker::create))
        .routes(routes!(broker::show, broker::change))
        .routes(routes!(broker::preview))
        .routes(routes!(audit::list))
        .routes(routes!(number::list, number::add))
        .routes(routes!(import::body::numbers))
        .routes(routes!(number::bulk::change))
        .routes(routes!(number::bulk::undo))
        .routes(routes!(carrier::show, carrier::sync))
        .routes(routes!(carrier::apply))
        .routes(routes!(carrier::available))
        .routes(routes!(carrier::buy))
        .routes(routes!(carrier::orders))
        .routes(routes!(carrier::release))
        .routes(routes!(number::show, number::change))
        .routes(routes!(number::rest))
        .routes(routes!(number::activate))
        .routes(routes!(number::retire))
        .routes(routes!(lead::list, lead::create))
        .routes(routes!(import::body::leads))
        .routes(routes!(lead::show, lead::change, lead::erase))
        .routes(routes!(lead::assign))
        .routes(routes!(lead::note))
        .routes(routes!(assignment::list))
        .routes(routes!(many::release))
        .routes(routes!(many::reinstate))
        .routes(routes!(many::suppress))
        .routes(routes!(many::undo))
        .routes(routes!(assignment::show))
        .routes(routes!(assignment::release))
        .routes(routes!(assignment::lock))
        .routes(routes!(assignment::rehome))
        .routes(routes!(assignment::reinstate))
        .routes(routes!(call::list, call::record))
        .routes(routes!(connection::show, connection::connect, connection::disconnect))
        .routes(routes!(connection::test))
        .routes(routes!(carrier_call::call))
        .routes(routes!(carrier_call::list))
        .routes(routes!(carrier_call::call_off))
        .routes(routes!(carrier_call::dismiss))
        .routes(routes!(diagnostics::show))
        .routes(routes!(diagnostics::mend_rows))
        .routes(routes!(import::list))
        .routes(routes!(import::show, import::discard))
        .routes(routes!(import::lines))
        .routes(routes!(import::start))
        .routes(routes!(import::stop))
        .routes(routes!(import::undo))
        .routes(routes!(report::calls))
        .routes(routes!(report::utilization))
        .routes(routes!(report::numbers))
        .routes(routes!(report::funnel))
        .routes(routes!(report::health))
        .routes(routes!(report::hours))
        .routes(routes!(report::areas))
        .routes(routes!(report::presence))
        .routes(routes!(report::brokers))
        .routes(routes!(history::show))
        .routes(routes!(event::list_endpoints, event::create_endpoint))
        .routes(routes!(event::show_endpoint, event::change_endpoint, event::remove_endpoint))
        .routes(routes!(event::renew_secret))
        .routes(routes!(event::test_endpoint))
        .routes(routes!(event::list_deliveries))
        .routes(routes!(event::show_delivery))
        .routes(routes!(event::replay_delivery))
        .routes(routes!(user::list))
        .routes(routes!(user::change))
        .routes(routes!(user::sign_out))
        .routes(routes!(user::reset))
        .routes(routes!(user::list_invites, user::create_invite))
        .routes(routes!(user::revoke_invite))
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

/// The lead that a list is asked for, by the caller's own reference, else by our id.
async fn lead_of(app: &App, actor: &Actor, broker: &str, asked: &Asked) -> Result<Option<LeadId>, Problem> {
    let Some(named) = asked.text("lead_id") else { return Ok(None) };
    match (steadyline_service::lead::find(&app.service, actor, broker, named).await, named.parse::<LeadId>())
    {
        (Ok(lead), _) => Ok(Some(lead.id)),
        // Of an id that names no lead the list is empty.
        (Err(ServiceError::NotFound(_)), Ok(id)) => Ok(Some(id)),
        (Err(error), _) => Err(error.into()),
    }
}

/// What is shown with its tag, for `If-Match`.
type Tag<T> = ([(HeaderName, String); 1], Json<T>);

fn tagged<T>(of: &impl Tagged, shown: T) -> Tag<T> {
    ([(ETAG, format!("\"{}\"", of.tag()))], Json(shown))
}

/// The tag that a change is about. None, or `*`, is whatever there is.
fn if_tag(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(IF_MATCH)?.to_str().unwrap_or_default().trim();
    // A cache on the way may have called it weak.
    let tag = given.strip_prefix("W/").unwrap_or(given).trim_matches('"');
    (given != "*").then(|| tag.to_owned())
}

/// A cursor over times and ids: `<microseconds>~<id>`.
fn after<T: FromStr>(cursor: Option<String>) -> Result<Option<(DateTime<Utc>, T)>, Problem> {
    Ok(cursor.as_deref().map(time_cursor_of).transpose()?)
}

/// A page of a list, or as a sheet the whole list from the cursor on, with a limit so many rows of it.
async fn listed<T, R, F>(
    name: &str,
    columns: &'static [&'static str],
    asked: &Asked,
    headers: &HeaderMap,
    read: R,
) -> Result<Response, Problem>
where
    T: Serialize,
    R: Fn(Option<String>, i64) -> F + Send + 'static,
    F: Future<Output = Result<Page<T>, Problem>> + Send + 'static,
{
    let limit = asked.limit()?;
    if sheet::is_wanted(headers) {
        let limit = asked.text("limit").map(|_| limit);
        return sheet::send(name, columns, false, limit, asked.cursor(), read).await;
    }
    Ok(Json(read(asked.cursor(), limit).await?).into_response())
}

/// Whether the body is a sheet.
fn is_csv(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/csv"))
}
