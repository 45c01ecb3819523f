//! Leads and assignments that a figure counts.

use super::{BrokerLink, LeadLink, NumberLink, Unread, When};
use crate::field::FieldError;
use crate::report::Range;
use serde::{Deserialize, Serialize};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Leads first assigned in the days.
    Leads,
    /// Those that answered.
    Answered,
    /// Those that booked on a call.
    Booked,
    /// Those that booked and were won.
    Closed,
    /// Those that were won without a booked call.
    ClosedUnbooked,
    /// Those that used up their attempts and never answered.
    Unreachable,
    /// Assignments made in the days.
    Assigned,
    /// Those that moved a lead from another number.
    Moved,
    /// Assignments whose number was released in the days.
    Ended,
}

impl Counted {
    /// Everything that is counted.
    pub const ALL: [Self; 9] = [
        Self::Leads,
        Self::Answered,
        Self::Booked,
        Self::Closed,
        Self::ClosedUnbooked,
        Self::Unreachable,
        Self::Assigned,
        Self::Moved,
        Self::Ended,
    ];

    /// The word of addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Answered => "answered",
            Self::Booked => "booked",
            Self::Closed => "closed",
            Self::ClosedUnbooked => "closed_unbooked",
            Self::Unreachable => "unreachable",
            Self::Assigned => "assigned",
            Self::Moved => "moved",
            Self::Ended => "ended",
        }
    }

    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leads => "Leads first assigned",
            Self::Answered => "Leads that answered",
            Self::Booked => "Leads that booked",
            Self::Closed => "Leads that closed",
            Self::ClosedUnbooked => "Leads won without a booked call",
            Self::Unreachable => "Unreachable leads",
            Self::Assigned => "Assignments made",
            Self::Moved => "Leads rehomed to another number",
            Self::Ended => "Numbers given back",
        }
    }

    /// What it says of an address' word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|counted| counted.as_str() == word)
    }

    /// Whether leads are counted, by their first assignment; else assignments are.
    pub const fn is_of_leads(self) -> bool {
        !matches!(self, Self::Assigned | Self::Moved | Self::Ended)
    }
}

/// The call that was answered first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstAnswer {
    /// Which one.
    pub nth: i32,
    /// Or any after it.
    pub or_later: bool,
}

impl FirstAnswer {
    /// `3` is the third call, `10+` the tenth or a later one; none of nothing.
    ///
    /// # Errors
    /// [`FieldError`] for anything else.
    pub fn parse(text: &str) -> Result<Option<Self>, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let or_later = text.ends_with('+');
        let nth = text.trim_end_matches('+').parse().ok().filter(|nth| (0..=10_000).contains(nth));
        nth.map(|nth| Some(Self { nth, or_later })).ok_or_else(|| {
            FieldError::new("attempts", "Use 0 to 10000, with a + for that call or a later one.")
        })
    }
}

/// What the address asks for; empty is anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedQuery {
    /// A word of [`Counted`].
    #[serde(default)]
    pub of: String,
    /// The first day; 30 days up to `to` unless said.
    #[serde(default)]
    pub from: String,
    /// The last day; today unless said.
    #[serde(default)]
    pub to: String,
    /// The call that was answered first, as [`FirstAnswer`] reads it; of leads that answered.
    #[serde(default)]
    pub attempts: String,
    /// Where the page begins.
    #[serde(default)]
    pub cursor: String,
}

/// A lead or an assignment that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRow {
    /// Whom.
    pub lead: LeadLink,
    /// The number, of an assignment.
    pub number: Option<NumberLink>,
    /// When it was assigned; a lead for the first time.
    pub assigned: When,
    /// The lead's first answer, or the assignment's.
    pub answered: Option<When>,
    /// The lead's first booking.
    pub booked: Option<When>,
    /// When the lead's deal was won.
    pub closed: Option<When>,
    /// When the number was released.
    pub ended: Option<When>,
    /// Calls: of a lead up to and with the first answer, of an assignment all its attempts.
    pub calls: i32,
}

/// The rows behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What is counted.
    pub of: Counted,
    /// Of which days.
    pub range: Range,
    /// What was asked for, as it was understood.
    pub query: CountedQuery,
    /// 50 at most, newest first.
    pub rows: Vec<CountedRow>,
    /// For the page after this one.
    pub next_cursor: Option<String>,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}
