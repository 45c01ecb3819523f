//! What needs a hand. Each warning names its rows and has the action that mends it.

mod poor;

use super::super::assignments::silent_days;
use super::super::pool::{Counting, count, in_service};
use super::super::words::{counted, listed, share};
use super::full_states;
use crate::{ServiceError, local_time};
use chrono::{Days, TimeDelta};
use steadyline_core::broker::Broker;
use steadyline_core::number::Number;
use steadyline_core::page::{Fix, Severity, States, Warning, WarningKind};
use steadyline_db::Tx;
use steadyline_db::page::warning as rows;
use steadyline_db::page::warning::DeadNumber;

/// The guide's least pool.
const SMALL_POOL: i64 = 10;
/// Utilization in percent above which new leads soon find no number.
const HIGH_UTILIZATION: f64 = 80.0;
/// Days without a call after which a number is unused.
const UNUSED_DAYS: i64 = 30;
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
