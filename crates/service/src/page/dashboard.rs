//! The dashboard: what the pool is doing, and what needs a hand.

mod tile;
mod warning;

use super::assignments::trouble;
use super::history::activity;
use super::link;
use super::pool::{Counting, room, whole};
use super::teller::{Teller, listed_lead, number_link};
use super::words::spelled;
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use steadyline_core::area_code::StateCode;
use steadyline_core::broker::Broker;
use steadyline_core::number::Number;
use steadyline_core::page::{
    Dashboard, NextLead, Part, Room, Severity, StateRoom, States, StatusKind, Warning,
};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::page::listed::Listed;
use steadyline_db::page::{event, listed};

/// Warnings shown; the others are counted.
const WARNINGS: usize = 5;
/// Held and booked leads shown.
const NEXT_LEADS: i64 = 8;
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
                let pool = whole(tx, broker.id, teller).await?;
                let states = states(&pool, counting);
                let counts = listed::counts(tx, broker.id).await?;
                let tiles = tile::tiles(tx, &broker, counting, &pool, counts).await?;
                let (warnings, conflicts) = warning::warnings(tx, &broker, counting, &pool, &states).await?;
                let next_leads = listed::next_leads(tx, broker.id, now, NEXT_LEADS).await?;
                let entries = event::latest(tx, broker.id, ENTRIES).await?;
                Ok(Dashboard {
                    verdict: verdict(&states, &warnings),
                    tiles,
                    warnings_total: super::pool::count(warnings.len()),
                    warnings: warnings.into_iter().take(WARNINGS).collect(),
                    proof: proof(conflicts),
                    conflicts,
                    next_leads: next_leads.iter().map(|lead| next_lead(teller, lead)).collect(),
                    next_leads_total: counts.held + counts.booked,
                    activity: activity(teller, entries, ACTIVITY),
                    is_empty: pool.is_empty(),
                    states,
                    now: teller.when(now),
                    broker: link(&broker),
                })
            })
        })
        .await
}

/// How many things of a broker need a hand, and whether one of them presses now.
pub(super) async fn warnings_of(
    tx: &mut Tx,
    broker: &Broker,
    now: DateTime<Utc>,
) -> Result<(i64, bool), ServiceError> {
    let teller = Teller::of(broker, now);
    let counting = Counting::of(broker, teller);
    let pool = whole(tx, broker.id, teller).await?;
    let states = states(&pool, counting);
    let (warnings, _) = warning::warnings(tx, broker, counting, &pool, &states).await?;
    let is_hot = warnings.iter().any(|warning| warning.severity == Severity::Hot);
    Ok((super::pool::count(warnings.len()), is_hot))
}

fn states(pool: &[Number], counting: Counting) -> States {
    let mut by_state: BTreeMap<Option<StateCode>, (i64, i64, i64)> = BTreeMap::new();
    for number in super::pool::in_service(pool, counting.now) {
        let counts = by_state.entry(number.state).or_default();
        match room(number, counting) {
            Room::Free => counts.0 += 1,
            Room::Out => counts.2 += 1,
            Room::Full | Room::Draining | Room::Capped | Room::Kept => counts.1 += 1,
        }
    }
    let (free, full, resting) =
        by_state.values().fold((0, 0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1, sum.2 + one.2));
    let elsewhere =
        by_state.get(&None).map_or((0, 0), |(free, full, resting)| (*free, free + full + resting));
    let states = by_state
        .into_iter()
        .filter_map(|(state, (free, full, resting))| {
            let state = state?;
            let name = state.name().map_or_else(|| state.to_string(), str::to_owned);
            Some(StateRoom { state, name, free, full, resting })
        })
        .collect();
    States { free, full, resting, states, elsewhere }
}

/// States whose numbers are all taken.
fn full_states(states: &States) -> Vec<&StateRoom> {
    states.states.iter().filter(|state| state.free == 0 && state.full > 0).collect()
}

fn verdict(states: &States, warnings: &[Warning]) -> Vec<Part> {
    let plain = |text: String| Part { text, strong: false };
    let strong = |text: String| Part { text, strong: true };
    let all = states.free + states.full + states.resting;
    if all == 0 {
        return vec![
            strong("The pool is empty: ".to_owned()),
            plain("add numbers, and leads can be assigned.".to_owned()),
        ];
    }
    let is_hot = warnings.iter().any(|warning| warning.severity == Severity::Hot);
    let mood = match (states.free, is_hot) {
        (0, _) => "full",
        (_, true) => "in need of a hand",
        (free, false) if free * 5 < all => "tight",
        _ => "steady",
    };
    let noun = if all == 1 { "number" } else { "numbers" };
    let mut parts = vec![
        plain(format!("The pool is {mood}: ")),
        strong(format!("{} of {all} {noun}", states.free)),
        plain(" can take a lead".to_owned()),
    ];
    match super::pool::count(full_states(states).len()) {
        0 => {}
        1 => parts.push(plain(", one state is full".to_owned())),
        full => parts.push(plain(format!(", {} states are full", spelled(full)))),
    }
    match super::pool::count(warnings.len()) {
        0 => parts.push(plain(", and nothing needs a hand.".to_owned())),
        1 => {
            parts.extend([
                plain(", and ".to_owned()),
                strong("1 thing".to_owned()),
                plain(" needs a hand.".to_owned()),
            ]);
        }
        things => parts.extend([
            plain(", and ".to_owned()),
            strong(format!("{things} things")),
            plain(" need a hand.".to_owned()),
        ]),
    }
    parts
}

fn proof(conflicts: i64) -> String {
    match conflicts {
        0 => "0 conflicts: every lead sees one number.".to_owned(),
        1 => "1 conflict: a person sees two numbers.".to_owned(),
        many => format!("{many} conflicts: persons see two numbers."),
    }
}

fn next_lead(teller: Teller, lead: &Listed) -> NextLead {
    let appointment = lead.appointment_at.map(|at| teller.when(at));
    let bad = trouble(lead.standing);
    let note = match (&appointment, lead.last_call_at) {
        _ if !bad.is_empty() => bad.clone(),
        (Some(when), _) => when.relative.clone(),
        (None, Some(at)) => format!("last call {}", teller.when(at).relative),
        (None, None) => String::new(),
    };
    NextLead {
        lead: listed_lead(&lead.lead),
        status: if lead.status == StatusKind::Booked { StatusKind::Booked } else { StatusKind::Held },
        number: number_link(lead.number_id, &lead.number),
        when: appointment.or_else(|| lead.last_call_at.map(|at| teller.when(at))),
        trouble: !bad.is_empty(),
        note,
    }
}
