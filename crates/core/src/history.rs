//! What the history of a broker tells of.

use crate::field::{FieldError, excerpt};
use std::str::FromStr;

/// Every kind of entry, as `noun.verb`: by these words it is asked for. Whoever writes a new kind names it here.
pub const KINDS: &[&str] = &[
    "assignment.created",
    "assignment.held",
    "assignment.locked",
    "assignment.rehomed",
    "assignment.reinstated",
    "assignment.released",
    "assignment.reopened",
    "assignment.unreachable",
    "call.asked",
    "call.corrected",
    "call.recorded",
    "call.report_outranked",
    "health.dropped",
    "lead.closed_lost",
    "lead.created",
    "lead.deal_changed",
    "lead.edited",
    "lead.erased",
    "lead.import_undone",
    "lead.imported",
    "lead.noted",
    "lead.phone_marked_bad",
    "lead.phone_marked_good",
    "lead.reopened",
    "lead.suppressed",
    "lead.unsuppressed",
    "number.activated",
    "number.activation_undone",
    "number.added",
    "number.back",
    "number.bought",
    "number.edit_undone",
    "number.edited",
    "number.giving_up_undone",
    "number.gone",
    "number.import_undone",
    "number.imported",
    "number.released",
    "number.rest_ended",
    "number.rest_undone",
    "number.rested",
    "number.retired",
    "number.retirement_undone",
    "pool.exhausted",
    "pool.low",
    "rows.put_right",
];

/// The nouns that kinds begin with.
pub fn nouns() -> Vec<&'static str> {
    let mut nouns: Vec<&str> =
        KINDS.iter().map(|kind| kind.split_once('.').map_or(*kind, |(noun, _)| noun)).collect();
    nouns.dedup();
    nouns
}

/// By what the history is asked for: a kind, or a noun for all of its kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindWord(&'static str);

impl KindWord {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for KindWord {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let (text, nouns) = (text.trim(), nouns());
        let found = nouns.iter().chain(KINDS).find(|word| **word == text);
        found.copied().map(Self).ok_or_else(|| {
            let (asked, nouns, kinds) = (excerpt(text), nouns.join(", "), KINDS.join(", "));
            let why =
                format!("There is no kind “{asked}”; there are the nouns {nouns} and the kinds {kinds}.");
            FieldError::new("kind", why)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_order_each_once() {
        assert!(KINDS.is_sorted_by(|one, next| one < next), "nouns are told one after another");
        assert_eq!(nouns(), ["assignment", "call", "health", "lead", "number", "pool", "rows"]);
    }

    #[test]
    fn a_kind_or_a_noun_is_a_word_and_nothing_else() {
        for word in ["assignment", "assignment.held", " pool.low "] {
            assert_eq!(word.parse::<KindWord>().map(KindWord::as_str), Ok(word.trim()));
        }
        for wrong in ["", "assign", "assignment.", "assignment.heid", "Assignment"] {
            let refused = wrong.parse::<KindWord>().unwrap_err();
            assert_eq!(refused.field, "kind");
            assert!(refused.message.contains("rows.put_right"), "{refused}");
        }
    }
}
