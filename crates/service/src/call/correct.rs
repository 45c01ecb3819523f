//! A report about a call that is known: repeated, outranked, or a correction.

use super::count::Counting;
use super::{Checked, Reported, effect, reply, settle, source};
use crate::assignment::{keeps_its_lock, same_person, save};
use crate::ctx::{About, Ctx};
use crate::{ServiceError, call};
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event};
use steadyline_core::broker::Broker;
use steadyline_core::call::{Report as Said, Verdict, weigh};
use steadyline_core::field::FieldError;
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_db::call::Logged;
use steadyline_db::{Tx, assignment as rows, call as log, lead as leads};

pub(super) async fn known_call(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: Logged,
    report: &Checked,
) -> Result<Reported, ServiceError> {
    let of_call = leads::find(tx, broker.id, known.call.lead_id).await?;
    if !of_call.as_ref().is_some_and(|of_call| same_person(of_call, lead)) {
        return Err(
            FieldError::new("call_id", "names a call of another lead: give each call its own id").into()
        );
    }
    let was = Said {
        outcome: known.call.outcome,
        source: known.call.source,
        at: known.reported_at,
        correct: false,
    };
    let is = Said {
        outcome: report.outcome,
        source: source(&ctx.actor),
        at: report.called_at,
        correct: report.correct,
    };
    let belongs_to = match known.call.assignment_id {
        Some(id) => rows::find(tx, broker.id, id).await?,
        None => None,
    };
    let verdict = weigh(was, is);
    let about = About {
        lead_id: Some(lead.id),
        number_id: known.call.number_id,
        assignment: belongs_to.as_ref(),
        call_id: Some(known.call.id),
    };
    let detail = json!({ "outcome": report.outcome, "was": known.call.outcome });
    match verdict {
        Verdict::Repeats => reply::build(tx, ctx, broker, lead, &known, belongs_to.as_ref()).await,
        Verdict::Outranked => {
            ctx.tell(tx, broker.id, "call.report_outranked", about, report.notes.as_deref(), detail).await?;
            reply::build(tx, ctx, broker, lead, &known, belongs_to.as_ref()).await
        }
        Verdict::Corrects => {
            ctx.tell(tx, broker.id, "call.corrected", about, report.notes.as_deref(), detail).await?;
            correct(tx, ctx, broker, lead, known, report, belongs_to).await
        }
    }
}

async fn correct(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: Logged,
    report: &Checked,
    belongs_to: Option<Assignment>,
) -> Result<Reported, ServiceError> {
    let before = known.call.outcome;
    let mut logged = known;
    logged.call.outcome = report.outcome;
    logged.call.source = source(&ctx.actor);
    logged.call.duration_seconds = report.duration.or(logged.call.duration_seconds);
    logged.call.appointment_at = report.appointment_at.or(logged.call.appointment_at);
    logged.call.notes = report.notes.clone().or(logged.call.notes);
    logged.actor = ctx.actor.name().to_owned();
    logged.reported_at = report.called_at;
    log::update(tx, &logged).await?;
    Counting::new(ctx, broker, &logged).correct(tx, before).await?;
    effect::take_back(tx, ctx, broker, lead, before).await?;
    let lead = leads::find(tx, broker.id, lead.id).await?.ok_or(ServiceError::NotFound("lead"))?;
    let after = match &belongs_to {
        Some(live) if live.progress.state.status().is_live() => {
            effect::on_lead(tx, ctx, broker, &lead, report.outcome, report.called_at).await?;
            Some(follow_evidence(tx, ctx, broker, live, report).await?)
        }
        Some(ended) => {
            let recounted = recount(tx, ctx, ended).await?;
            let spoke_before = matches!(before, Outcome::Answered | Outcome::Booked);
            if spoke_before && !report.outcome.ends_lead() {
                Some(recounted)
            } else {
                settle(tx, ctx, broker, &lead, report, Some(&recounted), false).await?
            }
        }
        None => settle(tx, ctx, broker, &lead, report, None, false).await?,
    };
    logged.result = reply::result(after.as_ref(), report.outcome, belongs_to.as_ref());
    log::update(tx, &logged).await?;
    reply::build(tx, ctx, broker, &lead, &logged, after.as_ref()).await
}

/// A live assignment follows what its calls still support.
async fn follow_evidence(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    live: &Assignment,
    report: &call::Checked,
) -> Result<Assignment, ServiceError> {
    let evidence = rows::evidence(tx, live, ctx.now).await?;
    let mut after = live.clone();
    after.progress = if report.outcome.ends_lead() {
        let contact = report.outcome.is_human_contact();
        let ended = live.progress.after(Event::LeadEnded { human_contact: contact }, ctx.now)?;
        steadyline_core::assignment::Progress { call_attempts: evidence.call_attempts, ..ended }
    } else {
        live.progress.corrected(evidence, ctx.now)?
    };
    if keeps_its_lock(tx, broker, live, after.progress.state).await? {
        after.progress.state = live.progress.state;
    }
    save(tx, ctx, live, after, Some("a report was corrected")).await
}

/// An ended assignment counts its calls anew and keeps its state.
async fn recount(tx: &mut Tx, ctx: &Ctx, ended: &Assignment) -> Result<Assignment, ServiceError> {
    let evidence = rows::evidence(tx, ended, ctx.now).await?;
    let mut after = ended.clone();
    after.progress.call_attempts = evidence.call_attempts;
    save(tx, ctx, ended, after, None).await
}
