//! The queue: one call a second in a space, placed by whichever node comes first.

use crate::ctx::Ctx;
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use std::collections::HashSet;
use steadyline_core::carrier_call::{CarrierCall, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, carrier_call as rows, lease, number};

/// How far apart calls of a space are placed.
const APART: TimeDelta = TimeDelta::seconds(1);
/// How long a call waits for its turn: nobody sits at the phone any more.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);
/// How long the carrier may take to say whether it places a call.
const SILENCE: TimeDelta = TimeDelta::minutes(2);
/// Calls looked at at a time.
const BATCH: i64 = 200;

/// A call whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToPlace {
    /// Whose.
    pub broker: BrokerId,
    /// Which.
    pub id: CarrierCallId,
    /// The office's phone, which rings first.
    pub office: E164,
    /// The lead's number, which the office sees too.
    pub from: E164,
}

/// What the carrier said to placing a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It places it, under that name.
    Yes(String),
    /// It does not, for that reason.
    No(String),
    /// Not now: it waits for its turn again.
    Later,
    /// Nobody knows. If it does, it will ask what to do.
    Unsure,
}

/// The calls whose turn it is now, at most one of a space. They are the caller's to place. None where no call waits at
/// all.
///
/// # Errors
/// What the database says.
pub async fn next(service: &Service) -> Result<Option<Vec<ToPlace>>, ServiceError> {
    let waiting = service
        .db
        .read(|tx| Box::pin(async move { Ok::<_, ServiceError>(rows::queue(tx, BATCH).await?) }))
        .await?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let ctx = Ctx::new(service, &Actor::System);
    let (due, told) = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move { take(tx, &ctx).await })
        })
        .await?;
    for broker in told {
        service.bus.tell(broker);
    }
    Ok(Some(due))
}

async fn take(tx: &mut Tx, ctx: &Ctx) -> Result<(Vec<ToPlace>, HashSet<BrokerId>), ServiceError> {
    let (mut due, mut told, mut spaces) = (Vec::new(), HashSet::new(), HashSet::new());
    for seen in rows::queue(tx, BATCH).await? {
        let began = seen.placed_at.unwrap_or(seen.asked_at);
        let is_lost = match seen.stage {
            Stage::Queued => ctx.now - seen.asked_at > PATIENCE,
            _ => ctx.now - began > SILENCE,
        };
        let is_its_turn = seen.stage == Stage::Queued && !spaces.contains(&seen.space);
        if !is_lost && !is_its_turn {
            continue;
        }
        // Another node may have been quicker.
        let Some(call) = rows::find_locked(tx, seen.broker_id, seen.id).await? else { continue };
        if call.stage != seen.stage {
            continue;
        }
        if is_lost {
            told.insert(call.broker_id);
            give_up(tx, ctx, call).await?;
            continue;
        }
        // A lease of a second is the space's pace, on every node.
        let pace = format!("place_calls {}", call.space);
        spaces.insert(call.space.clone());
        if !lease::take(tx, &pace, &call.id.to_string(), ctx.now, ctx.now + APART).await? {
            continue;
        }
        told.insert(call.broker_id);
        due.extend(begin(tx, ctx, call).await?);
    }
    Ok((due, told))
}

async fn give_up(tx: &mut Tx, ctx: &Ctx, mut call: CarrierCall) -> Result<(), ServiceError> {
    let why = match call.stage {
        Stage::Queued => "It waited too long for its turn and was not placed.",
        _ => "SignalWire did not say whether it placed the call.",
    };
    why.clone_into(&mut call.trouble);
    call.stage = Stage::Over;
    call.ended_at = Some(ctx.now);
    call.reads = 1;
    Ok(rows::update(tx, &call).await?)
}

async fn begin(tx: &mut Tx, ctx: &Ctx, mut call: CarrierCall) -> Result<Option<ToPlace>, ServiceError> {
    let number = number::find(tx, call.broker_id, call.number_id).await?;
    let (Some(number), Some(office), true) = (number, call.office_phone.clone(), call.lead_phone.is_some())
    else {
        // Its person was erased while it waited.
        give_up(tx, ctx, call).await?;
        return Ok(None);
    };
    call.stage = Stage::Placing;
    call.placed_at = Some(ctx.now);
    call.heard_at = ctx.now;
    rows::update(tx, &call).await?;
    Ok(Some(ToPlace { broker: call.broker_id, id: call.id, office, from: number.number }))
}

/// Writes down what the carrier said to placing a call.
///
/// # Errors
/// What the database says.
pub async fn placed(
    service: &Service,
    broker: BrokerId,
    id: CarrierCallId,
    said: Placed,
) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    service
        .db
        .write(move |tx| {
            let (ctx, said) = (ctx.clone(), said.clone());
            Box::pin(async move {
                let Some(mut call) = rows::find_locked(tx, broker, id).await? else { return Ok(()) };
                match said {
                    Placed::Yes(sid) => {
                        call.office_sid.get_or_insert(sid);
                        if call.stage == Stage::Placing {
                            call.stage = Stage::Office;
                        }
                    }
                    // Its words were quicker than its reply.
                    _ if call.stage != Stage::Placing => return Ok(()),
                    Placed::No(why) => {
                        call.trouble = format!("SignalWire did not place it: {why}");
                        call.stage = Stage::Over;
                        call.ended_at = Some(ctx.now);
                        call.reads = 1;
                    }
                    Placed::Later => {
                        call.stage = Stage::Queued;
                        call.placed_at = None;
                    }
                    Placed::Unsure => {}
                }
                Ok::<_, ServiceError>(rows::update(tx, &call).await?)
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}
