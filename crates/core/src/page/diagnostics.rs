//! Diagnostics: what is checked, what was found, and how it is mended.

use super::{
    BrokerLink, Fix, FixKind, LeadLink, NumberLink, Severity, StatusKind, Warning, WarningKind, When,
};
use serde::{Deserialize, Serialize};

/// A row that a check names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    /// The lead it is about.
    pub lead: Option<LeadLink>,
    /// The number it is about.
    pub number: Option<NumberLink>,
    /// Where the lead stands.
    pub status: Option<StatusKind>,
    /// What it is, where neither lead nor number names it: a state, a disagreement.
    pub title: String,
    /// One line with figures.
    pub detail: String,
    /// The lead's appointment.
    pub appointment: Option<When>,
    /// Its page, where neither lead nor number has one.
    pub href: String,
    /// What mends this row alone.
    pub fixes: Vec<Fix>,
}

/// One thing that is looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub kind: WarningKind,
    /// What is checked, in one sentence.
    pub asks: String,
    /// How much the hottest of what was found presses; none is fine.
    pub severity: Option<Severity>,
    /// The state in words: "Fine", "3 numbers".
    pub state: String,
    /// One line with figures, found or not.
    pub figures: String,
    /// The first rows.
    pub rows: Vec<CheckRow>,
    /// How many rows there are in all.
    pub rows_total: i64,
    /// What mends all of it.
    pub fixes: Vec<Fix>,
}

/// Diagnostics of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// When it was checked: now.
    pub checked: When,
    /// What wants a hand, hottest first.
    pub warnings: Vec<Warning>,
    /// Every check, those with something found first.
    pub checks: Vec<Check>,
    /// How many conflicts there are: none, and that is the proof.
    pub conflicts: i64,
    /// The sentence that says so.
    pub proof: String,
}

/// One check with all its rows, a page at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPage {
    /// Whose.
    pub broker: BrokerLink,
    /// When it was checked: now.
    pub checked: When,
    /// The check, with the rows of this page.
    pub check: Check,
    /// Where the rows of this page begin.
    pub from: i64,
    /// For the next page; none at the end.
    pub next_cursor: Option<String>,
    /// For the page before; none at the start.
    pub previous_cursor: Option<String>,
}

/// What a fix would do, before it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixPage {
    /// Whose.
    pub broker: BrokerLink,
    /// The check whose rows it is about.
    pub check: WarningKind,
    /// What is to be done.
    pub fix: FixKind,
    /// With which number alone.
    pub number: Option<NumberLink>,
    /// "Rest 4 numbers".
    pub title: String,
    /// What will happen, in one sentence.
    pub text: String,
    /// What will be lost and who is affected, one line each.
    pub losses: Vec<String>,
    /// On the button.
    pub label: String,
    /// Takes something away.
    pub danger: bool,
    /// The days that are proposed, where it asks for days, and what the field is called.
    pub days: Option<(i32, String)>,
    /// Who is affected, the first of them.
    pub affected: Vec<CheckRow>,
    /// How many are affected in all.
    pub affected_total: i64,
    /// Why there is nothing to do; empty where there is.
    pub nothing: String,
}
