//! The lines of an import as a CSV file, for people: to look through, or to mend what is bad and import it again.

use crate::App;
use crate::problem::Problem;
use crate::session::actor;
use crate::sheet::out::harmless;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use steadyline_api::error::{ApiError, ErrorKind};
use steadyline_core::id::ImportId;
use steadyline_core::import::{Column, Import, LineKind};
use steadyline_core::phone::E164;
use steadyline_service::import::{self, Line, Which};
use tower_sessions::Session;

/// Lines that are read at once.
const PAGE: i64 = 2_000;

/// `?kind=bad`
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kind: String,
}

/// `GET /b/{broker}/imports/{import}/lines.csv`
pub(crate) async fn show(
    State(app): State<App>,
    session: Session,
    Path((broker, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let actor = actor(&app, &session).await?;
    let id: ImportId =
        id.parse().map_err(|_| Problem::new(ErrorKind::NotFound, "There is no such import."))?;
    let which = match asked.kind.as_str() {
        "" => Which::All,
        "kept" => Which::Kept,
        kind => {
            Which::Kind(kind.parse::<LineKind>().map_err(|error| Problem::field("kind", error.to_string()))?)
        }
    };
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let mut after = 0;
    loop {
        let (import, lines) = import::lines(&app.service, &actor, &broker, id, which, after, PAGE).await?;
        if after == 0 {
            sheet.write_record(heading(&import)).map_err(broken)?;
        }
        for line in &lines {
            sheet.write_record(record(&import, line)).map_err(broken)?;
        }
        match lines.last().filter(|_| lines.len() as i64 == PAGE) {
            Some(last) => after = last.line,
            None => break,
        }
    }
    let body = sheet.into_inner().map_err(broken)?;
    let name = if asked.kind.is_empty() { "import".to_owned() } else { format!("import-{}", asked.kind) };
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

fn broken(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a CSV file was not written");
    Problem(ApiError::internal())
}

/// The file's own columns first, so that it can be mended and imported again as it is.
fn heading(import: &Import) -> Vec<String> {
    let own = import.layout.columns.iter().enumerate().map(|(at, column)| match column.column {
        _ if !column.heading.is_empty() => harmless(column.heading.clone()),
        Some(known) => known.field(import.noun).to_owned(),
        None => format!("Column {}", at + 1),
    });
    own.chain(["Line", "Result", "Field", "Why"].map(str::to_owned)).collect()
}

fn record(import: &Import, line: &Line) -> Vec<String> {
    let width = import.layout.columns.len();
    let cell = |at: usize| line.cells.get(at).map_or_else(String::new, |cell| shown(cell));
    let field = line
        .field
        .as_deref()
        .and_then(|field| Column::of(import.noun).iter().find(|column| column.field(import.noun) == field));
    let own = (0..width).map(cell);
    own.chain([
        line.line.to_string(),
        if line.kept { "kept".to_owned() } else { line.kind.to_string() },
        field.map_or_else(String::new, |column| column.label(import.noun).to_owned()),
        line.why.clone().unwrap_or_default(),
    ])
    .collect()
}

/// As it was written, except where a spreadsheet would take it for a formula: a phone is then written as people read it.
fn shown(cell: &str) -> String {
    let phone = E164::parse(cell).ok().filter(|_| cell.starts_with('+'));
    harmless(phone.map_or_else(|| cell.to_owned(), |phone| phone.national()))
}
