//! CSV in: rows by the names of their columns. CSV out is [`out`].

pub(crate) mod out;

use crate::problem::Problem;
use serde_json::{Map, Value};
use steadyline_api::error::ErrorKind;

/// A row: its line, and its cells by the names in the first row.
pub(crate) type Row = (usize, Map<String, Value>);

/// A sheet's rows. Names are read in lower case with `_` for spaces; empty cells are left out.
pub(crate) fn rows(body: &[u8]) -> Result<Vec<Row>, Problem> {
    // Spreadsheets put a byte order mark in front.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(body);
    let names: Vec<String> =
        reader.headers().map_err(|error| unreadable(&error))?.iter().map(name_of).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let line = record.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or_default();
        let cells = names.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        rows.push((line, cells.map(|(name, cell)| (name.clone(), Value::from(cell))).collect()));
    }
    Ok(rows)
}

fn name_of(heading: &str) -> String {
    heading.trim().to_lowercase().replace([' ', '-'], "_")
}

fn unreadable(error: &csv::Error) -> Problem {
    let line = error.position().map_or_else(String::new, |at| format!(" in line {}", at.line()));
    let message = format!("The CSV cannot be read{line}. Send UTF-8 with a row of names.");
    Problem::new(ErrorKind::Malformed, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_by_its_headings() {
        let sheet = "\u{feff}Phone, Area Code,state\r\n+15125550142,512,\n\"(512) 555-0143\",,TX\n";
        let read = rows(sheet.as_bytes()).unwrap();
        assert_eq!(read[0].1.get("area_code"), Some(&Value::from("512")));
        assert_eq!(read[0].1.get("state"), None);
        assert_eq!((read[1].0, read[1].1.get("phone")), (3, Some(&Value::from("(512) 555-0143"))));
    }

    #[test]
    fn what_is_no_text_is_malformed() {
        assert_eq!(rows(b"phone\n\xff\xfe\n").unwrap_err().0.status(), 400);
    }
}
