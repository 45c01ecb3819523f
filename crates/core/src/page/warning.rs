//! What pages warn of: each warning names its rows and has the action that mends it.

use super::NumberLink;
use serde::{Deserialize, Serialize};

/// How much it presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Now: leads are lost by waiting.
    Hot,
    /// Today.
    Mid,
    /// When there is time.
    Low,
}

/// What it is about; decides the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Live leads on a number that is retired or gone.
    DeadNumber,
    /// The pool has no number at all.
    EmptyPool,
    /// No number can take a lead in some states.
    NoFreeNumber,
    /// Over 80 % of the slots are taken.
    Utilization,
    /// Fewer than 10 numbers.
    SmallPool,
    /// The pool as a whole is in poor health.
    PoorPool,
    /// A number far below the pool's median score.
    PoorHealth,
    /// A number that is rarely answered.
    PoorAnswerRate,
    /// Active for longer than the broker allows.
    AssignedTooLong,
    /// Held leads nobody has called for long.
    SilentHeld,
    /// Numbers without a call for 30 days.
    UnusedNumbers,
    /// Two live assignments where there may be one: rows written by SQL.
    Conflict,
}

/// What mends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// A link.
    Open {
        /// On the button.
        label: String,
        /// Where to.
        href: String,
    },
    /// Posts `rest_number` with `number` and `days`.
    Rest {
        /// On the button: "Rest 7 days".
        label: String,
        /// Which.
        number: NumberLink,
        /// How long.
        days: i32,
    },
}

/// Something that wants a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// How much it presses.
    pub severity: Severity,
    /// Names the row: "(713) 555-0188 is rarely answered".
    pub title: String,
    /// One line with figures: "7 of 84 calls in 14 days, 8.3%. The pool answers 18.4%."
    pub figures: String,
    /// What mends it.
    pub fix: Fix,
}
