//! Giving a person a number, and keeping it there.

mod bulk;
mod change;
mod place;
mod reinstate;
mod subject;
mod view;

pub use bulk::{MOST, Many, reinstate_many, release_many, would_release};
pub(crate) use change::{apply, keeps_its_lock, rehome_all, rehome_in, same_person, save};
pub use change::{lock, rehome, release, release_shown};
pub(crate) use place::{Seed, place, would_get};
pub use reinstate::reinstate;
pub(crate) use reinstate::{could, reinstate_in, release_of};
pub(crate) use subject::{broker_of, by_limits, is_suppressed, may_call, refuse_marked};
pub use view::{AssignmentView, HistoryEntry, find, list};

use crate::ctx::{About, Ctx};
use crate::{Conflict, Service, ServiceError, pool_level};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event, Progress, State, Status};
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::call_window::MayCall;
use steadyline_core::choice::Match;
use steadyline_core::field::FieldError;
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, number};

/// Ask for a number for a lead.
#[derive(Clone, Debug, Default)]
pub struct Assign {
    /// Our id or the slug; may be left out where the actor belongs to one broker.
    pub broker: Option<String>,
    /// Our id or the caller's own reference; a lead that is not known is created.
    pub lead: String,
    /// Fills an empty phone; another one than is known is refused.
    pub phone: Option<String>,
    /// Fills an empty name.
    pub name: Option<String>,
    /// Fills an empty state.
    pub state: Option<String>,
    /// Fills an empty area code.
    pub area_code: Option<String>,
    /// Fills an empty quality.
    pub quality: Option<String>,
    /// The attempts of this assignment, instead of the broker's setting.
    pub max_attempts: Option<i32>,
    /// Assign although the unreachable period is not over.
    pub force: bool,
}

/// The number a lead has.
#[derive(Clone, Debug, Serialize)]
pub struct Assigned {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The lead record asked for.
    pub lead_id: LeadId,
    /// The caller's own name for it.
    pub lead_reference: Option<String>,
    /// The broker.
    pub broker_id: BrokerId,
    /// The broker, for people.
    pub broker_slug: Slug,
    /// The number.
    pub number_id: NumberId,
    /// The number, E.164.
    pub phone_number: E164,
    /// Where the assignment stands.
    pub status: Status,
    /// Whether it was made now.
    pub created: bool,
    /// How the number was found.
    #[serde(rename = "match")]
    pub matched: Match,
    /// Why this number, in words.
    pub reason: String,
    /// Calls that counted.
    pub call_attempts: i32,
    /// Calls without human contact after which the lead is unreachable.
    pub max_attempts: i32,
    /// Whether the lead may be called now.
    pub call_allowed: bool,
    /// From when on, if not now.
    pub not_before: Option<DateTime<Utc>>,
    /// Why, in words.
    pub why: String,
    /// The main line, for a lead that is booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_to: Option<E164>,
}

/// Gives the lead the best number of the pool, or the one it has. Idempotent.
///
/// # Errors
/// [`Conflict`] where a rule refuses, [`FieldError`] for bad input, `NotFound` for an unknown broker.
pub async fn assign(service: &Service, actor: &Actor, request: Assign) -> Result<Assigned, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let given = subject::Given::parse(&request)?;
    if let Some(max) = request.max_attempts
        && !(1..=50).contains(&max)
    {
        return Err(FieldError::new("max_attempts", "must be from 1 to 50").into());
    }
    let named = request.broker.clone();
    let assigned = service
        .db
        .write(move |tx| {
            let (ctx, request, given) = (ctx.clone(), request.clone(), given.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, request.broker.as_deref()).await?;
                let lead = subject::find_or_create(tx, &ctx, &broker, &request.lead, &given).await?;
                assign_in(tx, &ctx, &broker, &lead, request.max_attempts, request.force).await
            })
        })
        .await;
    if let Err(ServiceError::Conflict(Conflict::NoAvailableNumber { none, .. })) = &assigned
        && let Err(error) = pool_level::refused(service, actor, named.as_deref(), none).await
    {
        // The refusal itself can still be told.
        tracing::error!(%error, "nobody was told that a lead asked for a number in vain");
    }
    let assigned = assigned?;
    service.bus.tell(assigned.broker_id);
    Ok(assigned)
}

/// [`assign`] inside a transaction.
async fn assign_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    max_attempts: Option<i32>,
    force: bool,
) -> Result<Assigned, ServiceError> {
    let phone = lead.phone.as_ref();
    if let Some(live) = rows::live_of_person(tx, broker.id, lead.id, phone).await? {
        let number =
            number::find(tx, broker.id, live.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
        if number.standing(ctx.now).in_service() {
            let may = may_call(tx, ctx, broker, lead).await?;
            return Ok(reply(broker, lead, &live, &number, false, may));
        }
        if live.progress.state != (State::Active { first_answered_at: None }) {
            return Err(Conflict::NumberOutOfService.into());
        }
        let moved = rehome_in(tx, ctx, broker, &live, "its number is out of service").await?;
        let number =
            number::find(tx, broker.id, moved.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
        let may = may_call(tx, ctx, broker, lead).await?;
        return Ok(reply(broker, lead, &moved, &number, true, may));
    }
    refuse(tx, ctx, broker, lead, force).await?;
    let max = max_attempts.unwrap_or_else(|| broker.settings.max_attempts_for(lead.quality));
    let (made, created) = place(tx, ctx, broker, lead, Seed::fresh(Progress::new(max))).await?;
    let number =
        number::find(tx, broker.id, made.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
    let may = by_limits(tx, ctx, broker, lead).await?;
    Ok(reply(broker, lead, &made, &number, created, may))
}

/// What stands against any assignment of the person; ends unreachable ones where `force` says so, or where
/// the period is over and the job has not come by yet.
async fn refuse(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    force: bool,
) -> Result<(), ServiceError> {
    refuse_marked(tx, lead).await?;
    for past in rows::unreachable_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await? {
        let State::Unreachable { released_at } = past.progress.state else { continue };
        let until = released_at + TimeDelta::days(i64::from(broker.settings.unreachable_days));
        let (event, reason) = if until <= ctx.now {
            (Event::UnreachablePeriodEnded, "the unreachable period is over")
        } else if force {
            (Event::AssignedAnew, "assigned with force before the unreachable period ended")
        } else {
            let retry_after = (until - ctx.now).num_seconds().max(1);
            return Err(Conflict::LeadUnreachable { until, retry_after }.into());
        };
        apply(tx, ctx, &past, event, Some(reason)).await?;
    }
    Ok(())
}

fn reply(
    broker: &Broker,
    lead: &Lead,
    assignment: &Assignment,
    number: &Number,
    created: bool,
    may: MayCall,
) -> Assigned {
    let status = assignment.progress.state.status();
    let matched = if assignment.lead_id == lead.id {
        assignment.matched.unwrap_or(Match::Anywhere)
    } else {
        Match::SamePerson
    };
    let reason = match (&assignment.choice, matched) {
        (_, Match::SamePerson) => "another record of the same person has this number".to_owned(),
        (Some(choice), _) => choice.reason(),
        (None, _) => "assigned outside Steadyline".to_owned(),
    };
    Assigned {
        assignment_id: assignment.id,
        lead_id: lead.id,
        lead_reference: lead.reference.clone(),
        broker_id: broker.id,
        broker_slug: broker.slug.clone(),
        number_id: number.id,
        phone_number: number.number.clone(),
        status,
        created,
        matched,
        reason,
        call_attempts: assignment.progress.call_attempts,
        max_attempts: assignment.progress.max_attempts,
        call_allowed: may.allowed,
        not_before: may.not_before,
        why: may.why,
        route_to: (status == Status::BookedLocked).then(|| broker.settings.main_line.clone()).flatten(),
    }
}

/// Tells the history that an assignment was made.
pub(crate) async fn tell_created(tx: &mut Tx, ctx: &Ctx, made: &Assignment) -> Result<(), ServiceError> {
    let reason = made.choice.as_ref().map(steadyline_core::choice::Choice::reason);
    let detail = json!({
        "match": made.matched.map(Match::as_str),
        "slot": made.slot,
        "max_attempts": made.progress.max_attempts,
    });
    ctx.tell(tx, made.broker_id, "assignment.created", About::assignment(made), reason.as_deref(), detail)
        .await
}
