//! `/api/v1/assignments`

use super::{after, broker_of, lead_of, listed};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::openapi::assignment as shape;
use crate::openapi::list::{Assignments, OfBroker, Paging};
use crate::problem::Problem;
use crate::sheet::out as sheet;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use steadyline_core::assignment::Status;
use steadyline_core::id::AssignmentId;
use steadyline_db::assignment::Filter;
use steadyline_service::assignment::{self, AssignmentView};

type Shown = Result<Json<AssignmentView>, Problem>;

/// List assignments
///
/// Newest first, without their history. With `Accept: text/csv`, the whole list from `cursor` on, up to `limit` if
/// given.
#[utoipa::path(
    get,
    path = "/api/v1/assignments",
    operation_id = "list_assignments",
    tag = "assignments",
    params(OfBroker, shape::AssignmentFilter, Paging),
    responses((status = 200, description = "A page of assignments; as CSV all of them.",
        content((Assignments = "application/json"), (String = "text/csv", example = "phone_number,status\n(512) 555-0142,active\n")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = Filter {
        status: asked.parsed::<Status>("status")?,
        number_id: asked.parsed("number_id")?,
        lead_id: lead_of(&app, &actor, &broker, &asked).await?,
        after: None,
    };
    let read = move |cursor: Option<String>, limit| {
        let (app, actor, broker, filter) = (app.clone(), actor.clone(), broker.clone(), filter.clone());
        async move {
            let filter = Filter { after: after(cursor)?, ..filter };
            Ok(assignment::list(&app.service, &actor, Some(&broker), filter, limit).await?)
        }
    };
    listed("assignments", sheet::ASSIGNMENTS, &asked, &headers, read).await
}

/// Show an assignment
///
/// With its history, and why this number.
#[utoipa::path(
    get,
    path = "/api/v1/assignments/{id}",
    operation_id = "show_assignment",
    tag = "assignments",
    params(("id" = uuid::Uuid, Path, description = "The assignment's id."), OfBroker),
    responses((status = 200, description = "The assignment.", body = shape::Assignment)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(assignment::find(&app.service, &actor, &broker, id).await?))
}

/// Give a lead's number back to the pool
#[utoipa::path(
    post,
    path = "/api/v1/assignments/{id}/release",
    operation_id = "release_assignment",
    tag = "assignments",
    params(("id" = uuid::Uuid, Path, description = "The assignment's id.")),
    request_body = shape::Reason,
    responses((status = 200, description = "The assignment, released.", body = shape::Assignment)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn release(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let reason = fields.required("reason")?;
    Ok(Json(assignment::release(&app.service, &actor, &broker, id, &reason).await?))
}

/// Lock a number to its lead
///
/// Like a booking: attempts never release it, and the lead is routed to the main line.
#[utoipa::path(
    post,
    path = "/api/v1/assignments/{id}/lock",
    operation_id = "lock_assignment",
    tag = "assignments",
    params(("id" = uuid::Uuid, Path, description = "The assignment's id.")),
    request_body = shape::Lock,
    responses((status = 200, description = "The assignment, locked.", body = shape::Assignment)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn lock(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let (appointment, reason) = (fields.time("appointment_at")?, fields.required("reason")?);
    Ok(Json(assignment::lock(&app.service, &actor, &broker, id, appointment, &reason).await?))
}

/// Move a lead to another number
///
/// Returns the new assignment, which carries attempts, booking and notes.
#[utoipa::path(
    post,
    path = "/api/v1/assignments/{id}/rehome",
    operation_id = "rehome_assignment",
    tag = "assignments",
    params(("id" = uuid::Uuid, Path, description = "The assignment's id.")),
    request_body = shape::Reason,
    responses((status = 200, description = "The new assignment.", body = shape::Assignment)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition", "no-available-number"]))),
)]
pub(super) async fn rehome(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let reason = fields.required("reason")?;
    Ok(Json(assignment::rehome(&app.service, &actor, &broker, id, &reason).await?))
}

/// Undo a release
///
/// Gives the person the same number again, with the attempts, answers, booking and appointment it had, where that is
/// still possible. Returns the assignment that continues the released one. Only releases by a person or by the job for
/// silent leads can be undone; what an outcome ended is undone by correcting the call.
#[utoipa::path(
    post,
    path = "/api/v1/assignments/{id}/reinstate",
    operation_id = "reinstate_assignment",
    tag = "assignments",
    params(("id" = uuid::Uuid, Path, description = "The released assignment's id.")),
    request_body = shape::MaybeReason,
    responses((status = 200, description = "The assignment that continues it.", body = shape::Assignment)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition", "number-taken", "number-out-of-service", "person-has-number", "lead-suppressed", "lead-erased", "bad-phone"]))),
)]
pub(super) async fn reinstate(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<AssignmentId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let reason = fields.text("reason")?;
    Ok(Json(assignment::reinstate(&app.service, &actor, &broker, id, reason.as_deref()).await?))
}
