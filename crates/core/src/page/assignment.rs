//! Assignments by status.

use super::{BrokerLink, Choice, LeadChoices, LeadLink, NumberLink, StatusKind, Unread, When};
use crate::id::AssignmentId;
use serde::{Deserialize, Serialize};

/// What the address of the assignments says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignmentsQuery {
    /// `active`, `held`, `booked`, `unreachable`, `released`, `too_long`, `silent`, `out_of_service`; empty is live.
    pub status: String,
    /// Days for which nobody called the lead.
    pub silent: String,
    /// The digits of a number; empty is all.
    pub number: String,
    /// As `TX`.
    pub state: String,
    /// As `512`.
    pub area_code: String,
    /// `hot`, `normal`, `low`.
    pub quality: String,
    /// Name, reference or phone of the lead.
    pub search: String,
    /// `assigned`, `last_call`, `attempts`, each with `-` before it for greatest first; empty is `-assigned`.
    pub sort: String,
    /// Where the page begins, as the page before gave it.
    pub cursor: String,
}

/// An assignment of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentRow {
    /// For forms. Never shown.
    pub id: AssignmentId,
    /// Whom.
    pub lead: LeadLink,
    /// On which number.
    pub number: NumberLink,
    /// Where it stands.
    pub status: StatusKind,
    /// "3 of 5", "3" where there is no limit any more.
    pub attempts: String,
    /// How the number was found: "Same area code"; may be empty.
    pub matched: String,
    /// Since when.
    pub assigned: When,
    /// "6 days".
    pub age: String,
    /// The last call.
    pub last_call: Option<When>,
    /// The appointment.
    pub appointment: Option<When>,
    /// When it ended.
    pub ended: Option<When>,
    /// Whether the number is out of service: "number is gone"; may be empty.
    pub trouble: String,
}

/// The assignments' page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What was asked for, as it was understood.
    pub query: AssignmentsQuery,
    /// The number the list is of.
    pub number: Option<NumberLink>,
    /// 50 at most, newest first.
    pub rows: Vec<AssignmentRow>,
    /// For the page after this one.
    pub next_cursor: Option<String>,
    /// What the status filter offers.
    pub statuses: Vec<Choice>,
    /// What the other filters offer.
    pub choices: LeadChoices,
    /// How many assignments the filters keep; counted up to 10,000.
    pub kept: i64,
    /// Days after which an active assignment raises a warning; 0 is off.
    pub too_long_days: i32,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}
