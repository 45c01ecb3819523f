//! Imports.

use super::word::{ImportStatusWord, LineKindWord, NounWord};
use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Many numbers or leads brought in at once.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9d-1c3b-7e22-8d4f-5a6b7c8d9e0f", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "noun": "leads", "status": "running", "actor": "CRM", "file_name": null,
    "ignored_columns": [], "fill": false,
    "lines": {"new": 19800, "fill": 0, "known": 150, "double": 50, "bad": 0},
    "done": 6000, "added": 6000, "filled": 0, "removed": 0, "kept": 0,
    "created_at": "2026-11-20T15:30:00Z", "ended_at": null, "undone_at": null
}))]
pub(crate) struct Import {
    id: Uuid,
    broker_id: Uuid,
    noun: NounWord,
    status: ImportStatusWord,
    /// Who made it.
    actor: String,
    /// The name of an uploaded file.
    #[schema(required)]
    file_name: Option<String>,
    /// Columns or fields that were ignored: unknown, or a repeat of another one.
    ignored_columns: Vec<String>,
    /// Whether empty fields of known records are filled.
    fill: bool,
    lines: LineCounts,
    /// How many of the `new` and `fill` lines are done.
    #[schema(minimum = 0)]
    done: i32,
    #[schema(minimum = 0)]
    added: i32,
    #[schema(minimum = 0)]
    filled: i32,
    /// By the undo.
    #[schema(minimum = 0)]
    removed: i32,
    /// By the undo: used or changed since.
    #[schema(minimum = 0)]
    kept: i32,
    created_at: DateTime<Utc>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
    #[schema(required)]
    undone_at: Option<DateTime<Utc>>,
}

/// Lines by what happens to them.
#[derive(ToSchema)]
pub(crate) struct LineCounts {
    #[schema(minimum = 0)]
    new: i32,
    #[schema(minimum = 0)]
    fill: i32,
    #[schema(minimum = 0)]
    known: i32,
    #[schema(minimum = 0)]
    double: i32,
    #[schema(minimum = 0)]
    bad: i32,
}

/// A page of a list.
#[derive(ToSchema)]
#[schema(as = ImportLinePage)]
pub(crate) struct Lines {
    items: Vec<Line>,
    /// Send it as `cursor` for the next page; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
}

/// A line of an import.
#[derive(ToSchema)]
#[schema(as = ImportLine, example = json!({
    "line": 17, "text": "crm-1042,Ada Example,12345", "kind": "bad", "field": "phone",
    "why": "5 digits are not a phone number: use 10 for a US number, or + and 8 to 15.", "row_id": null, "kept": false
}))]
pub(crate) struct Line {
    /// From 1; in a CSV the header line counts.
    #[schema(minimum = 1)]
    line: i32,
    /// Its cells, with commas between.
    text: String,
    kind: LineKindWord,
    /// The field at fault, if the line is bad.
    #[schema(required)]
    field: Option<String>,
    /// Why it is bad, or a note about it.
    #[schema(required)]
    why: Option<String>,
    /// The number or lead that it is, or will be.
    #[schema(required)]
    row_id: Option<Uuid>,
    /// Whether the undo left what it added.
    kept: bool,
}

/// Which lines.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LineFilter {
    kind: Option<LineKindWord>,
}

/// How to start it.
#[derive(ToSchema)]
#[schema(as = StartImport, example = json!({"leave_out_bad": true}))]
pub(crate) struct Start {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Import the others while a line is bad.
    leave_out_bad: Option<bool>,
}

/// The broker it belongs to.
#[derive(ToSchema)]
#[schema(as = ImportOf, example = json!({}))]
pub(crate) struct OfBroker {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}
