//! What would happen to many numbers and to whom, before it is done.

use super::last::Leaving;
use super::link;
use super::number::{REST_DAYS, lead_of, rest_until};
use super::pool::{count, standing_words};
use super::teller::{Teller, number_link};
use crate::number::{Act, Changed, Chosen, Look, MOST_LEADS, look};
use crate::{Service, ServiceError, broker as brokers, tag};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::carrier::HOLD;
use steadyline_core::id::{LeadId, NumberId};
use steadyline_core::page::{BulkAct, BulkLead, BulkPage, BulkQuery, BulkRow, counted, in_days};
use steadyline_core::user::Actor;
use steadyline_db::page::listed;

/// Most numbers shown.
const ROWS: usize = 50;
/// Most leads shown.
const LEADS: i64 = 100;

/// The numbers that are asked for.
pub fn chosen(asked: &BulkQuery, count: Option<i64>, seen: Option<String>) -> Chosen {
    if asked.all {
        Chosen::Kept { query: Box::new(asked.query.clone()), count, seen }
    } else {
        Chosen::listed(&asked.numbers)
    }
}

/// What would happen to whom.
///
/// # Errors
/// `NotFound`; [`FieldError`](steadyline_core::field::FieldError) on `numbers`.
pub async fn bulk(
    service: &Service,
    actor: &Actor,
    broker: &str,
    asked: &BulkQuery,
) -> Result<BulkPage, ServiceError> {
    let done = asked.act.ok_or(ServiceError::NotFound("change"))?;
    let act = match done {
        BulkAct::Rest => Act::Rest { days: None },
        BulkAct::Activate => Act::Activate,
        // Tried with its leads moved, so that the page can say whether that would do.
        BulkAct::Retire => Act::Retire { rehome: true },
        // Which area is not said yet; it takes nothing from anybody.
        BulkAct::Move => Act::Activate,
        BulkAct::Rehome => Act::Rehome,
    };
    let office = brokers::find(service, actor, broker).await?;
    let looked = look(service, actor, broker, chosen(asked, None, None), act).await?;
    let teller = Teller::of(&office, service.clock.now());
    let shown = leads(service, &office, &looked, teller.now).await?;
    let leaving = match done {
        BulkAct::Rest | BulkAct::Retire => Leaving::of(&looked.numbers, teller.now),
        BulkAct::Activate | BulkAct::Move | BulkAct::Rehome => Leaving::default(),
    };
    let last_of_state = last_of_state(service, &office, leaving, teller.now).await?;
    let homeless: HashSet<LeadId> = looked.homeless.iter().flatten().copied().collect();
    let live: HashMap<NumberId, i64> = looked.leads.iter().copied().collect();
    let rows = looked.numbers.iter().take(ROWS).map(|number| BulkRow {
        link: number_link(number.id, &number.number),
        state: number.state,
        standing: number.standing(teller.now),
        standing_words: standing_words(number, teller),
        live: live.get(&number.id).copied().unwrap_or_default(),
    });
    let mut affected: Vec<BulkLead> = shown
        .iter()
        .map(|listed| BulkLead {
            number: number_link(listed.number_id, &listed.number),
            homeless: homeless.contains(&listed.lead.id),
            lead: lead_of(teller, listed),
        })
        .collect();
    // Who would be left without a number is seen first.
    affected.sort_by_key(|lead| !lead.homeless);
    Ok(BulkPage {
        broker: link(&office),
        rows: rows.collect(),
        numbers: count(looked.numbers.len()),
        changing: if done == BulkAct::Move { count(looked.numbers.len()) } else { looked.changing },
        leads_total: looked.leads_total(),
        leads: affected,
        in_the_way_total: count(looked.in_the_way.len()),
        homeless: looked.homeless.as_ref().map(|homeless| count(homeless.len())),
        in_the_way: looked.in_the_way.into_iter().take(ROWS).collect(),
        most_leads: MOST_LEADS,
        rest_days: REST_DAYS,
        rest_until: rest_until(teller),
        act: done,
        asked: asked.clone(),
        seen: tag::of_numbers(&looked.numbers),
        last_of_state,
    })
}

/// The leads of these numbers, those first who have most to lose.
async fn leads(
    service: &Service,
    office: &steadyline_core::broker::Broker,
    looked: &Look,
    now: DateTime<Utc>,
) -> Result<Vec<listed::Listed>, ServiceError> {
    let (broker, ids) = (office.id, looked.leads.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    service
        .db
        .read(move |tx| Box::pin(async move { Ok(listed::live_on(tx, broker, &ids, now, LEADS).await?) }))
        .await
}

async fn last_of_state(
    service: &Service,
    office: &steadyline_core::broker::Broker,
    leaving: Leaving,
    now: DateTime<Utc>,
) -> Result<String, ServiceError> {
    let office = office.clone();
    service.db.read(move |tx| Box::pin(async move { leaving.told(tx, &office, now).await })).await
}

/// What was done, in a sentence.
pub fn bulk_told(act: Act, changed: &Changed) -> String {
    // What is active or retired already is so again: nothing was done to it.
    let numbers = match act {
        Act::Activate | Act::Retire { .. } => changed.changed,
        _ => changed.numbers,
    };
    let who = match &changed.only {
        Some(only) => only.national(),
        None => counted(numbers, "number", "numbers"),
    };
    let verb = |one: &str, many: &str| {
        let verb = if numbers == 1 || changed.only.is_some() { one } else { many };
        format!("{who} {verb}")
    };
    let moved = || counted(changed.leads_moved, "lead has another number", "leads have another number");
    match act {
        Act::Rest { days } => {
            let days = i64::from(days.unwrap_or(REST_DAYS));
            format!("{} for {}.", verb("rests", "rest"), in_days(days))
        }
        Act::Activate => format!("{} active again.", verb("is", "are")),
        Act::Retire { .. } if changed.leads_moved > 0 => {
            format!("{}, and {}.", verb("is retired", "are retired"), moved())
        }
        Act::Retire { .. } => format!("{}.", verb("is retired", "are retired")),
        Act::Release { .. } => {
            let then = match changed.leads_moved {
                0 => String::new(),
                _ => format!(", {}", moved()),
            };
            let held = HOLD.num_days();
            format!(
                "{} in {held} days{then}. Until then callbacks still reach you.",
                verb("leaves the pool and is given up", "leave the pool and are given up")
            )
        }
        Act::Move { area_code, state } => {
            let to: Vec<&str> =
                [area_code.as_ref().map(AreaCode::as_str), state.as_ref().map(StateCode::as_str)]
                    .into_iter()
                    .flatten()
                    .collect();
            format!("{} local to {} now.", verb("is", "are"), to.join(", "))
        }
        Act::Rehome => format!("{}.", moved()),
    }
}

/// What taking it back did, in a sentence.
pub fn undone_told(changed: &Changed) -> String {
    match &changed.only {
        Some(only) => format!("Undone: {} is as before.", only.national()),
        None => {
            format!("Undone: {} as before.", counted(changed.numbers, "number is", "numbers are"))
        }
    }
}
