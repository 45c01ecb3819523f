//! `/api/v1/assignments/release`, `/reinstate` and `/api/v1/suppressions`: the same for many leads at once.

use super::broker_of;
use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::openapi::many as shape;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use steadyline_api::ApiError;
use steadyline_core::id::{AssignmentId, LeadId};
use steadyline_core::page::in_days;
use steadyline_core::user::Actor;
use steadyline_service::assignment::{self, Many};
use steadyline_service::{Conflict, lead};

/// What was released, or would be.
#[derive(Debug, Serialize)]
pub(super) struct Released {
    dry_run: bool,
    released: usize,
    assignments: Vec<AssignmentId>,
}

/// Which leads have their number again.
#[derive(Debug, Serialize)]
pub(super) struct Reinstated {
    reinstated: usize,
    assignments: Vec<AssignmentId>,
    refused: Vec<NotReinstated>,
}

#[derive(Debug, Serialize)]
struct NotReinstated {
    assignment_id: AssignmentId,
    why: String,
}

/// Who is not called any more.
#[derive(Debug, Serialize)]
pub(super) struct Suppressed {
    suppressed: usize,
    leads: Vec<LeadId>,
}

/// Who is no longer suppressed.
#[derive(Debug, Serialize)]
pub(super) struct Undone {
    undone: usize,
    leads: Vec<UndoneLead>,
    refused: Vec<NotUndone>,
}

#[derive(Debug, Serialize)]
struct UndoneLead {
    lead_id: LeadId,
    without_number: Option<String>,
}

#[derive(Debug, Serialize)]
struct NotUndone {
    lead_id: LeadId,
    why: String,
}

/// Release many leads
///
/// All of them or none, in one transaction: those named in `leads` (those without a number are skipped), or those not
/// called for `silent_days`. Booked leads keep their number unless `booked` is true, and never count as silent. With
/// `dry_run`, it says what would be released, and releases nothing. 1,000 at most.
#[utoipa::path(
    post,
    path = "/api/v1/assignments/release",
    operation_id = "release_leads",
    tag = "assignments",
    request_body = shape::LeadsToRelease,
    responses((status = 200, description = "What was released, or would be.", body = shape::LeadsReleased)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn release(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Released>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let many = many(&app, &actor, &broker, &fields).await?;
    let dry_run = fields.flag("dry_run")?;
    let assignments = if dry_run {
        assignment::would_release(&app.service, &actor, &broker, many).await?
    } else {
        let reason = match (fields.text("reason")?, &many) {
            (Some(reason), _) => reason,
            (None, Many::Silent { days, .. }) => format!("no call for {}", in_days(*days)),
            (None, Many::Leads { .. }) => return Err(Problem::field("reason", "reason is required.")),
        };
        assignment::release_many(&app.service, &actor, &broker, many, &reason).await?
    };
    Ok(Json(Released { dry_run, released: assignments.len(), assignments }))
}

async fn many(app: &App, actor: &Actor, broker: &str, fields: &Fields) -> Result<Many, Problem> {
    let days = fields.integer("silent_days")?;
    match (days, fields.has("leads")) {
        (Some(_), true) | (None, false) => {
            Err(Problem::field("leads", "Send leads, or silent_days in place of them."))
        }
        (Some(days), false) => {
            if !(1..=3_650).contains(&days) {
                return Err(Problem::field("silent_days", "Enter 1 to 3,650 days."));
            }
            Ok(Many::Silent { days, held: fields.flag("held")? })
        }
        (None, true) => {
            let leads = leads(app, actor, broker, fields).await?;
            Ok(Many::Leads { leads, booked: fields.flag("booked")? })
        }
    }
}

/// The leads that are named, by reference or id.
async fn leads(app: &App, actor: &Actor, broker: &str, fields: &Fields) -> Result<Vec<LeadId>, Problem> {
    let text = |name: Value| match name {
        Value::String(name) if !name.trim().is_empty() => Ok(name.trim().to_owned()),
        Value::Number(name) if name.is_i64() || name.is_u64() => Ok(name.to_string()),
        _ => Err(Problem::field("leads", "Send a list of references or ids.")),
    };
    let named: Vec<Value> = fields.value("leads", "a list of references or ids")?.unwrap_or_default();
    let named = named.into_iter().map(text).collect::<Result<_, _>>()?;
    let found = lead::find_all(&app.service, actor, broker, named).await?;
    Ok(found.into_iter().map(|lead| lead.id).collect())
}

/// Undo many releases
///
/// In one transaction: each one where it is still possible, as `POST /api/v1/assignments/{id}/reinstate` does for one.
/// Send the `assignments` of a release. 1,000 at most.
#[utoipa::path(
    post,
    path = "/api/v1/assignments/reinstate",
    operation_id = "reinstate_assignments",
    tag = "assignments",
    request_body = shape::AssignmentsToReinstate,
    responses((status = 200, description = "Which leads have their number again, and why the others do not.", body = shape::AssignmentsReinstated)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn reinstate(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Reinstated>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let ids: Vec<AssignmentId> = fields.value("assignments", "a list of ids")?.unwrap_or_default();
    let (assignments, refused) = assignment::reinstate_many(&app.service, &actor, &broker, &ids).await?;
    let not = |(assignment_id, conflict)| NotReinstated { assignment_id, why: why(conflict) };
    let refused = refused.into_iter().map(not).collect();
    Ok(Json(Reinstated { reinstated: assignments.len(), assignments, refused }))
}

/// Suppress many people
///
/// They are never called again, on any of their records. In one transaction; each gives its number back. People who are
/// already suppressed or erased are skipped. 1,000 at most. `GET /api/v1/leads?suppressed=true` lists suppressed leads.
#[utoipa::path(
    post,
    path = "/api/v1/suppressions",
    operation_id = "suppress_leads",
    tag = "leads",
    request_body = shape::LeadsToSuppress,
    responses((status = 200, description = "Who was not suppressed before.", body = shape::LeadsSuppressed)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn suppress(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Suppressed>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let leads = leads(&app, &actor, &broker, &fields).await?;
    let leads = lead::suppress_many(&app.service, &actor, &broker, &leads).await?;
    Ok(Json(Suppressed { suppressed: leads.len(), leads }))
}

/// Undo suppressions
///
/// A lead that had a number gets it back where that is still possible, unlike with `"suppressed": false` on a lead. In
/// one transaction, each one where it is possible: a person who asked for it on a call stays suppressed until that call
/// is corrected. 1,000 at most.
#[utoipa::path(
    post,
    path = "/api/v1/suppressions/undo",
    operation_id = "undo_suppressions",
    tag = "leads",
    request_body = shape::LeadsToSuppress,
    responses((status = 200, description = "Who is no longer suppressed, and why the others still are.", body = shape::SuppressionsUndone)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn undo(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Undone>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let leads = leads(&app, &actor, &broker, &fields).await?;
    let (undone, refused) = lead::undo_suppressions(&app.service, &actor, &broker, &leads).await?;
    let leads: Vec<_> = undone
        .into_iter()
        .map(|done| UndoneLead { lead_id: done.lead.id, without_number: done.without_number.map(why) })
        .collect();
    let refused = refused.into_iter().map(|(lead_id, conflict)| NotUndone { lead_id, why: why(conflict) });
    Ok(Json(Undone { undone: leads.len(), leads, refused: refused.collect() }))
}

fn why(conflict: Conflict) -> String {
    ApiError::from(conflict).message
}
