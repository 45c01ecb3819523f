//! Reading what was pasted or uploaded: text into lines of cells, and what the columns are.

use super::Row;
use crate::text::NOTE;
use std::iter::Peekable;
use std::str::Chars;
use steadyline_core::field::FieldError;
use steadyline_core::import::{LARGEST, LARGEST_FILE, Layout, Noun};

/// Lines of cells, and which column is what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What was understood.
    pub layout: Layout,
    /// The lines, without the heading and empty ones.
    pub rows: Vec<Row>,
}

/// Bytes of a text over several lines that is longer than any cell may be: the longest characters have four.
const LONGEST: usize = 4 * NOTE;

/// What Windows puts where Latin-1 has control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file: UTF-8, UTF-16 with its mark, else what Windows writes.
///
/// # Errors
/// [`FieldError`] on `file` for what is no text.
pub fn text_of_file(bytes: &[u8]) -> Result<String, FieldError> {
    let wrong = |why: &str| Err(FieldError::new("file", why));
    if bytes.len() > LARGEST_FILE {
        return Err(too_large("file"));
    }
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2);
        let units = units.filter_map(|pair| pair.try_into().ok()).map(from);
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes {
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            return wrong("That is a workbook. Save it as CSV in your spreadsheet, and choose that file.");
        }
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(of_windows).collect(),
        },
    };
    if text.contains('\0') {
        return wrong("That is not text. Choose a CSV file.");
    }
    Ok(text)
}

fn of_windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => {
            WINDOWS_1252.get(usize::from(byte) - 0x80).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::from(byte),
    }
}

fn too_large(field: &'static str) -> FieldError {
    let most = LARGEST_FILE / 1024 / 1024;
    FieldError::new(
        field,
        format!("A file can have up to {most} MB. Split it and import the parts one after another."),
    )
}

impl Sheet {
    /// Reads text: a line each, cells by commas, semicolons or tabs, quotes around a cell that has one. A first line
    /// that names columns is a heading and says the order.
    ///
    /// # Errors
    /// [`FieldError`] on `field` for no line, more than [`LARGEST`], or more than [`LARGEST_FILE`] bytes.
    pub fn read(noun: Noun, text: &str, field: &'static str) -> Result<Self, FieldError> {
        if text.len() > LARGEST_FILE {
            return Err(too_large(field));
        }
        let text = text.trim_start_matches('\u{feff}');
        let (said, text) = said_separator(text);
        let (separator, line) = (said.unwrap_or_else(|| separator(text)), if said.is_some() { 2 } else { 1 });
        let most = steadyline_core::page::grouped(LARGEST as i64);
        let mut rows: Vec<Row> = Vec::new();
        let mut heading = None;
        let mut is_first = true;
        for row in (Records { rest: text.chars().peekable(), separator, line }) {
            if std::mem::take(&mut is_first)
                && let Some(layout) = Layout::of_heading(noun, &row.cells)
            {
                heading = Some(layout);
                continue;
            }
            if rows.len() == LARGEST {
                return Err(FieldError::new(
                    field,
                    format!(
                        "An import can have up to {most} lines. Split it and import the parts one after another."
                    ),
                ));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(FieldError::new(
                field,
                match heading {
                    Some(_) => "There is a header line, but no line below it.".to_owned(),
                    None => format!("Paste at least one line, up to {most}, or choose a file."),
                },
            ));
        }
        let layout = match heading {
            Some(mut layout) => {
                layout.set_against(rows.iter().map(|row| row.cells.as_slice()));
                layout
            }
            None => {
                let first: Vec<Vec<String>> = rows.iter().take(50).map(|row| row.cells.clone()).collect();
                Layout::of_rows(noun, &first)
            }
        };
        Ok(Self { layout, rows })
    }
}

/// The lines of a text that are not empty. A quoted cell may have line breaks, and quotes as pairs of them; one that is
/// never closed is a character as any other, so that it spoils its own line alone.
struct Records<'a> {
    rest: Peekable<Chars<'a>>,
    separator: char,
    line: i32,
}

impl Iterator for Records<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            self.rest.peek()?;
            let row = self.row();
            if row.cells.iter().any(|cell| !cell.is_empty()) {
                return Some(row);
            }
        }
    }
}

impl Records<'_> {
    fn row(&mut self) -> Row {
        let line = self.line;
        let (mut cells, mut cell, mut unclosed) = (Vec::new(), String::new(), None);
        while let Some(c) = self.rest.next() {
            match c {
                '"' if cell.trim().is_empty() => match self.quoted() {
                    Some(quoted) => cell = quoted,
                    None => {
                        unclosed = unclosed.or(Some(cells.len()));
                        cell.push(c);
                    }
                },
                // The line feed behind it ends the line.
                '\r' if self.rest.peek() == Some(&'\n') => {}
                '\n' | '\r' => {
                    self.line = self.line.saturating_add(1);
                    break;
                }
                _ if c == self.separator => cells.push(std::mem::take(&mut cell)),
                _ => cell.push(c),
            }
        }
        cells.push(cell);
        Row { line, cells: cells.iter().map(|cell| bare(cell).to_owned()).collect(), unclosed }
    }

    /// What stands between an opening quotation mark and the one that closes it. None, and nothing is read, where none
    /// does: there is no other, the cell would be longer than any may be, or the next one, lines below, opens another cell.
    fn quoted(&mut self) -> Option<String> {
        let (mut rest, mut cell, mut lines) = (self.rest.clone(), String::new(), 0);
        while let Some(c) = rest.next() {
            match c {
                '"' if rest.peek() == Some(&'"') => {
                    rest.next();
                    cell.push('"');
                }
                '"' => {
                    let next = rest.clone().find(|c| *c != ' ');
                    let ends = next.is_none_or(|c| c == self.separator || matches!(c, '\n' | '\r'));
                    if lines > 0 && !ends {
                        return None;
                    }
                    self.rest = rest;
                    self.line = self.line.saturating_add(lines);
                    return Some(cell);
                }
                '\r' if rest.peek() == Some(&'\n') => {}
                '\n' | '\r' if cell.len() > LONGEST => return None,
                '\n' | '\r' => {
                    lines += 1;
                    cell.push('\n');
                }
                _ => cell.push(c),
            }
        }
        None
    }
}

/// A cell without what spreadsheets put around it: a mark that keeps it from being a formula or a figure, a formula
/// that is nothing but a text, and the tenth of a phone that was taken for a figure.
fn bare(cell: &str) -> &str {
    let cell = cell.trim();
    let is_marked = |rest: &&str| {
        rest.starts_with(|c: char| matches!(c, '=' | '+' | '-' | '@' | '(') || c.is_ascii_digit())
    };
    let cell = cell.strip_prefix('\'').filter(is_marked).unwrap_or(cell);
    let cell = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell);
    let is_phone = |rest: &&str| matches!(rest.len(), 10 | 11) && rest.bytes().all(|c| c.is_ascii_digit());
    cell.strip_suffix(".0").filter(is_phone).unwrap_or(cell)
}

/// The separator that a first line `sep=;` names, as Excel writes and reads it, and the text below.
fn said_separator(text: &str) -> (Option<char>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_end_matches('\r').to_ascii_lowercase();
    let mut named = named.strip_prefix("sep=").unwrap_or_default().chars();
    match (named.next(), named.next()) {
        (Some(separator), None) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// What stands between the cells: as the first line that is not empty has it, outside of quotes.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let (mut tabs, mut semicolons, mut commas) = (0, 0, 0);
    for c in first.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\t' if !is_quoted => tabs += 1,
            ';' if !is_quoted => semicolons += 1,
            ',' if !is_quoted => commas += 1,
            _ => {}
        }
    }
    match (tabs, semicolons, commas) {
        (1.., ..) => '\t',
        (_, semicolons, commas) if semicolons > commas => ';',
        _ => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::import::Column;

    fn read(noun: Noun, text: &str) -> Sheet {
        Sheet::read(noun, text, "text").unwrap()
    }

    #[test]
    fn a_number_a_line_with_what_is_known_of_it() {
        let sheet =
            read(Noun::Numbers, "(512) 555-0142\r\n\n+15125550143,\"Main, \"\"big\"\"\",512,TX,sw_1\n");
        let lines: Vec<i32> = sheet.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 3]);
        let cell = |at: usize, column| sheet.layout.cell(&sheet.rows[at].cells, column);
        assert_eq!((cell(0, Column::Phone), cell(0, Column::Label)), ("(512) 555-0142", ""));
        assert_eq!((cell(1, Column::Label), cell(1, Column::State)), ("Main, \"big\"", "TX"));
    }

    #[test]
    fn a_sheet_may_have_a_mark_windows_line_ends_tabs_or_semicolons() {
        for text in [
            "\u{feff}State\tMobile\tE-mail\r\nTX\t512 555 0142\tx\r\n",
            "State;Mobile;E-mail\nTX;512 555 0142;x,y",
        ] {
            let sheet = read(Noun::Leads, text);
            assert!(sheet.layout.has_heading);
            assert_eq!((sheet.rows.len(), sheet.rows[0].line), (1, 2), "{text}");
            assert_eq!(sheet.layout.cell(&sheet.rows[0].cells, Column::Phone), "512 555 0142");
            assert_eq!(sheet.layout.ignored(), ["E-mail"]);
        }
    }

    #[test]
    fn what_excel_writes_around_a_list_is_not_part_of_it() {
        let sheet = read(
            Noun::Leads,
            "sep=;\r\nName;Phone\r\nAnn, Bo;=\"5125550142\"\r\nCy;'5125550143\r\nDi;5125550144.0",
        );
        assert!(sheet.layout.has_heading);
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 5]);
        let phones = sheet.rows.iter().map(|row| sheet.layout.cell(&row.cells, Column::Phone));
        assert_eq!(phones.collect::<Vec<_>>(), ["5125550142", "5125550143", "5125550144"]);
        assert_eq!(sheet.layout.cell(&sheet.rows[0].cells, Column::Name), "Ann, Bo");
        let kept = read(Noun::Leads, "name,notes\n'tHooft,1.0");
        assert_eq!(kept.rows[0].cells, ["'tHooft", "1.0"]);
    }

    #[test]
    fn a_quoted_cell_may_have_line_breaks_and_the_next_line_keeps_its_place() {
        let sheet = read(Noun::Leads, "phone,notes\n5125550142,\"one\ntwo\"\n5125550143,x\n");
        assert_eq!(sheet.layout.cell(&sheet.rows[0].cells, Column::Notes), "one\ntwo");
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_spoils_its_own_line_alone() {
        let told = |noun, text: &str| {
            let rows = read(noun, text).rows.into_iter();
            rows.map(|row| (row.line, row.cells[0].clone(), row.unclosed)).collect::<Vec<_>>()
        };
        let of = |line: i32, cell: &str, unclosed: Option<usize>| (line, cell.to_owned(), unclosed);
        let text =
            "name,phone,notes\nAda,5125550141,\"two\nlines\"\n\"Bo,5125550142,\nCy,5125550143,\"a, b\"\n";
        let expected = [of(2, "Ada", None), of(4, "\"Bo", Some(0)), of(5, "Cy", None)];
        assert_eq!(told(Noun::Leads, text), expected, "the next mark opens another cell");
        let text = "5125550141\r\n5125550142,\"Main\r\n5125550143\r\n";
        let expected = [of(1, "5125550141", None), of(2, "5125550142", Some(1)), of(3, "5125550143", None)];
        assert_eq!(told(Noun::Numbers, text), expected, "there is no other");
        let long = format!("phone,notes\n5125550141,\"{}\"\n", "x\n".repeat(LONGEST));
        assert_eq!(told(Noun::Leads, &long)[0], of(2, "5125550141", Some(1)), "no cell is that long");
    }

    #[test]
    fn a_quote_may_follow_a_space_and_lines_are_counted_as_editors_do() {
        let sheet = read(
            Noun::Leads,
            "\r\nphone, name\r\n\r\n5125550142, \"Burke, Bo\"\r\n5125550143,Cy\r5125550144,Dee",
        );
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5, 6]);
        assert_eq!(sheet.layout.cell(&sheet.rows[0].cells, Column::Name), "Burke, Bo");
    }

    #[test]
    fn no_line_and_too_many_are_refused_on_the_field() {
        for text in ["", " \n ,, \n", "phone,name\n"] {
            assert_eq!(Sheet::read(Noun::Leads, text, "text").unwrap_err().field, "text", "{text:?}");
        }
        let many = "5125550142\n".repeat(LARGEST + 1);
        let error = Sheet::read(Noun::Leads, &many, "file").unwrap_err();
        assert!(error.field == "file" && error.message.contains("100,000"), "{error}");
        assert!(
            Sheet::read(Noun::Leads, &"x".repeat(LARGEST_FILE + 1), "file")
                .unwrap_err()
                .message
                .contains("20 MB")
        );
    }

    #[test]
    fn a_file_is_read_as_its_program_wrote_it() {
        assert_eq!(text_of_file("Zoë".as_bytes()).unwrap(), "Zoë");
        assert_eq!(text_of_file(b"Zo\xeb \x80").unwrap(), "Zoë €");
        assert_eq!(text_of_file(b"\xff\xfeZ\0o\0\xeb\0").unwrap(), "Zoë");
        for no_text in [&b"PK\x03\x04xl"[..], b"a\0b"] {
            assert_eq!(text_of_file(no_text).unwrap_err().field, "file");
        }
    }
}
