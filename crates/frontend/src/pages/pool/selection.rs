//! Which rows of the pool are chosen, in the browser alone: it outlives every reading of the rows, and pages of the
//! table. Without JavaScript the checkboxes are fields of the form around the table.

use leptos::prelude::*;
use std::collections::BTreeMap;
use steadyline_core::number::MOST_NUMBERS;
use steadyline_core::page::{BulkAct, BulkQuery, PoolQuery, grouped};

/// A row that can be chosen: how addresses name its number, and its live leads.
pub(super) type Choosable = (String, i32);

/// Why so many numbers cannot be changed; nothing where they can.
pub(super) fn too_many(numbers: i64) -> Option<String> {
    (numbers > MOST_NUMBERS).then(|| format!("Changes take {} numbers at most", grouped(MOST_NUMBERS)))
}

/// The chosen rows. Taken from the context that the pool's page provides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selection {
    chosen: RwSignal<BTreeMap<String, i32>>,
    /// All that the filters keep: how many numbers, and their live leads.
    all: RwSignal<Option<(i64, i64)>>,
    /// The row from which a range goes.
    last: StoredValue<Option<String>>,
}

impl Selection {
    /// Makes one and puts it into the context.
    pub(super) fn provide() -> Self {
        let selection =
            Self { chosen: RwSignal::default(), all: RwSignal::new(None), last: StoredValue::new(None) };
        provide_context(selection);
        selection
    }

    /// The one of the page.
    pub(super) fn find() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub(super) fn has(self, key: &str) -> bool {
        self.all.get().is_some() || self.chosen.with(|chosen| chosen.contains_key(key))
    }

    /// Chooses a row or lets it go; with `range` all rows from the last one on.
    pub(super) fn set(self, rows: &[Choosable], key: &str, on: bool, range: bool) {
        if self.all.get_untracked().is_some() {
            // One of all is let go: what is seen of the others stays chosen.
            self.chosen.set(rows.iter().cloned().collect());
            self.all.set(None);
        }
        let at = |key: &str| rows.iter().position(|(row, _)| row == key);
        let from = self.last.get_value().filter(|_| range).and_then(|last| at(&last));
        let Some(here) = at(key) else { return };
        let from = from.unwrap_or(here);
        let touched = &rows[from.min(here)..=from.max(here)];
        self.chosen.update(|chosen| {
            for (key, live) in touched {
                if on {
                    chosen.insert(key.clone(), *live);
                } else {
                    chosen.remove(key);
                }
            }
        });
        self.last.set_value(Some(key.to_owned()));
    }

    /// Chooses all rows of the page, or lets them go.
    pub(super) fn set_page(self, rows: &[Choosable], on: bool) {
        self.all.set(None);
        self.chosen.update(|chosen| {
            for (key, live) in rows {
                if on {
                    chosen.insert(key.clone(), *live);
                } else {
                    chosen.remove(key);
                }
            }
        });
    }

    /// Chooses all that the filters keep.
    pub(super) fn set_all(self, numbers: i64, leads: i64) {
        self.all.set(Some((numbers, leads)));
    }

    /// Lets everything go.
    pub(super) fn clear(self) {
        self.all.set(None);
        self.chosen.update(BTreeMap::clear);
        self.last.set_value(None);
    }

    /// Live leads of rows as they are now, for those that are chosen.
    pub(super) fn refresh(self, rows: &[Choosable]) {
        let is_old = |chosen: &BTreeMap<String, i32>| {
            rows.iter().any(|(key, live)| chosen.get(key).is_some_and(|known| known != live))
        };
        if self.chosen.with_untracked(is_old) {
            self.chosen.update(|chosen| {
                for (key, live) in rows {
                    chosen.entry(key.clone()).and_modify(|known| *known = *live);
                }
            });
        }
    }

    /// How many of these rows are chosen.
    pub(super) fn of(self, rows: &[Choosable]) -> usize {
        if self.all.get().is_some() {
            return rows.len();
        }
        self.chosen.with(|chosen| rows.iter().filter(|(key, _)| chosen.contains_key(key)).count())
    }

    pub(super) fn is_all(self) -> bool {
        self.all.get().is_some()
    }

    /// How many numbers.
    pub(super) fn count(self) -> usize {
        usize::try_from(self.figures().0).unwrap_or_default()
    }

    /// How many numbers, and their live leads.
    fn figures(self) -> (i64, i64) {
        self.all.get().unwrap_or_else(|| {
            self.chosen.with(|chosen| {
                let leads = chosen.values().copied().map(i64::from).sum();
                (i64::try_from(chosen.len()).unwrap_or(i64::MAX), leads)
            })
        })
    }

    /// Whether they are few enough to be changed at once.
    pub(super) fn can_change(self) -> bool {
        too_many(self.figures().0).is_none()
    }

    /// "3 numbers · 43 live leads", and why they cannot be changed.
    pub(super) fn words(self) -> String {
        let (numbers, leads) = self.figures();
        let word = |count: i64, one: &str, many: &str| {
            format!("{} {}", grouped(count), if count == 1 { one } else { many })
        };
        let words =
            format!("{} · {}", word(numbers, "number", "numbers"), word(leads, "live lead", "live leads"));
        match too_many(numbers) {
            Some(limit) => format!("{words}. {limit}"),
            None => words,
        }
    }

    /// What is asked for of them.
    pub(super) fn asked(self, act: BulkAct, query: &PoolQuery) -> BulkQuery {
        let all = self.all.get_untracked().is_some();
        BulkQuery { act: Some(act), numbers: self.numbers(), all, query: query.clone() }
    }

    /// The chosen numbers with commas; none where all that the filters keep are chosen.
    fn numbers(self) -> String {
        if self.all.get_untracked().is_some() {
            return String::new();
        }
        self.chosen.with_untracked(|chosen| chosen.keys().map(String::as_str).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Choosable> {
        ["1", "2", "3", "4"].map(|key| (key.to_owned(), 2)).to_vec()
    }

    #[test]
    fn a_range_goes_from_the_last_row_and_all_that_is_kept_is_more_than_the_page() {
        let owner = Owner::new();
        owner.with(|| {
            let (selection, rows) = (Selection::provide(), rows());
            selection.set(&rows, "2", true, false);
            selection.set(&rows, "4", true, true);
            assert_eq!(selection.asked(BulkAct::Rest, &PoolQuery::default()).numbers, "2,3,4");
            assert_eq!(selection.words(), "3 numbers · 6 live leads");
            selection.set_all(9_000, 1);
            assert_eq!((selection.count(), selection.of(&rows)), (9_000, 4));
            selection.set(&rows, "1", false, false);
            assert_eq!((selection.count(), selection.is_all()), (3, false));
            selection.set_page(&rows, false);
            assert_eq!(selection.count(), 0);
        });
    }

    #[test]
    fn more_numbers_than_are_changed_at_once_cannot_be_changed_and_it_is_said_why() {
        let owner = Owner::new();
        owner.with(|| {
            let (selection, rows) = (Selection::provide(), rows());
            selection.set_all(MOST_NUMBERS, 2);
            assert_eq!(
                (selection.can_change(), selection.words().as_str()),
                (true, "5,000 numbers · 2 live leads")
            );
            selection.set_all(MOST_NUMBERS + 1, 2);
            let words = "5,001 numbers · 2 live leads. Changes take 5,000 numbers at most";
            assert_eq!((selection.can_change(), selection.words().as_str()), (false, words));
            selection.set(&rows, "1", false, false);
            assert!(selection.can_change());
        });
    }
}
