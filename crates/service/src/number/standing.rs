//! Where one number stands: rest, retire, activate. Each is what is done to many, done to one, so that it stands in the
//! audit log and can be taken back like that.

use super::bulk::{Act, change_in};
use super::{change, rows};
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError};
use chrono::{DateTime, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::{Number, Standing};
use steadyline_core::user::Actor;
use steadyline_db::Tx;

/// Days a number rests unless said otherwise.
const REST_DAYS: i32 = 7;

/// How long a rest takes.
pub(super) fn checked_days(days: Option<i32>) -> Result<i32, FieldError> {
    let days = days.unwrap_or(REST_DAYS);
    if (1..=365).contains(&days) { Ok(days) } else { Err(FieldError::new("days", "Enter 1 to 365 days.")) }
}

/// Lets a number rest: no new leads for so many days (7 unless said), its own go on.
///
/// # Errors
/// [`FieldError`] on `days` outside 1 to 365, or on `standing` for a number that is out of service.
pub async fn rest(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
    days: Option<i32>,
) -> Result<Number, ServiceError> {
    let days = checked_days(days)?;
    change(service, actor, broker, id, move |tx, ctx, broker, number| {
        Box::pin(async move {
            if !number.standing(ctx.now).in_service() {
                return Err(
                    FieldError::new("standing", "The number is out of service: activate it first.").into()
                );
            }
            one(tx, ctx, broker, number, Act::Rest { days: Some(days) }).await
        })
    })
    .await
}

/// Does it to one number that is locked, and gives it as it is then: the counters have moved with the leads.
async fn one(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    number: Number,
    act: Act,
) -> Result<Number, ServiceError> {
    let id = number.id;
    change_in(tx, ctx, broker, &[number], act, None).await?;
    super::get(tx, broker, id).await
}

/// Why a number cannot be put back: the carrier has it, or is about to, or it became the main line while it was gone.
pub(crate) fn stays_out(broker: &Broker, number: &Number, now: DateTime<Utc>) -> Option<&'static str> {
    if broker.is_main_line(&number.number) {
        Some("is the office's main line")
    } else if number.released_at.is_some() {
        Some("was given up: buy it again")
    } else if number.release_at.is_some_and(|at| at <= now) {
        Some("is being given up at SignalWire at this moment")
    } else {
        None
    }
}

/// Brings a number back: from rest, from retirement, from being held until it is given up, or because it was found at
/// the carrier again.
///
/// # Errors
/// `NotFound`; [`Conflict::NumbersInTheWay`] for a number that was given up.
pub async fn activate(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
) -> Result<Number, ServiceError> {
    change(service, actor, broker, id, |tx, ctx, broker, number| {
        Box::pin(async move {
            if number.standing(ctx.now) == Standing::Active {
                return Ok(number);
            }
            one(tx, ctx, broker, number, Act::Activate).await
        })
    })
    .await
}

/// Takes a number out of the pool. With `rehome` its live leads move to other numbers, all or none.
///
/// # Errors
/// [`Conflict::NumberHasLeads`] while leads hold it and `rehome` is not said;
/// [`Conflict::NoAvailableNumber`] where there is no other number for one of them.
pub async fn retire(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
    rehome: bool,
) -> Result<Number, ServiceError> {
    change(service, actor, broker, id, move |tx, ctx, broker, number| {
        Box::pin(async move {
            let leads = rows::live_leads(tx, broker.id, id).await?;
            if leads > 0 && !rehome {
                return Err(Conflict::NumberHasLeads { leads }.into());
            }
            if leads == 0 && !number.is_active {
                return Ok(number);
            }
            one(tx, ctx, broker, number, Act::Retire { rehome }).await
        })
    })
    .await
}
