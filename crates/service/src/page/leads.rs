//! The list of leads.

use super::admin::LEADS_COUNTED;
use super::assignments::counted_statuses;
use super::narrow::{self, Asked, By, Shared};
use super::number::attempts;
use super::teller::{Teller, lead_link, number_link};
use super::{PAGE, find_number, link};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::id::{LeadId, NumberId};
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::page::{Choice, KEPT_COUNTED, LeadRow, LeadsPage, LeadsQuery, StatusKind};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::page::lead::{self as rows, Filter, Order, Which};
use steadyline_db::page::listed::{self, Listed};
use steadyline_db::page::narrow::Narrow;

/// One row more than a page shows.
const LIMIT: i64 = 51;

/// The leads as the address asks for them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn leads(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: &LeadsQuery,
) -> Result<LeadsPage, ServiceError> {
    let (actor, named) = (actor.clone(), broker.to_owned());
    let (mut query, mut asked) = understood(query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                debug_assert_eq!(usize::try_from(LIMIT), Ok(PAGE + 1));
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let number = find_number(tx, &broker, &query.number).await?;
                if number.is_none() {
                    asked.not_there("number", &mut query.number);
                }
                let filter = filter(&query, teller, number.as_ref().map(|number| number.id));
                let (rows, next_cursor) = list(tx, &broker, &filter).await?;
                let counts = listed::counts(tx, broker.id).await?;
                let total = rows::count(tx, broker.id, LEADS_COUNTED).await?;
                let is_narrowed = is_narrowed(&query);
                let kept = if is_narrowed {
                    rows::count_kept(tx, broker.id, &filter, KEPT_COUNTED).await?
                } else {
                    total
                };
                let mut statuses =
                    vec![Choice { value: String::new(), label: "All".to_owned(), count: total }];
                statuses.extend(counted_statuses(counts));
                Ok(LeadsPage {
                    broker: link(&broker),
                    rows: rows.iter().map(|(lead, newest)| row_of(teller, lead, newest.as_ref())).collect(),
                    next_cursor,
                    statuses,
                    choices: narrow::of_leads(tx, &broker).await?,
                    number: number.map(|number| number_link(number.id, &number.number)),
                    kept,
                    total,
                    query: LeadsQuery { cursor: String::new(), ..query },
                    unread: asked.unread,
                })
            })
        })
        .await
}

/// What can be read of it, and what cannot. Older addresses had deals and suppression among the statuses.
fn understood(query: LeadsQuery) -> (LeadsQuery, Asked) {
    let mut query = match query.status.as_str() {
        "suppressed" => LeadsQuery { status: String::new(), suppressed: "yes".to_owned(), ..query },
        "closed_won" | "closed_lost" => {
            LeadsQuery { deal: query.status.clone(), status: String::new(), ..query }
        }
        _ => query,
    };
    let mut asked = Asked::default();
    let LeadsQuery { status, silent, state, area_code, quality, .. } = &mut query;
    asked.shared(Shared { status, silent, state, area_code, quality }, known_status);
    let query = LeadsQuery {
        deal: asked.one("deal", query.deal, narrow::parsed::<Deal>),
        suppressed: asked.one("suppressed", query.suppressed, narrow::yes_or_no),
        ..query
    };
    (query, asked)
}

/// A status, or that there never was an assignment.
fn known_status(word: &str) -> Option<()> {
    (word == "none" || StatusKind::parse(word).is_some()).then_some(())
}

fn is_narrowed(query: &LeadsQuery) -> bool {
    let LeadsQuery { sort, cursor, .. } = query;
    let bare = LeadsQuery { sort: sort.clone(), cursor: cursor.clone(), ..LeadsQuery::default() };
    *query != bare
}

fn filter(query: &LeadsQuery, teller: Teller, number_id: Option<NumberId>) -> Filter {
    let (order, by, descending) = match narrow::order(&query.sort) {
        ("name", descending) => (Order::Name, By::Name, descending),
        ("last_call", descending) => (Order::LastCall, By::Time, descending),
        ("created", false) => (Order::Created, By::Time, false),
        _ => (Order::Created, By::Time, true),
    };
    Filter {
        which: match (query.status.as_str(), StatusKind::parse(&query.status)) {
            ("none", _) => Which::NeverAssigned,
            (_, Some(status)) => Which::Of(listed::Which::Of(status)),
            (_, None) => Which::All,
        },
        silent_since: narrow::silent_since(&query.silent, teller),
        number_id,
        lead: Narrow {
            search: query.search.clone(),
            state: narrow::state(&query.state),
            area_code: narrow::area_code(&query.area_code),
            quality: narrow::parsed(&query.quality),
            deal: narrow::parsed(&query.deal),
            suppressed: narrow::yes_or_no(&query.suppressed),
        },
        order,
        descending,
        after: narrow::read_cursor(&query.cursor, by),
    }
}

type Rows = (Vec<(Lead, Option<Listed>)>, Option<String>);

/// The leads, with the newest assignment of the person.
async fn list(tx: &mut Tx, broker: &Broker, filter: &Filter) -> Result<Rows, ServiceError> {
    let mut found = rows::list(tx, broker.id, filter, LIMIT).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let ids: Vec<LeadId> = found.iter().map(|lead| lead.id).collect();
    let phones: Vec<E164> = found.iter().filter_map(|lead| lead.phone.clone()).collect();
    let newest = listed::newest_of(tx, broker.id, &ids, &phones).await?;
    // Newest first, so the first of a phone is the person's.
    let mut of_phone: HashMap<&E164, &Listed> = HashMap::new();
    for listed in newest.iter().rev() {
        if let Some(phone) = &listed.lead.phone {
            of_phone.insert(phone, listed);
        }
    }
    let of_lead: HashMap<LeadId, &Listed> =
        newest.iter().rev().map(|listed| (listed.lead.id, listed)).collect();
    let next_cursor = found.last().filter(|_| more).map(|last| {
        let own = of_lead.get(&last.id);
        narrow::cursor(&filter.order.after(last, own.and_then(|own| own.last_call_at)))
    });
    let rows = found
        .into_iter()
        .map(|lead| {
            let own = of_lead.get(&lead.id).copied();
            let persons = lead.phone.as_ref().and_then(|phone| of_phone.get(phone)).copied();
            (lead, persons.or(own).cloned())
        })
        .collect();
    Ok((rows, next_cursor))
}

fn row_of(teller: Teller, lead: &Lead, newest: Option<&Listed>) -> LeadRow {
    LeadRow {
        link: lead_link(lead),
        reference: lead
            .reference
            .clone()
            .filter(|reference| uuid::Uuid::parse_str(reference).is_err())
            .unwrap_or_default(),
        phone: lead.phone.clone(),
        quality: lead.quality,
        status: newest.map(|newest| newest.status),
        number: newest.map(|newest| number_link(newest.number_id, &newest.number)),
        attempts: newest.map(attempts).unwrap_or_default(),
        last_call: newest.and_then(|newest| newest.last_call_at).map(|at| teller.when(at)),
        appointment: newest.and_then(|newest| newest.appointment_at).map(|at| teller.when(at)),
        created: teller.when(lead.created_at),
        deal: lead.deal,
        suppressed: lead.suppressed_at.is_some(),
        bad_phone: lead.bad_phone_at.is_some(),
        erased: lead.erased_at.is_some(),
    }
}
