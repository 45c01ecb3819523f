//! Suppressing a person, who is then never called again, and taking that back.

use super::{LeadEdit, edit, named, not_erased, rows, tell};
use crate::assignment::{MOST, apply, broker_of, is_suppressed, reinstate_in, release_of};
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError};
use serde_json::json;
use std::collections::BTreeSet;
use steadyline_core::assignment::{Assignment, Event};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::LeadId;
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment, call, suppression};

/// Suppresses a person, on all its records, and releases its number; or with `false` takes that back.
///
/// # Errors
/// `NotFound`.
pub async fn set_suppressed(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
    suppressed: bool,
) -> Result<Lead, ServiceError> {
    let change = LeadEdit { suppressed: Some(suppressed), ..LeadEdit::default() };
    edit(service, actor, broker, lead, change).await
}

/// The same for a lead that is locked, in the transaction of something larger.
pub(crate) async fn suppress_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    suppressed: bool,
    reason: Option<&str>,
) -> Result<(), ServiceError> {
    let changed = rows::set_suppressed(tx, lead, suppressed.then_some(ctx.now)).await? > 0;
    // Also what is kept of an erased record: the office says that the person is suppressed no more.
    let forgotten = match &lead.phone {
        Some(phone) if !suppressed => suppression::forget(tx, broker.id, phone).await?,
        _ => false,
    };
    if !changed && !forgotten {
        return Ok(());
    }
    let kind = if suppressed { "lead.suppressed" } else { "lead.unsuppressed" };
    tell(tx, ctx, lead, kind, reason, json!({})).await?;
    if suppressed { release_suppressed(tx, ctx, lead).await } else { Ok(()) }
}

/// Releases the number of a person who was suppressed.
pub(crate) async fn release_suppressed(tx: &mut Tx, ctx: &Ctx, lead: &Lead) -> Result<(), ServiceError> {
    let live = assignment::live_of_person(tx, lead.broker_id, lead.id, lead.phone.as_ref()).await?;
    if let Some(live) = live {
        apply(tx, ctx, &live, Event::ReleasedByPerson, Some("the person is suppressed")).await?;
    }
    Ok(())
}

/// Suppresses many persons, in one transaction. Answers the records that were not suppressed before; an erased one is
/// left alone.
///
/// # Errors
/// `NotFound` for a broker or lead the actor may not know of; [`FieldError`] on `leads` for none or too many.
pub async fn suppress_many(
    service: &Service,
    actor: &Actor,
    broker: &str,
    leads: &[LeadId],
) -> Result<Vec<LeadId>, ServiceError> {
    few(leads)?;
    let ctx = Ctx::new(service, actor);
    let (broker, leads) = (broker.to_owned(), BTreeSet::from_iter(leads.iter().copied()));
    let (broker_id, suppressed) = service
        .db
        .write(move |tx| {
            let (ctx, broker, leads) = (ctx.clone(), broker.clone(), leads.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let mut suppressed = Vec::new();
                for id in leads {
                    let found = rows::find_locked(tx, broker.id, id).await?;
                    let lead = found.ok_or(ServiceError::NotFound("lead"))?;
                    if lead.suppressed_at.is_none() && lead.erased_at.is_none() {
                        suppress_in(tx, &ctx, &broker, &lead, true, None).await?;
                        suppressed.push(id);
                    }
                }
                Ok::<_, ServiceError>((broker.id, suppressed))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok(suppressed)
}

/// What taking a suppression back did.
#[derive(Debug)]
pub struct Unsuppressed {
    /// The lead.
    pub lead: Lead,
    /// Why the person did not get the number back that suppressing took; none where it did, or had none.
    pub without_number: Option<Conflict>,
}

/// Takes back a suppression that a person made, as if it had not been made: who had a number gets it back where that is
/// still possible. All in one transaction.
///
/// # Errors
/// [`Conflict::NotUndone`] where the person asked for it on a call, [`Conflict::LeadErased`], `NotFound`.
pub async fn undo_suppression(
    service: &Service,
    actor: &Actor,
    broker: &str,
    lead: &str,
) -> Result<Unsuppressed, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, lead) = (broker.to_owned(), lead.to_owned());
    let undone = service
        .db
        .write(move |tx| {
            let (ctx, broker, lead) = (ctx.clone(), broker.clone(), lead.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let id = named(tx, &broker, &lead).await?.id;
                let found = rows::find_locked(tx, broker.id, id).await?;
                undo_suppression_in(tx, &ctx, &broker, found.ok_or(ServiceError::NotFound("lead"))?).await
            })
        })
        .await?;
    service.bus.tell(undone.lead.broker_id);
    Ok(undone)
}

/// The same for many, in one transaction: each where it is still possible. Answers those that are suppressed no more,
/// and why the others still are.
///
/// # Errors
/// `NotFound` for a broker or lead the actor may not know of; [`FieldError`] on `leads` for none or too many.
pub async fn undo_suppressions(
    service: &Service,
    actor: &Actor,
    broker: &str,
    leads: &[LeadId],
) -> Result<(Vec<Unsuppressed>, Vec<(LeadId, Conflict)>), ServiceError> {
    few(leads)?;
    let ctx = Ctx::new(service, actor);
    let (broker, leads) = (broker.to_owned(), BTreeSet::from_iter(leads.iter().copied()));
    let (broker_id, undone, refused) = service
        .db
        .write(move |tx| {
            let (ctx, broker, leads) = (ctx.clone(), broker.clone(), leads.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let (mut undone, mut refused) = (Vec::new(), Vec::new());
                for id in leads {
                    let lead =
                        rows::find_locked(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("lead"))?;
                    // Who may be called already: nothing is taken back of them.
                    if lead.erased_at.is_none() && !is_suppressed(tx, &broker, &lead).await? {
                        continue;
                    }
                    match undo_suppression_in(tx, &ctx, &broker, lead).await {
                        Ok(done) => undone.push(done),
                        Err(ServiceError::Conflict(why)) => refused.push((id, why)),
                        Err(error) => return Err(error),
                    }
                }
                Ok::<_, ServiceError>((broker.id, undone, refused))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok((undone, refused))
}

fn few(leads: &[LeadId]) -> Result<(), FieldError> {
    if leads.is_empty() || leads.len() > MOST {
        return Err(FieldError::new("leads", format!("Select 1 to {MOST} leads.")));
    }
    Ok(())
}

/// Takes the suppression of a lead that is locked back, in the transaction of something larger.
pub(crate) async fn undo_suppression_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: Lead,
) -> Result<Unsuppressed, ServiceError> {
    not_erased(&lead)?;
    let phone = lead.phone.as_ref();
    if call::person_said(tx, broker.id, lead.id, phone, Outcome::DoNotCall).await? {
        let why = "the person asked for it on a call: correct that call";
        return Err(Conflict::NotUndone { why }.into());
    }
    let taken = taken_by_suppression(tx, broker, &lead).await?;
    suppress_in(tx, ctx, broker, &lead, false, None).await?;
    let without_number = match taken {
        None => None,
        Some(ended) => match reinstate_in(tx, ctx, broker, &ended, Some("the suppression is undone")).await {
            Ok(_) => None,
            Err(ServiceError::Conflict(why)) => Some(why),
            Err(error) => return Err(error),
        },
    };
    let lead = rows::find(tx, broker.id, lead.id).await?.ok_or(ServiceError::NotFound("lead"))?;
    Ok(Unsuppressed { lead, without_number })
}

/// The assignment that ended because the person was suppressed: both have the same time.
async fn taken_by_suppression(
    tx: &mut Tx,
    broker: &Broker,
    lead: &Lead,
) -> Result<Option<Assignment>, ServiceError> {
    let phone = lead.phone.as_ref();
    let Some(newest) = assignment::newest_of_person(tx, broker.id, lead.id, phone).await? else {
        return Ok(None);
    };
    let release = release_of(tx, broker, &newest).await?;
    let is_that = release.is_some_and(|release| Some(release.at) == lead.suppressed_at);
    Ok(is_that.then_some(newest))
}
