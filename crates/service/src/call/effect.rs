//! What an outcome does beyond its own assignment: to the lead, and when it comes late.

use super::Checked;
use crate::assignment::{Seed, apply, is_suppressed, place, save};
use crate::ctx::{About, Ctx};
use crate::{Conflict, ServiceError};
use chrono::{DateTime, Utc};
use serde_json::json;
use steadyline_core::assignment::{Assignment, Carried, Event, Progress, State};
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::id::AssignmentId;
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::outcome::Outcome;
use steadyline_db::call::Logged;
use steadyline_db::lead::Mark;
use steadyline_db::{Tx, assignment as rows, call as calls, lead as leads};

/// What became of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// The person's assignment afterwards: the live one, else the one that the call belongs to. `None` where a lead
    /// that spoke to us could be given no number, or never had one.
    pub(super) after: Option<Assignment>,
    /// The assignment, other than the call's own, that the call made held or locked.
    pub(super) credited_to: Option<AssignmentId>,
}

impl Settled {
    pub(super) fn with(after: Assignment) -> Self {
        Self { after: Some(after), credited_to: None }
    }

    fn credited(after: Assignment) -> Self {
        Self { credited_to: Some(after.id), after: Some(after) }
    }
}

/// Whether the lead goes on speaking to us.
pub(super) fn speaks(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Answered | Outcome::Booked)
}

/// `do_not_call` suppresses the person, `wrong_number` marks the phone, `not_interested` closes the deal.
pub(super) async fn on_lead(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let kind = match outcome {
        Outcome::DoNotCall => {
            leads::set_suppressed(tx, lead, Some(at)).await?;
            "lead.suppressed"
        }
        Outcome::WrongNumber => {
            leads::mark_bad_phone(tx, lead, at).await?;
            "lead.phone_marked_bad"
        }
        Outcome::NotInterested => {
            leads::set_deal(tx, broker.id, lead.id, Deal::ClosedLost, at).await?;
            crate::report::refresh_funnel(tx, broker, lead.id).await?;
            "lead.closed_lost"
        }
        _ => return Ok(()),
    };
    let about = About { lead_id: Some(lead.id), ..About::default() };
    ctx.tell(tx, broker.id, kind, about, Some(outcome.label()), json!({})).await
}

/// Takes back what a report of a call did to the lead, unless another call says the same or a person did it.
pub(super) async fn take_back(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    was: &Logged,
) -> Result<(), ServiceError> {
    let (outcome, made) = (was.call.outcome, was.reported_at);
    let others = lead.phone.as_ref().filter(|_| outcome != Outcome::NotInterested);
    let instead = calls::another_says(tx, &was.call, others, outcome).await?;
    let kind = match outcome {
        Outcome::DoNotCall => {
            leads::replace_mark(tx, Mark::Suppressed, lead, made, instead).await?;
            if is_suppressed(tx, broker, lead).await? {
                return Ok(());
            }
            "lead.unsuppressed"
        }
        Outcome::WrongNumber => {
            leads::replace_mark(tx, Mark::BadPhone, lead, made, instead).await?;
            if leads::has_bad_phone(tx, lead).await? {
                return Ok(());
            }
            "lead.phone_marked_good"
        }
        Outcome::NotInterested if lead.deal == Deal::ClosedLost && instead.is_none() => {
            leads::set_deal(tx, broker.id, lead.id, Deal::Open, ctx.now).await?;
            crate::report::refresh_funnel(tx, broker, lead.id).await?;
            "lead.reopened"
        }
        _ => return Ok(()),
    };
    let about = About { lead_id: Some(lead.id), ..About::default() };
    ctx.tell(tx, broker.id, kind, about, Some("corrected"), json!({ "was": outcome })).await
}

/// A report for an assignment that has ended, or for a lead that never had one. It counts there and changes no
/// state, except that human contact keeps the person on a number, and that an ending outcome ends the live one.
pub(super) async fn late(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
    ended: Option<&Assignment>,
    counts: bool,
) -> Result<Settled, ServiceError> {
    let speaks = speaks(report.outcome);
    let phone = lead.phone.as_ref();
    if speaks {
        // Who speaks to us is not unreachable any more, whichever assignment the call was made for.
        for other in rows::unreachable_of_person(tx, broker.id, lead.id, phone).await? {
            if ended.is_none_or(|ended| ended.id != other.id) {
                apply(tx, ctx, &other, Event::Answered, Some("spoke to us after all")).await?;
            }
        }
    }
    let ended = match ended {
        Some(ended) => Some(close(tx, ctx, ended, report, counts).await?),
        None => None,
    };
    let live = rows::live_of_person(tx, broker.id, lead.id, phone).await?;
    Ok(match live {
        Some(live) if report.outcome.ends_lead() => {
            // As by a person, and yet what an outcome ended is corrected, never undone.
            let progress = live.progress.after(Event::ReleasedByPerson, ctx.now)?;
            let ended = Assignment { progress, ..live.clone() };
            Settled::with(save(tx, ctx, &live, ended, Some(report.outcome.label())).await?)
        }
        Some(live) if speaks => Settled::credited(credit(tx, ctx, &live, report).await?),
        Some(live) => Settled::with(live),
        None if speaks && !is_suppressed(tx, broker, lead).await? => {
            let made = open_anew(tx, ctx, broker, lead, report, ended.as_ref()).await?;
            made.map(Settled::credited).unwrap_or_default()
        }
        None => Settled { after: ended, credited_to: None },
    })
}

/// Counts the call on the ended assignment; an unreachable one whose lead spoke after all becomes released.
async fn close(
    tx: &mut Tx,
    ctx: &Ctx,
    ended: &Assignment,
    report: &Checked,
    counts: bool,
) -> Result<Assignment, ServiceError> {
    let mut after = ended.clone();
    if speaks(report.outcome) && matches!(ended.progress.state, State::Unreachable { .. }) {
        after.progress = ended.progress.after(Event::Answered, ctx.now)?;
    }
    if counts {
        after.progress.call_attempts = after.progress.call_attempts.saturating_add(1);
        after.last_call_at = after.last_call_at.max(Some(report.called_at));
    }
    save(tx, ctx, ended, after, Some("a late report")).await
}

/// The person's live assignment becomes held or locked by a call that was made from another number. The call
/// itself counts there.
async fn credit(
    tx: &mut Tx,
    ctx: &Ctx,
    live: &Assignment,
    report: &Checked,
) -> Result<Assignment, ServiceError> {
    let at = report.called_at;
    let mut after = live.clone();
    after.last_call_at = after.last_call_at.max(Some(at));
    after.carried.answered_at = after.carried.answered_at.or(Some(at));
    after.progress.state = match (report.outcome, live.progress.state) {
        (Outcome::Booked, state) => {
            after.carried.booked_at = after.carried.booked_at.or(Some(at));
            State::BookedLocked {
                first_answered_at: state.first_answered_at().unwrap_or(at),
                booked_at: state.booked_at().unwrap_or(at),
                appointment_at: report.appointment_at.or(state.appointment_at()),
            }
        }
        (_, State::Active { first_answered_at }) => {
            State::Active { first_answered_at: first_answered_at.or(Some(at)) }
        }
        (_, state) => state,
    };
    let reason = match report.direction {
        Direction::Inbound => "the lead called back and spoke to us",
        Direction::Outbound => "spoke to us on another number",
    };
    save(tx, ctx, live, after, Some(reason)).await
}

/// A held or locked assignment for a person who spoke to us after all: on the same number if that is in service
/// and has room, else on the next best; `None` where none is free.
async fn open_anew(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
    ended: Option<&Assignment>,
) -> Result<Option<Assignment>, ServiceError> {
    let at = report.called_at;
    let booked = report.outcome == Outcome::Booked;
    let state = if booked {
        State::BookedLocked { first_answered_at: at, booked_at: at, appointment_at: report.appointment_at }
    } else {
        State::Active { first_answered_at: Some(at) }
    };
    let max_attempts = ended
        .map_or_else(|| broker.settings.max_attempts_for(lead.quality), |ended| ended.progress.max_attempts);
    let seed = Seed {
        carried: Carried { attempts: 0, answered_at: Some(at), booked_at: booked.then_some(at) },
        last_call_at: Some(at),
        rather_on: ended.map(|ended| ended.number_id),
        ..Seed::fresh(Progress { state, call_attempts: 0, max_attempts })
    };
    match place(tx, ctx, broker, lead, seed).await {
        Ok((made, _created)) => Ok(Some(made)),
        Err(ServiceError::Conflict(Conflict::NoAvailableNumber { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}
