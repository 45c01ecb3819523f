//! Lines that people paste: `number,label,area_code,state,signalwire_id`, all but the number optional.

use super::NewNumber;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::field::FieldError;
use steadyline_core::phone::E164;

/// One number to import, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Its line, from 1.
    pub line: usize,
    /// The whole line, to show it again.
    pub text: String,
    /// The number.
    pub number: String,
    /// A name for people.
    pub label: String,
    /// Empty for the number's own.
    pub area_code: String,
    /// Empty for the area code's.
    pub state: String,
    /// The carrier's id of it.
    pub signalwire_id: String,
}

/// The columns, in their order where no heading says otherwise.
const COLUMNS: [&str; 5] = ["number", "label", "area_code", "state", "signalwire_id"];

impl ImportRow {
    fn set(&mut self, column: &str, cell: String) {
        match column {
            "number" => self.number = cell,
            "label" => self.label = cell,
            "area_code" => self.area_code = cell,
            "state" => self.state = cell,
            "signalwire_id" => self.signalwire_id = cell,
            _ => {}
        }
    }

    /// The number, checked.
    pub(super) fn parse(&self) -> Result<NewNumber, FieldError> {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(NewNumber {
            number: E164::parse(&self.number).map_err(|error| error.on("number"))?,
            label: given(&self.label),
            area_code: given(&self.area_code).map(|code| AreaCode::parse(&code)).transpose()?,
            state: given(&self.state).map(|state| StateCode::parse(&state)).transpose()?,
            signalwire_id: given(&self.signalwire_id),
        })
    }
}

/// Reads pasted text or a CSV file: a number a line, cells by commas or tabs, quotes around a cell that has one.
/// A first line that names the column `number` is a heading and says the order; empty lines are left out.
pub fn rows_of_text(text: &str) -> Vec<ImportRow> {
    let mut columns: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    let mut is_first = true;
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let cells = cells(line);
        if std::mem::take(&mut is_first) {
            let names: Vec<String> =
                cells.iter().map(|name| name.trim().to_ascii_lowercase().replace(' ', "_")).collect();
            if names.iter().any(|name| name == "number") {
                columns = names;
                continue;
            }
        }
        let mut row = ImportRow { line: at + 1, text: line.trim().to_owned(), ..ImportRow::default() };
        for (column, cell) in columns.iter().zip(cells) {
            row.set(column, cell);
        }
        rows.push(row);
    }
    rows
}

fn cells(line: &str) -> Vec<String> {
    let comma = if line.contains('\t') { '\t' } else { ',' };
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.trim().is_empty() => is_quoted = true,
            _ if c == comma && !is_quoted => cells.push(String::new()),
            _ => cell.push(c),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_line_with_what_is_known_of_it() {
        let rows = rows_of_text("(512) 555-0142\r\n\n+15125550143,\"Main, \"\"big\"\"\",512,TX,sw_1\n");
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].line, rows[0].number.as_str(), rows[0].label.as_str()),
            (1, "(512) 555-0142", "")
        );
        assert_eq!((rows[1].line, rows[1].label.as_str()), (3, "Main, \"big\""));
        assert_eq!((rows[1].state.as_str(), rows[1].signalwire_id.as_str()), ("TX", "sw_1"));
    }

    #[test]
    fn a_heading_says_the_order_and_a_sheet_has_tabs() {
        let rows = rows_of_text("State\tNumber\tSomething\nTX\t512 555 0142\tx");
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].line, rows[0].state.as_str(), rows[0].number.as_str()),
            (2, "TX", "512 555 0142")
        );
    }

    #[test]
    fn a_cell_that_is_wrong_is_named() {
        for (line, field) in
            [("12,,", "number"), ("5125550142,,1", "area_code"), ("5125550142,,,Tex", "state")]
        {
            assert_eq!(rows_of_text(line)[0].parse().unwrap_err().field, field);
        }
    }
}
