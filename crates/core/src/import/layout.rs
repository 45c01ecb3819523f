//! What was understood of a file: which column is what.

use super::{Column, Noun};
use crate::area_code::StateCode;
use crate::phone::E164;
use crate::setting::Quality;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Rows that are looked at to tell what a column without a heading holds.
const LOOKED_AT: usize = 50;

/// Whether a cell may stand in a column.
type Fits = fn(&str) -> bool;

/// What was understood of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Whether its first line names the columns.
    pub has_heading: bool,
    /// Its columns, in their order.
    pub columns: Vec<LayoutColumn>,
}

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutColumn {
    /// What the file calls it; empty where it has no heading.
    pub heading: String,
    /// What it is taken for; none is ignored.
    pub column: Option<Column>,
}

impl LayoutColumn {
    /// Whether it holds a phone at which the person is only at times.
    fn comes_last(&self) -> bool {
        let begins =
            |word: &str| self.heading.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        self.column == Some(Column::Phone) && ["home", "work", "business"].into_iter().any(begins)
    }
}

impl Layout {
    /// The layout of lines that name their fields themselves: these, in this order.
    pub fn of_fields(noun: Noun, fields: &[Column]) -> Self {
        let column =
            |column: &Column| LayoutColumn { heading: column.field(noun).to_owned(), column: Some(*column) };
        Self { has_heading: false, columns: fields.iter().map(column).collect() }
    }

    /// The layout that a first line names, if it is one of headings: it names a column, and holds no phone.
    pub fn of_heading(noun: Noun, cells: &[String]) -> Option<Self> {
        let columns: Vec<LayoutColumn> = cells
            .iter()
            .map(|heading| LayoutColumn {
                heading: heading.trim().to_owned(),
                column: Column::of_heading(noun, heading),
            })
            .collect();
        let names_one = columns.iter().any(|column| column.column.is_some());
        let holds_phone = cells.iter().any(|cell| E164::parse(cell).is_ok());
        (names_one && !holds_phone).then_some(Self { has_heading: true, columns })
    }

    /// The layout of lines without a heading. Numbers stand in their order; of leads it is told by what the columns
    /// hold, since every list has another order.
    pub fn of_rows(noun: Noun, rows: &[Vec<String>]) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let standard = Column::of(noun);
        if noun == Noun::Numbers {
            let column = |at| LayoutColumn { heading: String::new(), column: standard.get(at).copied() };
            return Self { has_heading: false, columns: (0..width).map(column).collect() };
        }
        let mut left: Vec<Column> = standard.to_vec();
        let mut take = |column: Column| {
            let at = left.iter().position(|one| *one == column)?;
            Some(left.remove(at))
        };
        let cells = |at: usize| {
            rows.iter()
                .take(LOOKED_AT)
                .filter_map(move |row| row.get(at))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
        };
        let mut found: Vec<Option<Column>> = vec![None; width];
        // What can be told by its shape, first; then what is left, as text.
        let shapes: [(Column, Fits); 3] = [
            (Column::Phone, |cell| E164::parse(cell).is_ok()),
            (Column::State, |cell| StateCode::given(cell).is_ok()),
            (Column::Quality, |cell| cell.to_ascii_lowercase().parse::<Quality>().is_ok()),
        ];
        for (column, fits) in shapes {
            let best = (0..width)
                .filter(|at| found.get(*at).is_some_and(Option::is_none))
                .map(|at| (at, cells(at).count(), cells(at).filter(|cell| fits(cell)).count()))
                // Some lines may be wrong, most are not.
                .filter(|(_, all, fitting)| *fitting > 0 && fitting * 2 >= *all)
                .max_by_key(|(at, _, fitting)| (*fitting, width - at));
            if let Some((at, ..)) = best
                && let Some(place) = found.get_mut(at)
            {
                *place = take(column);
            }
        }
        for (at, place) in found.iter_mut().enumerate().filter(|(_, place)| place.is_none()) {
            let is_id = cells(at).next().is_some()
                && cells(at).all(|cell| !cell.contains(' ') && cell.contains(|c: char| c.is_ascii_digit()));
            let wanted =
                if is_id { [Column::Reference, Column::Notes] } else { [Column::Name, Column::Notes] };
            *place = wanted.into_iter().find_map(&mut take);
        }
        let column = |column| LayoutColumn { heading: String::new(), column };
        Self { has_heading: false, columns: found.into_iter().map(column).collect() }
    }

    /// Sets the headings against the lines below. A column that no line needs, since another one that is taken for the same
    /// comes before it, is ignored; what stands beyond the headings is too, and gets a name to tell it by.
    pub fn set_against<'a>(&mut self, lines: impl Iterator<Item = &'a [String]>) {
        let several: Vec<(Column, Vec<usize>)> = Column::ALL
            .iter()
            .map(|column| (*column, self.places(*column)))
            .filter(|(_, places)| places.len() > 1)
            .collect();
        let (mut needed, mut widest) = (HashSet::new(), 0);
        for cells in lines {
            needed.extend(several.iter().filter_map(|(column, _)| self.place(cells, *column)));
            widest = widest.max(cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
        }
        for at in several.into_iter().flat_map(|(_, places)| places.into_iter().skip(1)) {
            if !needed.contains(&at)
                && let Some(known) = self.columns.get_mut(at)
            {
                known.column = None;
            }
        }
        let named = self.columns.len();
        let beyond = match widest.saturating_sub(named) {
            0 => None,
            1 => Some(format!("Column {widest}")),
            _ => Some(format!("Columns {} to {widest}", named + 1)),
        };
        self.columns.extend(beyond.map(|heading| LayoutColumn { heading, column: None }));
    }

    /// The places of what is taken for a column, each as it ranks among them: the least that is not empty counts.
    fn ranked(&self, column: Column) -> impl Iterator<Item = (bool, usize)> {
        let all = self.columns.iter().enumerate().filter(move |(_, known)| known.column == Some(column));
        all.map(|(at, known)| (known.comes_last(), at))
    }

    /// The places of what is taken for a column, in the order in which they count: the first that is not empty does.
    pub fn places(&self, column: Column) -> Vec<usize> {
        let mut places: Vec<(bool, usize)> = self.ranked(column).collect();
        places.sort_unstable();
        places.into_iter().map(|(_, at)| at).collect()
    }

    /// The place of what a line says in a column.
    fn place(&self, cells: &[String], column: Column) -> Option<usize> {
        let says = |at: usize| cells.get(at).is_some_and(|cell| !cell.trim().is_empty());
        self.ranked(column).filter(|(_, at)| says(*at)).min().map(|(_, at)| at)
    }

    /// What a line says in a column: the first that is not empty, where several are taken for it.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        self.place(cells, column).and_then(|at| cells.get(at)).map(|cell| cell.trim()).unwrap_or_default()
    }

    /// Whether a column is there.
    pub fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|known| known.column == Some(column))
    }

    /// The headings of what is ignored.
    pub fn ignored(&self) -> Vec<&str> {
        self.columns
            .iter()
            .filter(|column| column.column.is_none() && !column.heading.is_empty())
            .map(|column| column.heading.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<Vec<String>> {
        lines.iter().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    fn columns(layout: &Layout) -> Vec<Option<Column>> {
        layout.columns.iter().map(|column| column.column).collect()
    }

    #[test]
    fn a_heading_says_the_order_and_what_is_unknown_is_ignored() {
        let heading = rows(&["Lead ID|E-mail|Mobile|Home Phone"]).remove(0);
        let layout = Layout::of_heading(Noun::Leads, &heading).unwrap();
        assert_eq!(layout.ignored(), ["E-mail"]);
        let line = rows(&["crm-1|a@example.com||512 555 0142"]).remove(0);
        assert_eq!(layout.cell(&line, Column::Phone), "512 555 0142", "the first that is not empty");
        assert_eq!(layout.cell(&line, Column::Reference), "crm-1");
        assert_eq!(layout.cell(&line, Column::Notes), "");
        for no_heading in ["512 555 0142|Ada", "Ada|TX"] {
            assert_eq!(Layout::of_heading(Noun::Leads, &rows(&[no_heading]).remove(0)), None, "{no_heading}");
        }
    }

    #[test]
    fn of_several_phones_the_persons_own_comes_first_and_what_nothing_becomes_of_is_ignored() {
        let heading = rows(&["Home Phone|Mobile|Phone|Name"]).remove(0);
        let mut layout = Layout::of_heading(Noun::Leads, &heading).unwrap();
        assert_eq!(layout.places(Column::Phone), [1, 2, 0]);
        let lines = rows(&["1|2|3|Ada", "4||5|Bo|", "6|||Cy"]);
        let phones = |layout: &Layout| -> Vec<String> {
            lines.iter().map(|cells| layout.cell(cells, Column::Phone).to_owned()).collect()
        };
        assert_eq!(phones(&layout), ["2", "5", "6"]);
        layout.set_against(lines.iter().map(Vec::as_slice));
        assert_eq!((layout.ignored().len(), layout.columns.len()), (0, 4), "each is needed");
        layout.set_against(rows(&["1|2|3|Ada||x", "4|5||Bo"]).iter().map(Vec::as_slice));
        assert_eq!(layout.ignored(), ["Home Phone", "Phone", "Columns 5 to 6"]);
        assert_eq!(layout.places(Column::Phone), [1]);
    }

    #[test]
    fn leads_without_a_heading_are_told_by_what_stands_in_the_columns() {
        let lines =
            rows(&["Ada Abbott|crm-1|TX|(512) 555-0142|hot|call after five", "Bo|crm-2|FL|12345|low|"]);
        let expected =
            [Column::Name, Column::Reference, Column::State, Column::Phone, Column::Quality, Column::Notes];
        assert_eq!(columns(&Layout::of_rows(Noun::Leads, &lines)), expected.map(Some));
        let bare = Layout::of_rows(Noun::Leads, &rows(&["512 555 0142", "nonsense", "512 555 0143"]));
        assert_eq!(columns(&bare), [Some(Column::Phone)]);
        let country = Layout::of_rows(Noun::Leads, &rows(&["5125550141|Ada Lee|US"]));
        let expected = [Column::Phone, Column::Name, Column::Notes];
        assert_eq!(columns(&country), expected.map(Some), "no state is called so");
    }

    #[test]
    fn numbers_without_a_heading_stand_in_their_order() {
        let layout = Layout::of_rows(Noun::Numbers, &rows(&["5125550142|Main|512|TX|sw_1|what"]));
        let expected = [
            Some(Column::Phone),
            Some(Column::Label),
            Some(Column::AreaCode),
            Some(Column::State),
            Some(Column::SignalwireId),
            None,
        ];
        assert_eq!(columns(&layout), expected);
    }
}
