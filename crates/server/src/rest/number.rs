//! `/api/v1/numbers`

pub(super) mod bulk;
mod view;

use super::{Tag, broker_of, if_tag, listed, tagged};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::openapi::list::{Numbers, OfBroker, Paging};
use crate::openapi::number as shape;
use crate::problem::Problem;
use crate::sheet::out as sheet;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_service::cursor::Page;
use steadyline_service::number::{self, NewNumber, NumberEdit, NumberFilter};

pub(crate) use view::NumberView;

type Shown = Result<Tag<NumberView>, Problem>;

/// List the numbers of a pool
///
/// In their own order. With `Accept: text/csv`, the whole list from `cursor` on, up to `limit` if given.
#[utoipa::path(
    get,
    path = "/api/v1/numbers",
    operation_id = "list_numbers",
    tag = "numbers",
    params(OfBroker, shape::NumberFilter, Paging),
    responses((status = 200, description = "A page of numbers; as CSV all of them.",
        content((Numbers = "application/json"), (String = "text/csv", example = "number,label\n(512) 555-0142,Austin main\n")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = NumberFilter {
        states: asked.all::<StateCode>("state")?,
        area_codes: asked.all::<AreaCode>("area_code")?,
        standings: asked.all("standing")?,
        bands: view::bands(asked.text("band"))?,
        room: number::room(&app.service, &actor, &broker, asked.text("room")).await?,
        search: asked.text("search").map(str::to_owned),
        ids: None,
    };
    let read = move |cursor: Option<String>, limit| {
        let (app, actor, broker, filter) = (app.clone(), actor.clone(), broker.clone(), filter.clone());
        async move {
            let service = &app.service;
            let page = number::list(service, &actor, Some(&broker), filter, cursor.as_deref(), limit).await?;
            Ok(viewed(page, service.clock.now()))
        }
    };
    listed("numbers", sheet::NUMBERS, &asked, &headers, read).await
}

/// A page of numbers as the API shows them.
pub(crate) fn viewed(page: Page<Number>, now: DateTime<Utc>) -> Page<NumberView> {
    let items = page.items.into_iter().map(|number| NumberView::of(number, now)).collect();
    Page { items, next_cursor: page.next_cursor }
}

/// Show a number
#[utoipa::path(
    get,
    path = "/api/v1/numbers/{id}",
    operation_id = "show_number",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The number's id."), OfBroker),
    responses((status = 200, description = "The number.", body = NumberView,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(shown(&app, number::find(&app.service, &actor, &broker, id).await?))
}

/// Add a number to the pool
///
/// A phone number belongs to one broker in the installation.
#[utoipa::path(
    post,
    path = "/api/v1/numbers",
    operation_id = "add_number",
    tag = "numbers",
    request_body = shape::NewNumber,
    responses((status = 201, description = "The number.", body = NumberView,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "already-exists"]))),
)]
pub(super) async fn add(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<(StatusCode, Tag<NumberView>), Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    fields.required("number")?;
    let Some(number) = fields.phone("number")? else {
        return Err(Problem::field("number", "number is required."));
    };
    let new = NewNumber {
        number,
        label: fields.text("label")?,
        area_code: fields.parsed("area_code")?,
        state: fields.state("state")?,
        signalwire_id: fields.text("signalwire_id")?,
    };
    let number = number::add(&app.service, &actor, &broker, new).await?;
    Ok((StatusCode::CREATED, shown(&app, number)))
}

/// Change a number
#[utoipa::path(
    patch,
    path = "/api/v1/numbers/{id}",
    operation_id = "change_number",
    tag = "numbers",
    params(
        ("id" = uuid::Uuid, Path, description = "The number's id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that came with it: nothing is changed if someone else changed it first."),
    ),
    request_body = shape::NumberChange,
    responses((status = 200, description = "The number after the change.", body = NumberView,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "already-exists", "changed"]))),
)]
pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    headers: HeaderMap,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let edit = NumberEdit {
        label: fields.change("label", Fields::text)?,
        area_code: fields.change("area_code", Fields::parsed)?,
        state: fields.change("state", Fields::state)?,
        signalwire_id: fields.change("signalwire_id", Fields::text)?,
        if_tag: if_tag(&headers),
        ..NumberEdit::default()
    };
    Ok(shown(&app, number::edit(&app.service, &actor, &broker, id, edit).await?))
}

/// Let a number rest
///
/// It takes no new leads for that many days; its own leads keep it.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/{id}/rest",
    operation_id = "rest_number",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The number's id.")),
    request_body = shape::Rest,
    responses((status = 200, description = "The number, resting.", body = NumberView)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn rest(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let days = fields.integer("days")?;
    Ok(shown(&app, number::rest(&app.service, &actor, &broker, id, days).await?))
}

/// Bring a number back
///
/// From rest, from retirement, from being given up before `release_at`, or because it was found at the carrier again.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/{id}/activate",
    operation_id = "activate_number",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The number's id.")),
    request_body = shape::Activate,
    responses((status = 200, description = "The number, active.", body = NumberView)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "numbers-in-the-way"]))),
)]
pub(super) async fn activate(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    Ok(shown(&app, number::activate(&app.service, &actor, &broker, id).await?))
}

/// Take a number out of the pool
///
/// Refused while leads hold it, unless `rehome` gives them other numbers, all or none.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/{id}/retire",
    operation_id = "retire_number",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The number's id.")),
    request_body = shape::Retire,
    responses((status = 200, description = "The number, retired.", body = NumberView)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "number-has-leads", "no-available-number"]))),
)]
pub(super) async fn retire(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let rehome = fields.flag("rehome")?;
    Ok(shown(&app, number::retire(&app.service, &actor, &broker, id, rehome).await?))
}

fn shown(app: &App, number: Number) -> Tag<NumberView> {
    tagged(&number.clone(), NumberView::of(number, app.service.clock.now()))
}
