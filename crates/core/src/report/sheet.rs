//! A report as rows: CSV, and the table beside a chart.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A report as rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Names of the columns, as in the JSON.
    pub columns: Vec<&'static str>,
    /// A row's cells, one a column.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(i64),
    /// A rate or a mean.
    Figure(f64),
    /// A day.
    Day(NaiveDate),
    /// Nothing to tell.
    None,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Figure(figure) => write!(f, "{}", (figure * 1000.0).round() / 1000.0),
            Self::Day(day) => write!(f, "{day}"),
            Self::None => Ok(()),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<Option<f64>> for Cell {
    fn from(figure: Option<f64>) -> Self {
        figure.filter(|figure| figure.is_finite()).map_or(Self::None, Self::Figure)
    }
}

impl Sheet {
    /// The text of a CSV file, by RFC 4180. A text that a spreadsheet would run as a formula is quoted apart.
    pub fn csv(&self) -> String {
        let mut text = self.columns.join(",");
        text.push_str("\r\n");
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(quoted).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }
}

fn quoted(cell: &Cell) -> String {
    let Cell::Text(text) = cell else { return cell.to_string() };
    let is_phone = text.strip_prefix('+').is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_phone {
        format!("'{text}")
    } else {
        text.clone()
    };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_csv_that_no_spreadsheet_runs() {
        let sheet = Sheet {
            columns: vec!["name", "calls", "rate"],
            rows: vec![
                vec![Cell::from("Alder, \"Finch\""), 3.into(), Cell::from(Some(12.345_67))],
                vec![Cell::from("=1+1"), 0.into(), Cell::from(None)],
                vec![Cell::from("+15125550142"), 0.into(), Cell::None],
            ],
        };
        let text = "name,calls,rate\r\n\"Alder, \"\"Finch\"\"\",3,12.346\r\n'=1+1,0,\r\n+15125550142,0,\r\n";
        assert_eq!(sheet.csv(), text);
    }
}
