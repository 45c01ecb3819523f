//! The model: an office as plain data, and what follows from it by counting. Nothing here asks the product.

use super::step::{AREAS, By, Start};
use std::collections::BTreeSet;
use steadyline_core::assignment::{Action, Status};
use steadyline_core::id::AssignmentId;
use steadyline_core::outcome::Outcome;

/// Seconds since the office opened, at 10:30 of a day in its zone.
pub(crate) type Seconds = i64;
const DAY: Seconds = 86_400;
const OPENED: Seconds = 10 * 3600 + 1800;
pub(crate) const UNREACHABLE_DAYS: i64 = 7;
pub(crate) const STALE_DAYS: i64 = 14;

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) now: Seconds,
    pub(crate) leads_per_number: i32,
    pub(crate) max_attempts: i32,
    pub(crate) reserve_booked_numbers: bool,
    pub(crate) daily_call_cap: i32,
    pub(crate) numbers: Vec<Number>,
    pub(crate) leads: Vec<Lead>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) calls: Vec<Call>,
}

#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) area: u8,
    pub(crate) is_active: bool,
    pub(crate) resting_until: Seconds,
    /// Not decided here: read before each step.
    pub(crate) health: i32,
}

/// Why something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Because {
    /// A person said so, at that time.
    Hand(Seconds),
    Call(usize),
}

#[derive(Clone, Debug)]
pub(crate) struct Lead {
    pub(crate) phone: Option<u8>,
    pub(crate) suppressed: Option<Because>,
    /// The call that found somebody else at the phone.
    pub(crate) bad_phone: Option<usize>,
    pub(crate) closed_lost: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    NeverAnswered,
    Held,
    Booked,
    Unreachable { since: Seconds },
    Released,
}

#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) id: AssignmentId,
    pub(crate) lead: usize,
    pub(crate) number: usize,
    pub(crate) state: State,
    pub(crate) slot: Option<i32>,
    pub(crate) max_attempts: i32,
    pub(crate) since: Seconds,
    pub(crate) last_call: Option<Seconds>,
    /// Its own calls, and those it brought along from the number before.
    pub(crate) calls: BTreeSet<usize>,
    /// Calls made from other numbers that told of contact while it was the person's live one.
    pub(crate) credited: BTreeSet<usize>,
    /// Locked by a person.
    pub(crate) locked: bool,
    /// Was held or booked at some time.
    pub(crate) spoke: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: Option<String>,
    pub(crate) lead: usize,
    pub(crate) number: Option<usize>,
    pub(crate) assignment: Option<usize>,
    pub(crate) outcome: Outcome,
    pub(crate) by: By,
    pub(crate) at: Seconds,
    /// When what is known of it happened.
    pub(crate) reported: Seconds,
    /// The report itself said when.
    pub(crate) is_timed: bool,
    pub(crate) reply: Reply,
}

/// What a report is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) assignment: Option<usize>,
    pub(crate) action: Action,
    pub(crate) status: Option<Status>,
    pub(crate) attempts: Option<i32>,
}

pub(crate) fn is_contact(outcome: Outcome) -> bool {
    use Outcome::{Answered, Booked, DoNotCall, NotInterested};
    [Answered, Booked, NotInterested, DoNotCall].contains(&outcome)
}

pub(crate) fn counts(outcome: Outcome) -> bool {
    outcome != Outcome::Failed
}

pub(crate) fn ends(outcome: Outcome) -> bool {
    [Outcome::NotInterested, Outcome::DoNotCall, Outcome::WrongNumber].contains(&outcome)
}

/// Whether the lead goes on speaking to us.
pub(crate) fn speaks(outcome: Outcome) -> bool {
    [Outcome::Answered, Outcome::Booked].contains(&outcome)
}

pub(crate) fn day(at: Seconds) -> i64 {
    (at + OPENED).div_euclid(DAY)
}

impl State {
    pub(crate) fn is_live(self) -> bool {
        self.is_open() || self == Self::Booked
    }

    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::NeverAnswered | Self::Held)
    }

    pub(crate) fn status(self) -> Status {
        match self {
            Self::NeverAnswered | Self::Held => Status::Active,
            Self::Booked => Status::BookedLocked,
            Self::Unreachable { .. } => Status::Unreachable,
            Self::Released => Status::Released,
        }
    }

    pub(crate) fn action(self) -> Action {
        match self {
            Self::NeverAnswered => Action::Continue,
            Self::Held => Action::Held,
            Self::Booked => Action::Locked,
            Self::Unreachable { .. } => Action::Unreachable,
            Self::Released => Action::Released,
        }
    }
}

impl Model {
    pub(crate) fn new(start: &Start) -> Self {
        let number = |area: &u8| Number { area: *area, is_active: true, resting_until: 0, health: 100 };
        let lead = |lead| Lead {
            phone: start.phone_of(lead),
            suppressed: None,
            bad_phone: None,
            closed_lost: false,
        };
        Self {
            now: 0,
            leads_per_number: start.leads_per_number,
            max_attempts: start.max_attempts,
            reserve_booked_numbers: start.reserve_booked_numbers,
            daily_call_cap: start.daily_call_cap,
            numbers: start.numbers.iter().map(number).collect(),
            leads: (0..start.leads).map(lead).collect(),
            assignments: Vec::new(),
            calls: Vec::new(),
        }
    }

    pub(crate) fn same_person(&self, a: usize, b: usize) -> bool {
        a == b || (self.leads[a].phone.is_some() && self.leads[a].phone == self.leads[b].phone)
    }

    /// The records of a lead's person.
    pub(crate) fn records(&self, lead: usize) -> Vec<usize> {
        (0..self.leads.len()).filter(|other| self.same_person(lead, *other)).collect()
    }

    pub(crate) fn is_suppressed(&self, lead: usize) -> bool {
        self.records(lead).into_iter().any(|record| self.leads[record].suppressed.is_some())
    }

    /// What was the first to suppress a lead's person.
    pub(crate) fn first_suppressed(&self, lead: usize) -> Option<Because> {
        let since = |because: &Because| match *because {
            Because::Hand(at) => at,
            Because::Call(call) => self.calls[call].reported,
        };
        self.records(lead).into_iter().filter_map(|record| self.leads[record].suppressed).min_by_key(since)
    }

    pub(crate) fn has_bad_phone(&self, lead: usize) -> bool {
        self.records(lead).into_iter().any(|record| self.leads[record].bad_phone.is_some())
    }

    /// The person's assignments, oldest first.
    pub(crate) fn of_person(&self, lead: usize) -> Vec<usize> {
        (0..self.assignments.len()).filter(|at| self.same_person(lead, self.assignments[*at].lead)).collect()
    }

    pub(crate) fn live(&self, lead: usize) -> Option<usize> {
        self.of_person(lead).into_iter().find(|at| self.assignments[*at].state.is_live())
    }

    /// Calls that count of an assignment, with those it brought along.
    pub(crate) fn attempts(&self, assignment: usize) -> i32 {
        let calls = &self.assignments[assignment].calls;
        i32::try_from(calls.iter().filter(|call| counts(self.calls[**call].outcome)).count()).unwrap()
    }

    /// Leads on a number in a state that `of` names.
    pub(crate) fn leads_on(&self, number: usize, of: impl Fn(State) -> bool) -> i32 {
        let on = self.assignments.iter().filter(|one| one.number == number && of(one.state));
        i32::try_from(on.count()).unwrap()
    }

    /// Calls of a number that count, and those with human contact.
    pub(crate) fn calls_of(&self, number: usize) -> (i32, i32) {
        let of = self.calls.iter().filter(|call| call.number == Some(number) && counts(call.outcome));
        let (mut all, mut contacts) = (0, 0);
        for call in of {
            all += 1;
            contacts += i32::from(is_contact(call.outcome));
        }
        (all, contacts)
    }

    pub(crate) fn calls_today(&self, number: usize) -> i32 {
        let today = self.calls.iter().filter(|call| {
            call.number == Some(number) && counts(call.outcome) && day(call.at) == day(self.now)
        });
        i32::try_from(today.count()).unwrap()
    }

    pub(crate) fn area_of_lead(&self, lead: usize) -> Option<u8> {
        self.leads[lead].phone.map(|phone| phone % u8::try_from(AREAS.len()).unwrap())
    }

    pub(crate) fn is_in_service(&self, number: usize) -> bool {
        self.numbers[number].is_active
    }

    pub(crate) fn is_resting(&self, number: usize) -> bool {
        self.numbers[number].is_active && self.numbers[number].resting_until > self.now
    }

    /// Moves an assignment to a state; where it weighs otherwise on its number from now on, so does its slot.
    pub(crate) fn set(&mut self, assignment: usize, state: State) {
        let was = self.assignments[assignment].state;
        if std::mem::discriminant(&was) == std::mem::discriminant(&state) {
            return;
        }
        self.assignments[assignment].state = state;
        self.assignments[assignment].spoke |= matches!(state, State::Held | State::Booked);
        let slot = self.assignments[assignment].slot;
        self.assignments[assignment].slot =
            if self.takes_slot(state) { slot.or_else(|| Some(self.lowest_slot(assignment))) } else { None };
    }

    /// At one lead a number every open lead takes a slot, above one those who never answered.
    pub(crate) fn takes_slot(&self, state: State) -> bool {
        match state {
            State::NeverAnswered => true,
            State::Held => self.leads_per_number == 1,
            _ => false,
        }
    }

    pub(crate) fn taken_slots(&self, assignment: usize) -> BTreeSet<i32> {
        let number = self.assignments[assignment].number;
        let others = self.assignments.iter().enumerate();
        others
            .filter(|(at, one)| *at != assignment && one.number == number && one.state.is_open())
            .filter_map(|(_, one)| one.slot)
            .collect()
    }

    pub(crate) fn lowest_slot(&self, assignment: usize) -> i32 {
        let taken = self.taken_slots(assignment);
        (0..).find(|slot| !taken.contains(slot)).expect("an unused slot")
    }
}
