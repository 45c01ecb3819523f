//! `/api/v1/diagnostics`

mod view;

use super::broker_of;
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::openapi::diagnostics as shape;
use crate::openapi::list::OfBroker;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use steadyline_core::page::{FixKind, WarningKind};
use steadyline_service::diagnostics::{Ask, mend};
use steadyline_service::page;

pub(crate) use view::DiagnosticsView;

/// What needs attention
///
/// Every warning as of now: its rows, at most 50 per check, and the calls that fix it. `checks` lists every check,
/// whether it found anything or not.
#[utoipa::path(
    get,
    path = "/api/v1/diagnostics",
    operation_id = "diagnostics",
    tag = "diagnostics",
    params(OfBroker),
    responses((status = 200, description = "What was found.", body = shape::Diagnostics)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<DiagnosticsView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let found = page::diagnostics_at_length(&app.service, &actor, &broker).await?;
    Ok(Json(DiagnosticsView::of(found)))
}

/// Fix what a check found
///
/// Rows that no longer need it are skipped. With `number_id`, only that number. Leads are moved all or none, and moving
/// over 100 is refused without `number_id`; other fixes change at most 200 rows per call, and the check finds the rest
/// again.
#[utoipa::path(
    post,
    path = "/api/v1/diagnostics/mend",
    operation_id = "mend",
    tag = "diagnostics",
    request_body = shape::Mend,
    responses((status = 200, description = "What was done.", body = shape::Mended)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "no-available-number"]))),
)]
pub(super) async fn mend_rows(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<view::MendedView>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    fields.required("check")?;
    fields.required("fix")?;
    let word = |name: &'static str| Ok::<_, Problem>(fields.text(name)?.unwrap_or_default());
    let ask = Ask {
        check: WarningKind::parse(&word("check")?)
            .ok_or_else(|| Problem::field("check", "There is no such check."))?,
        fix: FixKind::parse(&word("fix")?).ok_or_else(|| Problem::field("fix", "There is no such fix."))?,
        number: fields.parsed("number_id")?,
        days: fields.integer("days")?,
    };
    let mended = mend(&app.service, &actor, &broker, ask).await?;
    Ok(Json(view::MendedView { done: mended.done, message: mended.message }))
}
