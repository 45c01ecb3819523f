//! Pages of lists, and the cursors that lead from one to the next: where a page ended, so that the next one neither
//! skips nor repeats a row whatever is written meanwhile.

use chrono::{DateTime, Datelike, Utc};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use steadyline_core::field::FieldError;
use steadyline_core::phone::E164;

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What to send for the next page; null at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of rows of which one more than `limit` was read; `cursor` is that of a row.
    pub fn cut(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
        let next_cursor = cut(&mut items, usize::try_from(limit).unwrap_or_default(), cursor);
        Self { items, next_cursor }
    }
}

/// Cuts rows to a page, and gives the cursor of its last row where there are more.
pub(crate) fn cut<T>(rows: &mut Vec<T>, limit: usize, cursor: impl Fn(&T) -> String) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(cursor)
}

/// The cursor of a list in order of times and ids: `<microseconds>~<id>`.
pub fn time_cursor(at: DateTime<Utc>, id: impl fmt::Display) -> String {
    format!("{}~{id}", at.timestamp_micros())
}

/// What such a cursor says; none for anything else, and for a year that no database knows.
pub(crate) fn read_time_cursor<Id: FromStr>(text: &str) -> Option<(DateTime<Utc>, Id)> {
    let (micros, id) = text.split_once('~')?;
    let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    (1970..10_000).contains(&at.year()).then_some(at).zip(id.parse().ok())
}

/// The same where a caller sent it.
///
/// # Errors
/// [`FieldError`] for what is no such cursor.
pub fn time_cursor_of<Id: FromStr>(text: &str) -> Result<(DateTime<Utc>, Id), FieldError> {
    read_time_cursor(text).ok_or_else(wrong_cursor)
}

/// Where a list of numbers in their own order goes on: the cursor is the last number itself.
pub(crate) fn number_cursor_of(cursor: Option<&str>) -> Result<Option<E164>, FieldError> {
    cursor.map(E164::parse).transpose().map_err(|_error| wrong_cursor())
}

/// What is said of a cursor that cannot be read.
pub fn wrong_cursor() -> FieldError {
    FieldError::new("cursor", "Send the next_cursor of the previous page.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_with_the_row_that_its_cursor_names() {
        let page = |rows: &[i32]| Page::cut(rows.to_vec(), 2, i32::to_string);
        assert_eq!(
            (page(&[1, 2, 3]).items, page(&[1, 2, 3]).next_cursor),
            (vec![1, 2], Some("2".to_owned()))
        );
        assert_eq!((page(&[1, 2]).items, page(&[1, 2]).next_cursor), (vec![1, 2], None));
        assert_eq!(page(&[]).next_cursor, None);
    }

    #[test]
    fn a_cursor_says_its_time_and_id_and_anything_else_is_refused() {
        let at = DateTime::from_timestamp_micros(1_764_270_000_000_001).unwrap();
        assert_eq!(time_cursor_of::<i32>(&time_cursor(at, 7)), Ok((at, 7)));
        for wrong in
            ["", "7", "~", "x~7", "1764270000000001~x", "-62135596800000001~7", "253402300800000000~7"]
        {
            assert_eq!(time_cursor_of::<i32>(wrong).unwrap_err().field, "cursor", "{wrong}");
        }
    }
}
