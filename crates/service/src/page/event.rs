//! Pages of events out: endpoints, the log of deliveries, one delivery.

use super::link;
use super::teller::{Teller, lead_link};
use crate::assignment::broker_of;
use crate::delivery::MOST_TRIES;
use crate::{Service, ServiceError, endpoint as endpoints};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::delivery::{Delivery, DeliveryStatus, Sent};
use steadyline_core::endpoint::{Endpoint, MOST};
use steadyline_core::field::FieldError;
use steadyline_core::id::{DeliveryId, EndpointId};
use steadyline_core::page::{
    DeliveryLog, DeliveryPage, DeliveryRow, EndpointPage, EndpointRow, EventsPage, SentRow,
};
use steadyline_core::user::Actor;
use steadyline_db::delivery::{self as rows, DeliveryFilter};
use steadyline_db::{Tx, endpoint as endpoint_rows, lead};

/// Rows of a page of the log.
const PAGE: i64 = 25;

/// What part of the log is asked for, as an address says it: the status, and where the page begins.
#[derive(Clone, Debug, Default)]
pub struct LogQuery {
    /// Those that stand so alone; empty for all.
    pub status: String,
    /// Where the page begins; empty for the newest.
    pub cursor: String,
}

impl LogQuery {
    fn read(&self) -> Result<Asked, FieldError> {
        let status = Some(self.status.trim()).filter(|text| !text.is_empty());
        let status = status.map(str::parse::<DeliveryStatus>).transpose()?;
        let wrong = || FieldError::new("cursor", "This page of the log cannot be found.");
        let before = match self.cursor.trim() {
            "" => None,
            text => {
                let (at, id) = text.split_once('~').ok_or_else(wrong)?;
                let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or_else(wrong)?;
                Some((at, id.parse().map_err(|_| wrong())?))
            }
        };
        Ok(Asked { status, before })
    }
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    status: Option<DeliveryStatus>,
    before: Option<(DateTime<Utc>, DeliveryId)>,
}

/// The endpoints of an office, with its log.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on `status` or `cursor`.
pub async fn events(
    service: &Service,
    actor: &Actor,
    broker: &str,
    query: LogQuery,
) -> Result<EventsPage, ServiceError> {
    let (actor, broker, now, asked) = (actor.clone(), broker.to_owned(), service.clock.now(), query.read()?);
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let teller = Teller::of(&broker, now);
                let all = endpoint_rows::list(tx, broker.id).await?;
                let has_room = all.len() < MOST;
                let log = log(tx, &broker, teller, &all, None, asked).await?;
                let mut endpoints = Vec::with_capacity(all.len());
                for endpoint in all {
                    endpoints.push(endpoint_row(tx, teller, endpoint).await?);
                }
                Ok(EventsPage { broker: link(&broker), endpoints, log, has_room })
            })
        })
        .await
}

/// One endpoint, with its log. A secret just made is the caller's to add.
///
/// # Errors
/// `NotFound` where there is none the actor may know of; [`FieldError`] on `status` or `cursor`.
pub async fn endpoint(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
    query: LogQuery,
) -> Result<EndpointPage, ServiceError> {
    let (actor, broker, now, asked) = (actor.clone(), broker.to_owned(), service.clock.now(), query.read()?);
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let teller = Teller::of(&broker, now);
                let found = endpoints::get(tx, &broker, id).await?;
                let log = log(tx, &broker, teller, std::slice::from_ref(&found), Some(id), asked).await?;
                Ok(EndpointPage {
                    broker: link(&broker),
                    created: teller.when(found.created_at),
                    old_secret_until: found
                        .old_secret_until
                        .filter(|until| *until > now)
                        .map(|until| teller.when(until)),
                    endpoint: endpoint_row(tx, teller, found).await?,
                    log,
                    fresh: None,
                })
            })
        })
        .await
}

async fn endpoint_row(tx: &mut Tx, teller: Teller, endpoint: Endpoint) -> Result<EndpointRow, ServiceError> {
    let counts = rows::counts(tx, endpoint.broker_id, endpoint.id).await?;
    Ok(EndpointRow {
        id: endpoint.id,
        name: endpoint.name,
        url: endpoint.url,
        events: endpoint.events,
        is_active: endpoint.is_active,
        pending: counts.pending,
        parked: counts.parked,
        last_taken: counts.last_taken.map(|at| teller.when(at)),
    })
}

async fn log(
    tx: &mut Tx,
    broker: &Broker,
    teller: Teller,
    endpoints: &[Endpoint],
    only: Option<EndpointId>,
    asked: Asked,
) -> Result<DeliveryLog, ServiceError> {
    let names: HashMap<EndpointId, &str> =
        endpoints.iter().map(|endpoint| (endpoint.id, endpoint.name.as_str())).collect();
    let filter = DeliveryFilter { endpoint: only, status: asked.status, lead: None };
    let mut found = rows::list(tx, broker.id, filter, asked.before, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or_default();
    let has_more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| has_more);
    let next = next.map(|last| format!("{}~{}", last.created_at.timestamp_micros(), last.id));
    let mut told = Vec::with_capacity(found.len());
    for one in found {
        let name = names.get(&one.endpoint_id).copied().unwrap_or_default();
        told.push(row(tx, teller, name, &one).await?);
    }
    Ok(DeliveryLog {
        rows: told,
        status: asked.status,
        next: next.unwrap_or_default(),
        is_later: asked.before.is_some(),
    })
}

async fn row(
    tx: &mut Tx,
    teller: Teller,
    endpoint: &str,
    delivery: &Delivery,
) -> Result<DeliveryRow, ServiceError> {
    let lead = match delivery.lead_id {
        Some(id) => lead::find(tx, delivery.broker_id, id).await?,
        None => None,
    };
    let is_pending = delivery.status == DeliveryStatus::Pending;
    Ok(DeliveryRow {
        id: delivery.id,
        kind: delivery.kind,
        endpoint: endpoint.to_owned(),
        lead: lead.as_ref().map(lead_link),
        status: delivery.status,
        tries: delivery.tries,
        created: teller.when(delivery.created_at),
        next: is_pending.then(|| teller.due(delivery.next_at)),
    })
}

/// One delivery: what was sent, every try, and what came of it.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn delivery(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: DeliveryId,
) -> Result<DeliveryPage, ServiceError> {
    let (actor, broker, now) = (actor.clone(), broker.to_owned(), service.clock.now());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let teller = Teller::of(&broker, now);
                let found = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("delivery"))?;
                let endpoint = endpoints::get(tx, &broker, found.endpoint_id).await?;
                let sent = rows::tries(tx, broker.id, id, MOST_TRIES).await?;
                Ok(DeliveryPage {
                    broker: link(&broker),
                    row: row(tx, teller, &endpoint.name, &found).await?,
                    endpoint_id: endpoint.id,
                    event_id: found.event_id.to_string(),
                    payload: in_lines(&found.payload),
                    ended: found.ended_at.map(|at| teller.when(at)),
                    sent: sent.into_iter().map(|sent| sent_row(teller, sent)).collect(),
                })
            })
        })
        .await
}

fn sent_row(teller: Teller, sent: Sent) -> SentRow {
    let Sent { number, at, url, signature, reply } = sent;
    SentRow {
        number,
        at: teller.when(at),
        url,
        timestamp: at.timestamp(),
        signature,
        status: reply.status,
        error: reply.error,
        reply: reply.text,
        millis: reply.millis,
    }
}

/// The body as people read it.
fn in_lines(payload: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(payload);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| payload.to_owned())
}
