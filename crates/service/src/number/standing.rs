//! Where a number stands: rest, retire, activate.

use super::{change, rows, tell};
use crate::assignment::rehome_all;
use crate::{Conflict, Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::{InTheWay, Number, Standing};
use steadyline_core::user::Actor;

/// Days a number rests unless said otherwise.
const REST_DAYS: i32 = 7;

/// How long a rest takes.
pub(super) fn checked_days(days: Option<i32>) -> Result<i32, FieldError> {
    let days = days.unwrap_or(REST_DAYS);
    if (1..=365).contains(&days) { Ok(days) } else { Err(FieldError::new("days", "Give 1 to 365 days.")) }
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
    change(service, actor, broker, id, move |tx, ctx, _broker, mut number| {
        Box::pin(async move {
            if !number.standing(ctx.now).in_service() {
                return Err(
                    FieldError::new("standing", "The number is out of service: activate it first.").into()
                );
            }
            let until = ctx.now + TimeDelta::days(i64::from(days));
            number.resting_until = Some(until);
            rows::set_standing(tx, &number).await?;
            tell(tx, ctx, &number, "number.rested", None, json!({ "days": days, "until": until })).await?;
            Ok(number)
        })
    })
    .await
}

/// Why a number cannot be put back: the carrier has it, or is about to, or it became the main line while it was gone.
pub(crate) fn stays_out(broker: &Broker, number: &Number, now: DateTime<Utc>) -> Option<&'static str> {
    if broker.is_main_line(&number.number) {
        Some("is the office's main line")
    } else if number.released_at.is_some() {
        Some("was given back to SignalWire: buy it again")
    } else if number.release_at.is_some_and(|at| at <= now) {
        Some("is being given back to SignalWire at this moment")
    } else {
        None
    }
}

/// Brings a number back: from rest, from retirement, from being held until it is given back, or because it was found at
/// the carrier again.
///
/// # Errors
/// `NotFound`; [`Conflict::NumbersInTheWay`] for a number that was given back to the carrier.
pub async fn activate(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: NumberId,
) -> Result<Number, ServiceError> {
    change(service, actor, broker, id, |tx, ctx, broker, mut number| {
        Box::pin(async move {
            let was = number.standing(ctx.now);
            if was == Standing::Active {
                return Ok(number);
            }
            if let Some(why) = stays_out(broker, &number, ctx.now) {
                let numbers = vec![InTheWay::of(&number, why)];
                return Err(Conflict::NumbersInTheWay { numbers, of: 1 }.into());
            }
            number.is_active = true;
            number.release_at = None;
            number.resting_until = None;
            number.gone_at = None;
            rows::set_standing(tx, &number).await?;
            tell(tx, ctx, &number, "number.activated", None, json!({ "was": was })).await?;
            Ok(number)
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
    change(service, actor, broker, id, move |tx, ctx, broker, mut number| {
        Box::pin(async move {
            let leads = rows::live_leads(tx, broker.id, id).await?;
            if leads > 0 && !rehome {
                return Err(Conflict::NumberHasLeads { leads }.into());
            }
            if number.is_active {
                number.is_active = false;
                number.resting_until = None;
                rows::set_standing(tx, &number).await?;
                tell(tx, ctx, &number, "number.retired", None, json!({ "leads": leads })).await?;
            }
            if leads > 0 {
                rehome_all(tx, ctx, broker, id, "its number was retired").await?;
            }
            // The counters have moved with the leads.
            super::get(tx, broker, id).await
        })
    })
    .await
}
