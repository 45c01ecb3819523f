//! What happens to an assignment: events, release, lock, rehome.

use super::{AssignmentView, Seed, broker_of, place};
use crate::ctx::{About, Ctx};
use crate::{Conflict, Service, ServiceError};
use chrono::{DateTime, Utc};
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event, State};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::{AssignmentId, NumberId};
use steadyline_core::lead::Lead;
use steadyline_core::page::StatusKind;
use steadyline_core::room::{OccupancyChange, Weight};
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, lead, load};

/// Longest reason.
const MAX_REASON: usize = 500;

/// Lets an event happen: state machine, row, counters, history. Gives the assignment as it is now.
pub(crate) async fn apply(
    tx: &mut Tx,
    ctx: &Ctx,
    before: &Assignment,
    event: Event,
    reason: Option<&str>,
) -> Result<Assignment, ServiceError> {
    let progress = before.progress.after(event, ctx.now)?;
    let mut after = Assignment { progress, ..before.clone() };
    if matches!(event, Event::Locked { .. }) {
        after.locked_at = after.locked_at.or(Some(ctx.now));
    }
    save_after(tx, ctx, before, after, reason, Some(event)).await
}

/// Saves what became of an assignment, moves its number's counters, tells the history of a changed state.
pub(crate) async fn save(
    tx: &mut Tx,
    ctx: &Ctx,
    before: &Assignment,
    after: Assignment,
    reason: Option<&str>,
) -> Result<Assignment, ServiceError> {
    save_after(tx, ctx, before, after, reason, None).await
}

async fn save_after(
    tx: &mut Tx,
    ctx: &Ctx,
    before: &Assignment,
    mut after: Assignment,
    reason: Option<&str>,
    event: Option<Event>,
) -> Result<Assignment, ServiceError> {
    let (was, is) = (before.progress.state.weight(), after.progress.state.weight());
    if was != is {
        after.slot = slot_after(tx, before, is).await?;
    }
    rows::update(tx, before, &after).await?;
    load::change(tx, before.broker_id, before.number_id, OccupancyChange::between(was, is)).await?;
    crate::report::count_ended(tx, before, &after).await?;
    if was != is || before.progress.state.status() != after.progress.state.status() {
        let detail = json!({
            "from": before.progress.state.status(),
            "to": after.progress.state.status(),
            "call_attempts": after.progress.call_attempts,
            // What an ended row does not say any more, for who undoes it.
            "event": event.map(Event::as_str),
            "appointment_at": before.progress.state.appointment_at().filter(|_| is.is_none()),
        });
        ctx.tell(tx, before.broker_id, kind(&after), About::assignment(&after), reason, detail).await?;
    }
    Ok(after)
}

/// The slot that goes with a new weight: kept while one is needed, the number's lowest unused one when one is
/// needed again, none otherwise.
async fn slot_after(
    tx: &mut Tx,
    before: &Assignment,
    weight: Option<Weight>,
) -> Result<Option<i32>, ServiceError> {
    let broker =
        steadyline_db::broker::find(tx, before.broker_id).await?.ok_or(ServiceError::NotFound("broker"))?;
    let leads_per_number = broker.settings.leads_per_number;
    if !weight.is_some_and(|weight| weight.takes_slot(leads_per_number)) {
        return Ok(None);
    }
    if before.slot.is_some() && before.progress.state.weight().is_some() {
        return Ok(before.slot);
    }
    let taken = rows::taken_slots(tx, before.broker_id, before.number_id).await?;
    // Above one lead a number, also past the setting: the number then drains.
    Ok(steadyline_core::room::lowest_free_slot(&taken, i32::MAX))
}

fn kind(after: &Assignment) -> &'static str {
    match after.progress.state {
        State::Active { first_answered_at: Some(_) } => "assignment.held",
        State::Active { first_answered_at: None } => "assignment.reopened",
        State::BookedLocked { .. } => "assignment.locked",
        State::Unreachable { .. } => "assignment.unreachable",
        State::Released { .. } => "assignment.released",
    }
}

/// Moves a live lead to another number, in the transaction at hand. Carries attempts, limits, first answer,
/// booking, appointment and notes.
pub(crate) async fn rehome_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    from: &Assignment,
    reason: &str,
) -> Result<Assignment, ServiceError> {
    let lead = lead::find(tx, broker.id, from.lead_id).await?.ok_or(ServiceError::NotFound("lead"))?;
    let ended = apply(tx, ctx, from, Event::Rehomed, Some(reason)).await?;
    debug_assert_eq!(ended.id, from.id);
    let seed = Seed { not_on: Some(from.number_id), ..Seed::carried(from, from.progress) };
    let (made, _created) = place(tx, ctx, broker, &lead, seed).await?;
    let detail = json!({ "from_number_id": from.number_id, "to_number_id": made.number_id });
    ctx.tell(tx, broker.id, "assignment.rehomed", About::assignment(&made), Some(reason), detail).await?;
    Ok(made)
}

/// Moves every live lead of a number, all or nothing. Gives how many.
pub(crate) async fn rehome_all(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    number: NumberId,
    reason: &str,
) -> Result<i64, ServiceError> {
    let live = rows::live_on_number(tx, broker.id, number).await?;
    for assignment in &live {
        rehome_in(tx, ctx, broker, assignment, reason).await?;
    }
    Ok(i64::try_from(live.len()).unwrap_or(i64::MAX))
}

pub(super) fn checked(reason: &str) -> Result<String, ServiceError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > MAX_REASON {
        return Err(FieldError::new("reason", "Enter a reason of 1 to 500 characters.").into());
    }
    Ok(reason.to_owned())
}

/// What a person asks for.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Release { shown: Option<StatusKind> },
    Lock { appointment_at: Option<DateTime<Utc>> },
    Rehome,
}

async fn ask(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    reason: &str,
    ask: Ask,
) -> Result<AssignmentView, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, reason) = (broker.to_owned(), checked(reason)?);
    let view = service
        .db
        .write(move |tx| {
            let (ctx, broker, reason) = (ctx.clone(), broker.clone(), reason.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let found = rows::find_locked(tx, broker.id, id).await?;
                let assignment = found.ok_or(ServiceError::NotFound("assignment"))?;
                let after = match ask {
                    Ask::Release { shown } => {
                        as_shown(&assignment, shown)?;
                        apply(tx, &ctx, &assignment, Event::ReleasedByPerson, Some(&reason)).await?
                    }
                    Ask::Lock { appointment_at } => {
                        apply(tx, &ctx, &assignment, Event::Locked { appointment_at }, Some(&reason)).await?
                    }
                    Ask::Rehome => rehome_in(tx, &ctx, &broker, &assignment, &reason).await?,
                };
                super::view::of(tx, &broker, after).await
            })
        })
        .await?;
    service.bus.tell(view.broker_id);
    Ok(view)
}

/// Releases the lead's number.
///
/// # Errors
/// [`Conflict::State`] if the assignment has ended; a reason is required.
pub async fn release(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    reason: &str,
) -> Result<AssignmentView, ServiceError> {
    release_shown(service, actor, broker, id, None, reason).await
}

/// The same by a form that told what it does to an assignment of this status. One of another status loses something
/// else: it stays until a form told that.
///
/// # Errors
/// As [`release`]; [`Conflict::OtherStatus`].
pub async fn release_shown(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    shown: Option<StatusKind>,
    reason: &str,
) -> Result<AssignmentView, ServiceError> {
    ask(service, actor, broker, id, reason, Ask::Release { shown }).await
}

/// Refuses a release that was shown for another status. One that was released already is refused for that.
fn as_shown(now: &Assignment, shown: Option<StatusKind>) -> Result<(), Conflict> {
    let is = StatusKind::of(&now.progress.state);
    match shown {
        Some(shown) if is != shown && is != StatusKind::Released => Err(Conflict::OtherStatus { is, shown }),
        _ => Ok(()),
    }
}

/// Locks the number to the lead.
///
/// # Errors
/// [`Conflict::State`] if the assignment has ended; a reason is required; [`FieldError`] on `appointment_at`.
pub async fn lock(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    appointment_at: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<AssignmentView, ServiceError> {
    crate::call::check_appointment(appointment_at, service.clock.now())?;
    ask(service, actor, broker, id, reason, Ask::Lock { appointment_at }).await
}

/// Moves the lead to another number.
///
/// # Errors
/// [`Conflict::NoAvailableNumber`] if there is no other; then the lead keeps the one it has.
pub async fn rehome(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
    reason: &str,
) -> Result<AssignmentView, ServiceError> {
    ask(service, actor, broker, id, reason, Ask::Rehome).await
}

/// A booking that was taken back at one lead a number, while another lead has the slot: it stays locked.
pub(crate) async fn keeps_its_lock(
    tx: &mut Tx,
    broker: &Broker,
    before: &Assignment,
    after: State,
) -> Result<bool, ServiceError> {
    let needs = after.weight().is_some_and(|weight| weight.takes_slot(broker.settings.leads_per_number));
    let is_booked = before.progress.state.weight() == Some(Weight::Booked);
    if broker.settings.leads_per_number != 1 || !needs || !is_booked {
        return Ok(false);
    }
    Ok(!rows::taken_slots(tx, broker.id, before.number_id).await?.is_empty())
}

/// Refuses what would touch a lead of another person.
pub(crate) fn same_person(a: &Lead, b: &Lead) -> bool {
    a.id == b.id || (a.phone.is_some() && a.phone == b.phone)
}
