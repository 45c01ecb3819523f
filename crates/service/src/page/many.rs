//! What would happen to many leads at once, and to whom.

use super::link;
use super::teller::{Teller, lead_link, listed_lead, number_link};
use crate::assignment::{MOST, broker_of};
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::LeadId;
use steadyline_core::page::{ManyPage, ManyQuery, ManyRow, StatusKind};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::page::listed::{self, Filter, Listed, Order, Which};
use steadyline_db::{Tx, lead as leads};

/// Rows shown of those that are silent.
const SHOWN: i64 = 100;

/// The leads that are meant, with their numbers.
///
/// # Errors
/// `NotFound` for a broker or lead the actor may not know of; [`FieldError`] on `leads` and `silent`.
pub async fn many(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &ManyQuery,
) -> Result<ManyPage, ServiceError> {
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let chosen = lead_ids(&query.leads)?;
    let silent_days = silent_days(&query.silent)?;
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let page = ManyPage {
                    broker: link(&broker),
                    query,
                    silent_days,
                    rows: Vec::new(),
                    active: 0,
                    held: 0,
                    booked: 0,
                    without: 0,
                    most: i64::try_from(MOST).unwrap_or(i64::MAX),
                };
                if silent_days > 0 {
                    silent(tx, &broker, teller, page).await
                } else {
                    these(tx, &broker, teller, &chosen, page).await
                }
            })
        })
        .await
}

/// The ids of a form, with commas.
///
/// # Errors
/// [`FieldError`] on `leads` for what is no id, and for too many.
pub fn lead_ids(text: &str) -> Result<Vec<LeadId>, ServiceError> {
    let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids: Result<Vec<LeadId>, _> = ids.map(str::parse).collect();
    let ids = ids.map_err(|_| FieldError::new("leads", "One of these is not a lead."))?;
    if ids.len() > MOST {
        return Err(FieldError::new("leads", format!("Select at most {MOST} leads.")).into());
    }
    Ok(ids)
}

/// The days of a form; 0 where none are given.
///
/// # Errors
/// [`FieldError`] on `silent` for what is no number of days.
pub fn silent_days(text: &str) -> Result<i32, ServiceError> {
    match text.trim() {
        "" => Ok(0),
        text => text
            .parse()
            .ok()
            .filter(|days| (1..=3_650).contains(days))
            .ok_or_else(|| FieldError::new("silent", "Enter 1 to 3,650 days.").into()),
    }
}

/// Chosen ones.
async fn these(
    tx: &mut Tx,
    broker: &Broker,
    teller: Teller,
    chosen: &[LeadId],
    mut page: ManyPage,
) -> Result<ManyPage, ServiceError> {
    let mut records = Vec::with_capacity(chosen.len());
    for id in chosen {
        records.push(leads::find(tx, broker.id, *id).await?.ok_or(ServiceError::NotFound("lead"))?);
    }
    let phones: Vec<E164> = records.iter().filter_map(|lead| lead.phone.clone()).collect();
    let newest = listed::newest_of(tx, broker.id, chosen, &phones).await?;
    for lead in records {
        let of_person =
            |one: &&Listed| one.lead.id == lead.id || (lead.phone.is_some() && one.lead.phone == lead.phone);
        let live = newest.iter().filter(of_person).find(|one| is_live(one));
        let status = live.or_else(|| newest.iter().find(of_person)).map(|one| one.status);
        match live.map(|live| live.status) {
            Some(StatusKind::Held) => page.held += 1,
            Some(StatusKind::Booked) => page.booked += 1,
            Some(_) => page.active += 1,
            None => page.without += 1,
        }
        page.rows.push(ManyRow {
            lead: lead_link(&lead),
            status,
            number: live.map(|live| number_link(live.number_id, &live.number)),
            last_call: live.and_then(|live| live.last_call_at).map(|at| teller.when(at)),
        });
    }
    Ok(page)
}

const fn is_live(one: &Listed) -> bool {
    matches!(one.status, StatusKind::Active | StatusKind::Held | StatusKind::Booked)
}

/// Those that nobody called for so long; never those that booked.
async fn silent(
    tx: &mut Tx,
    broker: &Broker,
    teller: Teller,
    mut page: ManyPage,
) -> Result<ManyPage, ServiceError> {
    let since = teller.now - TimeDelta::days(i64::from(page.silent_days));
    for status in [StatusKind::Active, StatusKind::Held] {
        let filter = Filter {
            which: Which::Of(status),
            silent_since: Some(since),
            not_held_at: (status == StatusKind::Active).then_some(teller.now),
            order: Order::LastCall,
            ..Filter::default()
        };
        let count = listed::count(tx, broker.id, &filter, i64::MAX).await?;
        let rows = listed::list(tx, broker.id, &filter, SHOWN).await?;
        if status == StatusKind::Held {
            page.held = count
        } else {
            page.active = count
        }
        page.rows.extend(rows.iter().map(|row| ManyRow {
            lead: listed_lead(&row.lead),
            status: Some(row.status),
            number: Some(number_link(row.number_id, &row.number)),
            last_call: row.last_call_at.map(|at| teller.when(at)),
        }));
    }
    page.rows.truncate(usize::try_from(SHOWN).unwrap_or(usize::MAX));
    Ok(page)
}
