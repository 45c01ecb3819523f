//! The list of leads.

use super::{BrokerLink, Choice, LeadLink, NumberLink, StatusKind, Unread, When};
use crate::lead::Deal;
use crate::phone::E164;
use crate::setting::Quality;
use serde::{Deserialize, Serialize};

/// What the address of the leads says. Empty is "all".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadsQuery {
    /// `active`, `held`, `booked`, `unreachable`, `released`, `none` (never assigned).
    pub status: String,
    /// Days for which nobody called a lead that has a number.
    pub silent: String,
    /// As `TX`.
    pub state: String,
    /// As `512`.
    pub area_code: String,
    /// The digits of the number that it has.
    pub number: String,
    /// `hot`, `normal`, `low`.
    pub quality: String,
    /// `open`, `closed_won`, `closed_lost`.
    pub deal: String,
    /// `yes`, `no`.
    pub suppressed: String,
    /// Name, reference or phone.
    pub search: String,
    /// `created`, `name`, `last_call`, each with `-` before it for greatest first; empty is `-created`.
    pub sort: String,
    /// Where the page begins, as the page before gave it.
    pub cursor: String,
}

/// A lead of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// Whom.
    pub link: LeadLink,
    /// The caller's own name for it; may be empty.
    pub reference: String,
    /// The person's phone.
    pub phone: Option<E164>,
    /// How good the lead is.
    pub quality: Option<Quality>,
    /// Of the newest assignment; none if there never was one.
    pub status: Option<StatusKind>,
    /// The number of the newest assignment.
    pub number: Option<NumberLink>,
    /// "3 of 5"; empty without an assignment.
    pub attempts: String,
    /// The last call.
    pub last_call: Option<When>,
    /// The appointment of a booked lead.
    pub appointment: Option<When>,
    /// When the record was made.
    pub created: When,
    /// Where the deal stands.
    pub deal: Deal,
    /// Whether the person is suppressed.
    pub suppressed: bool,
    /// Whether the phone is marked as wrong.
    pub bad_phone: bool,
    /// Whether the person's data was erased.
    pub erased: bool,
}

/// The leads' page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsPage {
    /// Whose.
    pub broker: BrokerLink,
    /// What was asked for, as it was understood.
    pub query: LeadsQuery,
    /// 50 at most.
    pub rows: Vec<LeadRow>,
    /// For the page after this one.
    pub next_cursor: Option<String>,
    /// What the status filter offers; counts are of assignments, and of leads under "all".
    pub statuses: Vec<Choice>,
    /// What the other filters offer.
    pub choices: LeadChoices,
    /// The number that the list is of.
    pub number: Option<NumberLink>,
    /// How many leads the filters keep; counted up to 10,000.
    pub kept: i64,
    /// How many leads there are in all; counted up to 100,000.
    pub total: i64,
    /// Filters that could not be read.
    pub unread: Vec<Unread>,
}

/// What the filters of leads and assignments offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadChoices {
    /// States that leads are in.
    pub states: Vec<Choice>,
    /// The area codes with most leads.
    pub area_codes: Vec<Choice>,
}
