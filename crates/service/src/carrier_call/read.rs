//! Words that never came: the carrier is asked about calls it was not heard of, and once about every call that ended.

use super::conclude::{callback_ended, lead_word, office_word};
use super::hear::Word;
use crate::ctx::Ctx;
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, LegStatus, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId};
use steadyline_core::user::Actor;
use steadyline_db::{Tx, broker, carrier_call as rows};

/// How long a call that goes on may be silent.
const SILENT: TimeDelta = TimeDelta::seconds(60);
/// How long after its end a call is read: by then its words have come, if they come.
const AFTER_END: TimeDelta = TimeDelta::seconds(15);
/// After so long nothing is asked about a call any more.
const GIVEN_UP: TimeDelta = TimeDelta::hours(24);
/// Calls asked about at a time.
const BATCH: i64 = 20;
/// How long callbacks are known again.
const CALLBACKS_KEPT: TimeDelta = TimeDelta::days(60);

/// A call to ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToRead {
    /// Whose.
    pub broker: BrokerId,
    /// Which.
    pub id: CarrierCallId,
    /// The leg to read.
    pub sid: String,
    /// Whether its own legs are asked for too: that of the lead, or of the main line.
    pub with_legs: bool,
}

/// What the carrier says when it is asked.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The leg that was asked about; none where the carrier knows none of that name.
    pub leg: Option<Word>,
    /// Its own legs.
    pub legs: Vec<Word>,
}

/// Calls to ask about now.
///
/// # Errors
/// What the database says.
pub async fn to_read(service: &Service) -> Result<Vec<ToRead>, ServiceError> {
    let now = service.clock.now();
    let calls = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                Ok::<_, ServiceError>(rows::to_read(tx, now - SILENT, now - AFTER_END, BATCH).await?)
            })
        })
        .await?;
    let read = |call: CarrierCall| {
        let is_ours = call.direction == Direction::Outbound && call.office_phone.is_some();
        // Of a call of ours the lead's leg says what came of it, once it has a name.
        let (sid, with_legs) = match (is_ours, &call.sid) {
            (true, Some(sid)) => (sid.clone(), false),
            (true, None) => (call.office_sid.clone().unwrap_or_default(), true),
            (false, sid) => (sid.clone().unwrap_or_default(), call.direction == Direction::Inbound),
        };
        ToRead { broker: call.broker_id, id: call.id, sid, with_legs }
    };
    Ok(calls.into_iter().map(read).collect())
}

/// Takes what the carrier said.
///
/// # Errors
/// What the database says.
pub async fn found(
    service: &Service,
    broker: BrokerId,
    id: CarrierCallId,
    found: Found,
) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    service
        .db
        .write(move |tx| {
            let (ctx, found) = (ctx.clone(), found.clone());
            Box::pin(async move {
                let broker = broker::find(tx, broker).await?.ok_or(ServiceError::NotFound("broker"))?;
                let Some(mut call) = rows::find_locked(tx, broker.id, id).await? else { return Ok(()) };
                call.reads += 1;
                call.heard_at = ctx.now;
                rows::update(tx, &call).await?;
                take(tx, &ctx, &broker, call, &found).await
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}

async fn take(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    call: CarrierCall,
    found: &Found,
) -> Result<(), ServiceError> {
    let (id, is_callback) = (call.id, call.direction == Direction::Inbound);
    let is_over = |word: &Word| word.status.is_some_and(LegStatus::is_over);
    let Some(leg) = &found.leg else {
        return end(tx, ctx, broker, call, "SignalWire does not know this call.").await;
    };
    if is_callback {
        // In progress it goes on; over, the main line's leg says whether it was answered.
        if !is_over(leg) {
            return Ok(());
        }
        let answered = found.legs.iter().find(|leg| leg.status == Some(LegStatus::Completed));
        let seconds = answered.and_then(|leg| leg.seconds);
        return callback_ended(tx, ctx, broker, call, (answered.is_some(), seconds)).await;
    }
    if call.sid.as_deref() == Some(leg.sid.as_str()) {
        return lead_word(tx, ctx, broker, call, leg).await;
    }
    let lead = call.lead_phone.clone();
    office_word(tx, ctx, call, leg).await?;
    let Some(call) = rows::find_locked(tx, broker.id, id).await? else { return Ok(()) };
    let to_lead = found.legs.iter().find(|leg| leg.to.is_some() && leg.to == lead);
    match to_lead {
        Some(word) => lead_word(tx, ctx, broker, call, word).await,
        None if is_over(leg) && call.heard.status.is_none() => {
            end(tx, ctx, broker, call, "It ended before the lead was called.").await
        }
        None => Ok(()),
    }
}

/// Ends a call that nothing more will be heard of.
async fn end(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    mut call: CarrierCall,
    why: &str,
) -> Result<(), ServiceError> {
    if call.direction == Direction::Inbound && call.outcome.is_none() {
        return callback_ended(tx, ctx, broker, call, (false, None)).await;
    }
    if call.outcome.is_none() && call.trouble.is_empty() {
        why.clone_into(&mut call.trouble);
    }
    call.stage = Stage::Over;
    call.ended_at.get_or_insert(ctx.now);
    Ok(rows::update(tx, &call).await?)
}

/// The carrier could not be asked: it is asked again later, for a day.
///
/// # Errors
/// What the database says.
pub async fn could_not_read(
    service: &Service,
    broker: BrokerId,
    id: CarrierCallId,
) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let broker = broker::find(tx, broker).await?.ok_or(ServiceError::NotFound("broker"))?;
                let Some(mut call) = rows::find_locked(tx, broker.id, id).await? else { return Ok(()) };
                call.heard_at = ctx.now;
                if ctx.now - call.asked_at < GIVEN_UP {
                    return Ok(rows::update(tx, &call).await?);
                }
                call.reads += 1;
                end(tx, &ctx, &broker, call, "SignalWire could not be asked what happened to it.").await
            })
        })
        .await
}

/// Forgets up to so many callbacks that came long ago.
///
/// # Errors
/// What the database says.
pub async fn forget_old(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let before = service.clock.now() - CALLBACKS_KEPT;
    service.db.write(move |tx| Box::pin(async move { Ok(rows::forget(tx, before, limit).await?) })).await
}
