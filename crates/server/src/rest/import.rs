//! `/api/v1/imports`, and the two addresses that import.

pub(super) mod body;
mod reply;

use super::{after, broker_of};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::openapi::import as shape;
use crate::openapi::list::{Imports, OfBroker, Paging};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use reply::LineView;
use steadyline_core::id::ImportId;
use steadyline_core::import::{Import, LineKind};
use steadyline_service::cursor::{Page, wrong_cursor};
use steadyline_service::import::{self, Which};

type Shown = Result<Json<Import>, Problem>;

/// List imports
///
/// Newest first, from the pages and the API.
#[utoipa::path(
    get,
    path = "/api/v1/imports",
    operation_id = "list_imports",
    tag = "imports",
    params(OfBroker, Paging),
    responses((status = 200, description = "A page of imports.", body = Imports)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<Import>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let before = after::<ImportId>(asked.cursor())?;
    Ok(Json(import::list(&app.service, &actor, Some(&broker), before, asked.limit()?).await?))
}

/// Show an import
///
/// With its progress: `done` of the lines that are `new` or `fill`.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}",
    operation_id = "show_import",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id."), OfBroker),
    responses((status = 200, description = "The import.", body = shape::Import)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(import::find(&app.service, &actor, &broker, id).await?))
}

/// List the lines of an import
///
/// In the order of the file, all or those of one kind. Lines are kept for 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/imports/{id}/lines",
    operation_id = "list_import_lines",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id."), OfBroker, shape::LineFilter, Paging),
    responses((status = 200, description = "A page of lines.", body = shape::Lines)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn lines(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    asked: Asked,
) -> Result<Json<Page<LineView>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let which = asked.parsed::<LineKind>("kind")?.map_or(Which::All, Which::Kind);
    let after = asked.cursor().map(|cursor| cursor.parse().map_err(|_error| wrong_cursor())).transpose()?;
    let limit = asked.limit()?;
    let (_, lines) =
        import::lines(&app.service, &actor, &broker, id, which, after.unwrap_or(0), limit + 1).await?;
    let Page { items, next_cursor } = Page::cut(lines, limit, |line| line.line.to_string());
    Ok(Json(Page { items: items.into_iter().map(LineView::of).collect(), next_cursor }))
}

/// Start an import
///
/// Imports a draft, or resumes a stopped import. Up to 5,000 lines are imported before this answers, all or nothing;
/// more go in batches. While a line is bad it is refused, unless bad lines are left out.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/start",
    operation_id = "start_import",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id.")),
    request_body = shape::Start,
    responses((status = 200, description = "The import; still a `draft` where lines have become bad since the check.",
        body = shape::Import)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn start(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let leave_out_bad = fields.flag("leave_out_bad")?;
    Ok(Json(import::start(&app.service, &actor, &broker, id, leave_out_bad).await?))
}

/// Stop an import
///
/// What it has added stays. It can be resumed where it stopped, or undone.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/stop",
    operation_id = "stop_import",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id.")),
    request_body = shape::OfBroker,
    responses((status = 200, description = "The import, stopped.", body = shape::Import)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn stop(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    Ok(Json(import::stop(&app.service, &actor, &broker, id).await?))
}

/// Undo an import
///
/// Removes what it added, and clears what it filled. What has been used or changed since stays, such as a lead with a
/// call, an assignment or a note, or a number that was rested; `kept` says how many. More than 5,000 lines go in
/// batches. An import can be undone for 30 days.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/undo",
    operation_id = "undo_import",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id.")),
    request_body = shape::OfBroker,
    responses((status = 200, description = "The import, undone or being undone.", body = shape::Import)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn undo(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    Ok(Json(import::undo(&app.service, &actor, &broker, id).await?))
}

/// Discard a draft
///
/// Nothing of it was imported.
#[utoipa::path(
    delete,
    path = "/api/v1/imports/{id}",
    operation_id = "discard_import",
    tag = "imports",
    params(("id" = uuid::Uuid, Path, description = "The import's id."), OfBroker),
    responses((status = 204, description = "It is deleted.")),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn discard(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<ImportId>,
    asked: Asked,
) -> Result<StatusCode, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    import::discard(&app.service, &actor, &broker, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
