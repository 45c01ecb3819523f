//! Room: states without a free number, slots, the size of the pool, numbers nobody calls from.

use super::super::teller::number_link;
use super::super::words::{listed, share};
use super::facts::Facts;
use super::found::{Found, Rows, mend, numbers, open, open_or_call};
use crate::{ServiceError, local_time};
use chrono::{Days, TimeDelta};
use std::collections::HashMap;
use steadyline_core::page::{CheckRow, Fix, FixKind, Severity, WarningKind, counted, grouped};
use steadyline_db::Tx;
use steadyline_db::page::warning;

/// The guide's least pool.
const SMALL_POOL: i64 = 10;
/// Utilization in percent above which new leads soon find no number.
const HIGH_UTILIZATION: f64 = 80.0;
/// Days without a call after which a number is unused.
pub(super) const UNUSED_DAYS: i64 = 30;

/// What a check of numbers says where there is none to look at.
const NONE_IN_SERVICE: &str = "No number is in service.";

pub(super) fn add_numbers(facts: &Facts<'_>) -> Fix {
    let path = "/api/v1/numbers/import".to_owned();
    open_or_call("Add numbers", format!("{}/pool/add", facts.base), "POST", path)
}

fn raise_leads_per_number(facts: &Facts<'_>) -> Fix {
    let path = format!("/api/v1/brokers/{}", facts.broker.slug);
    let href = format!("{}/settings#leads_per_number", facts.base);
    open_or_call("Share numbers among more leads", href, "PATCH", path)
}

pub(super) async fn no_free_number(
    tx: &mut Tx,
    facts: &Facts<'_>,
    rows: Rows,
) -> Result<Found, ServiceError> {
    const ASKS: &str = "Can at least one number of each state of the pool take a lead?";
    let without = facts.states_without_room();
    let all = &facts.states;
    let nothing_is_free = all.free == 0 && all.full + all.resting > 0;
    if without.is_empty() && !nothing_is_free {
        let can = format!("{} can take a lead", numbers(all.free));
        let figures = match all.states.len() {
            0 if all.free == 0 => NONE_IN_SERVICE.to_owned(),
            0 => format!("{can}."),
            1 => format!("The one state of the pool has room: {can}."),
            states => format!("All {states} states have room: {can}."),
        };
        return Ok(Found::fine(ASKS, figures));
    }
    let codes: Vec<_> = without.iter().map(|state| state.state).collect();
    let day_begins = local_time::day_ends_at(facts.broker, facts.counting.today - Days::new(1));
    let elsewhere: HashMap<String, i64> =
        warning::assigned_elsewhere(tx, facts.broker.id, &codes, day_begins).await?.into_iter().collect();
    let (full, resting) = if nothing_is_free {
        (all.full, all.resting)
    } else {
        without.iter().fold((0, 0), |(full, resting), state| (full + state.full, resting + state.resting))
    };
    let taken = match (full, resting) {
        (1, 0) => "The only number there is full".to_owned(),
        (0, 1) => "The only number there rests".to_owned(),
        (0, _) => format!("All {} rest", grouped(resting)),
        (_, 0) => format!("All {} are full", grouped(full)),
        _ => format!(
            "{} full and {}",
            counted(full, "number is", "numbers are"),
            counted(resting, "rests", "rest")
        ),
    };
    let figures = match elsewhere.values().sum() {
        0 => format!("{taken}."),
        leads => {
            format!("{taken}; {} a number from another state today.", counted(leads, "lead got", "leads got"))
        }
    };
    let names: Vec<String> = without.iter().map(|state| state.name.clone()).collect();
    let (severity, title) = if nothing_is_free {
        (Severity::Hot, "No number of the pool is free".to_owned())
    } else {
        (Severity::Mid, format!("No free number in {}", listed(&names)))
    };
    let shown = rows.cut(&without).iter().map(|state| {
        let mut detail = match (state.full, state.resting) {
            (full, 0) => format!("{} full", grouped(full)),
            (0, resting) => format!("{} resting", grouped(resting)),
            (full, resting) => format!("{} full, {} resting", grouped(full), grouped(resting)),
        };
        if let Some(leads) = elsewhere.get(state.state.as_str()) {
            detail.push_str(&format!(
                "; {} one from elsewhere today",
                counted(*leads, "lead got", "leads got")
            ));
        }
        CheckRow {
            title: state.name.clone(),
            detail,
            href: format!("{}/pool?state={}", facts.base, state.state),
            ..CheckRow::default()
        }
    });
    let shown = shown.collect();
    let see_resting = || open("See those that rest", format!("{}/pool?standing=resting", facts.base));
    let fixes = match (full, resting) {
        (0, _) => vec![see_resting(), add_numbers(facts)],
        (_, 0) => vec![add_numbers(facts), raise_leads_per_number(facts)],
        _ => vec![add_numbers(facts), raise_leads_per_number(facts), see_resting()],
    };
    let found = Found::one(ASKS, (WarningKind::NoFreeNumber, severity), (title, figures), fixes);
    Ok(found.with_rows(super::super::pool::count(without.len()), shown))
}

pub(super) fn utilization(facts: &Facts<'_>) -> Found {
    const ASKS: &str = "Are at most 80% of the slots of numbers in service taken?";
    let (taken, slots) = facts.slots();
    let Some(percent) = share(taken, slots) else {
        return Found::fine(ASKS, NONE_IN_SERVICE);
    };
    let figures = format!("{} of {} slots", grouped(taken), grouped(slots));
    if percent <= HIGH_UTILIZATION {
        return Found::fine(ASKS, format!("{percent:.0}% are taken: {figures}."));
    }
    Found::one(
        ASKS,
        (WarningKind::Utilization, Severity::Mid),
        (
            format!("{percent:.0}% of the slots are taken"),
            format!(
                "{} of {}; above 80% new leads soon find no local number.",
                grouped(taken),
                grouped(slots)
            ),
        ),
        vec![add_numbers(facts), raise_leads_per_number(facts)],
    )
}

pub(super) fn small_pool(facts: &Facts<'_>) -> Found {
    const ASKS: &str =
        "Does the pool have at least 10 numbers in service? Among fewer, each is called from too often.";
    let in_service = facts.in_service;
    if in_service >= SMALL_POOL {
        return Found::fine(ASKS, format!("{} are in service.", numbers(in_service)));
    }
    let (severity, title) = match in_service {
        0 => (Severity::Hot, "The pool has no number in service".to_owned()),
        _ => (Severity::Low, format!("The pool has only {}", numbers(in_service))),
    };
    let figures = "With 10 to 15 numbers calls spread, and each number stays healthy for longer.".to_owned();
    Found::one(ASKS, (WarningKind::SmallPool, severity), (title, figures), vec![add_numbers(facts)])
}

pub(super) async fn unused(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    let asks = format!("Was every number in service called from within {UNUSED_DAYS} days?");
    let before = facts.counting.now - TimeDelta::days(UNUSED_DAYS);
    let unused = warning::unused(tx, facts.broker.id, before).await?;
    let Some(first) = unused.first() else {
        let figures = match facts.in_service {
            0 => NONE_IN_SERVICE.to_owned(),
            1 => "The only number in service was used.".to_owned(),
            in_service => format!("{} are in service, each was used.", numbers(in_service)),
        };
        return Ok(Found::fine(asks, figures));
    };
    let total = super::super::pool::count(unused.len());
    let without_leads = super::super::pool::count(unused.iter().filter(|number| number.leads == 0).count());
    let title = format!("{} without a call for {UNUSED_DAYS} days", numbers(total));
    let figures = match unused.len() {
        1 => format!("{} costs rent and makes no calls.", first.number.national()),
        _ => format!(
            "{} and {} cost rent and make no calls.",
            first.number.national(),
            counted(total - 1, "other", "others")
        ),
    };
    let kind = WarningKind::UnusedNumbers;
    let mut fixes = Vec::new();
    if without_leads > 0 {
        fixes.push(mend(format!("Retire {}", grouped(without_leads)), kind, FixKind::Retire, None, None));
    }
    fixes.push(super::found::open("Show them", format!("{}/diagnostics/{}", facts.base, kind.as_str())));
    let shown = rows.cut(&unused).iter().map(|number| {
        let link = number_link(number.id, &number.number);
        let last = facts.counting.teller.when(number.since);
        let used = if number.calls > 0 { "last call" } else { "never used, added" };
        CheckRow {
            detail: format!("{used} {}; {}", last.day, counted(number.leads, "live lead", "live leads")),
            fixes: vec![mend("Retire", kind, FixKind::Retire, Some(link.clone()), None)],
            number: Some(link),
            ..CheckRow::default()
        }
    });
    let shown = shown.collect();
    Ok(Found::one(asks, (kind, Severity::Low), (title, figures), fixes).with_rows(total, shown))
}
