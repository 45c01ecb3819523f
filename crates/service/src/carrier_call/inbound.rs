//! Calls to numbers of the pool: whose they are, what the caller hears, and what the main line did.

use super::callback::{self, Believed, Taken};
use super::conclude::callback_ended;
use super::hear::new_call;
use super::live::{CallView, view};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::{Service, ServiceError, audit};
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, LegStatus, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId};
use steadyline_core::number::Number;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::setting::UnknownCallers;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, carrier_call as rows, number};

/// Somebody calls a number of the pool.
#[derive(Clone, Debug)]
pub struct RingsIn {
    /// The carrier's name for the call.
    pub sid: String,
    /// Who calls; none where the phone is withheld.
    pub from: Option<E164>,
    /// The number that is called.
    pub to: E164,
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The main line rings and shows the caller's phone.
    Bridge {
        /// For the words about the main line.
        broker: BrokerId,
        /// The same.
        call: CarrierCallId,
        /// The office's phone.
        main_line: E164,
        /// What it shows; none where the caller withholds it.
        caller: Option<E164>,
    },
    /// A message is read.
    Message(String),
    /// The call is not taken.
    Reject,
    /// It was not believed.
    Not(Taken),
}

/// Takes a call: finds the lead, and says what the caller gets.
///
/// # Errors
/// What the database says.
pub async fn ring_in(service: &Service, believed: Believed, rings: RingsIn) -> Result<Answer, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let (answer, told) = service
        .db
        .write(move |tx| {
            let (ctx, believed, rings) = (ctx.clone(), believed.clone(), rings.clone());
            Box::pin(async move { ring_in_tx(tx, &ctx, &believed, &rings).await })
        })
        .await?;
    if let Some(broker) = told {
        service.bus.tell(broker);
    }
    Ok(answer)
}

async fn ring_in_tx(
    tx: &mut Tx,
    ctx: &Ctx,
    believed: &Believed,
    rings: &RingsIn,
) -> Result<(Answer, Option<BrokerId>), ServiceError> {
    let Some(number) = number::find_by_phone(tx, &rings.to).await? else {
        return Ok((Answer::Not(Taken::Foreign), None));
    };
    let Some(broker) = callback::broker_of(tx, believed, number.broker_id).await? else {
        return Ok((Answer::Not(Taken::Foreign), None));
    };
    let is_first = callback::is_first(tx, ctx, &broker, believed).await?;
    if let Some(id) = rows::id_of_sid(tx, broker.id, &rings.sid).await? {
        // SignalWire may ask once more while the caller waits, and gets the same answer. Later it is a replay.
        let known = rows::find(tx, broker.id, id).await?.filter(CarrierCall::is_open);
        let answer = known.and_then(|call| bridged(&broker, &call));
        return Ok((answer.unwrap_or(Answer::Not(Taken::Replayed)), None));
    }
    if !is_first {
        return Ok((Answer::Not(Taken::Replayed), None));
    }
    let call = new_callback(tx, ctx, &broker, &number, rings).await?;
    let (call, answer) = answered(&broker, call, ctx);
    rows::insert(tx, &call).await?;
    rows::update(tx, &call).await?;
    Ok((answer, Some(broker.id)))
}

async fn new_callback(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    number: &Number,
    rings: &RingsIn,
) -> Result<CarrierCall, ServiceError> {
    let lead_id = match &rings.from {
        Some(from) => rows::lead_of_phone(tx, broker.id, number.id, from).await?,
        None => None,
    };
    Ok(CarrierCall {
        lead_id,
        sid: Some(rings.sid.clone()),
        lead_phone: rings.from.clone(),
        office_phone: broker.settings.main_line.clone(),
        ..new_call(ctx, broker.id, number.id, Direction::Inbound)
    })
}

/// A lead always reaches the main line, somebody else what the broker chose.
fn answered(broker: &Broker, mut call: CarrierCall, ctx: &Ctx) -> (CarrierCall, Answer) {
    let choice = match call.lead_id {
        Some(_) => UnknownCallers::MainLine,
        None => broker.settings.unknown_callers,
    };
    if choice == UnknownCallers::MainLine
        && let Some(answer) = bridged(broker, &call)
    {
        return (call, answer);
    }
    let is_lead = call.lead_id.is_some();
    call.ended_at = Some(ctx.now);
    call.stage = Stage::Over;
    // There is nothing to ask the carrier about a caller who was never joined with anybody.
    call.reads = i32::from(!is_lead);
    if choice == UnknownCallers::Reject {
        call.outcome = Some(Outcome::NoAnswer);
        "Not a lead: the call was declined.".clone_into(&mut call.trouble);
        return (call, Answer::Reject);
    }
    if is_lead {
        "There is no main line to ring.".clone_into(&mut call.trouble);
    } else {
        call.outcome = Some(Outcome::NoAnswer);
        "Not a lead: a message was read.".clone_into(&mut call.trouble);
    }
    let words = format!("Thank you for calling {}. Please call again later. Goodbye.", broker.name);
    (call, Answer::Message(words))
}

fn bridged(broker: &Broker, call: &CarrierCall) -> Option<Answer> {
    let main_line = call.office_phone.clone()?;
    let caller = call.lead_phone.clone();
    Some(Answer::Bridge { broker: broker.id, call: call.id, main_line, caller })
}

/// What the main line did: `completed` or `answered` where somebody picked up.
///
/// # Errors
/// What the database says.
pub async fn result(
    service: &Service,
    believed: Believed,
    (broker, id): (BrokerId, CarrierCallId),
    status: Option<LegStatus>,
    seconds: Option<i32>,
) -> Result<Taken, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    let was_answered = matches!(status, Some(LegStatus::Completed | LegStatus::InProgress));
    let taken = service
        .db
        .write(move |tx| {
            let (ctx, believed) = (ctx.clone(), believed.clone());
            Box::pin(async move {
                let Some(broker) = callback::broker_of(tx, &believed, broker).await? else {
                    return Ok(Taken::Foreign);
                };
                if !callback::is_first(tx, &ctx, &broker, &believed).await? {
                    return Ok(Taken::Replayed);
                }
                let call = rows::find_locked(tx, broker.id, id).await?;
                let Some(call) = call.filter(|call| call.direction == Direction::Inbound) else {
                    return Ok(Taken::Foreign);
                };
                callback_ended(tx, &ctx, &broker, call, (was_answered, seconds)).await?;
                Ok::<_, ServiceError>(Taken::Taken)
            })
        })
        .await?;
    service.bus.tell(broker);
    Ok(taken)
}

/// Says that a missed callback is done with.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn dismiss(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    id: CarrierCallId,
) -> Result<CallView, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.map(str::to_owned);
    let dismissed = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, broker.as_deref()).await?;
                let call = rows::find_locked(tx, broker.id, id).await?;
                let call = call.filter(|call| call.direction == Direction::Inbound && !call.is_open());
                let mut call = call.ok_or(ServiceError::NotFound("callback"))?;
                if call.dismissed_at.is_none() {
                    let detail = json!({ "call_id": call.id, "lead_id": call.lead_id });
                    call.dismissed_at = Some(ctx.now);
                    rows::update(tx, &call).await?;
                    audit::record(tx, &ctx, Some(broker.id), "callback.dismissed", detail).await?;
                }
                view(tx, &broker, &call).await
            })
        })
        .await?;
    service.bus.tell(dismissed.broker_id);
    Ok(dismissed)
}
