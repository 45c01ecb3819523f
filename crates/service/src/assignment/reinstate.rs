//! Undoing a release: the person gets the same number again, with all it had there.
//!
//! An ended assignment stays ended. A new one goes on with it, as after a rehoming, so that the history keeps both and
//! corrections of the old one's calls still find their way.

use super::{AssignmentView, Seed, broker_of, place::today, refuse_marked};
use crate::ctx::{About, Ctx};
use crate::{Conflict, Service, ServiceError};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use steadyline_core::assignment::{Assignment, Event, Progress, Status};
use steadyline_core::broker::Broker;
use steadyline_core::id::AssignmentId;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::page::StatusKind;
use steadyline_core::room::{OccupancyChange, lowest_free_slot};
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, event, lead as leads, load, number as numbers, rollup};

/// Gives a released lead its number back, as if it had not been released: same number, attempts, limit, first answer,
/// booking and appointment. A second time answers what the first one made.
///
/// # Errors
/// [`Conflict::NumberTaken`] where other leads have the number by now, [`Conflict::NumberOutOfService`],
/// [`Conflict::PersonHasNumber`] where the person has another one, [`Conflict::LeadSuppressed`],
/// [`Conflict::BadPhone`], [`Conflict::LeadErased`], [`Conflict::NotUndone`] for one that did not end by a release.
pub async fn reinstate(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    reason: Option<&str>,
) -> Result<AssignmentView, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let reason = reason.map(super::change::checked).transpose()?;
    let broker = broker.to_owned();
    let view = service
        .db
        .write(move |tx| {
            let (ctx, broker, reason) = (ctx.clone(), broker.clone(), reason.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let found = rows::find_locked(tx, broker.id, id).await?;
                let ended = found.ok_or(ServiceError::NotFound("assignment"))?;
                let made = reinstate_in(tx, &ctx, &broker, &ended, reason.as_deref()).await?;
                super::view::of(tx, &broker, made).await
            })
        })
        .await?;
    service.bus.tell(view.broker_id);
    Ok(view)
}

/// [`reinstate`] inside a transaction that holds the lead. Refused, it leaves nothing behind.
pub(crate) async fn reinstate_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    ended: &Assignment,
    reason: Option<&str>,
) -> Result<Assignment, ServiceError> {
    let lead = leads::find(tx, broker.id, ended.lead_id).await?.ok_or(ServiceError::NotFound("lead"))?;
    if let Some(live) = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?
        && live.rehomed_from == Some(ended.id)
        && live.number_id == ended.number_id
    {
        return Ok(live);
    }
    let progress = may_go_on(tx, ctx, broker, &lead, ended).await?;
    let seed = Seed::carried(ended, progress);
    let weight = progress.state.weight();
    // Locks the number's row: what is read from here on holds until the end.
    let change = OccupancyChange::between(None, weight);
    load::change(tx, broker.id, ended.number_id, change).await?;
    match put_back(tx, ctx, broker, &lead, &seed, ended).await {
        Ok(made) => {
            load::set_assigned(tx, broker.id, made.number_id, made.assigned_at).await?;
            // It is on the number it had: nobody moved.
            rollup::add_assigned(tx, broker.id, made.number_id, today(broker, ctx.now).day, false).await?;
            crate::report::refresh_funnel(tx, broker, made.lead_id).await?;
            let detail = json!({
                "reinstated": ended.id,
                "state": StatusKind::of(&made.progress.state).as_str(),
                "slot": made.slot,
            });
            let about = About::assignment(&made);
            ctx.tell(tx, broker.id, "assignment.reinstated", about, reason, detail).await?;
            Ok(made)
        }
        Err(error) => {
            load::change(tx, broker.id, ended.number_id, OccupancyChange::between(weight, None)).await?;
            Err(error)
        }
    }
}

/// Writes the new assignment, where the number, whose counters have it already, still has the room.
async fn put_back(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    seed: &Seed,
    ended: &Assignment,
) -> Result<Assignment, ServiceError> {
    let leads_per_number = broker.settings.leads_per_number;
    let number = number_of(tx, broker, ended).await?;
    let takes_slot = seed.progress.state.weight().is_some_and(|weight| weight.takes_slot(leads_per_number));
    let slot = if takes_slot {
        if number.occupancy.counted(leads_per_number) > leads_per_number {
            return Err(Conflict::NumberTaken.into());
        }
        let taken = rows::taken_slots(tx, broker.id, number.id).await?;
        Some(lowest_free_slot(&taken, leads_per_number).ok_or(Conflict::NumberTaken)?)
    } else {
        None
    };
    let new = seed.assignment(ctx, lead, ended.number_id, slot);
    // Why the lead has this number is what it was.
    let new = Assignment { matched: ended.matched, choice: ended.choice.clone(), ..new };
    if rows::insert(tx, &new).await? {
        return Ok(new);
    }
    // Somebody was quicker, with the person or with the slot.
    let live = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?;
    Err(if live.is_some() { Conflict::PersonHasNumber } else { Conflict::NumberTaken }.into())
}

/// Whether the lead could have its number back now; reads only.
///
/// # Errors
/// As [`reinstate`].
pub(crate) async fn could(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    ended: &Assignment,
) -> Result<(), ServiceError> {
    let progress = may_go_on(tx, ctx, broker, lead, ended).await?;
    let leads_per_number = broker.settings.leads_per_number;
    let takes_slot = progress.state.weight().is_some_and(|weight| weight.takes_slot(leads_per_number));
    let occupancy = number_of(tx, broker, ended).await?.occupancy;
    if takes_slot && !occupancy.has_room(leads_per_number) {
        return Err(Conflict::NumberTaken.into());
    }
    Ok(())
}

/// What the lead goes on as. Whether the number has room is another question.
async fn may_go_on(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    ended: &Assignment,
) -> Result<Progress, ServiceError> {
    crate::lead::not_erased(lead)?;
    let phone = lead.phone.as_ref();
    if rows::live_of_person(tx, broker.id, lead.id, phone).await?.is_some() {
        return Err(Conflict::PersonHasNumber.into());
    }
    refuse_marked(tx, lead).await?;
    let newest = rows::newest_of_person(tx, broker.id, lead.id, phone).await?;
    if newest.is_none_or(|newest| newest.id != ended.id) {
        return Err(not_undone("the person has had another number since: assign the lead again"));
    }
    let release = release_of(tx, broker, ended).await?.ok_or_else(|| {
        not_undone("only a release is undone: correct the call that ended it, or assign the lead again")
    })?;
    let progress = ended.progress.reinstated(release.appointment_at, ended.limit_on_hold(ctx.now));
    let progress = progress.map_err(|_refused| {
        not_undone("the lead's attempts were used up: assign it again to keep calling")
    })?;
    if !number_of(tx, broker, ended).await?.standing(ctx.now).in_service() {
        return Err(Conflict::NumberOutOfService.into());
    }
    Ok(progress)
}

fn not_undone(why: &'static str) -> ServiceError {
    Conflict::NotUndone { why }.into()
}

async fn number_of(tx: &mut Tx, broker: &Broker, ended: &Assignment) -> Result<Number, ServiceError> {
    numbers::find(tx, broker.id, ended.number_id).await?.ok_or(ServiceError::NotFound("number"))
}

/// How an assignment was released.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    pub(crate) at: DateTime<Utc>,
    /// The appointment it had.
    pub(crate) appointment_at: Option<DateTime<Utc>>,
    /// It had no number any more: the wait for another one was ended.
    pub(crate) ended_wait: bool,
}

/// How it was released by a person or by the job for silent ones; none where it ended otherwise, or has not ended.
pub(crate) async fn release_of(
    tx: &mut Tx,
    broker: &Broker,
    ended: &Assignment,
) -> Result<Option<Release>, ServiceError> {
    let Some((at, detail)) = event::last_release(tx, broker.id, ended.id).await? else { return Ok(None) };
    let by = detail.get("event").and_then(Value::as_str);
    let is_release =
        [Event::ReleasedByPerson, Event::WentSilent].iter().any(|event| by == Some(event.as_str()));
    let appointment_at = detail.get("appointment_at").and_then(Value::as_str);
    let appointment_at = appointment_at.and_then(|text| text.parse().ok());
    let from = detail.get("from").and_then(Value::as_str);
    let ended_wait = from == Some(Status::Unreachable.as_str());
    Ok(is_release.then_some(Release { at, appointment_at, ended_wait }))
}
