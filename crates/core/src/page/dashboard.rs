//! The dashboard: what the pool is doing and what needs a hand.

use super::{BrokerLink, Change, LeadLink, LiveCall, NumberLink, Shape, StatusKind, Warning, When};
use crate::area_code::StateCode;
use serde::{Deserialize, Serialize};

/// The dashboard of a broker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    /// Whose.
    pub broker: BrokerLink,
    /// Now, in the broker's zone.
    pub now: When,
    /// The sentence a stranger reads first.
    pub verdict: Vec<Part>,
    /// Key figures, five.
    pub tiles: Vec<Tile>,
    /// The first few, hottest first.
    pub warnings: Vec<Warning>,
    /// How many checks warn. Numbers and leads of one check may be warned of one by one.
    pub warnings_total: i64,
    /// The proof that every lead sees one number: 0, and the sentence that says so.
    pub conflicts: i64,
    /// "0 conflicts: every lead sees one number."
    pub proof: String,
    /// When that was checked.
    pub checked: When,
    /// Calls that wait or go on: who is calling back first.
    pub live_calls: Vec<LiveCall>,
    /// The pool by state.
    pub states: States,
    /// Held and booked leads, by appointment, then by their last call.
    pub next_leads: Vec<NextLead>,
    /// How many held and booked leads there are in all.
    pub next_leads_total: i64,
    /// What happened last, newest first.
    pub activity: Vec<Activity>,
    /// Whether the pool has no number at all: the page then teaches to add some.
    pub is_empty: bool,
    /// Warnings that are not shown.
    pub warnings_left: i64,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The words, with their spaces.
    pub text: String,
    /// Whether they carry the point.
    pub strong: bool,
}

/// Which key figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TileKind {
    /// Slots taken of slots in service.
    Utilization,
    /// Outbound calls that count, today.
    CallsToday,
    /// Human contacts over calls, 7 days with today.
    AnswerRate,
    /// Bookings today.
    BookedToday,
    /// Live assignments.
    LiveLeads,
}

/// One key figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// Which.
    pub kind: TileKind,
    /// What it is, with its window: "Answer rate, 7 days".
    pub name: String,
    /// The figure, written out; a dash where there is none.
    pub figure: String,
    /// Its unit: "%", or empty.
    pub unit: String,
    /// Its change; none where there is nothing to compare with.
    pub change: Option<Change>,
    /// What the change is set against, or what the figure is made of.
    pub base: String,
    /// 14 days with today, oldest first; a day without calls has no rate.
    pub points: Vec<Option<f64>>,
    /// The rows behind it.
    pub href: String,
}

/// The pool by state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct States {
    /// Numbers that can take a lead now.
    pub free: i64,
    /// Numbers in service without room or kept for a booked lead.
    pub full: i64,
    /// Resting numbers.
    pub resting: i64,
    /// States with numbers in service, by code.
    pub states: Vec<StateRoom>,
    /// Numbers whose state is not known, free and in all.
    pub elsewhere: (i64, i64),
    /// Numbers that have room and are at their daily call cap.
    pub capped: i64,
}

/// A state's numbers in service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateRoom {
    /// Which.
    pub state: StateCode,
    /// Its name, else its code.
    pub name: String,
    /// Numbers that can take a lead now.
    pub free: i64,
    /// Numbers that cannot, though in service: full or kept.
    pub full: i64,
    /// Resting numbers.
    pub resting: i64,
    /// Numbers that have room and are at their daily call cap.
    pub capped: i64,
}

/// A held or booked lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextLead {
    /// Whom.
    pub lead: LeadLink,
    /// Held or booked.
    pub status: StatusKind,
    /// The number they always see.
    pub number: NumberLink,
    /// The appointment.
    pub when: Option<When>,
    /// "in 1 h 18 min", "passed 6 h ago", "last call 2 days ago", "number is gone".
    pub note: String,
    /// Whether the note tells of trouble.
    pub trouble: bool,
    /// The exact time of the last call that the note tells of; empty where it tells of something else.
    pub note_exact: String,
}

/// One line of the activity: `lead` `what` `number` · `rest`, the dot where they share a line of the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its shape on the rail.
    pub shape: Shape,
    /// When.
    pub at: When,
    /// Whom it is about.
    pub lead: Option<LeadLink>,
    /// "answered on", "assigned", "rested".
    pub what: String,
    /// The number.
    pub number: Option<NumberLink>,
    /// "now held", "same area code", "2 of 5"; may be empty.
    pub rest: String,
}
