//! The guide's two webhooks, for n8n.

pub(crate) mod signalwire;

use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::openapi::assignment as described;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use steadyline_service::assignment::{self, Assign, Assigned};
use steadyline_service::call::{self, Report, Reported};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Both, each routed by its own description.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(assign_number)).routes(routes!(call_outcome))
}

/// Ask for a number for a lead
///
/// The best free local number, or the one the person already has: asking again gives the same one. The lead is created
/// if it is new; if no number is free, nothing is written, not even the lead. The reply says whether the lead may be
/// called now.
#[utoipa::path(
    post,
    path = "/webhook/assign-number",
    operation_id = "assign_number",
    tag = "webhooks",
    request_body = described::AssignNumber,
    responses((status = 200, description = "The number to call from.", body = described::Assigned)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "no-available-number", "lead-unreachable", "lead-suppressed", "lead-erased", "number-out-of-service", "phone-differs", "bad-phone", "person-has-number"]))),
)]
pub(crate) async fn assign_number(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Assigned>, Problem> {
    let lead = fields.required("lead_id")?;
    let request = assign_request(&fields, fields.text("broker_id")?, lead)?;
    Ok(Json(assignment::assign(&app.service, &actor, request).await?))
}

/// Report a call's outcome
///
/// A call counts once: with `call_id` the same report changes nothing, and another outcome corrects the first.
#[utoipa::path(
    post,
    path = "/webhook/call-outcome",
    operation_id = "call_outcome",
    tag = "webhooks",
    request_body = described::CallOutcome,
    responses((status = 200, description = "What the lead is now.", body = described::Reported)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "no-live-assignment", "ambiguous-lead", "lead-erased"]))),
)]
pub(crate) async fn call_outcome(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Reported>, Problem> {
    let report = report(&fields)?;
    Ok(Json(call::record(&app.service, &actor, report).await?))
}

/// The body of an assign, here and at `/api/v1/leads/{lead}/assign`.
pub(crate) fn assign_request(
    fields: &Fields,
    broker: Option<String>,
    lead: String,
) -> Result<Assign, Problem> {
    Ok(Assign {
        broker,
        lead,
        phone: fields.text("phone")?,
        name: fields.text("name")?,
        state: fields.text("state")?,
        area_code: fields.text("area_code")?,
        quality: fields.text("quality")?,
        max_attempts: fields.integer("max_attempts")?,
        force: fields.flag("force")?,
    })
}

/// The body of an outcome, here and at `/api/v1/calls`.
pub(crate) fn report(fields: &Fields) -> Result<Report, Problem> {
    Ok(Report {
        lead: fields.required("lead_id")?,
        outcome: fields.required("outcome")?,
        broker: fields.text("broker_id")?,
        phone_number: fields.text("phone_number")?,
        call_id: fields.text("call_id")?,
        call_duration: fields.integer("call_duration")?,
        call_timestamp: fields.time("call_timestamp")?,
        appointment_at: fields.time("appointment_at")?,
        notes: fields.text("notes")?,
        correct: fields.flag("correct")?,
    })
}
