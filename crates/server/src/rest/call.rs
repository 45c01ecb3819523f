//! `/api/v1/calls`

use super::{after, broker_of, lead_of, listed};
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::openapi::assignment::{self as described, CallOutcome};
use crate::openapi::call as shape;
use crate::openapi::list::{Calls, OfBroker, Paging};
use crate::problem::Problem;
use crate::sheet::out as sheet;
use crate::webhook::report;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use steadyline_service::call::{self, CallFilter, Reported};

/// List calls
///
/// Newest first. With `Accept: text/csv`, the whole list from `cursor` on, up to `limit` if given.
#[utoipa::path(
    get,
    path = "/api/v1/calls",
    operation_id = "list_calls",
    tag = "calls",
    params(OfBroker, shape::CallFilter, Paging),
    responses((status = 200, description = "A page of calls; as CSV all of them.",
        content((Calls = "application/json"), (String = "text/csv", example = "called_at,outcome\n2026-11-21T16:02:11Z,answered\n")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = CallFilter {
        lead_id: lead_of(&app, &actor, &broker, &asked).await?,
        number_id: asked.parsed("number_id")?,
        after: None,
    };
    let read = move |cursor: Option<String>, limit| {
        let (app, actor, broker, filter) = (app.clone(), actor.clone(), broker.clone(), filter.clone());
        async move {
            let filter = CallFilter { after: after(cursor)?, ..filter };
            Ok(call::list(&app.service, &actor, Some(&broker), filter, limit).await?)
        }
    };
    listed("calls", sheet::CALLS, &asked, &headers, read).await
}

/// Record a call
///
/// As `POST /webhook/call-outcome`.
#[utoipa::path(
    post,
    path = "/api/v1/calls",
    operation_id = "record_call",
    tag = "calls",
    request_body = CallOutcome,
    responses((status = 200, description = "What the lead is now.", body = described::Reported)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "no-live-assignment", "ambiguous-lead", "lead-erased"]))),
)]
pub(super) async fn record(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Reported>, Problem> {
    Ok(Json(call::record(&app.service, &actor, report(&fields)?).await?))
}
