//! The list of leads.

use super::admin::LEADS_COUNTED;
use super::assignments::counted_statuses;
use super::number::attempts;
use super::teller::{Teller, lead_link, number_link};
use super::{PAGE, cursor_of, cut, link, read_cursor};
use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::id::LeadId;
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::page::{Choice, LeadRow, LeadsPage, LeadsQuery, StatusKind};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::lead::{self as records, LeadCursor};
use steadyline_db::page::lead::{self as rows, Which};
use steadyline_db::page::listed::{self, Filter, Listed};

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
    let (actor, named, query) = (actor.clone(), broker.to_owned(), query.clone());
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                debug_assert_eq!(usize::try_from(LIMIT), Ok(PAGE + 1));
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let teller = Teller::of(&broker, now);
                let (rows, next_cursor) = match StatusKind::parse(&query.status) {
                    Some(status) => by_status(tx, &broker, status, &query).await?,
                    None => by_record(tx, &broker, &query).await?,
                };
                let counts = listed::counts(tx, broker.id).await?;
                let total = rows::count(tx, broker.id, LEADS_COUNTED).await?;
                let mut statuses =
                    vec![Choice { value: String::new(), label: "All".to_owned(), count: total }];
                statuses.extend(counted_statuses(counts));
                Ok(LeadsPage {
                    broker: link(&broker),
                    rows: rows.iter().map(|(lead, newest)| row_of(teller, lead, newest.as_ref())).collect(),
                    next_cursor,
                    statuses,
                    total,
                    query: LeadsQuery { cursor: String::new(), ..query },
                })
            })
        })
        .await
}

type Rows = (Vec<(Lead, Option<Listed>)>, Option<String>);

/// By the status of an assignment: from the assignments to the leads.
async fn by_status(
    tx: &mut Tx,
    broker: &Broker,
    status: StatusKind,
    query: &LeadsQuery,
) -> Result<Rows, ServiceError> {
    let filter = Filter {
        which: listed::Which::Of(status),
        search: query.search.clone(),
        after: read_cursor(&query.cursor),
        ..Filter::default()
    };
    let mut found = listed::list(tx, broker.id, &filter, LIMIT).await?;
    let next_cursor = cut(&mut found, |row| cursor_of(row.assigned_at, row.id));
    let mut rows = Vec::with_capacity(found.len());
    for listed in found {
        if let Some(lead) = records::find(tx, broker.id, listed.lead.id).await? {
            rows.push((lead, Some(listed)));
        }
    }
    Ok((rows, next_cursor))
}

/// By what the lead itself says: from the leads to the newest assignment of the person.
async fn by_record(tx: &mut Tx, broker: &Broker, query: &LeadsQuery) -> Result<Rows, ServiceError> {
    let which = match query.status.as_str() {
        "none" => Which::NeverAssigned,
        "suppressed" => Which::Suppressed,
        "closed_won" => Which::Deal(Deal::ClosedWon),
        "closed_lost" => Which::Deal(Deal::ClosedLost),
        _ => Which::All,
    };
    let after = read_cursor::<LeadId>(&query.cursor).map(|(created_at, id)| LeadCursor { created_at, id });
    let mut found = rows::list(tx, broker.id, which, &query.search, after, LIMIT).await?;
    let next_cursor = cut(&mut found, |lead| cursor_of(lead.created_at, lead.id));
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
