//! Imports: one with its lines, and the list of them.

use super::{BrokerLink, When, counted, grouped};
use crate::id::ImportId;
use crate::import::{ImportStatus, LineCounts, LineKind, Noun, Suppressed};
use serde::{Deserialize, Serialize};

/// Which lines of an import are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportQuery {
    /// `new`, `fill`, `known`, `double`, `bad`, `kept`; empty for all.
    #[serde(default)]
    pub kind: String,
    /// The last line of the page before; empty for the first page.
    #[serde(default)]
    pub after: String,
}

/// How it was known what the columns of an import are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// Its first line names them.
    FirstLine,
    /// Each line names its fields, as those of the API do.
    Fields,
    /// By what stands in them.
    Content,
}

/// An import's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What is shown.
    pub query: ImportQuery,
    /// The import.
    pub import: ImportRow,
    /// Its columns, as they were understood.
    pub columns: Vec<ImportColumn>,
    /// How it was known what they are.
    pub named_by: NamedBy,
    /// Whether what is empty of those known is filled.
    pub fill: bool,
    /// How many lines of those to do are done.
    pub done: i64,
    /// The lines.
    pub lines: Vec<ImportLine>,
    /// How many lines are of the kind that is shown.
    pub of_kind: i64,
    /// What to send as `after` for the next page.
    pub next_after: Option<String>,
    /// Whom it suppresses; of a stopped import by those lines that it came to.
    pub suppressed: Suppressed,
    /// Whether its lines are gone, which are kept for 30 days. What is counted of them stays.
    pub lines_gone: bool,
}

/// A column of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// What the file calls it, else "Column 2".
    pub heading: String,
    /// What it is taken for, and where, if others are taken for the same; empty where it is ignored.
    pub column: String,
    /// What stands in it, of the first line.
    pub example: String,
}

/// A line of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportLine {
    /// From 1.
    pub line: i64,
    /// The number, or the lead's name, reference or phone.
    pub title: String,
    /// What else stands in it.
    pub detail: String,
    /// What becomes of it, or became.
    pub kind: LineKind,
    /// The column at fault of a bad line.
    pub column: String,
    /// Why it is bad, what is filled, or what else there is to know.
    pub note: String,
    /// The page of the number or lead, below the broker's; empty where there is none.
    pub href: String,
    /// Whether the undo left what it added.
    pub kept: bool,
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Id.
    pub id: ImportId,
    /// Of what.
    pub noun: Noun,
    /// Where it stands.
    pub status: ImportStatus,
    /// The file's name, else "Pasted" or "Sent".
    pub title: String,
    /// Who made it.
    pub who: String,
    /// When.
    pub made: When,
    /// When it was done.
    pub ended: Option<When>,
    /// When it was undone.
    pub undone: Option<When>,
    /// Lines by kind.
    pub lines: LineCounts,
    /// Added until now.
    pub added: i64,
    /// Filled until now.
    pub filled: i64,
    /// Removed by the undo.
    pub removed: i64,
    /// Kept by the undo.
    pub kept: i64,
    /// Whether it may be undone.
    pub can_undo: bool,
}

/// The list of a broker's imports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// Newest first.
    pub rows: Vec<ImportRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What an import did: "2 leads added, 1 known filled, 4 people suppressed". Of the lines that count as filling,
/// those that only suppress have filled nothing.
pub fn what_was_imported(noun: Noun, added: i64, filled: i64, suppressed: Suppressed) -> String {
    let filled = Some(filled - suppressed.alone).filter(|filled| *filled > 0);
    let filled = filled.map(|filled| format!("{} known filled", grouped(filled)));
    let people = (suppressed.persons > 0)
        .then(|| format!("{} suppressed", counted(suppressed.persons, "person", "people")));
    let added = format!("{} added", noun.counted(added));
    [Some(added), filled, people].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_suppressed_is_told_apart_from_what_was_filled() {
        let people = |persons, alone| Suppressed { persons, alone };
        for (added, filled, suppressed, told) in [
            (2, 0, people(0, 0), "2 leads added"),
            (2, 1, people(0, 0), "2 leads added, 1 known filled"),
            (0, 1, people(1, 1), "0 leads added, 1 person suppressed"),
            (2, 3, people(4, 2), "2 leads added, 1 known filled, 4 people suppressed"),
        ] {
            assert_eq!(what_was_imported(Noun::Leads, added, filled, suppressed), told);
        }
    }
}
