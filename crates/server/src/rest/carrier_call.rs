//! `/api/v1/leads/{lead}/call` and `/api/v1/carrier-calls`

use super::broker_of;
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::openapi::carrier_call as shape;
use crate::openapi::list::OfBroker;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use steadyline_core::id::CarrierCallId;
use steadyline_service::carrier_call::{self, CallView, Ring};

/// Calls that wait or go on.
#[derive(Debug, Serialize)]
pub(super) struct OpenCalls {
    items: Vec<CallView>,
}

/// Call a lead
///
/// The main line rings first; once it is picked up, the lead is called and sees the number it is assigned. Refused with
/// `call-not-allowed` outside the lead's call hours and over the limits per person, with `not_before` and
/// `Retry-After`. SignalWire places one call per second: the call waits for its turn. Its outcome is recorded
/// automatically under the `call_id` of the reply; report `booked` and the like under the same id.
#[utoipa::path(
    post,
    path = "/api/v1/leads/{lead}/call",
    operation_id = "call_lead",
    tag = "calls",
    params(("lead" = String, Path, description = "Your own reference, else our UUID.")),
    request_body = shape::CallLead,
    responses((status = 202, description = "The call is in the queue.", body = shape::CarrierCall)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "call-not-allowed", "call-under-way", "carrier-not-connected", "carrier-locked", "no-live-assignment", "number-out-of-service", "lead-suppressed", "lead-erased", "bad-phone"]))),
)]
pub(super) async fn call(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let ring = Ring::parse(fields.text("ring")?.as_deref().unwrap_or_default())?;
    let asked = carrier_call::ask(&app.service, &actor, Some(&broker), &named, ring).await?;
    Ok((StatusCode::ACCEPTED, Json(asked)).into_response())
}

/// List waiting and current calls
///
/// Ours and callbacks of leads, oldest first, 50 at most.
#[utoipa::path(
    get,
    path = "/api/v1/carrier-calls",
    operation_id = "list_carrier_calls",
    tag = "calls",
    params(OfBroker),
    responses((status = 200, description = "The calls.", body = shape::OpenCalls)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<OpenCalls>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(OpenCalls { items: carrier_call::open(&app.service, &actor, Some(&broker)).await? }))
}

/// Cancel a call
///
/// Only one that is still waiting for its turn.
#[utoipa::path(
    post,
    path = "/api/v1/carrier-calls/{id}/call-off",
    operation_id = "call_off",
    tag = "calls",
    params(("id" = uuid::Uuid, Path, description = "The `id` of the call."), OfBroker),
    responses((status = 200, description = "It is canceled.", body = shape::CarrierCall)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "call-under-way"]))),
)]
pub(super) async fn call_off(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<CarrierCallId>,
    asked: Asked,
) -> Result<Json<CallView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(carrier_call::call_off(&app.service, &actor, Some(&broker), id).await?))
}

/// Dismiss a missed callback
///
/// It stays in the log, and no longer raises a warning.
#[utoipa::path(
    post,
    path = "/api/v1/carrier-calls/{id}/dismiss",
    operation_id = "dismiss_callback",
    tag = "calls",
    params(("id" = uuid::Uuid, Path, description = "The `id` of the call."), OfBroker),
    responses((status = 200, description = "It is dismissed.", body = shape::CarrierCall)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn dismiss(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<CarrierCallId>,
    asked: Asked,
) -> Result<Json<CallView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(carrier_call::dismiss(&app.service, &actor, Some(&broker), id).await?))
}
