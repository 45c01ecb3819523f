//! Giving numbers up once their hold is over.

use super::connect::note;
use super::{Account, CarrierError, RefusedFor, account_of};
use crate::ctx::{About, Ctx};
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::user::Actor;
use steadyline_db::carrier::held;
use steadyline_db::number;

/// Numbers of a broker in one round.
const BATCH: i64 = 50;
/// When it is tried again what the carrier refused.
const AFTER_REFUSED: TimeDelta = TimeDelta::days(1);
/// When it is tried again where the carrier did not work.
const AFTER_DOWN: TimeDelta = TimeDelta::minutes(15);

/// Gives up the numbers of a broker whose hold is over; says how many the carrier took.
///
/// # Errors
/// What the database says, or what stands between us and the carrier.
pub async fn give_up_due(service: &Service, broker: BrokerId) -> Result<usize, ServiceError> {
    let now = service.clock.now();
    let due = service
        .db
        .read(move |tx| {
            Box::pin(async move { Ok::<_, ServiceError>(held::due(tx, broker, now, BATCH).await?) })
        })
        .await?;
    if due.is_empty() {
        return Ok(0);
    }
    let account = account_of(service, broker).await?;
    let mut given = 0;
    for id in due {
        given += usize::from(one(service, &account, broker, id).await?);
    }
    Ok(given)
}

/// Nobody puts a number back into the pool whose hold is over (`number::activate`), so that nothing changes of it while
/// the carrier is asked.
async fn one(
    service: &Service,
    account: &Account,
    broker: BrokerId,
    id: NumberId,
) -> Result<bool, ServiceError> {
    let found = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(number::find(tx, broker, id).await?) }))
        .await?;
    let Some(number) = found else { return Ok(false) };
    let Some(sid) = number.signalwire_id.clone() else {
        let why = "its SignalWire ID is no longer known: sync with SignalWire".to_owned();
        return put_off(service, number, AFTER_REFUSED, why).await;
    };
    match service.carrier.release(account, &sid).await {
        // Somebody gave it up there.
        Ok(()) | Err(CarrierError::NotFound) => {
            note(service, account, None).await?;
            given_up(service, number).await
        }
        Err(CarrierError::Refused { why: RefusedFor::TooRecent, .. }) => {
            let why = "no number can be given up within 14 days of its purchase (30 in a trial account)";
            put_off(service, number, AFTER_REFUSED, why.to_owned()).await
        }
        Err(error) => {
            if error.is_fault() {
                note(service, account, Some(&error)).await?;
            }
            let by = if error.passes() { AFTER_DOWN } else { AFTER_REFUSED };
            put_off(service, number, by, error.to_string()).await
        }
    }
}

async fn given_up(service: &Service, number: Number) -> Result<bool, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let (broker, id) = (number.broker_id, number.id);
    service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let found = number::find_locked(tx, broker, id).await?;
                let Some(number) = found.filter(|number| number.released_at.is_none()) else { return Ok(()) };
                held::hold(tx, broker, id, number.release_at, Some(ctx.now), None).await?;
                let about = About { number_id: Some(id), ..About::default() };
                ctx.tell(tx, broker, "number.released", about, None, json!({})).await
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(true)
}

async fn put_off(
    service: &Service,
    number: Number,
    by: TimeDelta,
    why: String,
) -> Result<bool, ServiceError> {
    let (broker, id, until) = (number.broker_id, number.id, service.clock.now() + by);
    service
        .db
        .write(move |tx| {
            let why = why.clone();
            Box::pin(async move {
                let found = number::find_locked(tx, broker, id).await?;
                if found.is_some_and(|number| number.released_at.is_none() && number.release_at.is_some()) {
                    held::hold(tx, broker, id, Some(until), None, Some(&why)).await?;
                }
                Ok::<_, ServiceError>(())
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(false)
}
