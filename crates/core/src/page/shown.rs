//! What several pages show: statuses, links, changes, figures in words.

use crate::assignment::State;
use crate::broker::Slug;
use crate::id::{LeadId, NumberId};
use crate::phone::E164;
use serde::{Deserialize, Serialize};

/// A status as pages tell it: held is active with human contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusKind {
    /// Being called, never answered.
    Active,
    /// The lead spoke to us: stays on the number.
    Held,
    /// Booked or locked by a person.
    Booked,
    /// Attempts used up; may be assigned again later.
    Unreachable,
    /// Over.
    Released,
}

impl StatusKind {
    /// Every status, in the order pages list them.
    pub const ALL: [Self; 5] = [Self::Active, Self::Held, Self::Booked, Self::Unreachable, Self::Released];

    /// Of an assignment's state.
    pub const fn of(state: &State) -> Self {
        match state {
            State::Active { first_answered_at: None } => Self::Active,
            State::Active { .. } => Self::Held,
            State::BookedLocked { .. } => Self::Booked,
            State::Unreachable { .. } => Self::Unreachable,
            State::Released { .. } => Self::Released,
        }
    }

    /// The word of filters in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Held => "held",
            Self::Booked => "booked",
            Self::Unreachable => "unreachable",
            Self::Released => "released",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Held => "Held",
            Self::Booked => "Booked",
            Self::Unreachable => "Unreachable",
            Self::Released => "Released",
        }
    }

    /// The status of a filter's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Which shape stands on a rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// The status it led to.
    Status(StatusKind),
    /// Something that changed no status.
    Plain,
    /// Something that wants a hand: a missed callback.
    Hot,
}

/// Where a figure went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// It rose.
    Up,
    /// It fell.
    Down,
    /// It stayed.
    Flat,
}

/// A figure's change against the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where it went.
    pub trend: Trend,
    /// By how much, with its unit: "3 pts", "6%".
    pub amount: String,
    /// Whether that is good, bad or neither.
    pub good: Option<bool>,
}

/// A broker as addresses and headings name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerLink {
    /// In addresses: `/b/{slug}`.
    pub slug: Slug,
    /// What people call it.
    pub name: String,
}

/// A lead as other pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadLink {
    /// In addresses and forms: `/b/{slug}/leads/{id}`. Never shown.
    pub id: LeadId,
    /// Name, else reference, else phone.
    pub title: String,
    /// Where the lead is: "Texas", "TX (512)"; empty where unknown.
    pub place: String,
}

/// A number as other pages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberLink {
    /// Forms send it as `number`.
    pub id: NumberId,
    /// The number; addresses have its digits: see [`NumberLink::key`].
    pub number: E164,
}

impl NumberLink {
    /// How addresses and forms name a number, `15125550142`: its digits without the plus.
    pub fn key(&self) -> &str {
        self.number.as_str().trim_start_matches('+')
    }
}

/// What a form did, for a toast. Without JavaScript the page it leads to says the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// "Resting until Nov 26."
    pub message: String,
    /// How it is taken back, where it can be.
    #[serde(default)]
    pub undo: Option<Undo>,
}

impl Done {
    /// Something that is not taken back by a button.
    pub fn of(message: impl Into<String>) -> Self {
        Self { message: message.into(), undo: None }
    }

    /// The same, and how it is taken back.
    pub fn with_undo(self, undo: Undo) -> Self {
        Self { undo: Some(undo), ..self }
    }
}

/// What is taken back: each is an action of its own, which may be refused by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoKind {
    /// A release: `id` is the assignment.
    Release,
    /// A suppression: `id` is the lead.
    Suppression,
    /// A change of numbers: `id` is the change.
    Numbers,
    /// A deal that was closed or opened: `id` is the lead, `was` the deal before.
    Deal,
}

impl UndoKind {
    /// The word of the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Suppression => "suppression",
            Self::Numbers => "numbers",
            Self::Deal => "deal",
        }
    }
}

/// How something is taken back: the fields of the form `undo`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Whose.
    pub broker: String,
    /// What.
    pub kind: UndoKind,
    /// Of what.
    pub id: String,
    /// What it was before; may be empty.
    pub was: String,
}

/// One value a filter or a select offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the address or form carries.
    pub value: String,
    /// What people read.
    pub label: String,
    /// How many rows it keeps.
    pub count: i64,
}

/// Rows that a list counts at most: beyond, it says "10,000 and more".
pub const KEPT_COUNTED: i64 = 10_000;

/// "1 lead", "1,200 leads".
pub fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// "1 day", "14 days".
pub fn in_days(days: impl Into<i64>) -> String {
    counted(days.into(), "day", "days")
}

/// A count with thousands separators: "8,412".
pub fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A rate in percent with one decimal, "18.4"; a dash where there is none.
pub fn one_decimal(rate: Option<f64>) -> String {
    rate.filter(|rate| rate.is_finite()).map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"))
}

/// A filter of an address that cannot be read or used: it keeps nothing away, and the page says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Its name in the address.
    pub name: String,
    /// What was given.
    pub value: String,
    /// Why it cannot be used, in a sentence; empty where it means nothing at all.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        for (count, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (8_412_077, "8,412,077"), (-1234, "-1,234")]
        {
            assert_eq!(grouped(count), text);
        }
    }

    #[test]
    fn one_is_spoken_of_as_one() {
        assert_eq!([in_days(1), in_days(0), in_days(1_400_i64)], ["1 day", "0 days", "1,400 days"]);
        assert_eq!(counted(1, "lead", "leads"), "1 lead");
    }

    #[test]
    fn a_rate_that_is_none_is_a_dash() {
        assert_eq!(one_decimal(Some(18.44)), "18.4");
        assert_eq!(one_decimal(None), "-");
        assert_eq!(one_decimal(Some(f64::NAN)), "-");
    }
}
