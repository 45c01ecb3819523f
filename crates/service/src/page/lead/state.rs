//! Where the lead stands: attempts, whether it may be called, what ends the assignment.

use super::Known;
use crate::Conflict;
use steadyline_core::assignment::State;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{Attempt, Callable, Ended, NextAttempt, StatusKind, in_days};
use steadyline_db::lead::Marks;
use steadyline_db::page::person::Call;

/// "Active, never answered".
pub(super) fn status_words(status: Option<StatusKind>) -> String {
    match status {
        None => "Never assigned",
        Some(StatusKind::Active) => "Active, never answered",
        Some(StatusKind::Held) => "Held: spoke to us",
        Some(StatusKind::Booked) => "Booked",
        Some(StatusKind::Unreachable) => "Unreachable",
        Some(StatusKind::Released) => "Released",
    }
    .to_owned()
}

impl Known {
    /// Outbound calls of the current assignment that count, oldest first, with their ordinal, as the timeline tells it.
    pub(super) fn counted_calls(&self) -> Vec<(i32, &Call)> {
        let mut calls: Vec<(i32, &Call)> = self
            .calls
            .iter()
            .filter(|call| call.assignment_id.is_some_and(|id| self.is_on_number(id)) && !call.inbound)
            .filter(|call| call.outcome.is_some_and(Outcome::counts))
            .filter_map(|call| Some((i32::try_from(call.ordinal?).ok()?, call)))
            .collect();
        calls.sort_by_key(|(ordinal, call)| (call.called_at, *ordinal));
        calls
    }

    pub(super) fn attempt_list(&self) -> Vec<Attempt> {
        self.counted_calls()
            .into_iter()
            .filter_map(|(ordinal, call)| {
                Some(Attempt { ordinal, outcome: call.outcome?, at: self.teller.when(call.called_at) })
            })
            .collect()
    }

    pub(super) fn callable(&self) -> Callable {
        let last = self.last_attempt_at.map_or_else(
            || "never called".to_owned(),
            |at| format!("last attempt {}", self.teller.when(at).relative),
        );
        let may = &self.may_call;
        let Marks { suppressed_at, bad_phone_at, erased_at } = self.marks;
        let waits_until = self.current.as_ref().and_then(|(on, _)| self.unreachable_until(on.progress.state));
        if let (Some(until), None) = (waits_until, suppressed_at.or(bad_phone_at).or(erased_at)) {
            let why = format!("Waiting until {} for another number, {last}.", self.teller.when(until).day);
            return Callable { allowed: false, why, not_before: None };
        }
        let why = if may.allowed {
            let most = self.broker.settings.max_attempts_per_day;
            // Without a number there is none to call from.
            let is_live = self.current.as_ref().is_some_and(|(on, _)| on.progress.state.status().is_live());
            let open = if is_live { "May be called now" } else { "Call hours are open" };
            let calls = if most == 1 { "call" } else { "calls" };
            format!("{open}: {}, {} of {most} {calls} today, {last}.", self.hours(), self.attempts_today)
        } else {
            may.why.clone()
        };
        Callable { allowed: may.allowed, why, not_before: may.not_before.map(|at| self.teller.when(at)) }
    }

    pub(super) fn next_attempt(&self) -> NextAttempt {
        let Some((assignment, _)) = &self.current else {
            return NextAttempt { words: "Counted".to_owned(), last: false };
        };
        let next = assignment.progress.call_attempts + 1;
        let most = assignment.progress.max_attempts;
        let on_hold = assignment.limit_on_hold(self.teller.now);
        match assignment.progress.state {
            State::Active { first_answered_at: None } if next >= most && !on_hold => {
                NextAttempt { words: "Last attempt: unreachable".to_owned(), last: true }
            }
            State::Active { first_answered_at: None } if next <= most => {
                NextAttempt { words: format!("Attempt {next} of {most}"), last: false }
            }
            State::Active { .. } | State::BookedLocked { .. } => {
                NextAttempt { words: format!("Attempt {next}"), last: false }
            }
            State::Unreachable { .. } | State::Released { .. } => {
                NextAttempt { words: "Counted, changes nothing".to_owned(), last: false }
            }
        }
    }

    pub(super) fn ended(&self) -> Option<Ended> {
        let (assignment, number) = self.current.as_ref()?;
        let state = assignment.progress.state;
        if state.status().is_live() {
            return None;
        }
        Some(Ended {
            assignment: assignment.id,
            status: StatusKind::of(&state),
            number: super::super::teller::number_link(number.id, &number.number),
            at: state.released_at().map(|at| self.teller.when(at)),
            until: self.unreachable_until(state).map(|at| self.teller.when(at)),
            can_reinstate: self.back == Some(Ok(())),
            no_reinstate: match &self.back {
                Some(Err(why @ (Conflict::NumberTaken | Conflict::NumberOutOfService))) => why.to_string(),
                _ => String::new(),
            },
        })
    }

    /// What ends the assignment, in a sentence.
    pub(super) fn ends(&self, state: State, attempts_left: Option<i32>, on_hold: bool) -> String {
        let name = self.short_name();
        let silent = self.broker.settings.release_held_after_days;
        let stale = self.broker.settings.release_stale_after_days;
        match (state, attempts_left) {
            (State::Active { first_answered_at: None }, _) if on_hold => {
                format!(
                    "Stays while a missed callback keeps the attempt limit on hold, and once {name} answers or books."
                )
            }
            (State::Active { first_answered_at: None }, Some(left)) => {
                let silence =
                    if stale > 0 { format!(", or {} without a call", in_days(stale)) } else { String::new() };
                let more = Self::more_attempts(left.max(1));
                format!("Released after {more}{silence}. Stays once {name} answers or books.")
            }
            (State::Active { .. }, _) if silent > 0 => {
                let silence = in_days(silent);
                format!("Stays with {name} until a person releases it, or nobody calls for {silence}.")
            }
            (State::Active { .. }, _) => format!("Stays with {name} until a person releases it."),
            _ if self.broker.settings.main_line.is_none() => {
                format!(
                    "Locked to {name} until a person releases it; no main line is set to put its calls through to."
                )
            }
            _ => format!("Locked to {name} until a person releases it; calls go to the main line."),
        }
    }
}
