//! The caller-ID card: the number, why it was chosen, its calls on a line.

use super::super::assignments::{match_label, trouble};
use super::super::freed::would_free;
use super::super::pool::Counting;
use super::super::teller::number_link;
use super::super::words::count_change;
use super::Known;
use chrono::{DateTime, Utc};
use steadyline_core::choice::Choice;
use steadyline_core::health::{HealthBand, learning};
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{CallerId, LineMark, RuledOutCount, Runner};

impl Known {
    pub(super) fn caller_id(&self) -> Option<CallerId> {
        let (assignment, number) = self.current.as_ref()?;
        let progress = assignment.progress;
        if !progress.state.status().is_live() {
            return None;
        }
        let choice = assignment.choice.as_ref();
        let since = self.first_on_number()?.assigned_at;
        let counting = Counting::of(&self.broker, self.teller);
        let on_hold = assignment.limit_on_hold(self.teller.now);
        Some(CallerId {
            assignment: assignment.id,
            number: number_link(number.id, &number.number),
            label: number.label.clone().unwrap_or_default(),
            health_score: number.health_score,
            band: HealthBand::of(number.health_score),
            learning: learning(number.call_count.into()),
            // A score that stands as it stood has no change to tell.
            health_change: choice.filter(|choice| choice.health_score != number.health_score).map(|choice| {
                let (now, before) = (number.health_score.into(), choice.health_score.into());
                let unit = if i64::abs_diff(now, before) == 1 { " point" } else { " points" };
                count_change(now, before, unit, Some(true))
            }),
            matched: match_label(assignment.matched.map(|matched| matched.as_str())),
            since: self.teller.when(since),
            age: self.teller.age(since),
            trouble: trouble(number.standing(self.teller.now)),
            why: choice.map(why).unwrap_or_default(),
            runners_up: choice.map(runners_up).unwrap_or_default(),
            ruled_out: choice
                .map(|choice| {
                    let counts = choice.ruled_out.iter();
                    counts
                        .map(|(reason, numbers)| RuledOutCount { reason: *reason, numbers: *numbers })
                        .collect()
                })
                .unwrap_or_default(),
            rotation: choice.map(|choice| choice.rotation.label().to_owned()).unwrap_or_default(),
            rehomed_from: self.rehomed_from.as_ref().map(|number| number_link(number.id, &number.number)),
            line: self.line(since),
            ends: self.ends(progress.state, progress.attempts_left(), on_hold),
            can_lock: progress.state.booked_at().is_none(),
            can_release: true,
            can_rehome: true,
            after_release: progress
                .state
                .weight()
                .map(|weight| would_free(number, weight, counting))
                .unwrap_or_default(),
        })
    }

    /// The calls since the assignment, at their place between it and now: in thousandths, more than a window shows.
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of some months")]
    fn line(&self, since: DateTime<Utc>) -> Vec<LineMark> {
        let whole = (self.teller.now - since).num_milliseconds().max(1) as f64;
        let counted = self.counted_calls();
        let mut calls: Vec<_> = self
            .calls
            .iter()
            .filter(|call| call.called_at >= since && (call.inbound || call.outcome != Some(Outcome::Failed)))
            .collect();
        calls.sort_by_key(|call| call.called_at);
        calls
            .into_iter()
            .map(|call| LineMark {
                place: ((call.called_at - since).num_milliseconds() as f64 / whole * 1_000.0)
                    .round()
                    .clamp(0.0, 1_000.0)
                    / 1_000.0,
                ordinal: counted
                    .iter()
                    .find(|(_, counted)| std::ptr::eq(*counted, call))
                    .map(|(ordinal, _)| *ordinal),
                label: match (call.inbound, call.outcome) {
                    (true, _) => "Lead called back".to_owned(),
                    (false, Some(outcome)) => outcome.label().to_owned(),
                    (false, None) => "Called".to_owned(),
                },
                inbound: call.inbound,
                at: self.teller.when(call.called_at),
                outcome: call.outcome,
            })
            .collect()
    }
}

/// Why this number, each line with a capital.
fn why(choice: &Choice) -> Vec<String> {
    choice
        .why
        .iter()
        .map(|line| {
            let mut letters = line.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        })
        .collect()
}

fn runners_up(choice: &Choice) -> Vec<Runner> {
    choice
        .runners_up
        .iter()
        .map(|runner| Runner {
            number: number_link(runner.number_id, &runner.number),
            health_score: runner.health_score,
            band: HealthBand::of(runner.health_score),
            behind: runner.behind.clone(),
        })
        .collect()
}
