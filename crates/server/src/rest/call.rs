//! `/api/v1/calls`

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::openapi::assignment::{self as described, CallOutcome};
use crate::openapi::call as shape;
use crate::openapi::list::{Calls, OfBroker, Paging};
use crate::problem::Problem;
use crate::webhook::report;
use axum::Json;
use axum::extract::State;
use steadyline_core::call::Call;
use steadyline_service::assignment::Page;
use steadyline_service::call::{self, CallFilter, Reported};

/// List calls
///
/// Newest first.
#[utoipa::path(
    get,
    path = "/api/v1/calls",
    operation_id = "list_calls",
    tag = "calls",
    params(OfBroker, shape::CallFilter, Paging),
    responses((status = 200, description = "A page of calls.", body = Calls)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<Call>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = CallFilter {
        lead_id: asked.parsed("lead_id")?,
        number_id: asked.parsed("number_id")?,
        after: after(asked.cursor())?,
    };
    Ok(Json(call::list(&app.service, &actor, Some(&broker), filter, asked.limit()?).await?))
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
