//! Words of the carrier about calls, and its question what to do once the office picked up.

use super::callback::{self, Believed, Taken};
use super::conclude::{lead_word, office_word};
use crate::ctx::Ctx;
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, Heard, LegStatus, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, carrier_call as rows, lead, number};

/// How long after it was placed a call may still be joined with the lead.
const JOINED_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What the carrier says of a leg.
#[derive(Clone, Debug, Default)]
pub struct Word {
    /// The carrier's name for the leg.
    pub sid: String,
    /// How far it is.
    pub status: Option<LegStatus>,
    /// The word's place among those about the leg.
    pub sequence: Option<i32>,
    /// Seconds from the answer to the end.
    pub seconds: Option<i32>,
    /// The code that the network ended it with.
    pub sip_code: Option<i32>,
    /// Who picked up, by machine detection.
    pub answered_by: Option<String>,
    /// Who calls.
    pub from: Option<E164>,
    /// Who is called.
    pub to: Option<E164>,
}

impl Word {
    pub(super) fn heard(&self) -> Heard {
        Heard { status: self.status, sequence: self.sequence }
    }
}

/// What a word is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The office's leg of a call of ours, or of a callback.
    Office(BrokerId, CarrierCallId),
    /// The lead's leg of a call of ours.
    Lead(BrokerId, CarrierCallId),
    /// A call from or to a number of the pool, whoever placed it.
    Anything {
        /// Which way it goes, where the carrier says so.
        inbound: Option<bool>,
    },
}

/// Takes a word.
///
/// # Errors
/// What the database says.
pub async fn hear(
    service: &Service,
    believed: Believed,
    about: About,
    word: Word,
) -> Result<Taken, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let (taken, told) = service
        .db
        .write(move |tx| {
            let (ctx, believed, word) = (ctx.clone(), believed.clone(), word.clone());
            Box::pin(async move { hear_in(tx, &ctx, &believed, about, &word).await })
        })
        .await?;
    if let Some(broker) = told {
        service.bus.tell(broker);
    }
    Ok(taken)
}

async fn hear_in(
    tx: &mut Tx,
    ctx: &Ctx,
    believed: &Believed,
    about: About,
    word: &Word,
) -> Result<(Taken, Option<BrokerId>), ServiceError> {
    let of_number = match about {
        About::Office(broker, _) | About::Lead(broker, _) => Some(broker),
        About::Anything { inbound: Some(true) } => of_phone(tx, word.to.as_ref()).await?,
        About::Anything { inbound: Some(false) } => of_phone(tx, word.from.as_ref()).await?,
        About::Anything { inbound: None } => match of_phone(tx, word.to.as_ref()).await? {
            Some(broker) => Some(broker),
            None => of_phone(tx, word.from.as_ref()).await?,
        },
    };
    let broker = match of_number {
        Some(id) => callback::broker_of(tx, believed, id).await?,
        None => None,
    };
    let Some(broker) = broker else { return Ok((Taken::Foreign, None)) };
    if !callback::is_first(tx, ctx, &broker, believed).await? {
        return Ok((Taken::Replayed, None));
    }
    let id = match about {
        About::Office(_, id) | About::Lead(_, id) => Some(id),
        About::Anything { .. } => rows::id_of_sid(tx, broker.id, &word.sid).await?,
    };
    let known = match id {
        Some(id) => rows::find_locked(tx, broker.id, id).await?,
        None => None,
    };
    match (about, known) {
        (About::Office(..), Some(call)) => office_word(tx, ctx, call, word).await?,
        (About::Lead(..), Some(call)) => lead_word(tx, ctx, &broker, call, word).await?,
        (About::Anything { .. }, Some(call)) if call.direction == Direction::Inbound => {
            rang_in(tx, ctx, call).await?;
        }
        (About::Anything { .. }, Some(call)) if call.office_sid.as_deref() == Some(&word.sid) => {
            office_word(tx, ctx, call, word).await?;
        }
        (About::Anything { .. }, Some(call)) => lead_word(tx, ctx, &broker, call, word).await?,
        (About::Anything { .. }, None) => {
            if let Some(call) = placed_by_another(tx, ctx, &broker, word).await? {
                lead_word(tx, ctx, &broker, call, word).await?;
            }
        }
        (About::Office(..) | About::Lead(..), None) => return Ok((Taken::Foreign, None)),
    }
    Ok((Taken::Taken, Some(broker.id)))
}

async fn of_phone(tx: &mut Tx, phone: Option<&E164>) -> Result<Option<BrokerId>, ServiceError> {
    let Some(phone) = phone else { return Ok(None) };
    Ok(number::find_by_phone(tx, phone).await?.map(|number| number.broker_id))
}

/// A call that n8n or another program places from a number of the pool to a lead, and is heard of for the first time.
async fn placed_by_another(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    word: &Word,
) -> Result<Option<CarrierCall>, ServiceError> {
    let (Some(from), Some(to)) = (&word.from, &word.to) else { return Ok(None) };
    let Some(number) = number::find_by_phone(tx, from).await? else { return Ok(None) };
    let Some(lead) = rows::lead_of_phone(tx, broker.id, number.id, to).await? else { return Ok(None) };
    let lasted = TimeDelta::seconds(word.seconds.unwrap_or_default().into());
    let call = CarrierCall {
        lead_id: Some(lead),
        sid: Some(word.sid.clone()),
        lead_phone: Some(to.clone()),
        stage: Stage::Lead,
        placed_at: Some(ctx.now - lasted),
        ..new_call(ctx, broker.id, number.id, Direction::Outbound)
    };
    // Another word about it may have been quicker.
    rows::insert(tx, &call).await?;
    let Some(id) = rows::id_of_sid(tx, broker.id, &word.sid).await? else { return Ok(None) };
    Ok(rows::find_locked(tx, broker.id, id).await?)
}

/// A call that nothing is known of yet.
pub(super) fn new_call(
    ctx: &Ctx,
    broker_id: BrokerId,
    number_id: steadyline_core::id::NumberId,
    direction: Direction,
) -> CarrierCall {
    CarrierCall {
        id: ctx.clock.id(),
        broker_id,
        direction,
        lead_id: None,
        number_id,
        actor: String::new(),
        sid: None,
        office_sid: None,
        lead_phone: None,
        office_phone: None,
        space: String::new(),
        stage: Stage::Office,
        heard: Heard::default(),
        office_heard: Heard::default(),
        answered_by: None,
        seconds: None,
        sip_code: None,
        is_short: false,
        is_blocked: false,
        outcome: None,
        trouble: String::new(),
        asked_at: ctx.now,
        placed_at: None,
        answered_at: None,
        ended_at: None,
        heard_at: ctx.now,
        reads: 0,
        dismissed_at: None,
    }
}

/// The carrier says that a call to a number is over, not what the main line did: that comes too, or is asked for.
async fn rang_in(tx: &mut Tx, ctx: &Ctx, before: CarrierCall) -> Result<(), ServiceError> {
    if before.is_open() {
        let call = CarrierCall { stage: Stage::Over, ended_at: Some(ctx.now), heard_at: ctx.now, ..before };
        rows::update(tx, &call).await?;
    }
    Ok(())
}

/// What to do once the office picked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bridge {
    /// Ring the lead, showing the number.
    Join {
        /// The lead's phone.
        lead: E164,
        /// The lead's number, which it always sees.
        number: E164,
    },
    /// Say why not, and end it.
    CalledOff(&'static str),
    /// It was not believed.
    Not(Taken),
}

/// The office picked up: the lead is rung, if nothing came in between.
///
/// # Errors
/// What the database says.
pub async fn bridge(
    service: &Service,
    believed: Believed,
    broker: BrokerId,
    id: CarrierCallId,
    sid: String,
) -> Result<Bridge, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let answer = service
        .db
        .write(move |tx| {
            let (ctx, believed, sid) = (ctx.clone(), believed.clone(), sid.clone());
            Box::pin(async move { bridge_in(tx, &ctx, &believed, broker, id, sid).await })
        })
        .await?;
    service.bus.tell(broker);
    Ok(answer)
}

async fn bridge_in(
    tx: &mut Tx,
    ctx: &Ctx,
    believed: &Believed,
    broker: BrokerId,
    id: CarrierCallId,
    sid: String,
) -> Result<Bridge, ServiceError> {
    let Some(broker) = callback::broker_of(tx, believed, broker).await? else {
        return Ok(Bridge::Not(Taken::Foreign));
    };
    if !callback::is_first(tx, ctx, &broker, believed).await? {
        return Ok(Bridge::Not(Taken::Replayed));
    }
    let Some(mut call) = rows::find_locked(tx, broker.id, id).await? else {
        return Ok(Bridge::Not(Taken::Foreign));
    };
    let is_in_time = call.placed_at.is_some_and(|at| ctx.now - at < JOINED_WITHIN);
    if !is_in_time || call.heard.status.is_some() {
        return Ok(Bridge::CalledOff("This call was canceled."));
    }
    let lead = match call.lead_id {
        Some(lead) => lead::find(tx, broker.id, lead).await?,
        None => None,
    };
    let number = number::find(tx, broker.id, call.number_id).await?;
    let (Some(lead), Some(number)) = (lead, number) else {
        return Ok(Bridge::Not(Taken::Foreign));
    };
    let is_suppressed = crate::assignment::is_suppressed(tx, &broker, &lead).await?;
    let phone = lead.phone.clone().filter(|phone| call.lead_phone.as_ref() == Some(phone));
    call.office_sid.get_or_insert(sid);
    call.heard_at = ctx.now;
    let answer = match phone {
        Some(phone) if !is_suppressed => {
            call.stage = Stage::Lead;
            call.trouble.clear();
            Bridge::Join { lead: phone, number: number.number }
        }
        _ => {
            call.stage = Stage::Over;
            call.ended_at.get_or_insert(ctx.now);
            "The lead may no longer be called, so it was not.".clone_into(&mut call.trouble);
            Bridge::CalledOff("This lead may no longer be called.")
        }
    };
    rows::update(tx, &call).await?;
    Ok(answer)
}
