//! One person on one number for a time: its states, and what each event makes of them.
//!
//! [`Progress::after`] is the state machine. The table in the tests goes over every pair of state and event
//! and is its documentation.

mod record;
mod status;

pub use record::{Assignment, Carried};
pub use status::{Action, Status, UnknownStatus};

use crate::room::Weight;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where an assignment stands, with the facts of that state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Calls go on. With `first_answered_at` the lead is held.
    Active {
        /// When the lead first spoke to us.
        first_answered_at: Option<DateTime<Utc>>,
    },
    /// Booked, or locked by a person.
    BookedLocked {
        /// When the lead first spoke to us: booking implies it.
        first_answered_at: DateTime<Utc>,
        /// When the lead booked or was locked.
        booked_at: DateTime<Utc>,
        /// When the appointment is, if known.
        appointment_at: Option<DateTime<Utc>>,
    },
    /// Attempts used up without human contact.
    Unreachable {
        /// When the number was released.
        released_at: DateTime<Utc>,
    },
    /// Ended.
    Released {
        /// When the lead first spoke to us, if ever.
        first_answered_at: Option<DateTime<Utc>>,
        /// When the lead booked, if ever.
        booked_at: Option<DateTime<Utc>>,
        /// When the number was released.
        released_at: DateTime<Utc>,
    },
}

impl State {
    /// The status column.
    pub const fn status(&self) -> Status {
        match self {
            Self::Active { .. } => Status::Active,
            Self::BookedLocked { .. } => Status::BookedLocked,
            Self::Unreachable { .. } => Status::Unreachable,
            Self::Released { .. } => Status::Released,
        }
    }

    /// How the assignment weighs on its number; `None` once ended.
    pub const fn weight(&self) -> Option<Weight> {
        match self {
            Self::Active { first_answered_at: None } => Some(Weight::NeverAnswered),
            Self::Active { first_answered_at: Some(_) } => Some(Weight::Held),
            Self::BookedLocked { .. } => Some(Weight::Booked),
            Self::Unreachable { .. } | Self::Released { .. } => None,
        }
    }

    /// When the lead first spoke to us.
    pub const fn first_answered_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Active { first_answered_at } | Self::Released { first_answered_at, .. } => {
                *first_answered_at
            }
            Self::BookedLocked { first_answered_at, .. } => Some(*first_answered_at),
            Self::Unreachable { .. } => None,
        }
    }

    /// When the lead booked.
    pub const fn booked_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::BookedLocked { booked_at, .. } => Some(*booked_at),
            Self::Released { booked_at, .. } => *booked_at,
            Self::Active { .. } | Self::Unreachable { .. } => None,
        }
    }

    /// When the number was released.
    pub const fn released_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Unreachable { released_at } | Self::Released { released_at, .. } => Some(*released_at),
            Self::Active { .. } | Self::BookedLocked { .. } => None,
        }
    }

    /// When the appointment is, of a booked lead.
    pub const fn appointment_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::BookedLocked { appointment_at, .. } => *appointment_at,
            _ => None,
        }
    }

    /// Whether the lead is active with human contact.
    pub const fn is_held(&self) -> bool {
        matches!(self, Self::Active { first_answered_at: Some(_) })
    }

    fn released(self, contact: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Self {
        Self::Released {
            first_answered_at: self.first_answered_at().or(contact),
            booked_at: self.booked_at(),
            // An unreachable lead's number was released when it became so: that time stays.
            released_at: self.released_at().unwrap_or(at),
        }
    }
}

/// What may happen to an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A call that counts, without human contact and without ending the lead.
    Attempt {
        /// A missed callback put the attempt limit on hold.
        limit_on_hold: bool,
    },
    /// The lead spoke to us.
    Answered,
    /// The lead booked on a call.
    Booked {
        /// When the appointment is, if the caller said so.
        appointment_at: Option<DateTime<Utc>>,
    },
    /// A person locked the number to the lead.
    Locked {
        /// When the appointment is, if known.
        appointment_at: Option<DateTime<Utc>>,
    },
    /// `not_interested` or `do_not_call` (with human contact), or `wrong_number` (without).
    LeadEnded {
        /// Whether the lead spoke to us on that call.
        human_contact: bool,
    },
    /// A person released the number, with a reason.
    ReleasedByPerson,
    /// No call for `release_stale_after_days` (never answered) or `release_held_after_days` (held).
    WentSilent,
    /// The unreachable period is over.
    UnreachablePeriodEnded,
    /// Assign with `force` before the unreachable period ended.
    AssignedAnew,
    /// The lead moves to another number; this assignment ends.
    Rehomed,
}

impl Event {
    /// The word of the history.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attempt { .. } => "attempt",
            Self::Answered => "answered",
            Self::Booked { .. } => "booked",
            Self::Locked { .. } => "locked",
            Self::LeadEnded { .. } => "lead_ended",
            Self::ReleasedByPerson => "released_by_person",
            Self::WentSilent => "went_silent",
            Self::UnreachablePeriodEnded => "unreachable_period_ended",
            Self::AssignedAnew => "assigned_anew",
            Self::Rehomed => "rehomed",
        }
    }

    /// The status the event leads to, for messages.
    pub const fn leads_to(self) -> Status {
        match self {
            Self::Attempt { .. } | Self::Answered => Status::Active,
            Self::Booked { .. } | Self::Locked { .. } => Status::BookedLocked,
            Self::LeadEnded { .. }
            | Self::ReleasedByPerson
            | Self::WentSilent
            | Self::UnreachablePeriodEnded
            | Self::AssignedAnew
            | Self::Rehomed => Status::Released,
        }
    }
}

/// The event is not possible in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub struct Refused {
    /// The status it has.
    pub from: Status,
    /// The status the event would lead to.
    pub to: Status,
}

impl Refused {
    /// Why, to who works with the lead.
    const fn words(&self) -> &'static str {
        match (self.from, self.to) {
            (Status::Active, Status::Active) => "the lead already has its number",
            (Status::BookedLocked, Status::Active | Status::BookedLocked) => {
                "the lead is already locked to its number"
            }
            (Status::Active | Status::BookedLocked, _) => "the lead has a number: there is no wait to end",
            (Status::Unreachable, _) => "the lead is unreachable: it no longer has a number",
            (Status::Released, Status::BookedLocked) => {
                "the lead gave its number back: there is none to lock"
            }
            (Status::Released, Status::Active) => "the lead gave its number back and cannot go on with it",
            (Status::Released, _) => "the lead already gave its number back",
        }
    }
}

/// State and attempts: everything the state machine decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Where it stands.
    pub state: State,
    /// Calls that counted.
    pub call_attempts: i32,
    /// Attempts without human contact after which the lead is unreachable.
    pub max_attempts: i32,
}

impl Progress {
    /// A new assignment: active, never called.
    pub const fn new(max_attempts: i32) -> Self {
        Self { state: State::Active { first_answered_at: None }, call_attempts: 0, max_attempts }
    }

    /// What the event makes of it. Consumes the old value; a refusal names both ends.
    ///
    /// # Errors
    /// [`Refused`] where design allows no such event in this state.
    pub fn after(self, event: Event, at: DateTime<Utc>) -> Result<Self, Refused> {
        let refused = Refused { from: self.state.status(), to: event.leads_to() };
        let counted = Self { call_attempts: self.call_attempts.saturating_add(1), ..self };
        match (self.state, event) {
            (State::Active { first_answered_at: None }, Event::Attempt { limit_on_hold }) => {
                let used_up = counted.call_attempts >= self.max_attempts && !limit_on_hold;
                Ok(if used_up {
                    Self { state: State::Unreachable { released_at: at }, ..counted }
                } else {
                    counted
                })
            }
            (State::Active { .. } | State::BookedLocked { .. }, Event::Attempt { .. })
            | (State::BookedLocked { .. }, Event::Answered) => Ok(counted),
            (State::Active { first_answered_at }, Event::Answered) => Ok(Self {
                state: State::Active { first_answered_at: first_answered_at.or(Some(at)) },
                ..counted
            }),
            (State::Active { .. } | State::BookedLocked { .. }, Event::Booked { appointment_at }) => {
                Ok(Self { state: self.state.booked(appointment_at, at), ..counted })
            }
            (State::Active { .. } | State::BookedLocked { .. }, Event::Locked { appointment_at }) => {
                Ok(Self { state: self.state.booked(appointment_at, at), ..self })
            }
            (State::Active { .. } | State::BookedLocked { .. }, Event::LeadEnded { human_contact }) => {
                Ok(Self { state: self.state.released(human_contact.then_some(at), at), ..counted })
            }
            (State::Active { .. } | State::BookedLocked { .. }, Event::ReleasedByPerson | Event::Rehomed)
            | (State::Active { .. }, Event::WentSilent)
            | (
                State::Unreachable { .. },
                Event::UnreachablePeriodEnded
                | Event::ReleasedByPerson
                | Event::AssignedAnew
                | Event::Answered,
            )
            | (State::Unreachable { .. }, Event::Booked { .. }) => {
                Ok(Self { state: self.state.released(None, at), ..self })
            }
            (
                State::Active { .. } | State::BookedLocked { .. },
                Event::UnreachablePeriodEnded | Event::AssignedAnew,
            )
            | (State::BookedLocked { .. }, Event::WentSilent)
            | (
                State::Unreachable { .. },
                Event::Attempt { .. }
                | Event::Locked { .. }
                | Event::LeadEnded { .. }
                | Event::WentSilent
                | Event::Rehomed,
            )
            | (State::Released { .. }, _) => Err(refused),
        }
    }

    /// What a live assignment becomes when one of its calls was corrected: the state follows the evidence
    /// that is left. Never reopens an ended assignment.
    ///
    /// # Errors
    /// [`Refused`] for an assignment that has ended.
    pub fn corrected(self, evidence: Evidence, at: DateTime<Utc>) -> Result<Self, Refused> {
        if !self.state.status().is_live() {
            return Err(Refused { from: self.state.status(), to: Status::Active });
        }
        let state = match (evidence.booked_at, evidence.first_answered_at) {
            (Some(booked_at), contact) => State::BookedLocked {
                first_answered_at: contact.map_or(booked_at, |contact| contact.min(booked_at)),
                booked_at,
                appointment_at: evidence.appointment_at,
            },
            (None, Some(contact)) => State::Active { first_answered_at: Some(contact) },
            (None, None) if evidence.call_attempts >= self.max_attempts && !evidence.limit_on_hold => {
                State::Unreachable { released_at: at }
            }
            (None, None) => State::Active { first_answered_at: None },
        };
        Ok(Self { state, call_attempts: evidence.call_attempts, ..self })
    }

    /// What an assignment goes on as that was released and shall not have been: as it was, with what it had. The
    /// appointment is not kept with an ended one and is handed in.
    ///
    /// # Errors
    /// [`Refused`] for one that is live or unreachable, and for one whose attempts are used up: that one was
    /// unreachable before it was released.
    pub fn reinstated(
        self,
        appointment_at: Option<DateTime<Utc>>,
        limit_on_hold: bool,
    ) -> Result<Self, Refused> {
        let State::Released { first_answered_at, booked_at, .. } = self.state else {
            return Err(Refused { from: self.state.status(), to: Status::Active });
        };
        let state = match (booked_at, first_answered_at) {
            (Some(booked_at), contact) => State::BookedLocked {
                first_answered_at: contact.unwrap_or(booked_at),
                booked_at,
                appointment_at,
            },
            (None, None) if self.call_attempts >= self.max_attempts && !limit_on_hold => {
                return Err(Refused { from: Status::Released, to: Status::Active });
            }
            (None, first_answered_at) => State::Active { first_answered_at },
        };
        Ok(Self { state, ..self })
    }

    /// Attempts left before the lead is unreachable: `None` while held or locked, 0 once ended.
    pub fn attempts_left(&self) -> Option<i32> {
        match self.state {
            State::Active { first_answered_at: None } => {
                Some((self.max_attempts - self.call_attempts).max(0))
            }
            State::Active { .. } | State::BookedLocked { .. } => None,
            State::Unreachable { .. } | State::Released { .. } => Some(0),
        }
    }

    /// What the lead is after a report.
    pub const fn action(&self) -> Action {
        match self.state {
            State::Active { first_answered_at: None } => Action::Continue,
            State::Active { .. } => Action::Held,
            State::BookedLocked { .. } => Action::Locked,
            State::Unreachable { .. } => Action::Unreachable,
            State::Released { .. } => Action::Released,
        }
    }
}

impl State {
    fn booked(self, appointment: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Self {
        Self::BookedLocked {
            first_answered_at: self.first_answered_at().unwrap_or(at),
            booked_at: self.booked_at().unwrap_or(at),
            appointment_at: appointment.or(self.appointment_at()),
        }
    }
}

/// What the calls of an assignment, with what it carries from the number before, still support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Calls that count.
    pub call_attempts: i32,
    /// The earliest human contact.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// The earliest booking, or when a person locked it.
    pub booked_at: Option<DateTime<Utc>>,
    /// The appointment of the newest booking that named one.
    pub appointment_at: Option<DateTime<Utc>>,
    /// A missed callback put the attempt limit on hold.
    pub limit_on_hold: bool,
}

#[cfg(test)]
mod tests;
