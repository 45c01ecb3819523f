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

fn raise_cap(facts: &Facts<'_>) -> Fix {
    let path = format!("/api/v1/brokers/{}", facts.broker.slug);
    let href = format!("{}/settings#daily_call_cap", facts.base);
    open_or_call("Raise the daily call cap", href, "PATCH", path)
}

/// How many numbers cannot take a lead, by what keeps them from it.
#[derive(Clone, Copy)]
struct Kept {
    full: i64,
    capped: i64,
    resting: i64,
}

impl Kept {
    /// "All 3 are full", "2 numbers are full and 1 rests".
    fn words(self) -> String {
        let Self { full, capped, resting } = self;
        let whys = [
            (full, "is full", "are full"),
            (capped, "is at its daily call cap until tomorrow", "are at their daily call cap until tomorrow"),
            (resting, "rests", "rest"),
        ];
        let whys: Vec<_> = whys.into_iter().filter(|(count, ..)| *count > 0).collect();
        match whys.as_slice() {
            [(1, one, _)] => format!("The only number there {one}"),
            [(count, _, many)] => format!("All {} {many}", grouped(*count)),
            _ => {
                let parts = whys.iter().enumerate().map(|(at, (count, one, many))| match at {
                    0 => counted(*count, &format!("number {one}"), &format!("numbers {many}")),
                    _ => counted(*count, one, many),
                });
                listed(&parts.collect::<Vec<_>>())
            }
        }
    }

    /// "2 full, 1 resting".
    fn short(self) -> String {
        let Self { full, capped, resting } = self;
        let whys = [(full, "full"), (capped, "at the daily call cap"), (resting, "resting")];
        let parts = whys.into_iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, why)| format!("{} {why}", grouped(count))).collect::<Vec<_>>().join(", ")
    }

    /// What helps against what keeps them, the likeliest first.
    fn fixes(self, facts: &Facts<'_>) -> Vec<Fix> {
        let Self { full, capped, resting } = self;
        let see_resting = || open("See those that rest", format!("{}/pool?standing=resting", facts.base));
        if full + capped == 0 {
            return vec![see_resting(), add_numbers(facts)];
        }
        let mut fixes = vec![add_numbers(facts)];
        if full > 0 {
            fixes.push(raise_leads_per_number(facts));
        }
        if capped > 0 {
            // More room would not help those; where there is nothing else, this does at once.
            fixes.insert(if full > 0 { fixes.len() } else { 0 }, raise_cap(facts));
        }
        if resting > 0 {
            fixes.push(see_resting());
        }
        fixes
    }
}

pub(super) async fn no_free_number(
    tx: &mut Tx,
    facts: &Facts<'_>,
    rows: Rows,
) -> Result<Found, ServiceError> {
    const ASKS: &str = "Can at least one number of each state of the pool take a lead?";
    let without = facts.states_without_room();
    let all = &facts.states;
    let nothing_is_free = all.free == 0 && all.full + all.capped + all.resting > 0;
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
    let kept = if nothing_is_free {
        Kept { full: all.full, capped: all.capped, resting: all.resting }
    } else {
        without.iter().fold(Kept { full: 0, capped: 0, resting: 0 }, |sum, state| Kept {
            full: sum.full + state.full,
            capped: sum.capped + state.capped,
            resting: sum.resting + state.resting,
        })
    };
    let taken = kept.words();
    let figures = match elsewhere.values().sum() {
        0 => format!("{taken}."),
        leads => {
            format!("{taken}; {} a number from another state today.", counted(leads, "lead got", "leads got"))
        }
    };
    let names: Vec<String> = without.iter().map(|state| state.name.clone()).collect();
    let (severity, title) = if nothing_is_free {
        (Severity::Hot, "No number in the pool is free".to_owned())
    } else {
        (Severity::Mid, format!("No free number in {}", listed(&names)))
    };
    let shown = rows.cut(&without).iter().map(|state| {
        let mut detail = Kept { full: state.full, capped: state.capped, resting: state.resting }.short();
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
    let found = Found::one(ASKS, (WarningKind::NoFreeNumber, severity), (title, figures), kept.fixes(facts));
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
    let means = if facts.states.free == 0 {
        "new leads find no number"
    } else {
        "above 80% new leads soon find no local number"
    };
    Found::one(
        ASKS,
        (WarningKind::Utilization, Severity::Mid),
        (
            format!("{percent:.0}% of the slots are taken"),
            format!("{} of {}; {means}.", grouped(taken), grouped(slots)),
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
            in_service => format!("{} are in service, all were used.", numbers(in_service)),
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
