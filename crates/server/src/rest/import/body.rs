//! `/api/v1/numbers/import` and `/api/v1/leads/import`

use super::reply::ReportView;
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::{Fields, body_of};
use crate::openapi::list::Importing;
use crate::openapi::{import as shape, lead, number};
use crate::problem::Problem;
use crate::rest::{broker_of, is_csv};
use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use steadyline_core::field::FieldError;
use steadyline_core::import::{AT_ONCE, Column, LARGEST, Layout, LayoutColumn, Noun};
use steadyline_core::user::Actor;
use steadyline_service::import::{self, Row, Sheet, Source};

/// Import numbers
///
/// All or nothing up to 5,000 numbers: nothing is added while a line is bad, unless bad lines are left out. With
/// `dry_run`, only the report. More, up to 100,000 and 20 MiB, are checked and then imported in batches: the answer is
/// 202 with the import, whose lines and progress are read at its address. A CSV has one number per line, as
/// `number,label,area_code,state,signalwire_id`; a header line may put the columns in another order. It may be UTF-8,
/// UTF-16 with a byte order mark, or Windows-1252.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/import",
    operation_id = "import_numbers",
    tag = "numbers",
    params(Importing),
    request_body(content(
        (number::NumbersToImport = "application/json"),
        (String = "text/csv", example = "number,label\n(512) 555-0142,Austin main\n+12125550143,\n"),
    )),
    responses(
        (status = 200, description = "What happened to every line.", body = number::NumberImport),
        (status = 202, description = "More than 5,000 numbers: the import, `running`, or `draft` in a dry run and while \
            a line is bad.", body = shape::Import, headers(("Location" = String, description = "Its address."))),
    ),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(in crate::rest) async fn numbers(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    run(&app, &actor, Noun::Numbers, &asked, &headers, request).await
}

/// Import leads
///
/// All or nothing up to 5,000 leads: nothing is added while a line is bad, unless bad lines are left out. With
/// `dry_run`, only the report. More, up to 100,000 and 20 MiB, are checked and then imported in batches: the answer is
/// 202 with the import, whose lines and progress are read at its address. A CSV has a header line: `reference`, `name`
/// (or `first_name` and `last_name`), `phone`, `area_code`, `state`, `quality`, `notes`, `suppressed`, in any order,
/// also under the names that most CRMs use. It may be UTF-8, UTF-16 with a byte order mark, or Windows-1252.
#[utoipa::path(
    post,
    path = "/api/v1/leads/import",
    operation_id = "import_leads",
    tag = "leads",
    params(Importing),
    request_body(content(
        (lead::LeadsToImport = "application/json"),
        (String = "text/csv", example = "reference,phone,state\ncrm-1042,(512) 555-0176,TX\n"),
    )),
    responses(
        (status = 200, description = "What happened to every line.", body = lead::LeadImport),
        (status = 202, description = "More than 5,000 leads: the import, `running`, or `draft` in a dry run and while a \
            line is bad.", body = shape::Import, headers(("Location" = String, description = "Its address."))),
    ),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(in crate::rest) async fn leads(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    run(&app, &actor, Noun::Leads, &asked, &headers, request).await
}

async fn run(
    app: &App,
    actor: &Actor,
    noun: Noun,
    asked: &Asked,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let body = body_of(request).await?;
    let (fields, sheet, texts) = if is_csv(headers) {
        let text = import::text_of_file(&body)
            .map_err(|error| FieldError { field: noun.as_str().into(), ..error })?;
        let sheet = Sheet::read(noun, &text, noun.as_str())?;
        if noun == Noun::Leads && is_a_riddle(&sheet.layout) {
            return Err(Problem::field(
                noun.as_str(),
                "The first line names no known column, and no column holds phones: begin with a header \
                 line, such as reference,name,phone.",
            ));
        }
        (Fields::default(), sheet, Vec::new())
    } else {
        let fields = Fields::of_json(&body)?;
        let (sheet, texts) = sheet_of_json(noun, &fields)?;
        (fields, sheet, texts)
    };
    let named = asked.broker().map_or_else(|| fields.text("broker_id"), |named| Ok(Some(named)))?;
    let broker = broker_of(actor, named)?;
    let flag = |name: &str| Ok::<_, Problem>(asked.flag(name)? || fields.flag(name)?);
    let how = import::Asked { dry_run: flag("dry_run")?, leave_out_bad: flag("leave_out_bad")? };
    let source = Source { noun, sheet, file_name: None, fill: flag("fill")? };
    if source.sheet.rows.len() <= AT_ONCE {
        let report = import::import(&app.service, actor, &broker, source, how).await?;
        return Ok(Json(ReportView::of(noun, report, &texts)).into_response());
    }
    let mut staged = import::stage(&app.service, actor, &broker, source).await?;
    let is_wanted = !how.dry_run && staged.lines.to_do() > 0;
    if is_wanted && (staged.lines.bad == 0 || how.leave_out_bad) {
        staged = import::start(&app.service, actor, &broker, staged.id, how.leave_out_bad).await?;
    }
    let address = format!("/api/v1/imports/{}", staged.id);
    Ok((StatusCode::ACCEPTED, [(LOCATION, address)], Json(staged)).into_response())
}

/// A list of objects; of numbers also numbers alone. With the lines as they were written.
fn sheet_of_json(noun: Noun, fields: &Fields) -> Result<(Sheet, Vec<String>), Problem> {
    let name = noun.as_str();
    let items: Option<Vec<Value>> = fields.value(name, "a list")?;
    let items = items.ok_or_else(|| Problem::field(name, format!("{name} is required.")))?;
    if items.is_empty() || items.len() > LARGEST {
        return Err(Problem::field(name, format!("Send 1 to {LARGEST} {name} at a time.")));
    }
    let texts = items.iter().map(Value::to_string).collect();
    let is_known = |name: &str| Column::of(noun).iter().any(|column| column.field(noun) == name);
    let ignored: BTreeSet<String> = items
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|item| item.keys())
        .filter(|name| !is_known(name))
        .cloned()
        .collect();
    let mut rows = items
        .into_iter()
        .zip(1..)
        .map(|(item, line)| row_of_json(noun, line, item))
        .collect::<Result<Vec<_>, _>>()?;
    let is_given: Vec<bool> = (0..Column::of(noun).len())
        .map(|at| rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_empty())))
        .collect();
    for row in &mut rows {
        row.cells = given(&is_given, std::mem::take(&mut row.cells));
    }
    let fields: Vec<Column> = given(&is_given, Column::of(noun).iter().copied());
    let mut layout = Layout::of_fields(noun, &fields);
    layout.columns.extend(ignored.into_iter().map(|heading| LayoutColumn { heading, column: None }));
    Ok((Sheet { layout, rows }, texts))
}

/// Whether what the columns are could only be guessed, which nobody looks at here before it is done.
fn is_a_riddle(layout: &Layout) -> bool {
    !layout.has_heading && layout.columns.iter().all(|column| column.column != Some(Column::Phone))
}

/// What belongs to the columns that the list says something of.
fn given<T>(is_given: &[bool], of: impl IntoIterator<Item = T>) -> Vec<T> {
    of.into_iter().zip(is_given).filter_map(|(item, is_given)| is_given.then_some(item)).collect()
}

fn row_of_json(noun: Noun, line: i32, item: Value) -> Result<Row, Problem> {
    let one = noun.as_str().trim_end_matches('s');
    let cells = match (noun, item) {
        (_, Value::Object(cells)) => Fields::of(cells),
        (Noun::Numbers, alone) => Fields::of(Map::from_iter([("number".to_owned(), alone)])),
        (Noun::Leads, _) => {
            let why = format!("Item {line} of the list must be an object.");
            return Err(Problem::field(noun.as_str(), why));
        }
    };
    let cell = |column: &Column| -> Result<String, Problem> {
        let name = column.field(noun);
        // What a sheet has a word for.
        if *column == Column::Suppressed
            && let Ok(Some(flag)) = cells.flag_if_given(name)
        {
            return Ok(flag.to_string());
        }
        cells.text(name).map(Option::unwrap_or_default).map_err(|_| {
            let what = if *column == Column::Suppressed { "true or false" } else { "a text" };
            let why = format!("In {one} {line} of the list, {name} must be {what}.");
            Problem::field(noun.as_str(), why)
        })
    };
    Ok(Row { line, cells: Column::of(noun).iter().map(cell).collect::<Result<_, _>>()?, unclosed: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_fields_that_are_given_are_columns() {
        let given = json!({"leads": [
            {"phone": "512 555 0176", "reference": "crm-1"},
            {"reference": "crm-2", "state": "TX", "name": "", "suppressed": true, "vip": "yes"},
        ]});
        let fields = Fields::of_json(given.to_string().as_bytes()).ok().unwrap();
        let (sheet, texts) = sheet_of_json(Noun::Leads, &fields).ok().unwrap();
        let headings: Vec<_> = sheet.layout.columns.iter().map(|column| column.heading.as_str()).collect();
        assert_eq!(headings, ["phone", "reference", "state", "suppressed", "vip"]);
        assert_eq!(sheet.layout.ignored(), ["vip"]);
        assert_eq!(sheet.rows[0].cells, ["512 555 0176", "crm-1", "", ""]);
        assert_eq!(sheet.layout.cell(&sheet.rows[1].cells, Column::Suppressed), "true");
        assert_eq!(sheet.layout.cell(&sheet.rows[1].cells, Column::State), "TX");
        assert_eq!(texts.len(), 2);
    }

    #[test]
    fn what_a_field_takes_is_what_is_asked_for() {
        for (field, given, must_be) in [
            ("suppressed", json!({}), "true or false"),
            ("suppressed", json!(1.5), "true or false"),
            ("name", json!(1.5), "a text"),
        ] {
            let refused = row_of_json(Noun::Leads, 2, json!({ field: given })).err().unwrap();
            let why = format!("In lead 2 of the list, {field} must be {must_be}.");
            assert_eq!(refused, Problem::field("leads", why));
        }
    }
}
