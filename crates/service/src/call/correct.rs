//! A report about a call that is known: repeated, outranked, or a correction.

use super::count::Counting;
use super::effect::{Settled, speaks};
use super::{Checked, Reported, effect, reply, source};
use crate::ServiceError;
use crate::assignment::{keeps_its_lock, same_person, save};
use crate::ctx::{About, Ctx};
use chrono::{DateTime, Utc};
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event, Evidence, Progress, State};
use steadyline_core::broker::Broker;
use steadyline_core::call::{Report as Said, Source, Verdict, weigh};
use steadyline_core::field::FieldError;
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_db::assignment::{Booking, Supported};
use steadyline_db::call::Logged;
use steadyline_db::{Tx, assignment as rows, call as log, lead as leads};

/// How a report about a known call weighs, and the record that the call was made to.
pub(super) async fn weighed(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: &Logged,
    report: &Checked,
) -> Result<(Lead, Verdict), ServiceError> {
    let of_call = leads::find(tx, broker.id, known.call.lead_id).await?;
    let Some(of_call) = of_call.filter(|of_call| same_person(of_call, lead)) else {
        return Err(
            FieldError::new("call_id", "names a call of another lead: give each call its own id").into()
        );
    };
    let was = Said {
        outcome: known.call.outcome,
        source: known.call.source,
        at: known.is_timed.then_some(known.reported_at),
        correct: false,
    };
    let is = Said {
        outcome: report.outcome,
        source: source(&ctx.actor),
        at: report.stated_at,
        correct: report.correct,
    };
    Ok((of_call, weigh(was, is)))
}

/// What is known of a call, with what a report says instead.
pub(super) fn corrected(ctx: &Ctx, known: &Logged, report: &Checked) -> Logged {
    let mut logged = known.clone();
    logged.call.outcome = report.outcome;
    logged.call.source = source(&ctx.actor);
    logged.call.duration_seconds = report.duration.or(logged.call.duration_seconds);
    logged.call.appointment_at = report.appointment_at.or(logged.call.appointment_at);
    // Another note, and who wrote it, stand in the history beside the first.
    logged.call.notes = logged.call.notes.or_else(|| report.notes.clone());
    logged.reported_at = report.called_at;
    logged.is_timed = report.stated_at.is_some();
    logged
}

pub(super) async fn known_call(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: Logged,
    report: &Checked,
) -> Result<Reported, ServiceError> {
    let (of_call, verdict) = weighed(tx, ctx, broker, lead, &known, report).await?;
    let belongs_to = match known.call.assignment_id {
        Some(id) => rows::find(tx, broker.id, id).await?,
        None => None,
    };
    let about = About {
        lead_id: Some(lead.id),
        number_id: known.call.number_id,
        assignment: belongs_to.as_ref(),
        call_id: Some(known.call.id),
    };
    let detail = json!({ "outcome": report.outcome, "was": known.call.outcome });
    match verdict {
        Verdict::Repeats if amends(ctx, &known, report) => {
            ctx.tell(tx, broker.id, "call.corrected", about, report.notes.as_deref(), detail).await?;
            let amended = amend(tx, ctx, broker, known, report).await?;
            reply::build(tx, ctx, broker, lead, &amended).await
        }
        Verdict::Repeats => reply::build(tx, ctx, broker, lead, &known).await,
        Verdict::Outranked => {
            ctx.tell(tx, broker.id, "call.report_outranked", about, report.notes.as_deref(), detail).await?;
            reply::build(tx, ctx, broker, lead, &known).await
        }
        Verdict::Corrects => {
            ctx.tell(tx, broker.id, "call.corrected", about, report.notes.as_deref(), detail).await?;
            let in_place_of = Some(known.call.outcome);
            let corrected = correct(tx, ctx, broker, &of_call, known, report, belongs_to).await?;
            let reported = reply::build(tx, ctx, broker, lead, &corrected).await?;
            Ok(Reported { in_place_of, ..reported })
        }
    }
}

/// Whether a person says more of a call whose outcome stays: another appointment, another note.
pub(super) fn amends(ctx: &Ctx, known: &Logged, report: &Checked) -> bool {
    let is_other_time = report.appointment_at.is_some() && report.appointment_at != known.call.appointment_at;
    let is_other_note = report.notes.is_some() && report.notes != known.call.notes;
    source(&ctx.actor) == Source::User && (is_other_time || is_other_note)
}

/// Writes what a person says more of a call. Its outcome stays, and with it the figures.
pub(super) async fn amend(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    known: Logged,
    report: &Checked,
) -> Result<Logged, ServiceError> {
    let (reported_at, is_timed) = (known.reported_at, known.is_timed);
    let amended = Logged { reported_at, is_timed, ..corrected(ctx, &known, report) };
    log::update(tx, &amended).await?;
    live_follow(tx, ctx, broker, &known, report).await?;
    Ok(amended)
}

/// The assignments that a call supports, and those they were moved to: each once.
pub(super) async fn supported(
    tx: &mut Tx,
    broker: &Broker,
    known: &Logged,
) -> Result<Vec<Assignment>, ServiceError> {
    let mut found: Vec<Assignment> = Vec::new();
    for start in [known.call.assignment_id, known.credited_to].into_iter().flatten() {
        if found.iter().all(|one| one.id != start) {
            found.extend(rows::line(tx, broker.id, start).await?);
        }
    }
    Ok(found)
}

/// Those of them that are live follow what calls say now, unless the lead has ended: then nothing of theirs changes.
pub(super) async fn live_follow(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    known: &Logged,
    report: &Checked,
) -> Result<(), ServiceError> {
    if report.outcome.ends_lead() {
        return Ok(());
    }
    for live in supported(tx, broker, known).await?.iter().filter(|one| one.is_live()) {
        follow_evidence(tx, ctx, broker, live, known, report).await?;
    }
    Ok(())
}

/// Corrects a call of `lead`: figures, what it did to the lead, every assignment it supports, and what is new of it.
async fn correct(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: Logged,
    report: &Checked,
    belongs_to: Option<Assignment>,
) -> Result<Logged, ServiceError> {
    let mut logged = corrected(ctx, &known, report);
    log::update(tx, &logged).await?;
    Counting::new(ctx, broker, &logged).correct(tx, known.call.outcome).await?;
    effect::take_back(tx, ctx, broker, lead, &known).await?;
    let lead = leads::find(tx, broker.id, lead.id).await?.ok_or(ServiceError::NotFound("lead"))?;
    effect::on_lead(tx, ctx, broker, &lead, report.outcome, report.called_at).await?;
    let was_live = belongs_to.as_ref().is_some_and(Assignment::is_live);
    let was_on = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?;
    for one in supported(tx, broker, &known).await? {
        follow_evidence(tx, ctx, broker, &one, &known, report).await?;
    }
    let own = match known.call.assignment_id {
        Some(id) => rows::find(tx, broker.id, id).await?,
        None => None,
    };
    let settled = if !was_live && (report.outcome.ends_lead() || gains(known.call.outcome, report.outcome)) {
        effect::late(tx, ctx, broker, &lead, report, own.as_ref(), false).await?
    } else {
        let live = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?;
        Settled { after: live.or_else(|| own.clone()), credited_to: None }
    };
    // What the correction ended is told, whichever number the call was made from.
    let after = match was_on.filter(|_| report.outcome.ends_lead()) {
        Some(live) => rows::find(tx, broker.id, live.id).await?,
        None => settled.after,
    };
    logged.credited_to = settled.credited_to.or(logged.credited_to);
    logged.result = reply::result(after.as_ref(), report.outcome);
    log::update(tx, &logged).await?;
    let counts_for = own.map_or(lead.id, |own| own.lead_id);
    crate::report::refresh_funnel(tx, broker, counts_for).await?;
    Ok(logged)
}

/// Whether the corrected call tells of something that keeps the lead on a number and that it did not tell of before.
fn gains(before: Outcome, now: Outcome) -> bool {
    speaks(now) && (!speaks(before) || (now == Outcome::Booked && before != Outcome::Booked))
}

/// An ended assignment stays ended, and tells of no contact and no booking that nothing supports any more.
fn without_unsupported(state: State, evidence: Evidence) -> State {
    match state {
        State::Released { first_answered_at, booked_at, released_at } => State::Released {
            first_answered_at: first_answered_at
                .filter(|_| evidence.first_answered_at.or(evidence.booked_at).is_some()),
            booked_at: booked_at.filter(|_| evidence.booked_at.is_some()),
            released_at,
        },
        other => other,
    }
}

/// The appointment of a lead that has `is`, after a call was corrected: another one where it came from that call, or where
/// that call tells of another one by now. One that a person set, or that another call told of, stays.
fn appointment(is: Option<DateTime<Utc>>, known: &Logged, booking: Option<Booking>) -> Option<DateTime<Utc>> {
    let told = known.call.appointment_at.filter(|_| known.call.outcome == Outcome::Booked);
    let newest = booking.map(|booking| booking.appointment_at);
    let is_said_anew = booking.is_some_and(|booking| booking.call == known.call.id) && newest != told;
    if is == told || is_said_anew { newest } else { is }
}

/// An assignment follows what calls still support: a live one in its state too, an ended one in what it counts.
pub(super) async fn follow_evidence(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    before: &Assignment,
    known: &Logged,
    report: &Checked,
) -> Result<(), ServiceError> {
    let Supported { mut evidence, carried, last_call_at, booking } =
        rows::evidence(tx, before, ctx.now).await?;
    evidence.appointment_at = appointment(evidence.appointment_at, known, booking);
    // A call that counted and failed after all was not the last one. What no call tells, as of a lead that was
    // brought along, stays.
    let was_last = before.last_call_at == Some(known.call.called_at);
    let last_call_at = if was_last { last_call_at } else { before.last_call_at.max(last_call_at) };
    let mut after = Assignment { carried, last_call_at, ..before.clone() };
    let progress = before.progress;
    let counted = Progress {
        call_attempts: evidence.call_attempts,
        state: without_unsupported(progress.state, evidence),
        ..progress
    };
    after.progress = if !before.is_live() {
        counted
    } else if report.outcome.ends_lead() {
        let human_contact = report.outcome.is_human_contact();
        let ended = progress.after(Event::LeadEnded { human_contact }, ctx.now)?;
        let state = without_unsupported(ended.state, evidence);
        Progress { call_attempts: evidence.call_attempts, state, ..ended }
    } else {
        progress.corrected(evidence, ctx.now)?
    };
    if before.is_live() && keeps_its_lock(tx, broker, before, after.progress.state).await? {
        after.progress.state = progress.state;
    }
    save(tx, ctx, before, after, Some("a report was corrected")).await?;
    Ok(())
}
