//! What a report does in the model: new calls, late ones, corrections.

use super::act::{Fresh, Refusal, Said};
use super::choice::Wish;
use super::office::{Because, Call, Model, Reply, State, counts, ends, is_contact, speaks};
use super::step::By;
use steadyline_core::assignment::Action;
use steadyline_core::outcome::Outcome;

impl Model {
    pub(crate) fn report(&mut self, said: &Said, fresh: &mut Fresh) -> Result<Reply, Refusal> {
        let known = self.calls.iter().position(|call| call.name.is_some() && call.name == said.name);
        if let Some(known) = known {
            return self.again(known, said, fresh);
        }
        let target = self.target(said)?;
        let call = self.calls.len();
        let at = said.at.unwrap_or(self.now);
        self.calls.push(Call {
            name: said.name.clone(),
            lead: said.lead,
            number: target.map(|target| self.assignments[target].number),
            assignment: target,
            outcome: said.outcome,
            by: said.by,
            at,
            reported: at,
            is_timed: said.at.is_some(),
            reply: Reply { assignment: None, action: Action::Continue, status: None, attempts: None },
        });
        if let Some(target) = target {
            self.assignments[target].calls.insert(call);
            self.called(target, call);
        }
        self.effect_on_lead(call);
        let live = target.filter(|target| self.assignments[*target].state.is_live());
        let mut about = target;
        match live {
            Some(_) if !counts(said.outcome) => {}
            Some(live) => self.happens(live, said.outcome),
            None => about = self.late(call, fresh)?,
        }
        Ok(self.answer(call, about))
    }

    /// The assignment a new call belongs to.
    fn target(&self, said: &Said) -> Result<Option<usize>, Refusal> {
        let begun = |at: &usize| said.at.is_none_or(|when| self.assignments[*at].since <= when);
        let past = self.of_person(said.lead);
        if let Some(number) = said.number {
            let on = past.into_iter().filter(|at| self.assignments[*at].number == number);
            let on: Vec<usize> = on.collect();
            let found = on.iter().rev().find(|at| begun(at)).or(on.last());
            return found.map(|found| Some(*found)).ok_or(Refusal::Field("phone_number".to_owned()));
        }
        let present = self.live(said.lead).or(past.last().copied());
        if present.is_none() && !is_contact(said.outcome) {
            return Err(Refusal::NoLiveAssignment);
        }
        Ok(present.filter(begun).or_else(|| past.into_iter().rev().find(begun)).or(present))
    }

    fn called(&mut self, assignment: usize, call: usize) {
        if counts(self.calls[call].outcome) {
            let last = &mut self.assignments[assignment].last_call;
            *last = (*last).max(Some(self.calls[call].at));
        }
    }

    /// After a correction: a call that failed is no last one.
    fn called_after_all(&mut self, assignment: usize, call: usize) {
        let one = &self.assignments[assignment];
        let supporting = one.calls.union(&one.credited).map(|call| &self.calls[*call]);
        let last = supporting.filter(|call| counts(call.outcome)).map(|call| call.at).max();
        let was_last = one.last_call == Some(self.calls[call].at);
        let last = if was_last { last } else { one.last_call.max(last) };
        self.assignments[assignment].last_call = last;
    }

    /// A call of a live assignment.
    fn happens(&mut self, live: usize, outcome: Outcome) {
        let state = self.assignments[live].state;
        let used_up = self.attempts(live) >= self.assignments[live].max_attempts;
        let next = match state {
            _ if ends(outcome) => State::Released,
            State::Booked => state,
            _ if outcome == Outcome::Booked => State::Booked,
            _ if outcome == Outcome::Answered => State::Held,
            State::NeverAnswered if used_up => State::Unreachable { since: self.now },
            _ => state,
        };
        self.set(live, next);
    }

    /// A call of an assignment that has ended, or of a lead that never had one. Gives the assignment that the
    /// answer is about, if there is any.
    fn late(&mut self, call: usize, fresh: &mut Fresh) -> Result<Option<usize>, Refusal> {
        let Call { lead, outcome, assignment, reported, .. } = self.calls[call];
        if speaks(outcome) {
            // Who speaks to us is not unreachable any more.
            for past in self.of_person(lead) {
                if matches!(self.assignments[past].state, State::Unreachable { .. }) {
                    self.set(past, State::Released);
                }
            }
        }
        if let Some(live) = self.live(lead) {
            if ends(outcome) {
                self.set(live, State::Released);
            } else if speaks(outcome) {
                let one = &mut self.assignments[live];
                one.credited.insert(call);
                one.last_call = one.last_call.max(Some(reported));
                self.happens(live, outcome);
            }
            return Ok(Some(live));
        }
        if !speaks(outcome) || self.is_suppressed(lead) {
            return Ok(assignment);
        }
        let state = if outcome == Outcome::Booked { State::Booked } else { State::Held };
        let rather_on = assignment.map(|assignment| self.assignments[assignment].number);
        match self.place(&Wish { lead, state, not_on: None, rather_on }, fresh) {
            Ok(made) => {
                let max_attempts =
                    assignment.map_or(self.max_attempts, |past| self.assignments[past].max_attempts);
                let new = &mut self.assignments[made];
                new.max_attempts = max_attempts;
                new.last_call = Some(reported);
                new.credited.insert(call);
                Ok(Some(made))
            }
            Err(Refusal::NoAvailableNumber) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn effect_on_lead(&mut self, call: usize) {
        let Call { lead, outcome, .. } = self.calls[call];
        match outcome {
            Outcome::DoNotCall => {
                for record in self.records(lead) {
                    self.leads[record].suppressed.get_or_insert(Because::Call(call));
                }
            }
            Outcome::WrongNumber => {
                for record in self.records(lead) {
                    self.leads[record].bad_phone = Some(call);
                }
            }
            Outcome::NotInterested => self.leads[lead].closed_lost = true,
            _ => {}
        }
    }

    /// What a call did to the lead is taken back, unless another call says the same.
    fn take_back(&mut self, call: usize, before: Outcome) {
        let lead = self.calls[call].lead;
        let other = (0..self.calls.len()).rev().find(|other| {
            *other != call
                && self.calls[*other].outcome == before
                && self.same_person(lead, self.calls[*other].lead)
        });
        let of_lead = (0..self.calls.len()).any(|other| {
            other != call && self.calls[other].outcome == before && self.calls[other].lead == lead
        });
        match before {
            Outcome::DoNotCall => {
                for record in self.records(lead) {
                    let suppressed = &mut self.leads[record].suppressed;
                    if *suppressed == Some(Because::Call(call)) {
                        *suppressed = other.map(Because::Call);
                    }
                }
            }
            Outcome::WrongNumber => {
                for record in self.records(lead) {
                    let bad = &mut self.leads[record].bad_phone;
                    if *bad == Some(call) {
                        *bad = other;
                    }
                }
            }
            Outcome::NotInterested => self.leads[lead].closed_lost &= of_lead,
            _ => {}
        }
    }

    /// A report about a known call.
    fn again(&mut self, call: usize, said: &Said, fresh: &mut Fresh) -> Result<Reply, Refusal> {
        let known = self.calls[call].clone();
        if !self.same_person(known.lead, said.lead) {
            return Err(Refusal::Field("call_id".to_owned()));
        }
        let at = said.at.unwrap_or(self.now);
        let binding = [Outcome::Booked, Outcome::DoNotCall].contains(&known.outcome);
        let rank = |by: By| u8::from(by != By::Carrier);
        let is_older = known.is_timed && said.at.is_some_and(|at| at < known.reported);
        let is_less = rank(said.by) < rank(known.by) || (rank(said.by) == rank(known.by) && is_older);
        let is_kept = binding && said.by != By::Person && !said.correct;
        if known.outcome == said.outcome || is_kept || is_less {
            return Ok(known.reply);
        }
        let now = &mut self.calls[call];
        (now.outcome, now.by, now.reported) = (said.outcome, said.by, at);
        now.is_timed = said.at.is_some();
        self.take_back(call, known.outcome);
        self.effect_on_lead(call);
        let was_live = known.assignment.is_some_and(|target| self.assignments[target].state.is_live());
        let was_on = self.live(known.lead);
        // Whoever's they are by now: phones may have changed since.
        for at in 0..self.assignments.len() {
            let one = &self.assignments[at];
            let (is_own, is_live) = (one.calls.contains(&call), one.state.is_live());
            let is_credited = one.credited.contains(&call);
            if is_own || is_credited {
                self.called_after_all(at, call);
            }
            if is_live && (is_own || is_credited) {
                self.follow_evidence(at, said.outcome);
            }
        }
        // What is new of it comes late, where its own assignment has ended.
        let gained = speaks(said.outcome)
            && (!speaks(known.outcome)
                || (said.outcome == Outcome::Booked && known.outcome != Outcome::Booked));
        let is_late = !was_live && (gained || ends(said.outcome));
        let about = if is_late { self.late(call, fresh)? } else { known.assignment };
        // What it ended is told.
        Ok(self.answer(call, was_on.filter(|_| ends(said.outcome)).or(about)))
    }

    /// A live assignment follows what its calls still support.
    fn follow_evidence(&mut self, live: usize, outcome: Outcome) {
        let one = &self.assignments[live];
        let says = |what: &dyn Fn(Outcome) -> bool| {
            one.locked || one.calls.union(&one.credited).any(|call| what(self.calls[*call].outcome))
        };
        let used_up = self.attempts(live) >= one.max_attempts;
        let next = if ends(outcome) {
            State::Released
        } else if says(&|outcome| outcome == Outcome::Booked) {
            State::Booked
        } else if says(&is_contact) {
            State::Held
        } else if used_up {
            State::Unreachable { since: self.now }
        } else {
            State::NeverAnswered
        };
        let no_slot =
            self.leads_per_number == 1 && self.takes_slot(next) && !self.taken_slots(live).is_empty();
        if !(one.state == State::Booked && no_slot) {
            self.set(live, next);
        }
    }

    /// What the lead is now, kept with the call.
    fn answer(&mut self, call: usize, about: Option<usize>) -> Reply {
        let Call { lead, outcome, .. } = self.calls[call];
        let assignment = self.live(lead).or(about);
        let reply = match assignment {
            Some(assignment) => {
                let state = self.assignments[assignment].state;
                let attempts = Some(self.attempts(assignment));
                Reply {
                    assignment: Some(assignment),
                    action: state.action(),
                    status: Some(state.status()),
                    attempts,
                }
            }
            None => {
                let action = if speaks(outcome) { Action::NoNumber } else { Action::Released };
                Reply { assignment: None, action, status: None, attempts: None }
            }
        };
        self.calls[call].reply = reply;
        reply
    }
}
