//! The guide's two webhooks, for n8n.

use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use steadyline_service::assignment::{self, Assign, Assigned};
use steadyline_service::call::{self, Report, Reported};

/// `POST /webhook/assign-number`: the number to call a lead from, always the same one.
pub(crate) async fn assign_number(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Assigned>, Problem> {
    let lead = fields.required("lead_id")?;
    let request = assign_request(&fields, fields.text("broker_id")?, lead)?;
    Ok(Json(assignment::assign(&app.service, &actor, request).await?))
}

/// `POST /webhook/call-outcome`: what came of a call.
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
