//! What needs a hand. Each warning names its rows and has the action that mends it.

use super::super::assignments::silent_days;
use super::super::pool::{Counting, count, in_service, median};
use super::super::teller::number_link;
use super::super::words::{counted, listed, share};
use super::full_states;
use crate::{ServiceError, local_time};
use chrono::{Days, TimeDelta};
use std::collections::{HashMap, HashSet};
use steadyline_core::broker::Broker;
use steadyline_core::health::{LEARNING_CALLS, answer_rate};
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::page::{Fix, Severity, States, Warning, WarningKind, one_decimal};
use steadyline_db::Tx;
use steadyline_db::page::warning::DeadNumber;
use steadyline_db::page::{day, warning as rows};

/// The guide's least pool.
const SMALL_POOL: i64 = 10;
/// Utilization in percent above which new leads soon find no number.
const HIGH_UTILIZATION: f64 = 80.0;
/// Points below the pool's median at which a number stands out.
const BELOW_MEDIAN: i32 = 15;
/// A median under which the whole pool is poor: one warning then, not one a number.
const POOR_MEDIAN: i32 = 40;
/// Days and calls that an answer rate is judged by.
const RATE_DAYS: u64 = 14;
const RATE_CALLS: i64 = 50;
/// Days without a call after which a number is unused.
const UNUSED_DAYS: i64 = 30;
/// Days that a number is proposed to rest.
const REST_DAYS: i32 = 7;

/// Everything that is read for warnings.
struct Facts<'f> {
    broker: &'f Broker,
    counting: Counting,
    pool: &'f [Number],
    states: &'f States,
    base: String,
}

/// All warnings, hottest first, and the number of conflicts.
pub(super) async fn warnings(
    tx: &mut Tx,
    broker: &Broker,
    counting: Counting,
    pool: &[Number],
    states: &States,
) -> Result<(Vec<Warning>, i64), ServiceError> {
    let facts = Facts { broker, counting, pool, states, base: format!("/b/{}", broker.slug) };
    let mut all = Vec::new();
    let conflicts = rows::conflicts(tx, broker.id).await?;
    all.extend(facts.conflicts(conflicts));
    let dead = rows::dead_numbers(tx, broker.id, counting.now).await?;
    all.extend(dead.iter().filter_map(|dead| facts.dead(dead)));
    all.extend(facts.no_free_number(tx).await?);
    all.extend(facts.utilization());
    all.extend(facts.small_pool());
    all.extend(facts.poor_numbers(tx).await?);
    all.extend(facts.too_long(tx).await?);
    all.extend(facts.silent(tx).await?);
    all.extend(facts.unused());
    // Stable: within a severity the order above.
    all.sort_by_key(|warning| warning.severity);
    Ok((all, conflicts))
}

impl Facts<'_> {
    fn open(&self, label: &str, path: &str) -> Fix {
        Fix::Open { label: label.to_owned(), href: format!("{}{path}", self.base) }
    }

    fn conflicts(&self, conflicts: i64) -> Option<Warning> {
        (conflicts > 0).then(|| Warning {
            kind: WarningKind::Conflict,
            severity: Severity::Hot,
            title: format!("{} more than one number", counted(conflicts, "person sees", "persons see")),
            figures: "Two records with the same phone were both assigned, outside Steadyline.".to_owned(),
            fix: self.open("Show live leads", "/assignments"),
        })
    }

    fn dead(&self, dead: &DeadNumber) -> Option<Warning> {
        let number = self.pool.iter().find(|number| number.id == dead.number_id)?;
        let teller = self.counting.teller;
        let state = if number.gone_at.is_some() { "gone" } else { "retired" };
        let mut figures = match number.gone_at {
            Some(at) => format!("{} left the carrier on {}.", number.number.national(), teller.when(at).day),
            None => format!("{} is retired.", number.number.national()),
        };
        match (dead.booked, dead.next_appointment) {
            (0, _) => {}
            (_, Some(at)) => figures.push_str(&format!(
                " {} booked, the next for {}.",
                dead.booked,
                teller.when(at).short.replace("Today", "today").replace("Tomorrow", "tomorrow")
            )),
            (booked, None) => figures.push_str(&format!(" {booked} booked.")),
        }
        Some(Warning {
            kind: WarningKind::DeadNumber,
            severity: Severity::Hot,
            title: format!("{} on a number that is {state}", counted(dead.leads, "live lead", "live leads")),
            figures,
            fix: self.open("Move them", &format!("/pool/{}", number.number.as_str().trim_start_matches('+'))),
        })
    }

    async fn no_free_number(&self, tx: &mut Tx) -> Result<Option<Warning>, ServiceError> {
        let full = full_states(self.states);
        if full.is_empty() {
            return Ok(None);
        }
        let codes: Vec<_> = full.iter().map(|state| state.state).collect();
        let day_begins = local_time::day_ends_at(self.broker, self.counting.today - Days::new(1));
        let elsewhere = rows::assigned_elsewhere(tx, self.broker.id, &codes, day_begins).await?;
        let taken: i64 = full.iter().map(|state| state.full).sum();
        let numbers = if taken == 1 {
            "The only number there is full".to_owned()
        } else {
            format!("All {taken} are full")
        };
        let figures = match elsewhere {
            0 => format!("{numbers}."),
            leads => format!(
                "{numbers}; {} a number from another state today.",
                counted(leads, "lead got", "leads got")
            ),
        };
        let names: Vec<String> = full.iter().map(|state| state.name.clone()).collect();
        let is_whole = self.states.free == 0;
        Ok(Some(Warning {
            kind: WarningKind::NoFreeNumber,
            severity: if is_whole { Severity::Hot } else { Severity::Mid },
            title: if is_whole {
                "No number of the pool is free".to_owned()
            } else {
                format!("No free number in {}", listed(&names))
            },
            figures,
            fix: self.open("Add numbers", "/pool/add"),
        }))
    }

    fn utilization(&self) -> Option<Warning> {
        let leads = self.counting.leads_per_number;
        let (mut taken, mut slots) = (0, 0);
        for number in in_service(self.pool, self.counting.now) {
            taken += i64::from(number.occupancy.counted(leads).min(leads));
            slots += i64::from(leads);
        }
        let percent = share(taken, slots).filter(|percent| *percent > HIGH_UTILIZATION)?;
        Some(Warning {
            kind: WarningKind::Utilization,
            severity: Severity::Mid,
            title: format!("{percent:.0}% of the slots are taken"),
            figures: format!("{taken} of {slots}; above 80% new leads soon find no local number."),
            fix: self.open("Add numbers", "/pool/add"),
        })
    }

    fn small_pool(&self) -> Option<Warning> {
        let numbers = count(in_service(self.pool, self.counting.now).count());
        if numbers >= SMALL_POOL {
            return None;
        }
        let (kind, severity) = match numbers {
            0 => (WarningKind::EmptyPool, Severity::Hot),
            _ => (WarningKind::SmallPool, Severity::Low),
        };
        Some(Warning {
            kind,
            severity,
            title: match numbers {
                0 => "The pool has no number in service".to_owned(),
                _ => format!("The pool has only {}", counted(numbers, "number", "numbers")),
            },
            figures: "With 10 to 15 numbers calls spread, and each number stays healthy for longer."
                .to_owned(),
            fix: self.open("Add numbers", "/pool/add"),
        })
    }

    /// Numbers that stand out below the rest, by answers first, then by score. A number is named once.
    async fn poor_numbers(&self, tx: &mut Tx) -> Result<Vec<Warning>, ServiceError> {
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

    async fn too_long(&self, tx: &mut Tx) -> Result<Option<Warning>, ServiceError> {
        let days = self.broker.settings.assigned_too_long_days;
        if days == 0 {
            return Ok(None);
        }
        let before = self.counting.now - TimeDelta::days(days.into());
        let (leads, oldest) = rows::assigned_before(tx, self.broker.id, before).await?;
        let Some(oldest) = oldest.filter(|_| leads > 0) else { return Ok(None) };
        Ok(Some(Warning {
            kind: WarningKind::AssignedTooLong,
            severity: Severity::Low,
            title: format!(
                "{} for longer than {days} days",
                counted(leads, "lead is active", "leads are active")
            ),
            figures: format!("The oldest since {}.", self.counting.teller.when(oldest).day),
            fix: self.open(&format!("Review {leads}"), "/assignments?status=too_long"),
        }))
    }

    async fn silent(&self, tx: &mut Tx) -> Result<Option<Warning>, ServiceError> {
        let days = silent_days(self.broker);
        let since = self.counting.now - TimeDelta::days(days.into());
        let (leads, numbers) = rows::held_silent(tx, self.broker.id, since).await?;
        Ok((leads > 0).then(|| Warning {
            kind: WarningKind::SilentHeld,
            severity: Severity::Low,
            title: format!("{} silent for {days} days", counted(leads, "held lead", "held leads")),
            figures: format!("They stay on {}.", counted(numbers, "number", "numbers")),
            fix: self.open(&format!("Review {leads}"), "/assignments?status=silent"),
        }))
    }

    fn unused(&self) -> Option<Warning> {
        let before = self.counting.now - TimeDelta::days(UNUSED_DAYS);
        let unused: Vec<&Number> = in_service(self.pool, self.counting.now)
            .filter(|number| number.last_used_at.unwrap_or(number.created_at) < before)
            .collect();
        let first = unused.first()?;
        Some(Warning {
            kind: WarningKind::UnusedNumbers,
            severity: Severity::Low,
            title: format!(
                "{} without a call for {UNUSED_DAYS} days",
                counted(count(unused.len()), "number", "numbers")
            ),
            figures: match unused.len() {
                1 => format!("{} costs rent and makes no calls.", first.number.national()),
                _ => format!("{} and others cost rent and make no calls.", first.number.national()),
            },
            fix: self.open("Show them", "/pool?sort=-last_call"),
        })
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
