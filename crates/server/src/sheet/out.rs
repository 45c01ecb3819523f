//! CSV out, sent as it is read: lists of any length, a few hundred rows in memory.
//!
//! A spreadsheet takes a cell that starts with `=`, `+`, `-` or `@` for a formula: phones are written as people read
//! them, `(512) 555-0142`, which every way in takes, and in front of any other such cell stands an apostrophe.

use crate::problem::Problem;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, StreamExt};
use http::header::{ACCEPT, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use std::future::Future;
use steadyline_core::phone::E164;
use steadyline_service::cursor::Page;

/// Rows read at once.
pub(crate) const AT_ONCE: i64 = 500;

/// The columns of the lists, by the names of the fields.
pub(crate) const NUMBERS: &[&str] = &[
    "number",
    "label",
    "area_code",
    "state",
    "standing",
    "resting_until",
    "health_score",
    "band",
    "call_count",
    "contact_count",
    "answer_rate",
    "calls_day",
    "calls_on_day",
    "active_leads",
    "never_answered_leads",
    "booked_leads",
    "last_used_at",
    "last_assigned_at",
    "gone_at",
    "signalwire_id",
    "created_at",
    "id",
];
/// Of leads.
pub(crate) const LEADS: &[&str] = &[
    "reference",
    "name",
    "phone",
    "area_code",
    "state",
    "quality",
    "deal",
    "suppressed_at",
    "bad_phone_at",
    "erased_at",
    "notes",
    "created_at",
    "id",
];
/// Of assignments.
pub(crate) const ASSIGNMENTS: &[&str] = &[
    "phone_number",
    "status",
    "match",
    "assigned_at",
    "released_at",
    "call_attempts",
    "max_attempts",
    "attempts_left",
    "last_call_at",
    "first_answered_at",
    "booked_at",
    "appointment_at",
    "notes",
    "lead_id",
    "number_id",
    "id",
];
/// Of calls.
pub(crate) const CALLS: &[&str] = &[
    "called_at",
    "local_day",
    "direction",
    "outcome",
    "source",
    "duration_seconds",
    "appointment_at",
    "notes",
    "reference",
    "lead_id",
    "number_id",
    "assignment_id",
    "id",
];

/// Columns that hold a phone.
const PHONES: [&str; 4] = ["number", "phone", "phone_number", "assigned_number"];

/// Whether a sheet is wanted in place of JSON.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| {
        accept.split(',').any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim() == "text/csv"))
    })
}

/// A sheet of a list: `read` gives the rows from a cursor on. What is refused is refused before anything is sent; a
/// failure later ends the reply, so that half a sheet never looks like a whole one.
pub(crate) async fn send<T, R, F>(
    file: &str,
    columns: &'static [&'static str],
    for_people: bool,
    limit: Option<i64>,
    cursor: Option<String>,
    read: R,
) -> Result<Response, Problem>
where
    T: Serialize,
    R: Fn(Option<String>, i64) -> F + Send + 'static,
    F: Future<Output = Result<Page<T>, Problem>> + Send + 'static,
{
    let left = limit.unwrap_or(i64::MAX);
    let first = read(cursor, left.min(AT_ONCE)).await?;
    // Spreadsheets take a file without this mark for one of an old code page.
    let mut head = if for_people { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    head.extend(lines(columns, &[columns.iter().map(|name| (*name).to_owned()).collect()]));
    let (rows, next, left) = taken(columns, first, left);
    head.extend(rows);
    let rest = stream::unfold((read, next, left), move |(read, next, left)| async move {
        let cursor = next.filter(|_| left > 0)?;
        match read(Some(cursor), left.min(AT_ONCE)).await {
            Ok(page) => {
                let (rows, next, left) = taken(columns, page, left);
                Some((Ok(rows), (read, next, left)))
            }
            Err(problem) => Some((Err(std::io::Error::other(problem.0.message)), (read, None, 0))),
        }
    });
    // What compresses a body asks once more after its end.
    let body = Body::from_stream(stream::once(async { Ok(head) }).chain(rest.fuse()));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(VARY, HeaderValue::from_static("accept"));
    let disposition = format!("attachment; filename=\"{file}.csv\"");
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

fn taken<T: Serialize>(columns: &[&str], page: Page<T>, left: i64) -> (Vec<u8>, Option<String>, i64) {
    let rows: Vec<Vec<String>> = page.items.iter().map(|item| cells(columns, item)).collect();
    let left = left.saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    (lines(columns, &rows), page.next_cursor, left)
}

fn cells<T: Serialize>(columns: &[&str], item: &T) -> Vec<String> {
    let item = serde_json::to_value(item).unwrap_or_default();
    let cell = |name: &&str| match item.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) if PHONES.contains(name) => {
            harmless(E164::parse(text).map_or_else(|_| text.clone(), |phone| phone.national()))
        }
        Some(Value::String(text)) => harmless(text.clone()),
        // A figure is no formula, whatever its sign.
        Some(figure) => figure.to_string(),
    };
    columns.iter().map(cell).collect()
}

/// The text, never taken for a formula.
pub(crate) fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn lines(columns: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().from_writer(Vec::with_capacity(rows.len() * columns.len() * 12));
    for row in rows {
        if let Err(error) = writer.write_record(row) {
            tracing::error!(%error, "a row cannot be written");
        }
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        let item = json!({
            "number": "+15125550142", "label": "=cmd|' /C calc'!A0", "state": null, "health_score": -1,
            "reference": "@sum", "notes": "-2+3", "phone": "+442079460958",
        });
        let columns = ["number", "label", "state", "health_score", "reference", "notes", "phone", "nothing"];
        assert_eq!(
            cells(&columns, &item),
            ["(512) 555-0142", "'=cmd|' /C calc'!A0", "", "-1", "'@sum", "'-2+3", "'+44 207 946 0958", ""]
        );
        assert_eq!(lines(&["a"], &[vec!["x,\"y\"".to_owned()]]), b"\"x,\"\"y\"\"\"\n");
    }

    #[test]
    fn a_sheet_is_sent_to_whoever_accepts_one() {
        let accepting = |accept: &'static str| {
            is_wanted(&HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
        };
        assert!(accepting("text/csv") && accepting("application/json;q=0.5, text/csv;q=0.9"));
        assert!(!accepting("application/json") && !accepting("*/*") && !is_wanted(&HeaderMap::new()));
    }
}
