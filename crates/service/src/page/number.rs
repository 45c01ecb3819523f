//! A number's page.

use super::bulk::bulk;
use super::history::told;
use super::last::Leaving;
use super::pool::{Counting, TREND_DAYS, is_at_carrier, row, standing_words, trends};
use super::teller::{Teller, listed_lead, number_link};
use super::{link, number_named};
use crate::assignment::broker_of;
use crate::number::stays_out;
use crate::{Service, ServiceError};
use chrono::{Days, NaiveDate, TimeDelta};
use steadyline_core::carrier::HOLD;
use steadyline_core::health::answer_rate;
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::page::{
    BulkAct, BulkQuery, NumberDay, NumberLead, NumberLeaving, NumberPage, StatusKind,
};
use steadyline_core::user::Actor;
use steadyline_db::carrier::held;
use steadyline_db::page::listed::{Filter, Listed, Which};
use steadyline_db::page::{day, event, listed};

/// Most leads shown.
const LEADS: i64 = 100;
/// Most entries of the history.
const HISTORY: i64 = 50;
/// Days a rest takes unless said otherwise.
pub(super) const REST_DAYS: i32 = 7;

/// A number's page. `number` is its digits, or its id.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn number(
    service: &Service,
    actor: &Actor,
    broker: &str,
    number: &str,
) -> Result<NumberPage, ServiceError> {
    let (actor, named, number) = (actor.clone(), broker.to_owned(), number.to_owned());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let number = number_named(tx, &broker, &number).await?;
                let teller = Teller::of(&broker, now);
                let counting = Counting::of(&broker, teller);
                let trend = trends(tx, broker.id, &[number.id], teller.today()).await?;
                let from = teller.today() - Days::new(TREND_DAYS - 1);
                let days = day::of_number(tx, broker.id, number.id, from).await?;
                let on_number = Filter {
                    which: Which::Live,
                    number_id: Some(number.id),
                    descending: true,
                    ..Filter::default()
                };
                let leads = listed::list(tx, broker.id, &on_number, LEADS).await?;
                let leads_total = steadyline_db::number::live_leads(tx, broker.id, number.id).await?;
                let history = event::of_number(tx, broker.id, number.id, HISTORY).await?;
                let is_connected = crate::carrier_call::is_connected(tx, broker.id).await?;
                let refused = held::error(tx, broker.id, number.id).await?;
                let last_of_state = Leaving::of([&number], now).told(tx, &broker, now).await?;
                let row = row(&number, counting, &trend);
                Ok(NumberPage {
                    broker: link(&broker),
                    can_release: is_connected && row.is_at_carrier,
                    row,
                    short_answers: number.short_answers,
                    network_blocks: number.network_blocks,
                    is_connected,
                    signalwire_id: number.signalwire_id.clone().unwrap_or_default(),
                    added: teller.when(number.created_at),
                    contacts: number.contact_count.into(),
                    standing_sentence: standing_sentence(&number, teller, refused),
                    course: course(&days, from),
                    days: days.into_iter().map(day_of).collect(),
                    leads: leads.into_iter().map(|lead| lead_of(teller, &lead)).collect(),
                    leads_total,
                    can_rest: number.standing(now).in_service(),
                    can_activate: number.standing(now) != Standing::Active
                        && stays_out(&broker, &number, now).is_none(),
                    can_retire: number.is_active,
                    history: told(teller, &history, std::iter::empty()).map(|(_, entry)| entry).collect(),
                    leads_per_number: counting.leads_per_number,
                    daily_call_cap: counting.daily_call_cap,
                    rest_days: REST_DAYS,
                    rest_until: rest_until(teller),
                    last_of_state,
                })
            })
        })
        .await
}

/// A number that is to leave the pool, with what would become of its leads.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn number_leaving(
    service: &Service,
    actor: &Actor,
    broker: &str,
    number: &str,
) -> Result<NumberLeaving, ServiceError> {
    let (asking, named, number) = (actor.clone(), broker.to_owned(), number.to_owned());
    let now = service.clock.now();
    let (leaving, leads) = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &asking, Some(&named)).await?;
                let number = number_named(tx, &broker, &number).await?;
                let leads = steadyline_db::number::live_leads(tx, broker.id, number.id).await?;
                let is_connected = crate::carrier_call::is_connected(tx, broker.id).await?;
                let refused = held::error(tx, broker.id, number.id).await?;
                let leaving = NumberLeaving {
                    broker: link(&broker),
                    link: number_link(number.id, &number.number),
                    standing: number.standing(now),
                    standing_sentence: standing_sentence(&number, Teller::of(&broker, now), refused),
                    has_signalwire_id: number.signalwire_id.is_some(),
                    hold_days: HOLD.num_days(),
                    can_retire: number.is_active,
                    can_release: is_connected && is_at_carrier(&number),
                    last_of_state: Leaving::of([&number], now).told(tx, &broker, now).await?,
                    looked: None,
                };
                Ok::<_, ServiceError>((leaving, leads))
            })
        })
        .await?;
    if leads == 0 {
        return Ok(leaving);
    }
    let numbers = leaving.link.key().to_owned();
    let asked = BulkQuery { act: Some(BulkAct::Retire), numbers, ..BulkQuery::default() };
    let looked = bulk(service, actor, broker, &asked).await?;
    Ok(NumberLeaving { looked: Some(looked), ..leaving })
}

/// The id of a number that an address or form names by its digits.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn number_id(
    service: &Service,
    actor: &Actor,
    broker: &str,
    number: &str,
) -> Result<NumberId, ServiceError> {
    let (actor, named, number) = (actor.clone(), broker.to_owned(), number.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                Ok(number_named(tx, &broker, &number).await?.id)
            })
        })
        .await
}

/// When a rest that begins now ends, unless its days are said.
pub(super) fn rest_until(teller: Teller) -> String {
    let until = teller.now + TimeDelta::days(i64::from(REST_DAYS));
    until.with_timezone(&teller.zone).format("%a, %b %-d").to_string()
}

fn standing_sentence(number: &Number, teller: Teller, refused: Option<String>) -> String {
    let words = standing_words(number, teller);
    let refused = refused.map(|why| format!(" The last try failed: {why}.")).unwrap_or_default();
    match number.standing(teller.now) {
        Standing::Retired if number.released_at.is_some() => {
            "Given up: it can be bought again at SignalWire while nobody else has it.".to_owned()
        }
        Standing::Retired if number.release_at.is_some() => {
            format!("{words}: until then callbacks still reach you.{refused}")
        }
        Standing::Active => String::new(),
        Standing::Resting => format!("{words}: no new leads; its own stay."),
        Standing::Retired => "Retired: it takes no leads until it is activated.".to_owned(),
        Standing::Gone => format!("{words}: it is no longer at the carrier and takes no leads."),
    }
}

/// Every day from one on, also those without calls and score.
fn course(days: &[day::NumberDay], from: NaiveDate) -> Vec<NumberDay> {
    let empty =
        |day| day::NumberDay { day, calls: 0, contacts: 0, bookings: 0, assigned: 0, health_score: None };
    from.iter_days()
        .take(usize::try_from(TREND_DAYS).unwrap_or_default())
        .map(|day| day_of(days.iter().find(|found| found.day == day).copied().unwrap_or_else(|| empty(day))))
        .collect()
}

fn day_of(found: day::NumberDay) -> NumberDay {
    let day::NumberDay { day, calls, contacts, bookings, assigned, health_score } = found;
    NumberDay {
        day: day.format("%a, %b %-d").to_string(),
        calls,
        contacts,
        bookings,
        assigned,
        answer_rate: answer_rate(contacts, calls),
        health_score,
    }
}

/// "3 of 5"; "3" where there is no limit.
pub(super) fn attempts(listed: &Listed) -> String {
    match attempts_limit(listed) {
        Some(limit) => format!("{} of {limit}", listed.call_attempts),
        None => listed.call_attempts.to_string(),
    }
}

/// How many attempts there are in all. None where there is no limit any more, nor was: a lead that was held may have ended
/// above it, and one that ended below it gets no more of these attempts.
pub(super) fn attempts_limit(listed: &Listed) -> Option<i32> {
    let (made, limit) = (listed.call_attempts, listed.max_attempts);
    let is_limited = match listed.status {
        StatusKind::Held | StatusKind::Booked => false,
        StatusKind::Unreachable | StatusKind::Released => made == limit,
        _ => made <= limit,
    };
    is_limited.then_some(limit)
}

pub(super) fn lead_of(teller: Teller, listed: &Listed) -> NumberLead {
    NumberLead {
        lead: listed_lead(&listed.lead),
        status: listed.status,
        attempts: attempts(listed),
        appointment: listed.appointment_at.map(|at| teller.when(at)),
        last_call: listed.last_call_at.map(|at| teller.when(at)),
        is_past: listed.appointment_at.is_some_and(|at| at <= teller.now),
    }
}
