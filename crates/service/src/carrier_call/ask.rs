//! Click-to-call: whether a lead may be called now, and the place in the queue.

use super::hear::new_call;
use super::live::{CallView, view};
use crate::assignment::{broker_of, by_limits, refuse_marked};
use crate::carrier::open_account;
use crate::ctx::{About, Ctx};
use crate::{CarrierTrouble, Conflict, Service, ServiceError};
use serde_json::json;
use steadyline_core::assignment::Assignment;
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, Stage};
use steadyline_core::field::FieldError;
use steadyline_core::id::CarrierCallId;
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{
    Tx, assignment, carrier as rows_of_accounts, carrier_call as rows, lead as leads, number, user,
};

/// Which phone of the office rings first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ring {
    /// The broker's.
    #[default]
    MainLine,
    /// That of the person who asks.
    Own,
}

impl Ring {
    /// Reads the word of forms and bodies; nothing is the main line.
    ///
    /// # Errors
    /// [`FieldError`] for another word.
    pub fn parse(word: &str) -> Result<Self, FieldError> {
        match word {
            "" | "main_line" => Ok(Self::MainLine),
            "own" => Ok(Self::Own),
            _ => Err(FieldError::new("ring", "must be main_line or own")),
        }
    }
}

/// Asks for a call to a lead: the office's phone rings, then the lead's, which sees its number. It waits for its turn.
///
/// # Errors
/// [`Conflict::CallNotAllowed`] with the time from which on it is, and whatever else stands against calling the lead.
pub async fn ask(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    lead: &str,
    ring: Ring,
) -> Result<CallView, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, lead) = (broker.map(str::to_owned), lead.trim().to_owned());
    let opener = service.clone();
    let view = service
        .db
        .write(move |tx| {
            let (ctx, broker, lead, opener) = (ctx.clone(), broker.clone(), lead.clone(), opener.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, broker.as_deref()).await?;
                let found = leads::find_named(tx, broker.id, &lead).await?;
                let lead = found.ok_or(ServiceError::NotFound("lead"))?;
                // Read again: while it waited for the lock, somebody may have changed or erased it.
                let lead = leads::find_locked(tx, broker.id, lead.id).await?;
                let lead = lead.ok_or(ServiceError::NotFound("lead"))?;
                ask_in(tx, &ctx, &opener, &broker, &lead, ring).await
            })
        })
        .await?;
    service.bus.tell(view.broker_id);
    Ok(view)
}

async fn ask_in(
    tx: &mut Tx,
    ctx: &Ctx,
    service: &Service,
    broker: &Broker,
    lead: &Lead,
    ring: Ring,
) -> Result<CallView, ServiceError> {
    crate::lead::not_erased(lead)?;
    let (phone, live) = callable(tx, ctx, broker, lead).await?;
    let used = rows_of_accounts::used_by(tx, broker.id).await?;
    let used = used.ok_or(Conflict::Carrier(CarrierTrouble::NotConnected))?;
    let space = open_account(service, &used)?.space;
    let call = CarrierCall {
        lead_id: Some(lead.id),
        lead_phone: Some(phone),
        office_phone: Some(office_phone(tx, ctx, broker, ring).await?),
        actor: ctx.actor.name().to_owned(),
        space,
        stage: Stage::Queued,
        ..new_call(ctx, broker.id, live.number_id, Direction::Outbound)
    };
    rows::insert(tx, &call).await?;
    let about = About { lead_id: Some(lead.id), number_id: Some(live.number_id), ..About::default() };
    ctx.tell(tx, broker.id, "call.asked", about, None, json!({ "call_id": call.id })).await?;
    view(tx, broker, &call).await
}

/// The lead's phone and the assignment whose number it sees, if nothing stands against calling it now.
async fn callable(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
) -> Result<(E164, Assignment), ServiceError> {
    let phone =
        lead.phone.clone().ok_or_else(|| FieldError::new("lead", "The lead has no phone: add one first."))?;
    refuse_marked(tx, lead).await?;
    let live = assignment::live_of_person(tx, broker.id, lead.id, Some(&phone)).await?;
    let live = live.ok_or(Conflict::NoLiveAssignment)?;
    let number =
        number::find(tx, broker.id, live.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
    if !number.standing(ctx.now).in_service() {
        return Err(Conflict::NumberOutOfService.into());
    }
    if rows::open_of_person(tx, broker.id, lead.id, Some(&phone)).await?.is_some() {
        return Err(Conflict::CallUnderWay.into());
    }
    let may = by_limits(tx, ctx, broker, lead).await?;
    if !may.allowed {
        let retry_after = may.not_before.map(|at| (at - ctx.now).num_seconds().max(1));
        return Err(Conflict::CallNotAllowed { why: may.why, not_before: may.not_before, retry_after }.into());
    }
    Ok((phone, live))
}

async fn office_phone(tx: &mut Tx, ctx: &Ctx, broker: &Broker, ring: Ring) -> Result<E164, ServiceError> {
    match (ring, &ctx.actor) {
        (Ring::MainLine, _) => broker.settings.main_line.clone().ok_or_else(|| {
            FieldError::new("ring", "The office has no main line: set one in Settings.").into()
        }),
        (Ring::Own, Actor::User { id, .. }) => user::phone(tx, *id).await?.ok_or_else(|| {
            FieldError::new("ring", "You have no phone of your own here: add one under Your account.").into()
        }),
        (Ring::Own, _) => {
            Err(FieldError::new("ring", "must be main_line: a key has no phone of its own").into())
        }
    }
}

/// Takes a call that waits for its turn out of the queue.
///
/// # Errors
/// `NotFound` where there is none the actor may know of, [`Conflict::CallUnderWay`] for one that was placed.
pub async fn call_off(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    id: CarrierCallId,
) -> Result<CallView, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.map(str::to_owned);
    let view = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, broker.as_deref()).await?;
                let call = rows::find_locked(tx, broker.id, id).await?;
                let mut call = call.ok_or(ServiceError::NotFound("call"))?;
                if call.stage != Stage::Queued {
                    return Err(Conflict::CallUnderWay.into());
                }
                call.stage = Stage::Over;
                call.ended_at = Some(ctx.now);
                call.reads = 1;
                call.trouble = format!("Canceled by {} before it was placed.", ctx.actor.name());
                rows::update(tx, &call).await?;
                view(tx, &broker, &call).await
            })
        })
        .await?;
    service.bus.tell(view.broker_id);
    Ok(view)
}
