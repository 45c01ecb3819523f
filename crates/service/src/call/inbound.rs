//! Calls of leads to a number of the pool. One that the office answered is human contact; a missed one holds the attempt
//! limit. They are in the log and the timeline, never in attempts, counters, rollups or health.

use super::correct::{amend, amends, corrected, follow_evidence, supported, weighed};
use super::count::Target;
use super::effect::{self, Settled, speaks};
use super::{Checked, Reported, known, new_call, presence, reply};
use crate::ServiceError;
use crate::assignment::save;

use crate::ctx::{About, Ctx};
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::assignment::{Assignment, State};
use steadyline_core::broker::Broker;
use steadyline_core::call::{Direction, Verdict};
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_db::call::Logged;
use steadyline_db::{Tx, assignment as rows, call as log, lead as leads};

/// How long a missed callback holds the attempt limit of a lead that never answered.
const LIMIT_HELD: TimeDelta = TimeDelta::days(7);

/// Records one that is over. What is known of it by now is corrected, or stays.
pub(super) async fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    number: &Number,
    report: &Checked,
) -> Result<(), ServiceError> {
    if known(tx, ctx, broker, lead, report).await?.is_some() {
        return Ok(());
    }
    let phone = lead.phone.as_ref();
    let assignment =
        rows::of_person_on_number(tx, broker.id, lead.id, phone, number.id, report.called_at).await?;
    let target = Target { assignment, number: Some(number.id) };
    let presence = presence(tx, broker, lead, target.number).await?;
    let mut logged = new_call(ctx, broker, lead, report, &target, presence);
    let hour = crate::local_time::hour(broker, report.called_at);
    if !log::insert(tx, &logged, ctx.now, hour).await? {
        // Another report of it was quicker.
        known(tx, ctx, broker, lead, report).await?;
        return Ok(());
    }
    settle(tx, ctx, broker, lead, report, &mut logged).await?;
    let about = About {
        lead_id: Some(lead.id),
        number_id: logged.call.number_id,
        assignment: target.assignment.as_ref(),
        call_id: Some(logged.call.id),
    };
    let detail = json!({ "outcome": report.outcome, "direction": Direction::Inbound });
    ctx.tell(tx, broker.id, "call.recorded", about, None, detail).await
}

/// A report about a callback that is known: repeated, outranked, or a correction. A person may say so that the lead
/// booked when it rang back.
pub(super) async fn known_callback(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    known: Logged,
    report: &Checked,
) -> Result<Reported, ServiceError> {
    let (of_call, verdict) = weighed(tx, ctx, broker, lead, &known, report).await?;
    let about = About {
        lead_id: Some(lead.id),
        number_id: known.call.number_id,
        assignment: None,
        call_id: Some(known.call.id),
    };
    let detail = json!({ "outcome": report.outcome, "was": known.call.outcome });
    let kind = match verdict {
        Verdict::Repeats if amends(ctx, &known, report) => {
            ctx.tell(tx, broker.id, "call.corrected", about, report.notes.as_deref(), detail).await?;
            let amended = amend(tx, ctx, broker, known, report).await?;
            return reply::build(tx, ctx, broker, lead, &amended).await;
        }
        Verdict::Repeats => return reply::build(tx, ctx, broker, lead, &known).await,
        Verdict::Outranked => "call.report_outranked",
        Verdict::Corrects => "call.corrected",
    };
    ctx.tell(tx, broker.id, kind, about, report.notes.as_deref(), detail).await?;
    if verdict == Verdict::Outranked {
        return reply::build(tx, ctx, broker, lead, &known).await;
    }
    let report = &Checked { direction: Direction::Inbound, ..report.clone() };
    let mut logged = corrected(ctx, &known, report);
    log::update(tx, &logged).await?;
    effect::take_back(tx, ctx, broker, &of_call, &known).await?;
    // What it was credited to no longer has that from it; what it says now is settled anew.
    for one in supported(tx, broker, &known).await? {
        follow_evidence(tx, ctx, broker, &one, &known, report).await?;
    }
    let of_call = leads::find(tx, broker.id, of_call.id).await?.ok_or(ServiceError::NotFound("lead"))?;
    settle(tx, ctx, broker, &of_call, report, &mut logged).await?;
    let reported = reply::build(tx, ctx, broker, lead, &logged).await?;
    Ok(Reported { in_place_of: Some(known.call.outcome), ..reported })
}

/// What it does to the lead and to the person's assignment, and what the log keeps of that.
async fn settle(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    report: &Checked,
    logged: &mut Logged,
) -> Result<(), ServiceError> {
    effect::on_lead(tx, ctx, broker, lead, report.outcome, report.called_at).await?;
    let belongs_to = match logged.call.assignment_id {
        Some(id) => rows::find(tx, broker.id, id).await?,
        None => None,
    };
    let ended = belongs_to.filter(|assignment| !assignment.is_live());
    let settled = if speaks(report.outcome) || report.outcome.ends_lead() {
        effect::late(tx, ctx, broker, lead, report, ended.as_ref(), false).await?
    } else {
        let live = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?;
        let live = match live {
            Some(live) => Some(hold_limit(tx, ctx, live).await?),
            None => None,
        };
        Settled { after: live.or(ended), credited_to: None }
    };
    logged.credited_to = settled.credited_to;
    logged.result = reply::result(settled.after.as_ref(), report.outcome);
    log::update(tx, logged).await?;
    if let Some(after) = &settled.after {
        crate::report::refresh_funnel(tx, broker, after.lead_id).await?;
    }
    Ok(())
}

/// A lead that never answered and rang back in vain keeps its number for a while, whatever comes of further calls.
async fn hold_limit(tx: &mut Tx, ctx: &Ctx, live: Assignment) -> Result<Assignment, ServiceError> {
    if live.progress.state != (State::Active { first_answered_at: None }) {
        return Ok(live);
    }
    let until = live.limit_held_until.max(Some(ctx.now + LIMIT_HELD));
    let after = Assignment { limit_held_until: until, ..live.clone() };
    save(tx, ctx, &live, after, Some("the lead called back and was missed")).await
}
