//! Deliveries: events on their way to a broker's endpoints, and the log of it.
//!
//! They are queued by [`outbox`], in the transaction of what they tell of. Whoever sends them asks [`due`] for what may
//! go now, sends it, and tells [`record`] what came of it: a program that ends in between has sent one that is sent once
//! more, under the same id. Of one lead never more than one is on its way, so that they arrive in order.

pub(crate) mod outbox;
mod payload;
mod signature;

pub(crate) use payload::without_person;
pub(crate) use signature::new_secret;

use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::cursor::{Page, time_cursor};
use crate::{Service, ServiceError, audit};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::collections::HashSet;
use steadyline_core::delivery::{Delivery, DeliveryStatus, Reply, Sent, next_try};
use steadyline_core::id::{BrokerId, DeliveryId, EndpointId};
use steadyline_core::user::Actor;
use steadyline_db::delivery as rows;
use steadyline_db::endpoint::{self, Secrets};

pub use steadyline_db::delivery::DeliveryFilter;

/// How long what has ended is kept, and what waits for an endpoint that is paused.
const KEPT: TimeDelta = TimeDelta::days(30);
/// Tries of a delivery that are told: more than three days of them.
pub(crate) const MOST_TRIES: i64 = 50;

/// A delivery that may be sent now.
#[derive(Clone, Debug)]
pub struct Ready {
    /// What.
    pub delivery: Delivery,
    /// Where to.
    pub url: String,
    secrets: Secrets,
}

impl Ready {
    /// The `webhook-signature` of sending it at a time. While a secret is being changed both sign.
    ///
    /// # Errors
    /// `Internal` where the secret in the table is none.
    pub fn signature(&self, at: DateTime<Utc>) -> Result<String, ServiceError> {
        let Secrets { secret, old_secret, old_secret_until } = &self.secrets;
        let old = old_secret.as_ref().filter(|_| old_secret_until.is_some_and(|until| at < until));
        let secrets = std::iter::once(secret).chain(old);
        signature::sign(secrets, &self.delivery.event_id.to_string(), at, &self.delivery.payload)
    }
}

/// What may be sent now, except for what is on its way already: at most `room` in all and `each` to one endpoint.
///
/// # Errors
/// What the database says.
pub async fn due(
    service: &Service,
    under_way: &HashSet<(EndpointId, DeliveryId)>,
    room: usize,
    each: usize,
) -> Result<Vec<Ready>, ServiceError> {
    let (now, under_way) = (service.clock.now(), under_way.clone());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let mut ready = Vec::new();
                for (broker, id) in rows::endpoints_with_due(tx, now).await? {
                    let sending = under_way.iter().filter(|(endpoint, _)| *endpoint == id).count();
                    let free = each.saturating_sub(sending).min(room.saturating_sub(ready.len()));
                    if free == 0 {
                        continue;
                    }
                    // Those under way are due until they are recorded.
                    let limit = i64::try_from(free + sending).unwrap_or(i64::MAX);
                    let found = rows::due(tx, broker, id, now, limit).await?;
                    let Some(secrets) = endpoint::secrets(tx, broker, id).await? else { continue };
                    let Some(to) = endpoint::find(tx, broker, id).await? else { continue };
                    let new = found.into_iter().filter(|one| !under_way.contains(&(id, one.id)));
                    ready.extend(new.take(free).map(|delivery| Ready {
                        delivery,
                        url: to.url.clone(),
                        secrets: secrets.clone(),
                    }));
                }
                Ok(ready)
            })
        })
        .await
}

/// Whether anything may be sent now. Costs no write.
///
/// # Errors
/// What the database says.
pub async fn is_any_due(service: &Service) -> Result<bool, ServiceError> {
    let now = service.clock.now();
    service
        .db
        .read(move |tx| Box::pin(async move { Ok(!rows::endpoints_with_due(tx, now).await?.is_empty()) }))
        .await
}

/// One try, as whoever sent it tells it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// Where to.
    pub url: String,
    /// The `webhook-signature` it was sent with.
    pub signature: String,
    /// What came of it.
    pub reply: Reply,
}

/// Writes down what came of a try: it is delivered, or tried again later, or given up. Gives where it stands.
///
/// # Errors
/// `NotFound` where the endpoint was removed in the meantime.
pub async fn record(
    service: &Service,
    broker: BrokerId,
    id: DeliveryId,
    tried: Tried,
) -> Result<DeliveryStatus, ServiceError> {
    let now = service.clock.now();
    let status = service
        .db
        .write(move |tx| {
            let tried = tried.clone();
            Box::pin(async move {
                let known = rows::find(tx, broker, id).await?.ok_or(ServiceError::NotFound("delivery"))?;
                let Tried { at, url, signature, reply } = tried;
                let (is_taken, is_gone) = (reply.is_taken(), reply.is_gone());
                rows::insert_try(tx, broker, id, &Sent { number: 0, at, url, signature, reply }).await?;
                let next = next_try(known.tries + 1, known.queued_at, now).filter(|_| !is_gone);
                let status = match (is_taken, next) {
                    (true, _) => DeliveryStatus::Delivered,
                    (false, Some(_)) => DeliveryStatus::Pending,
                    (false, None) => DeliveryStatus::Parked,
                };
                match next.filter(|_| !is_taken) {
                    Some(next) => rows::put_off(tx, broker, id, next).await?,
                    None => {
                        rows::end(tx, broker, id, status, now).await?;
                        rows::release_behind(tx, broker, id, now).await?;
                    }
                }
                Ok::<_, ServiceError>(status)
            })
        })
        .await?;
    service.bus.tell_reply(broker);
    Ok(status)
}

/// Deliveries of a broker, newest first, those before a time and id. The cursor of the next page comes with them.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    filter: DeliveryFilter,
    before: Option<(DateTime<Utc>, DeliveryId)>,
    limit: i64,
) -> Result<Page<Delivery>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let items = rows::list(tx, broker.id, filter, before, limit + 1).await?;
                Ok(Page::cut(items, limit, |delivery| time_cursor(delivery.created_at, delivery.id)))
            })
        })
        .await
}

/// A delivery with its tries, newest first.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    id: DeliveryId,
) -> Result<(Delivery, Vec<Sent>), ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let found = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("delivery"))?;
                Ok((found, rows::tries(tx, broker.id, id, MOST_TRIES).await?))
            })
        })
        .await
}

/// Sends a delivery again, as soon as can be, under the same id and for another three days. One that waits is tried now.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn replay(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    id: DeliveryId,
) -> Result<Delivery, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.map(str::to_owned);
    let queued = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, broker.as_deref()).await?;
                let known = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("delivery"))?;
                rows::queue_anew(tx, broker.id, id, ctx.now).await?;
                let detail = json!({ "delivery_id": id, "kind": known.kind, "was": known.status });
                audit::record(tx, &ctx, Some(broker.id), "delivery.replayed", detail).await?;
                rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("delivery"))
            })
        })
        .await?;
    service.bus.tell(queued.broker_id);
    Ok(queued)
}

/// Removes up to so many deliveries that ended 30 days ago, and as many that wait as long for an endpoint that is paused.
///
/// # Errors
/// What the database says.
pub async fn delete_old(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let before = service.clock.now() - KEPT;
    service.db.write(move |tx| Box::pin(async move { Ok(rows::delete_old(tx, before, limit).await?) })).await
}
