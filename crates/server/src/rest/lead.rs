//! `/api/v1/leads`

use super::{Tag, broker_of, if_tag, listed, tagged};
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::openapi::assignment::{self as described, AssignLead};
use crate::openapi::lead as shape;
use crate::openapi::list::{Leads, OfBroker, Paging};
use crate::problem::Problem;
use crate::sheet::out as sheet;
use crate::webhook::assign_request;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use steadyline_core::lead::{Deal, Lead};
use steadyline_service::assignment::{self, Assigned};
use steadyline_service::lead::{self, LeadEdit, LeadFilter, NewLead};

type Shown = Result<Tag<Lead>, Problem>;

/// List leads
///
/// Newest first. With `Accept: text/csv`, the whole list from `cursor` on, up to `limit` if given.
#[utoipa::path(
    get,
    path = "/api/v1/leads",
    operation_id = "list_leads",
    tag = "leads",
    params(OfBroker, shape::LeadFilter, Paging),
    responses((status = 200, description = "A page of leads; as CSV all of them.",
        content((Leads = "application/json"), (String = "text/csv", example = "reference,name\ncrm-17,Ada Abbott\n")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let suppressed = asked.text("suppressed").is_some().then(|| asked.flag("suppressed")).transpose()?;
    let filter = LeadFilter {
        search: asked.text("search").map(str::to_owned),
        deal: asked.parsed("deal")?,
        suppressed,
    };
    let read = move |cursor: Option<String>, limit| {
        let (app, actor, broker, filter) = (app.clone(), actor.clone(), broker.clone(), filter.clone());
        async move { Ok(lead::list(&app.service, &actor, Some(&broker), filter, cursor.as_deref(), limit).await?) }
    };
    listed("leads", sheet::LEADS, &asked, &headers, read).await
}

/// Show a lead
#[utoipa::path(
    get,
    path = "/api/v1/leads/{lead}",
    operation_id = "show_lead",
    tag = "leads",
    params(("lead" = String, Path, description = "Your own reference, else our UUID."), OfBroker),
    responses((status = 200, description = "The lead.", body = shape::Lead,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(shown(lead::find(&app.service, &actor, &broker, &named).await?))
}

/// Create a lead
///
/// A new record of a suppressed person is suppressed from the start.
#[utoipa::path(
    post,
    path = "/api/v1/leads",
    operation_id = "create_lead",
    tag = "leads",
    request_body = shape::NewLead,
    responses((status = 201, description = "The lead.", body = shape::Lead,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "already-exists"]))),
)]
pub(super) async fn create(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<(StatusCode, Tag<Lead>), Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let new = NewLead {
        reference: fields.text("reference")?,
        name: fields.text("name")?,
        phone: fields.phone("phone")?,
        area_code: fields.parsed("area_code")?,
        state: fields.state("state")?,
        quality: fields.parsed("quality")?,
        notes: fields.text("notes")?,
    };
    Ok((StatusCode::CREATED, shown(lead::create(&app.service, &actor, &broker, new).await?)))
}

/// Change a lead
///
/// Closes deals, suppresses people, sets another phone. A live assignment follows a lead to its new phone.
#[utoipa::path(
    patch,
    path = "/api/v1/leads/{lead}",
    operation_id = "change_lead",
    tag = "leads",
    params(
        ("lead" = String, Path, description = "Your own reference, else our UUID."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that came with it: nothing is changed if someone else changed it first."),
    ),
    request_body = shape::LeadChange,
    responses((status = 200, description = "The lead after the change.", body = shape::Lead,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "already-exists", "person-has-number", "lead-erased", "changed"]))),
)]
pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    if fields.has("phone") && fields.phone("phone")?.is_none() {
        return Err(Problem::field("phone", "Enter another phone: a lead keeps the one it has."));
    }
    let edit = LeadEdit {
        reference: fields.change("reference", Fields::text)?,
        name: fields.change("name", Fields::text)?,
        phone: fields.phone("phone")?,
        area_code: fields.change("area_code", Fields::parsed)?,
        state: fields.change("state", Fields::state)?,
        quality: fields.change("quality", Fields::parsed)?,
        notes: fields.change("notes", Fields::text)?,
        deal: deal(&fields)?,
        suppressed: fields.flag_if_given("suppressed")?,
        if_tag: if_tag(&headers),
        ..LeadEdit::default()
    };
    Ok(shown(lead::edit(&app.service, &actor, &broker, &named, edit).await?))
}

fn shown(lead: Lead) -> Tag<Lead> {
    tagged(&lead.clone(), lead)
}

/// Write a note about a lead
///
/// Adds it to the lead's history, where pages show it. The lead's own `notes` stay as they are.
#[utoipa::path(
    post,
    path = "/api/v1/leads/{lead}/notes",
    operation_id = "add_note",
    tag = "leads",
    params(("lead" = String, Path, description = "Your own reference, else our UUID.")),
    request_body = shape::Note,
    responses((status = 201, description = "The lead, with the note in its history.", body = shape::Lead)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "lead-erased"]))),
)]
pub(super) async fn note(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    fields: Fields,
) -> Result<(StatusCode, Json<Lead>), Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let note = fields.required("note")?;
    Ok((StatusCode::CREATED, Json(lead::add_note(&app.service, &actor, &broker, &named, &note).await?)))
}

/// Erase a person's data
///
/// Deletes name, phone, notes and reasons on all records of the person; a live assignment is released. What was counted
/// stays, and a suppressed person stays suppressed. Repeating it changes nothing. Later requests that name the lead are
/// refused with `lead-erased`.
#[utoipa::path(
    delete,
    path = "/api/v1/leads/{lead}",
    operation_id = "erase_lead",
    tag = "leads",
    params(("lead" = String, Path, description = "Your own reference, else our UUID."), OfBroker),
    responses((status = 204, description = "The person's data is erased.")),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn erase(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    asked: Asked,
) -> Result<StatusCode, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    lead::erase(&app.service, &actor, &broker, &named).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn deal(fields: &Fields) -> Result<Option<Deal>, Problem> {
    let (won, lost) = (fields.flag_if_given("closed_won")?, fields.flag_if_given("closed_lost")?);
    Ok(match (won, lost) {
        (Some(true), Some(true)) => {
            return Err(Problem::field("closed_lost", "A deal is either won or lost."));
        }
        (Some(true), _) => Some(Deal::ClosedWon),
        (_, Some(true)) => Some(Deal::ClosedLost),
        (Some(false), _) | (_, Some(false)) => Some(Deal::Open),
        (None, None) => fields.parsed("deal")?,
    })
}

/// Give a lead a number
///
/// Like the webhook, for an existing lead. A person with a live assignment gets that one back.
#[utoipa::path(
    post,
    path = "/api/v1/leads/{lead}/assign",
    operation_id = "assign_lead",
    tag = "leads",
    params(("lead" = String, Path, description = "Your own reference, else our UUID.")),
    request_body = AssignLead,
    responses((status = 200, description = "The number of the lead.", body = described::Assigned)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "no-available-number", "lead-unreachable", "lead-suppressed", "lead-erased", "number-out-of-service", "phone-differs", "bad-phone", "person-has-number"]))),
)]
pub(super) async fn assign(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    fields: Fields,
) -> Result<Json<Assigned>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let lead = lead::find(&app.service, &actor, &broker, &named).await?;
    let request = assign_request(&fields, Some(broker), lead.id.to_string())?;
    Ok(Json(assignment::assign(&app.service, &actor, request).await?))
}
