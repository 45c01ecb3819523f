//! Imports: many numbers or leads at once, pasted or from a file.
//!
//! An import is checked first: every line gets a verdict ([`LineKind`]) and nothing is written to the pool or the
//! leads. Then it runs, all or nothing up to [`AT_ONCE`] lines, in batches above; and it can be undone as a whole.

mod column;
mod layout;

pub use column::{Column, says_yes};
pub use layout::{Layout, LayoutColumn};

use crate::id::{BrokerId, ImportId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Most lines that are imported in one transaction, all or nothing. More go in batches.
pub const AT_ONCE: usize = 5_000;
/// Most lines of an import.
pub const LARGEST: usize = 100_000;
/// Largest file, in bytes.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;

/// A word that is none of an enum's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownWord(&'static str);

/// An enum of words, as tables, addresses and the API have them.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $wrong:literal { $($(#[$of:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in tables, addresses and the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text.trim()).ok_or(UnknownWord($wrong))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What is imported.
    Noun, "Import `numbers` or `leads`." {
        /// Numbers of the pool.
        Numbers = "numbers",
        /// Leads.
        Leads = "leads",
    }
}

impl Noun {
    /// So many of them: "1 number", "5,000 leads".
    pub fn counted(self, count: i64) -> String {
        let one = match self {
            Self::Numbers => "number",
            Self::Leads => "lead",
        };
        let many = if count == 1 { "" } else { "s" };
        format!("{} {one}{many}", crate::page::grouped(count))
    }
}

words! {
    /// What becomes of a line.
    LineKind, "A line is `new`, `fill`, `known`, `double` or `bad`." {
        /// It is added.
        New = "new",
        /// It is there already, and what is empty of it is filled from the line.
        Fill = "fill",
        /// It is there already and stays as it is.
        Known = "known",
        /// An earlier line of the import names the same one.
        Double = "double",
        /// It cannot be taken.
        Bad = "bad",
    }
}

words! {
    /// Where an import stands.
    ImportStatus, "An import is `staging`, `draft`, `running`, `stopped`, `done`, `undoing` or `undone`." {
        /// Its lines are still being read.
        Staging = "staging",
        /// Checked; nothing is imported yet.
        Draft = "draft",
        /// It goes on, batch by batch.
        Running = "running",
        /// Somebody stopped it: what was imported until then stays.
        Stopped = "stopped",
        /// Imported.
        Done = "done",
        /// What it added is being removed, batch by batch.
        Undoing = "undoing",
        /// What it added and nobody has used since is removed.
        Undone = "undone",
    }
}

impl ImportStatus {
    /// Whether a job works on it.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Running | Self::Undoing)
    }

    /// Whether it may be undone.
    pub const fn can_undo(self) -> bool {
        matches!(self, Self::Stopped | Self::Done)
    }

    /// Whether it may be run: begun, or gone on with.
    pub const fn can_run(self) -> bool {
        matches!(self, Self::Draft | Self::Stopped)
    }
}

/// Lines by what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCounts {
    /// Added.
    pub new: i64,
    /// Known, and filled where empty.
    pub fill: i64,
    /// Known, unchanged.
    pub known: i64,
    /// Named by an earlier line.
    pub double: i64,
    /// Not to be taken.
    pub bad: i64,
}

impl LineCounts {
    /// Lines of a kind.
    pub const fn of(self, kind: LineKind) -> i64 {
        match kind {
            LineKind::New => self.new,
            LineKind::Fill => self.fill,
            LineKind::Known => self.known,
            LineKind::Double => self.double,
            LineKind::Bad => self.bad,
        }
    }

    /// Counts lines of a kind.
    pub fn add(&mut self, kind: LineKind, lines: i64) {
        let count = match kind {
            LineKind::New => &mut self.new,
            LineKind::Fill => &mut self.fill,
            LineKind::Known => &mut self.known,
            LineKind::Double => &mut self.double,
            LineKind::Bad => &mut self.bad,
        };
        *count += lines;
    }

    /// All lines.
    pub const fn all(self) -> i64 {
        self.new + self.fill + self.known + self.double + self.bad
    }

    /// Whether they are few enough for one transaction.
    pub fn are_at_once(self) -> bool {
        usize::try_from(self.all()).is_ok_and(|lines| lines <= AT_ONCE)
    }

    /// Lines that change something.
    pub const fn to_do(self) -> i64 {
        self.new + self.fill
    }
}

/// Whom an import's lines suppress who were not suppressed before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Persons; who has several records is one.
    pub persons: i64,
    /// Lines of known leads that say nothing else which is new: they fill no gap, though they count as filling.
    pub alone: i64,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Import {
    /// Id.
    pub id: ImportId,
    /// Whose.
    pub broker_id: BrokerId,
    /// Of what.
    pub noun: Noun,
    /// Where it stands.
    pub status: ImportStatus,
    /// Who made it, as the history names them.
    pub actor: String,
    /// The file's name; none for what was pasted or sent.
    pub file_name: Option<String>,
    /// What was understood of the file. Programs are told what of it is ignored.
    #[serde(rename = "ignored_columns", serialize_with = "ignored")]
    pub layout: Layout,
    /// Whether what is empty of those known is filled.
    pub fill: bool,
    /// Lines by kind; once it has run, by what became of them.
    pub lines: LineCounts,
    /// How many of the lines to do are done.
    pub done: i64,
    /// Added until now.
    pub added: i64,
    /// Filled until now.
    pub filled: i64,
    /// Whom it has suppressed until now. Pages alone tell it.
    #[serde(skip)]
    pub suppressed: Suppressed,
    /// Removed by the undo.
    pub removed: i64,
    /// Kept by the undo, since they have been used.
    pub kept: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When its undo ended.
    pub undone_at: Option<DateTime<Utc>>,
}

fn ignored<S: Serializer>(layout: &Layout, serializer: S) -> Result<S::Ok, S::Error> {
    layout.ignored().serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for noun in Noun::ALL {
            assert_eq!(noun.as_str().parse(), Ok(*noun));
        }
        for kind in LineKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        for status in ImportStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
        }
        assert!("lead".parse::<Noun>().is_err());
    }

    #[test]
    fn lines_are_counted_by_kind() {
        let mut counts = LineCounts::default();
        for (at, kind) in LineKind::ALL.iter().enumerate() {
            counts.add(*kind, at as i64 + 1);
            assert_eq!(counts.of(*kind), at as i64 + 1);
        }
        assert_eq!((counts.all(), counts.to_do()), (15, 3));
        assert_eq!(
            (Noun::Leads.counted(1), Noun::Numbers.counted(5_000)),
            ("1 lead".into(), "5,000 numbers".into())
        );
    }
}
