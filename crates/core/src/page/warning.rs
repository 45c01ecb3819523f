//! What pages warn of: each warning names its rows and has the actions that mend it.

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

impl Severity {
    /// Every severity, the hottest first.
    pub const ALL: [Self; 3] = [Self::Hot, Self::Mid, Self::Low];
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $word:literal $label:literal,)+) => {
        /// What is looked at; decides the icon. In the order of Diagnostics: what loses leads first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum WarningKind {
            $($(#[$doc])* $name,)+
        }

        impl WarningKind {
            /// Every kind, in the order of Diagnostics.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word of addresses and of the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The heading people read.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)+
                }
            }
        }
    };
}

kinds! {
    /// Two live assignments where there may be one: rows written by SQL.
    Conflict "conflict" "Conflicts",
    /// Live leads on a number that is retired or gone.
    DeadNumber "dead_number" "Live leads on a dead number",
    /// Leads that rang back and that nobody answered.
    MissedCallback "missed_callback" "Missed callbacks",
    /// Numbers whose calls SignalWire takes to somewhere else: who rings back is not heard.
    DeafNumbers "deaf_numbers" "Numbers whose calls go elsewhere",
    /// Booked leads whose booking was taken back while another lead has the slot.
    SlotTaken "slot_taken" "Booked leads whose slot is taken",
    /// No number can take a lead in some states.
    NoFreeNumber "no_free_number" "No free number, by state",
    /// Over 80 % of the slots are taken.
    Utilization "utilization" "Slots taken",
    /// Fewer than 10 numbers.
    SmallPool "small_pool" "Size of the pool",
    /// The answer rate of 7 days fell against the 30 before.
    AnswerDrop "answer_drop" "Answer rate over time",
    /// The pool as a whole is in poor health.
    PoorPool "poor_pool" "Health of the whole pool",
    /// A number that is rarely answered.
    PoorAnswerRate "poor_answer_rate" "Rarely answered numbers",
    /// A number far below the pool's median score.
    PoorHealth "poor_health" "Numbers less healthy than the rest",
    /// Active for longer than the broker allows.
    AssignedTooLong "assigned_too_long" "Assigned too long",
    /// Held leads nobody has called for long.
    SilentHeld "silent_held" "Numbers kept by held leads",
    /// Numbers without a call for 30 days.
    UnusedNumbers "unused_numbers" "Unused numbers",
    /// Events that no endpoint took.
    FailedEvents "failed_events" "Events that were given up",
    /// Rows written by SQL that do not agree with each other.
    WrongRows "wrong_rows" "Rows that disagree",
}

impl WarningKind {
    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// What a press of a button does, once confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixKind {
    /// Lets a number rest, or every number that the check names.
    Rest,
    /// Takes a number out of the pool, or every one that the check names; its leads get others.
    Retire,
    /// Gives the leads of a dead number, or of all dead numbers, other ones.
    MoveLeads,
    /// Keeps one assignment of a person and releases the others.
    KeepOne,
    /// Releases leads that were silent for so many days.
    Release,
    /// Makes rows agree with each other.
    Repair,
}

impl FixKind {
    /// Every fix.
    pub const ALL: [Self; 6] =
        [Self::Rest, Self::Retire, Self::MoveLeads, Self::KeepOne, Self::Release, Self::Repair];

    /// The word of addresses and of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Retire => "retire",
            Self::MoveLeads => "move_leads",
            Self::KeepOne => "keep_one",
            Self::Release => "release",
            Self::Repair => "repair",
        }
    }

    /// The fix of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fix| fix.as_str() == word)
    }
}

/// A fix, ready to be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// The check whose rows it is about.
    pub check: WarningKind,
    /// What to do.
    pub fix: FixKind,
    /// With this number alone; none is every row of the check.
    pub number: Option<NumberLink>,
    /// For how many days, or silent for how many.
    pub days: Option<i32>,
}

impl Mend {
    /// The page that asks for it, below the broker's address.
    pub fn path(&self) -> String {
        let mut path = format!("/diagnostics/{}/{}", self.check.as_str(), self.fix.as_str());
        let number = self.number.as_ref().map(|number| format!("number={}", number.key()));
        let days = self.days.map(|days| format!("days={days}"));
        for (at, part) in [number, days].into_iter().flatten().enumerate() {
            path.push(if at == 0 { '?' } else { '&' });
            path.push_str(&part);
        }
        path
    }
}

/// What a button leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A page where a person does it.
    Open {
        /// Where to.
        href: String,
        /// What does it over the API, if a program can.
        call: Option<Call>,
    },
    /// Asks, then does it.
    Mend(Mend),
}

/// What a call of the API sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `POST` or `PATCH`.
    pub method: String,
    /// With its ids: `/api/v1/numbers/import`.
    pub path: String,
}

/// What mends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// On the button: "Rest 7 days".
    pub label: String,
    /// What it does.
    pub act: Act,
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
    /// One line with figures: "7 of 84 calls in 14 days, 8.3%. Of all the pool's calls 18.4% were answered."
    pub figures: String,
    /// The number, where it is about a single one.
    pub number: Option<NumberLink>,
    /// What mends it, the likeliest first.
    pub fixes: Vec<Fix>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::NumberId;
    use crate::phone::E164;
    use uuid::Uuid;

    #[test]
    fn the_words_of_addresses_are_those_of_the_api() {
        for kind in WarningKind::ALL {
            assert_eq!(WarningKind::parse(kind.as_str()), Some(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for fix in FixKind::ALL {
            assert_eq!(FixKind::parse(fix.as_str()), Some(fix));
            assert_eq!(serde_json::to_value(fix).unwrap(), fix.as_str());
        }
    }

    #[test]
    fn a_fix_has_an_address_of_its_own() {
        let number = NumberLink { id: NumberId(Uuid::nil()), number: E164::parse("5125550142").unwrap() };
        let rest =
            Mend { check: WarningKind::PoorHealth, fix: FixKind::Rest, number: Some(number), days: Some(7) };
        assert_eq!(rest.path(), "/diagnostics/poor_health/rest?number=15125550142&days=7");
        let all = Mend { number: None, days: None, ..rest };
        assert_eq!(all.path(), "/diagnostics/poor_health/rest");
    }
}
