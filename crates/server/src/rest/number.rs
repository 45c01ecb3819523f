//! `/api/v1/numbers`

mod view;

use super::{broker_of, is_csv};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::{Fields, body_of};
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use steadyline_api::error::ErrorKind;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_service::assignment::Page;
use steadyline_service::number::{
    self, ImportReport, ImportRow, NewNumber, NumberEdit, NumberFilter, rows_of_text,
};
use view::NumberView;

type Shown = Result<Json<NumberView>, Problem>;

pub(super) async fn list(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<NumberView>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = NumberFilter {
        state: asked.parsed::<StateCode>("state")?,
        area_code: asked.parsed::<AreaCode>("area_code")?,
        standing: asked.parsed("standing")?,
        band: view::band(asked.text("band"))?,
        search: asked.text("search").map(str::to_owned),
    };
    let (cursor, limit) = (asked.cursor(), asked.limit()?);
    let page = number::list(&app.service, &actor, Some(&broker), filter, cursor.as_deref(), limit).await?;
    let now = app.service.clock.now();
    let items = page.items.into_iter().map(|number| NumberView::of(number, now)).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    asked: Asked,
) -> Shown {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(shown(&app, number::find(&app.service, &actor, &broker, id).await?))
}

pub(super) async fn add(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<(StatusCode, Json<NumberView>), Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    fields.required("number")?;
    let Some(number) = fields.phone("number")? else {
        return Err(Problem::field("number", "number is needed."));
    };
    let new = NewNumber {
        number,
        label: fields.text("label")?,
        area_code: fields.parsed("area_code")?,
        state: fields.parsed("state")?,
        signalwire_id: fields.text("signalwire_id")?,
    };
    let number = number::add(&app.service, &actor, &broker, new).await?;
    Ok((StatusCode::CREATED, shown(&app, number)))
}

pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let edit = NumberEdit {
        label: fields.change("label", Fields::text)?,
        area_code: fields.change("area_code", Fields::parsed)?,
        state: fields.change("state", Fields::parsed)?,
        signalwire_id: fields.change("signalwire_id", Fields::text)?,
    };
    Ok(shown(&app, number::edit(&app.service, &actor, &broker, id, edit).await?))
}

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

pub(super) async fn activate(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Shown {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    Ok(shown(&app, number::activate(&app.service, &actor, &broker, id).await?))
}

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

/// JSON or CSV; with `dry_run=true` only the report. All or nothing: nothing while a line is bad.
pub(super) async fn import(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
    request: Request,
) -> Result<Json<ImportReport>, Problem> {
    let body = body_of(request).await?;
    let (fields, rows) = if is_csv(&headers) {
        let text = std::str::from_utf8(&body)
            .map_err(|_| Problem::new(ErrorKind::Malformed, "The CSV is not UTF-8."))?;
        (Fields::default(), rows_of_text(text))
    } else {
        let fields = Fields::of_json(&body)?;
        let rows = rows_of_json(&fields)?;
        (fields, rows)
    };
    let broker =
        broker_of(&actor, asked.broker().map_or_else(|| fields.text("broker_id"), |named| Ok(Some(named)))?)?;
    let dry_run = asked.flag("dry_run")? || fields.flag("dry_run")?;
    Ok(Json(number::import(&app.service, &actor, &broker, rows, dry_run).await?))
}

/// `numbers`: objects, or numbers alone.
fn rows_of_json(fields: &Fields) -> Result<Vec<ImportRow>, Problem> {
    let numbers: Option<Vec<Value>> = fields.value("numbers", "a list")?;
    let numbers = numbers.ok_or_else(|| Problem::field("numbers", "numbers is needed."))?;
    numbers.into_iter().enumerate().map(|(at, number)| row_of_json(at + 1, number)).collect()
}

fn row_of_json(line: usize, number: Value) -> Result<ImportRow, Problem> {
    let text = number.to_string();
    let cells = match number {
        Value::Object(cells) => Fields::of(cells),
        alone => Fields::of(Map::from_iter([("number".to_owned(), alone)])),
    };
    let cell = |name: &str| match cells.text(name) {
        Ok(cell) => Ok(cell.unwrap_or_default()),
        Err(_) => {
            Err(Problem::field("numbers", format!("In number {line} of the list, {name} must be a text.")))
        }
    };
    Ok(ImportRow {
        line,
        number: cell("number")?,
        label: cell("label")?,
        area_code: cell("area_code")?,
        state: cell("state")?,
        signalwire_id: cell("signalwire_id")?,
        text,
    })
}

fn shown(app: &App, number: Number) -> Json<NumberView> {
    Json(NumberView::of(number, app.service.clock.now()))
}
