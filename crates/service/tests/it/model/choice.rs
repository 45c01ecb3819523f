//! Which number a lead may get, by the rules alone. The ranking within a tier is the product's own matter.

use super::act::{Fresh, Refusal};
use super::office::{Assignment, Model, State, counts, is_contact};
use super::step::AREAS;
use std::collections::BTreeSet;
use steadyline_core::choice::Match;

/// What the default `min_health` says.
const MIN_HEALTH: i32 = 40;

/// Whom to place, and how.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) lead: usize,
    pub(crate) state: State,
    /// The number it comes from.
    pub(crate) not_on: Option<usize>,
    /// A number it stays on, if that is in service and has the room.
    pub(crate) rather_on: Option<usize>,
}

impl Model {
    fn has_room(&self, number: usize, state: State) -> bool {
        let counted = if self.leads_per_number == 1 {
            self.leads_on(number, State::is_open)
        } else {
            self.leads_on(number, |state| state == State::NeverAnswered)
        };
        !self.takes_slot(state) || counted < self.leads_per_number
    }

    fn passes(&self, number: usize, wish: &Wish) -> bool {
        let reserved = self.reserve_booked_numbers
            && self.takes_slot(wish.state)
            && self.leads_on(number, |state| state == State::Booked) > 0;
        let capped = self.daily_call_cap > 0 && self.calls_today(number) >= self.daily_call_cap;
        self.numbers[number].is_active
            && !self.is_resting(number)
            && !capped
            && !reserved
            && wish.not_on != Some(number)
            && self.has_room(number, wish.state)
    }

    pub(crate) fn tier(&self, lead: usize, number: usize) -> Match {
        let Some(area) = self.area_of_lead(lead) else { return Match::Anywhere };
        let own = self.numbers[number].area;
        let state_of = |area: u8| AREAS[usize::from(area)].1;
        if own == area {
            Match::AreaCode
        } else if state_of(own) == state_of(area) {
            Match::State
        } else {
            Match::Anywhere
        }
    }

    /// The numbers that the person may be said to have last spoken on: the one of the call log, if it knows any; else
    /// any on which they were held or locked without a call from it, or with one of a record that was theirs then and
    /// has another phone by now.
    fn spoke_on(&self, lead: usize) -> Vec<usize> {
        let calls =
            self.calls.iter().filter(|call| is_contact(call.outcome) && self.same_person(lead, call.lead));
        if let Some(last) = calls.filter(|call| call.number.is_some()).max_by_key(|call| call.at) {
            return last.number.into_iter().collect();
        }
        let spoke = |call: &usize| is_contact(self.calls[*call].outcome);
        let kept = |at: &usize| {
            let assignment = &self.assignments[*at];
            assignment.spoke || assignment.calls.iter().chain(&assignment.credited).any(spoke)
        };
        self.of_person(lead).into_iter().filter(kept).map(|at| self.assignments[at].number).collect()
    }

    /// Whether the call log, and not only a late report, tells on which number they spoke.
    fn is_sure(&self, lead: usize) -> bool {
        let calls = self.calls.iter().filter(|call| call.number.is_some() && is_contact(call.outcome));
        calls.filter(|call| self.same_person(lead, call.lead)).count() > 0
    }

    fn tried_in_vain(&self, lead: usize, number: usize) -> bool {
        let calls = || {
            self.calls.iter().filter(|call| call.number == Some(number) && self.same_person(lead, call.lead))
        };
        calls().any(|call| counts(call.outcome)) && !calls().any(|call| is_contact(call.outcome))
    }

    /// The numbers of which any one is right, each with how it is found.
    pub(crate) fn best(&self, wish: &Wish) -> Vec<(usize, Match)> {
        if let Some(own) = wish.rather_on
            && self.is_in_service(own)
            && self.has_room(own, wish.state)
        {
            return vec![(own, Match::Previous)];
        }
        let mut passing: Vec<usize> =
            (0..self.numbers.len()).filter(|number| self.passes(*number, wish)).collect();
        let is_healthy = |number: &usize| self.numbers[*number].health >= MIN_HEALTH;
        let previous = self.spoke_on(wish.lead).into_iter();
        let mut best: Vec<(usize, Match)> = previous
            .filter(|number| passing.contains(number) && is_healthy(number))
            .map(|number| (number, Match::Previous))
            .collect();
        if !best.is_empty() && self.is_sure(wish.lead) {
            return best;
        }
        let near = |number: &usize| {
            let tier = self.tier(wish.lead, *number);
            [Match::AreaCode, Match::State, Match::Anywhere].iter().position(|one| *one == tier)
        };
        let nearest = passing.iter().map(near).min().flatten();
        passing.retain(|number| near(number) == nearest);
        let tried = |number: &usize| self.tried_in_vain(wish.lead, *number);
        for behind in [&(|number: &usize| !is_healthy(number)) as &dyn Fn(&usize) -> bool, &tried] {
            if !passing.iter().all(behind) {
                passing.retain(|number| !behind(number));
            }
        }
        best.extend(passing.into_iter().map(|number| (number, self.tier(wish.lead, number))));
        best
    }

    /// Places the lead where the product placed it, if that is right. Gives the new assignment.
    pub(crate) fn place(&mut self, wish: &Wish, fresh: &mut Fresh) -> Result<usize, Refusal> {
        let best = self.best(wish);
        if best.is_empty() {
            return Err(Refusal::NoAvailableNumber);
        }
        let Some(at) = fresh.iter().position(|placed| self.same_person(placed.lead, wish.lead)) else {
            return Err(Refusal::ShouldBeOnOneOf(best));
        };
        let placed = fresh.remove(at);
        if !best.contains(&(placed.number, placed.matched)) {
            return Err(Refusal::ShouldBeOnOneOf(best));
        }
        self.assignments.push(Assignment {
            id: placed.id,
            lead: placed.lead,
            number: placed.number,
            state: State::Released,
            slot: None,
            max_attempts: self.max_attempts,
            since: self.now,
            last_call: None,
            calls: BTreeSet::new(),
            credited: BTreeSet::new(),
            locked: false,
            spoke: false,
        });
        let made = self.assignments.len() - 1;
        self.set(made, wish.state);
        Ok(made)
    }

    /// Moves a live lead to another number, with everything it has.
    pub(crate) fn rehome(&mut self, from: usize, fresh: &mut Fresh) -> Result<usize, Refusal> {
        let old = self.assignments[from].clone();
        self.set(from, State::Released);
        let wish = Wish { lead: old.lead, state: old.state, not_on: Some(old.number), rather_on: None };
        let made = self.place(&wish, fresh)?;
        let new = &mut self.assignments[made];
        new.max_attempts = old.max_attempts;
        new.last_call = old.last_call;
        new.calls = old.calls;
        new.credited = old.credited;
        new.locked = old.locked;
        Ok(made)
    }

    /// Whether rehoming these may find no number for one of them, whichever are chosen on the way.
    pub(crate) fn may_run_out(&self, leave: &[usize]) -> bool {
        let Some((first, others)) = leave.split_first() else { return false };
        let old = self.assignments[*first].clone();
        let mut ended = self.clone();
        ended.set(*first, State::Released);
        let wish = Wish { lead: old.lead, state: old.state, not_on: Some(old.number), rather_on: None };
        let best = ended.best(&wish);
        best.is_empty()
            || best.into_iter().any(|(number, _)| {
                let mut next = ended.clone();
                next.assignments.push(Assignment {
                    number,
                    state: State::Released,
                    slot: None,
                    ..old.clone()
                });
                next.set(next.assignments.len() - 1, old.state);
                next.may_run_out(others)
            })
    }
}
