//! Requests that were named: each is done once, and its reply given again.

use crate::{Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_db::idempotency::{self as rows, Request};

pub use steadyline_db::idempotency::RequestName;

/// How long a reply is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// After that a request without a reply is taken for lost, with the process that had it in hand. One that takes longer
/// is said to be in hand by [`hold`] meanwhile.
const LOST: TimeDelta = TimeDelta::seconds(60);

/// What is known of a request that comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: do it, then [`finish`].
    New,
    /// It was done: give this reply again.
    Known {
        /// HTTP status.
        status: u16,
        /// The body.
        reply: Vec<u8>,
    },
    /// It was done, and a person's data erased since of which the reply told: refuse it.
    Erased,
    /// The name was used for another body: refuse it.
    Differs,
    /// It is being done: ask again shortly.
    InFlight,
}

/// What a known request means for one that comes in now; `None` if it is of the past.
fn judge(known: &Request, body_hash: &[u8], now: DateTime<Utc>) -> Option<Begun> {
    let age = now - known.created_at;
    match &known.reply {
        Some(_) if age >= KEPT => None,
        None if age >= LOST => None,
        _ if known.body_hash != body_hash => Some(Begun::Differs),
        // Every reply has a body, until it is erased.
        Some((_, reply)) if reply.is_empty() => Some(Begun::Erased),
        Some((status, reply)) => {
            Some(Begun::Known { status: u16::try_from(*status).unwrap_or(200), reply: reply.clone() })
        }
        None => Some(Begun::InFlight),
    }
}

/// Begins a named request. `body_hash` is the SHA-256 of its body.
///
/// # Errors
/// What the database says.
pub async fn begin(service: &Service, name: RequestName, body_hash: Vec<u8>) -> Result<Begun, ServiceError> {
    let now = service.clock.now();
    let asked = name.clone();
    let known: Option<Request> = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::find(tx, &asked).await?) }))
        .await?;
    if let Some(begun) = known.and_then(|known| judge(&known, &body_hash, now)) {
        return Ok(begun);
    }
    service
        .db
        .write(move |tx| {
            let (name, body_hash) = (name.clone(), body_hash.clone());
            Box::pin(async move {
                if rows::insert(tx, &name, &body_hash, now).await? {
                    return Ok(Begun::New);
                }
                let Some(known) = rows::find(tx, &name).await? else { return Ok(Begun::InFlight) };
                if let Some(begun) = judge(&known, &body_hash, now) {
                    return Ok(begun);
                }
                rows::forget_seen(tx, &name, known.created_at).await?;
                let taken = rows::insert(tx, &name, &body_hash, now).await?;
                Ok(if taken { Begun::New } else { Begun::InFlight })
            })
        })
        .await
}

/// Says that a request which was [`Begun::New`] is still being done, so that it is not taken for lost.
///
/// # Errors
/// What the database says.
pub async fn hold(service: &Service, name: RequestName) -> Result<(), ServiceError> {
    let now = service.clock.now();
    service
        .db
        .write(move |tx| {
            let name = name.clone();
            Box::pin(async move { Ok(rows::hold(tx, &name, now).await?) })
        })
        .await
}

/// Ends a request that was [`Begun::New`]. A reply below 400 is kept; after any other the same name tries afresh.
///
/// # Errors
/// What the database says.
pub async fn finish(
    service: &Service,
    name: RequestName,
    status: u16,
    reply: Vec<u8>,
) -> Result<(), ServiceError> {
    if status >= 400 {
        return forget(service, name).await;
    }
    service
        .db
        .write(move |tx| {
            let (name, reply) = (name.clone(), reply.clone());
            Box::pin(async move { Ok(rows::finish(tx, &name, i32::from(status), &reply).await?) })
        })
        .await
}

/// Forgets a request that came to nothing, so that the same name tries afresh.
///
/// # Errors
/// What the database says.
pub async fn forget(service: &Service, name: RequestName) -> Result<(), ServiceError> {
    service
        .db
        .write(move |tx| {
            let name = name.clone();
            Box::pin(async move { Ok(rows::forget_in_flight(tx, &name).await?) })
        })
        .await
}

/// Removes at most `limit` replies that are past keeping; gives how many. For the daily job.
///
/// # Errors
/// What the database says.
pub async fn delete_old(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let before = service.clock.now() - KEPT;
    service.db.write(move |tx| Box::pin(async move { Ok(rows::delete_old(tx, before, limit).await?) })).await
}
