//! Numbers in poor health or rarely answered, relative to their pool.

use super::super::super::pool::median;
use super::super::super::teller::number_link;
use super::Facts;
use crate::ServiceError;
use chrono::Days;
use std::collections::{HashMap, HashSet};
use steadyline_core::health::{LEARNING_CALLS, answer_rate};
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::page::{Fix, Severity, Warning, WarningKind, one_decimal};
use steadyline_db::Tx;
use steadyline_db::page::day;

/// Points below the pool's median at which a number stands out.
const BELOW_MEDIAN: i32 = 15;
/// A median under which the whole pool is poor: one warning then, not one a number.
const POOR_MEDIAN: i32 = 40;
/// Days and calls that an answer rate is judged by.
const RATE_DAYS: u64 = 14;
const RATE_CALLS: i64 = 50;
/// Days that a number is proposed to rest.
const REST_DAYS: i32 = 7;

impl Facts<'_> {
    /// Numbers that stand out below the rest, by answers first, then by score. A number is named once.
    pub(super) async fn poor_numbers(&self, tx: &mut Tx) -> Result<Vec<Warning>, ServiceError> {
        let judged: Vec<&Number> = self
            .pool
            .iter()
            .filter(|number| number.standing(self.counting.now) == Standing::Active)
            .filter(|number| i64::from(number.call_count) >= LEARNING_CALLS)
            .collect();
        let mut scores: Vec<i32> = judged.iter().map(|number| number.health_score).collect();
        scores.sort_unstable();
        let Some(middle) = median(&scores) else { return Ok(Vec::new()) };
        if middle < POOR_MEDIAN {
            return Ok(vec![self.poor_pool(middle, scores.len())]);
        }
        let rarely = self.rarely_answered(tx, &judged).await?;
        let named: HashSet<NumberId> = rarely.iter().map(|(number, _)| *number).collect();
        let low = judged
            .iter()
            .filter(|number| number.health_score <= middle - BELOW_MEDIAN && !named.contains(&number.id))
            .map(|number| self.poor_health(number, middle));
        Ok(rarely.into_iter().map(|(_, warning)| warning).chain(low).collect())
    }

    fn poor_pool(&self, middle: i32, numbers: usize) -> Warning {
        Warning {
            kind: WarningKind::PoorPool,
            severity: Severity::Mid,
            title: "The pool as a whole is in poor health".to_owned(),
            figures: format!(
                "The median score of {numbers} numbers is {middle}. Rest some, and add fresh ones."
            ),
            fix: self.open("Show the pool", "/pool?sort=-health"),
        }
    }

    fn poor_health(&self, number: &Number, middle: i32) -> Warning {
        Warning {
            kind: WarningKind::PoorHealth,
            severity: if number.health_score < self.broker.settings.min_health {
                Severity::Mid
            } else {
                Severity::Low
            },
            title: format!("{} is in poor health", number.number.national()),
            figures: format!(
                "Score {}, the pool's median is {middle}; {} of its calls are answered.",
                number.health_score,
                number.answer_rate().map_or_else(|| "none".to_owned(), |rate| format!("{rate:.1}%")),
            ),
            fix: rest(number),
        }
    }

    async fn rarely_answered(
        &self,
        tx: &mut Tx,
        judged: &[&Number],
    ) -> Result<Vec<(NumberId, Warning)>, ServiceError> {
        let from = self.counting.today - Days::new(RATE_DAYS - 1);
        let days = day::of_broker(tx, self.broker.id, from).await?;
        let (calls, contacts) =
            days.iter().fold((0, 0), |sum, day| (sum.0 + day.calls, sum.1 + day.contacts));
        let Some(pool_rate) = answer_rate(contacts, calls) else { return Ok(Vec::new()) };
        let busy: HashMap<NumberId, (i64, i64)> = day::busy_numbers(tx, self.broker.id, from, RATE_CALLS)
            .await?
            .into_iter()
            .map(|(number, calls, contacts)| (number, (calls, contacts)))
            .collect();
        Ok(judged
            .iter()
            .filter_map(|number| {
                let (calls, contacts) = *busy.get(&number.id)?;
                let rate = answer_rate(contacts, calls).filter(|rate| *rate * 2.0 < pool_rate)?;
                Some((number.id, rarely(number, calls, contacts, rate, pool_rate)))
            })
            .collect())
    }
}

fn rest(number: &Number) -> Fix {
    Fix::Rest {
        label: format!("Rest {REST_DAYS} days"),
        number: number_link(number.id, &number.number),
        days: REST_DAYS,
    }
}

fn rarely(number: &Number, calls: i64, contacts: i64, rate: f64, pool_rate: f64) -> Warning {
    Warning {
        kind: WarningKind::PoorAnswerRate,
        severity: Severity::Mid,
        title: format!("{} is rarely answered", number.number.national()),
        figures: format!(
            "{contacts} of {calls} calls in {RATE_DAYS} days, {}%. The pool answers {}%.",
            one_decimal(Some(rate)),
            one_decimal(Some(pool_rate)),
        ),
        fix: rest(number),
    }
}
