//! What a form showed when it was opened. Who saves it writes the fields that they changed and no others, and is told of
//! those that somebody else changed meanwhile.

use crate::Conflict;
use std::collections::BTreeMap;

/// Characters of a text that a message shows.
const SHOWN: usize = 60;

/// The fields of a form as they were when it was opened, by name. Of a field that is not among them nothing is known:
/// it is written as it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, String>);

impl Seen {
    /// The fields by name.
    pub fn new(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
    }

    /// What the form showed of a field, if that is known.
    pub(crate) fn of(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether the form showed a field as it is `typed`.
    pub fn shows(&self, name: &str, typed: &str) -> bool {
        self.of(name).is_some_and(|seen| plain(seen) == plain(typed))
    }

    /// Compares with what there is now.
    pub(crate) fn merge(&self) -> Merge<'_> {
        Merge { seen: self, crossed: BTreeMap::new() }
    }
}

/// Changes of a form and of others, field by field.
pub(crate) struct Merge<'a> {
    seen: &'a Seen,
    crossed: BTreeMap<String, String>,
}

impl Merge<'_> {
    /// Takes a change back that is none, and notes one that crosses another.
    pub(crate) fn field<T: ToString>(&mut self, name: &str, change: &mut Option<Option<T>>, now: Option<&T>) {
        let (Some(typed), Some(seen)) = (change.as_ref(), self.seen.of(name)) else { return };
        let text = |value: Option<&T>| value.map(ToString::to_string).unwrap_or_default();
        let (typed, seen, now) = (plain(&text(typed.as_ref())), plain(seen), plain(&text(now)));
        if typed == seen || typed == now {
            *change = None;
        } else if seen != now {
            self.crossed.insert(name.to_owned(), now);
        }
    }

    /// Refuses where changes crossed.
    pub(crate) fn end(self, what: &'static str) -> Result<(), Conflict> {
        if self.crossed.is_empty() {
            return Ok(());
        }
        let told = |(name, now): (&String, &String)| {
            let name = name.replace('_', " ");
            if now.is_empty() {
                format!("{name} is now empty")
            } else {
                format!("{name} now says “{}”", shown(now))
            }
        };
        let now: Vec<String> = self.crossed.iter().map(told).collect();
        let place = if now.len() == 1 { "its place" } else { "their place" };
        let changes = format!("{}. Save again to put yours in {place}", now.join(", "));
        Err(Conflict::Changed { what, changes, version: None, fields: self.crossed })
    }
}

/// As it is compared: a browser sends the end of a line in its own way, and what surrounds a text is no part of it.
fn plain(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Seen {
        Seen::new(BTreeMap::from([("notes".to_owned(), text.to_owned())]))
    }

    /// What is written of `typed`, over what is there `now`.
    fn merged(seen: &Seen, typed: &str, now: &str) -> Result<Option<Option<String>>, Conflict> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (mut change, now) = (Some(given(typed)), given(now));
        let mut merge = seen.merge();
        merge.field("notes", &mut change, now.as_ref());
        merge.end("the lead").map(|()| change)
    }

    #[test]
    fn what_was_only_shown_is_not_written() {
        assert_eq!(merged(&seen("a"), "a", "b").unwrap(), None);
        assert_eq!(merged(&seen("a\nb"), "a\r\nb", "c").unwrap(), None, "line ends of a browser");
        assert_eq!(merged(&seen(""), "", "b").unwrap(), None);
        assert_eq!(merged(&seen("a"), "a", " a\n").unwrap(), None);
        assert!(seen("a\nb").shows("notes", "a\r\nb ") && !seen("a").shows("notes", "b"));
        assert!(!seen("").shows("name", ""), "nothing is known of it");
    }

    #[test]
    fn what_was_changed_here_alone_is_written() {
        assert_eq!(merged(&seen("a"), "b", "a").unwrap(), Some(Some("b".to_owned())));
        assert_eq!(merged(&seen("a"), "", "a").unwrap(), Some(None));
        assert!(merged(&seen(" a\r\nb "), "b", " a\r\nb ").unwrap().is_some(), "nobody else changed it");
        assert_eq!(
            merged(&Seen::default(), "a", "b").unwrap(),
            Some(Some("a".to_owned())),
            "nothing is known"
        );
    }

    #[test]
    fn what_both_changed_alike_needs_no_writing() {
        assert_eq!(merged(&seen("a"), "b", "b").unwrap(), None);
    }

    #[test]
    fn what_both_changed_is_told_and_nothing_written() {
        let Err(Conflict::Changed { changes, fields, .. }) = merged(&seen("a"), "b", &"c ".repeat(50)) else {
            panic!("no conflict");
        };
        assert!(changes.starts_with("notes now says “c c c "), "{changes}");
        assert!(changes.ends_with("…”. Save again to put yours in its place"), "{changes}");
        assert_eq!(fields["notes"].len(), 99, "as a whole, to be sent with the next try");
        let Err(error) = merged(&seen("a"), "b", "") else { panic!("no conflict") };
        assert!(error.to_string().contains("notes is now empty"), "{error}");
    }
}
