//! The dashboard: what the pool is doing, and what needs a hand.

mod tile;

use super::assignments::trouble;
use super::diagnostics::{checks_of, proof, states_without_room, warned};
use super::history::activity;
use super::link;
use super::live_call::live_calls;
use super::pool::Counting;
use super::teller::{Teller, listed_lead, number_link};
use super::words::spelled;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use steadyline_core::page::{
    Dashboard, NextLead, Part, Severity, States, StatusKind, Warning, counted, grouped,
};
use steadyline_core::user::Actor;
use steadyline_db::page::listed::Listed;
use steadyline_db::page::{event, listed};

/// Warnings shown; the others are counted.
const WARNINGS: usize = 5;
/// Held and booked leads shown.
const NEXT_LEADS: i64 = 10;
/// Lines of activity shown.
const ACTIVITY: usize = 12;
/// Entries looked at for them: several may be one line.
const ENTRIES: i64 = 40;

/// The dashboard of a broker.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn dashboard(service: &Service, actor: &Actor, broker: &str) -> Result<Dashboard, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let counting = Counting::of(&broker, teller);
                let found = warned(tx, &broker, counting).await?;
                let counts = found.leads;
                let tiles = tile::tiles(tx, &broker, counting, found.slots, counts).await?;
                let next_leads = listed::next_leads(tx, broker.id, now, NEXT_LEADS).await?;
                let live_calls = live_calls(tx, teller, broker.id).await?;
                let entries = event::latest(tx, broker.id, ENTRIES).await?;
                Ok(Dashboard {
                    verdict: verdict(&found.states, &found.warnings),
                    tiles,
                    warnings_total: checks_of(&found.warnings),
                    warnings_left: super::pool::count(found.warnings.len().saturating_sub(WARNINGS)),
                    warnings: found.warnings.into_iter().take(WARNINGS).collect(),
                    proof: proof(found.conflicts),
                    conflicts: found.conflicts,
                    checked: teller.this_minute(),
                    next_leads: next_leads.iter().map(|lead| next_lead(teller, lead)).collect(),
                    live_calls,
                    next_leads_total: counts.held + counts.booked,
                    activity: activity(teller, entries, ACTIVITY),
                    is_empty: found.is_empty,
                    states: found.states,
                    now: teller.this_minute(),
                    broker: link(&broker),
                })
            })
        })
        .await
}

fn verdict(states: &States, warnings: &[Warning]) -> Vec<Part> {
    let plain = |text: String| Part { text, strong: false };
    let strong = |text: String| Part { text, strong: true };
    let all = states.free + states.full + states.capped + states.resting;
    if all == 0 {
        return vec![
            strong("The pool is empty: ".to_owned()),
            plain("add numbers, and leads can be assigned.".to_owned()),
        ];
    }
    let is_hot = warnings.iter().any(|warning| warning.severity == Severity::Hot);
    let mood = match (states.free, is_hot) {
        (0, _) if states.full == 0 && states.capped > 0 => "at its daily call cap",
        (0, _) if states.full == 0 => "resting",
        (0, _) => "full",
        (_, true) => "in need of attention",
        (free, false) if free * 5 < all => "tight",
        _ => "steady",
    };
    let mut parts = vec![
        plain(format!("The pool is {mood}: ")),
        strong(format!("{} of {}", grouped(states.free), counted(all, "number", "numbers"))),
        plain(" can take a lead".to_owned()),
    ];
    let without = states_without_room(states);
    let (one, many) = if without.iter().all(|state| state.full > 0) {
        ("is full", "are full")
    } else if without.iter().all(|state| state.full == 0 && state.capped > 0) {
        ("is at its daily call cap", "are at their daily call cap")
    } else {
        ("rests", "have no free number")
    };
    match super::pool::count(without.len()) {
        0 => {}
        1 => parts.push(plain(format!(", one state {one}"))),
        count => parts.push(plain(format!(", {} states {many}", spelled(count)))),
    }
    match checks_of(warnings) {
        0 => parts.push(plain(", and nothing needs attention.".to_owned())),
        1 => {
            parts.extend([
                plain(", and ".to_owned()),
                strong("1 thing".to_owned()),
                plain(" needs attention.".to_owned()),
            ]);
        }
        things => parts.extend([
            plain(", and ".to_owned()),
            strong(format!("{things} things")),
            plain(" need attention.".to_owned()),
        ]),
    }
    parts
}

fn next_lead(teller: Teller, lead: &Listed) -> NextLead {
    let appointment = lead.appointment_at.map(|at| teller.when(at));
    let last_call = lead.last_call_at.map(|at| teller.when(at));
    let bad = trouble(lead.standing);
    let mut note_exact = String::new();
    let note = match (&appointment, last_call) {
        _ if !bad.is_empty() => bad.clone(),
        (Some(when), _) if lead.appointment_at <= Some(teller.now) => format!("passed {}", when.relative),
        (Some(when), _) => when.relative.clone(),
        (None, Some(at)) => {
            note_exact = at.exact;
            // On a phone it breaks before the time and nowhere else.
            format!("last\u{a0}call {}", at.relative.replace(' ', "\u{a0}"))
        }
        (None, None) => String::new(),
    };
    NextLead {
        lead: listed_lead(&lead.lead),
        status: if lead.status == StatusKind::Booked { StatusKind::Booked } else { StatusKind::Held },
        number: number_link(lead.number_id, &lead.number),
        when: appointment,
        trouble: !bad.is_empty(),
        note,
        note_exact,
    }
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use steadyline_core::page::States;

    #[test]
    fn thousands_of_numbers_are_told_with_separators() {
        let states =
            States { free: 10_011, full: 1, resting: 0, states: Vec::new(), elsewhere: (0, 0), capped: 0 };
        let text: String = verdict(&states, &[]).into_iter().map(|part| part.text).collect();
        assert_eq!(
            text,
            "The pool is steady: 10,011 of 10,012 numbers can take a lead, and nothing needs attention."
        );
    }
}
