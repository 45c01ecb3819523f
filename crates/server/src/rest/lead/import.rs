//! `/api/v1/leads/import`

use crate::App;
use crate::extract::{Asked, Key};
use crate::field::{Fields, body_of};
use crate::openapi::lead as shape;
use crate::openapi::list::Importing;
use crate::problem::Problem;
use crate::rest::{broker_of, is_csv};
use crate::sheet;
use axum::Json;
use axum::extract::{Request, State};
use http::HeaderMap;
use serde_json::{Map, Value};
use steadyline_service::lead::{self, LeadImport, LeadRow};

/// Import leads
///
/// All or nothing: nothing is added while a line is bad. With `dry_run` only the report. 1 to 5,000 leads, 8 MiB at
/// most. A CSV has a row of names: `reference`, `name`, `phone`, `area_code`, `state`, `quality`, `notes`, in any order.
#[utoipa::path(
    post,
    path = "/api/v1/leads/import",
    operation_id = "import_leads",
    tag = "leads",
    params(Importing),
    request_body(content(
        (shape::LeadsToImport = "application/json"),
        (String = "text/csv", example = "reference,phone,state\ncrm-1042,(512) 555-0176,TX\n"),
    )),
    responses((status = 200, description = "What became of every line.", body = shape::LeadImport)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(in crate::rest) async fn import(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<LeadImport>, Problem> {
    let body = body_of(request).await?;
    let (fields, rows) = if is_csv(&headers) {
        (Fields::default(), sheet::rows(&body)?)
    } else {
        let fields = Fields::of_json(&body)?;
        let leads: Option<Vec<Map<String, Value>>> = fields.value("leads", "a list of objects")?;
        let leads = leads.ok_or_else(|| Problem::field("leads", "leads is needed."))?;
        (fields, leads.into_iter().enumerate().map(|(at, lead)| (at + 1, lead)).collect())
    };
    let named = asked.broker().map_or_else(|| fields.text("broker_id"), |named| Ok(Some(named)))?;
    let broker = broker_of(&actor, named)?;
    let dry_run = asked.flag("dry_run")? || fields.flag("dry_run")?;
    let rows = rows.into_iter().map(row).collect::<Result<_, _>>()?;
    Ok(Json(lead::import(&app.service, &actor, &broker, rows, dry_run).await?))
}

fn row((line, cells): sheet::Row) -> Result<LeadRow, Problem> {
    let cells = Fields::of(cells);
    let cell = |name: &str| match cells.text(name) {
        Ok(cell) => Ok(cell.unwrap_or_default()),
        Err(_) => Err(Problem::field("leads", format!("In lead {line} of the list, {name} must be a text."))),
    };
    Ok(LeadRow {
        line,
        reference: cell("reference")?,
        name: cell("name")?,
        phone: cell("phone")?,
        area_code: cell("area_code")?,
        state: cell("state")?,
        quality: cell("quality")?,
        notes: cell("notes")?,
    })
}
