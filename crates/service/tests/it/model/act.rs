//! What each step does in the model.

use super::choice::Wish;
use super::office::{Because, Model, Reply, STALE_DAYS, Seconds, State, UNREACHABLE_DAYS};
use super::step::{By, Step};
use steadyline_core::choice::Match;
use steadyline_core::id::AssignmentId;
use steadyline_core::outcome::Outcome;

const DAY: Seconds = 86_400;
/// A call may be dated 30 days back; a day less, so that no test stands on the edge.
const BACK: Seconds = 29 * DAY;

/// A step with everything named.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Assign { lead: usize, force: bool },
    Report(Said),
    Release { assignment: usize },
    Lock { assignment: usize },
    Rehome { assignment: usize },
    Rest { number: usize, days: i32 },
    Activate { number: usize },
    Retire { number: usize, rehome: bool },
    Dies { number: usize },
    LeadsPerNumber { to: i32 },
    Suppress { lead: usize, suppressed: bool },
    Phone { lead: usize, phone: u8 },
    Pass { hours: i64 },
}

/// A report.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) lead: usize,
    pub(crate) outcome: Outcome,
    pub(crate) by: By,
    pub(crate) name: Option<String>,
    pub(crate) number: Option<usize>,
    pub(crate) at: Option<Seconds>,
    pub(crate) correct: bool,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    Assigned { assignment: usize, created: bool, same_person: bool },
    Reported(Reply),
}

/// Why it was not done; the last one is never the product's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoAvailableNumber,
    Unreachable,
    Suppressed,
    BadPhone,
    NoLiveAssignment,
    OutOfService,
    PersonHasNumber,
    NumberHasLeads(i64),
    State,
    Field(String),
    Other(String),
    ShouldBeOnOneOf(Vec<(usize, Match)>),
}

/// An assignment that the product has made in this step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    pub(crate) id: AssignmentId,
    pub(crate) lead: usize,
    pub(crate) number: usize,
    pub(crate) matched: Match,
}

pub(crate) type Fresh = Vec<Placed>;

impl Model {
    /// Names what a step picks; none where there is nothing to pick from.
    pub(crate) fn resolve(&self, step: &Step) -> Option<Act> {
        let who = |lead: u8| usize::from(lead) % self.leads.len();
        let which = |number: u8| usize::from(number) % self.numbers.len();
        Some(match *step {
            Step::Assign { lead, force } => Act::Assign { lead: who(lead), force },
            Step::Report { lead, outcome, by, named, late } => {
                let name = named.then(|| format!("call-{}", self.calls.len()));
                let lead = who(lead);
                let mut said = Said { lead, outcome, by, name, number: None, at: None, correct: false };
                let past = self.of_person(lead);
                if let Some(late) = late.filter(|_| !past.is_empty()) {
                    let about = &self.assignments[past[usize::from(late.assignment) % past.len()]];
                    said.number = late.says_number.then_some(about.number);
                    // Half a minute past, so that no two things happen at once.
                    let minutes = (self.now - about.since) * late.percent / 100 / 60;
                    let at = (about.since + minutes * 60 + 30).min(self.now - 30).max(self.now - BACK + 30);
                    said.at = late.says_time.then_some(at);
                }
                Act::Report(said)
            }
            Step::Again { call, outcome, by, correct, earlier, other_lead } => {
                let named: Vec<_> = self.calls.iter().filter(|call| call.name.is_some()).collect();
                // The newest ones are corrected most.
                let known = named.iter().rev().nth(usize::from(call) % named.len().clamp(1, 8))?;
                let lead = other_lead.map_or(known.lead, who);
                // Whether a person's word or `correct` beats a later event is left open: never asked.
                let at = (earlier && !correct && by != By::Person)
                    .then(|| (known.reported - 3570).max(self.now - BACK + 30));
                Act::Report(Said { lead, outcome, by, name: known.name.clone(), number: None, at, correct })
            }
            Step::Release { assignment } => Act::Release { assignment: self.pick(assignment)? },
            Step::Lock { assignment } => Act::Lock { assignment: self.pick(assignment)? },
            Step::Rehome { assignment } => Act::Rehome { assignment: self.pick(assignment)? },
            Step::Rest { number, days } => Act::Rest { number: which(number), days },
            Step::Activate { number } => Act::Activate { number: which(number) },
            Step::Retire { number, rehome } => Act::Retire { number: which(number), rehome },
            Step::Dies { number } => Act::Dies { number: which(number) },
            Step::LeadsPerNumber { to } => Act::LeadsPerNumber { to },
            Step::Suppress { lead, suppressed } => Act::Suppress { lead: who(lead), suppressed },
            Step::Phone { lead, phone } => Act::Phone { lead: who(lead), phone },
            Step::Pass { hours } => Act::Pass { hours },
        })
    }

    /// Mostly one that is live, newest first.
    fn pick(&self, assignment: u8) -> Option<usize> {
        let at = usize::from(assignment);
        let all = 0..self.assignments.len();
        let live: Vec<usize> = all.clone().filter(|at| self.assignments[*at].state.is_live()).collect();
        let all: Vec<usize> = all.collect();
        let from = if assignment.is_multiple_of(4) || live.is_empty() { &all } else { &live };
        from.iter().rev().nth(at / 4 % from.len().max(1)).copied()
    }

    /// Does it, or says why not and is as before.
    pub(crate) fn act(&mut self, act: &Act, mut fresh: Fresh) -> Result<Answer, Refusal> {
        let before = self.clone();
        let mut answer = self.try_act(act, &mut fresh);
        if answer.is_ok() && !fresh.is_empty() {
            answer = Err(Refusal::Other(format!("nobody asked for {fresh:?}")));
        }
        if answer.is_err() {
            *self = before;
        }
        answer
    }

    fn try_act(&mut self, act: &Act, fresh: &mut Fresh) -> Result<Answer, Refusal> {
        match act {
            Act::Assign { lead, force } => return self.assign(*lead, *force, fresh),
            Act::Report(said) => return self.report(said, fresh).map(Answer::Reported),
            Act::Release { assignment } => {
                if self.assignments[*assignment].state == State::Released {
                    return Err(Refusal::State);
                }
                self.set(*assignment, State::Released);
            }
            Act::Lock { assignment } => {
                self.must_be_live(*assignment)?;
                self.assignments[*assignment].locked = true;
                self.set(*assignment, State::Booked);
            }
            Act::Rehome { assignment } => {
                self.must_be_live(*assignment)?;
                self.rehome(*assignment, fresh)?;
            }
            Act::Rest { number, days } => {
                if !self.is_in_service(*number) {
                    return Err(Refusal::Field("standing".to_owned()));
                }
                self.numbers[*number].resting_until = self.now + i64::from(*days) * DAY;
            }
            Act::Activate { number } => {
                self.numbers[*number].is_active = true;
                self.numbers[*number].resting_until = 0;
            }
            Act::Retire { number, rehome } => self.retire(*number, *rehome, fresh)?,
            Act::Dies { number } => self.numbers[*number].is_active = false,
            Act::LeadsPerNumber { to } => {
                if self.leads_per_number == 1 && *to > 1 {
                    for held in self.assignments.iter_mut().filter(|one| one.state == State::Held) {
                        held.slot = None;
                    }
                }
                self.leads_per_number = *to;
            }
            Act::Suppress { lead, suppressed } => self.suppress_by_hand(*lead, *suppressed),
            Act::Phone { lead, phone } => self.change_phone(*lead, *phone)?,
            Act::Pass { hours } => {
                self.now += hours * 3600;
                self.do_jobs();
            }
        }
        Ok(Answer::Done)
    }

    fn must_be_live(&self, assignment: usize) -> Result<(), Refusal> {
        if self.assignments[assignment].state.is_live() { Ok(()) } else { Err(Refusal::State) }
    }

    fn assign(&mut self, lead: usize, force: bool, fresh: &mut Fresh) -> Result<Answer, Refusal> {
        if let Some(mut live) = self.live(lead) {
            let mut created = false;
            if !self.is_in_service(self.assignments[live].number) {
                if self.assignments[live].state != State::NeverAnswered {
                    return Err(Refusal::OutOfService);
                }
                live = self.rehome(live, fresh)?;
                created = true;
            }
            let same_person = self.assignments[live].lead != lead;
            return Ok(Answer::Assigned { assignment: live, created, same_person });
        }
        if self.is_suppressed(lead) {
            return Err(Refusal::Suppressed);
        }
        if self.has_bad_phone(lead) {
            return Err(Refusal::BadPhone);
        }
        for past in self.of_person(lead) {
            if let State::Unreachable { since } = self.assignments[past].state {
                if !force && self.now - since < UNREACHABLE_DAYS * DAY {
                    return Err(Refusal::Unreachable);
                }
                self.set(past, State::Released);
            }
        }
        let wish = Wish { lead, state: State::NeverAnswered, not_on: None, rather_on: None };
        let assignment = self.place(&wish, fresh)?;
        Ok(Answer::Assigned { assignment, created: true, same_person: false })
    }

    fn retire(&mut self, number: usize, rehome: bool, fresh: &mut Fresh) -> Result<(), Refusal> {
        let on = |(_, one): &(usize, &super::office::Assignment)| one.number == number && one.state.is_live();
        let mut live: Vec<usize> = self.assignments.iter().enumerate().filter(on).map(|(at, _)| at).collect();
        // Those first who have most to lose.
        live.sort_by_key(|at| match self.assignments[*at].state {
            State::Booked => 0,
            State::Held => 1,
            _ => 2,
        });
        if !live.is_empty() && !rehome {
            return Err(Refusal::NumberHasLeads(i64::try_from(live.len()).unwrap()));
        }
        self.numbers[number].is_active = false;
        if fresh.is_empty() && self.may_run_out(&live) {
            return Err(Refusal::NoAvailableNumber);
        }
        for assignment in live {
            self.rehome(assignment, fresh)?;
        }
        Ok(())
    }

    fn suppress_by_hand(&mut self, lead: usize, suppressed: bool) {
        let mut changed = false;
        for record in self.records(lead) {
            let is = &mut self.leads[record].suppressed;
            if suppressed && is.is_none() {
                *is = Some(Because::Hand(self.now));
                changed = true;
            } else if !suppressed {
                *is = None;
            }
        }
        if changed && let Some(live) = self.live(lead) {
            self.set(live, State::Released);
        }
    }

    fn change_phone(&mut self, lead: usize, phone: u8) -> Result<(), Refusal> {
        if self.leads[lead].phone == Some(phone) {
            return Ok(());
        }
        let own = self.assignments.iter().any(|one| one.lead == lead && one.state.is_live());
        self.leads[lead].phone = Some(phone);
        self.leads[lead].bad_phone = None;
        let live = self.of_person(lead).into_iter().filter(|at| self.assignments[*at].state.is_live());
        if own && live.count() > 1 {
            return Err(Refusal::PersonHasNumber);
        }
        // A suppressed person keeps no number, whichever record brought that along: it is every record's own
        // from then on.
        let Some(asked) = self.first_suppressed(lead) else { return Ok(()) };
        for record in self.records(lead) {
            self.leads[record].suppressed.get_or_insert(asked);
        }
        if let Some(live) = self.live(lead) {
            self.set(live, State::Released);
        }
        Ok(())
    }

    fn do_jobs(&mut self) {
        for at in 0..self.assignments.len() {
            let one = &self.assignments[at];
            let silent_since = one.last_call.unwrap_or(one.since).max(one.since);
            let is_over = match one.state {
                State::Unreachable { since } => self.now - since >= UNREACHABLE_DAYS * DAY,
                State::NeverAnswered => self.now - silent_since >= STALE_DAYS * DAY,
                _ => false,
            };
            if is_over {
                self.set(at, State::Released);
            }
        }
    }
}
