//! Mending assignments: those that are too many, too long, silent, or wrong.

use super::{MOST, Mended, UndoneBy, done};
use crate::ServiceError;
use crate::assignment::{apply, keeps_its_lock, save};
use crate::ctx::{About, Ctx};
use crate::page::silent_days_of;
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event, Progress};
use steadyline_core::broker::Broker;
use steadyline_core::id::AssignmentId;
use steadyline_core::page::{StatusKind, counted, in_days};
use steadyline_db::assignment as rows;
use steadyline_db::page::listed::{Checked, Listed, checked};
use steadyline_db::page::warning::{WrongKind, mend_ended, mend_live, wrong_rows};
use steadyline_db::{Tx, load};

async fn first(tx: &mut Tx, broker: &Broker, which: Checked) -> Result<Vec<Listed>, ServiceError> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    Ok(checked(tx, broker.id, which, 0, most).await?)
}

/// Releases those of them that are still as `still` says, once locked. Answers what was released.
async fn release(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    listed: Vec<Listed>,
    still: impl Fn(&Assignment) -> bool,
    reason: &str,
) -> Result<Vec<AssignmentId>, ServiceError> {
    let mut released = Vec::new();
    for one in listed {
        let now = rows::find_locked(tx, broker.id, one.id).await?;
        let Some(now) = now.filter(|now| now.is_live() && still(now)) else {
            continue;
        };
        apply(tx, ctx, &now, Event::ReleasedByPerson, Some(reason)).await?;
        released.push(now.id);
    }
    Ok(released)
}

fn released(leads: &[AssignmentId]) -> Mended {
    done(leads.len(), |count| format!("{} released.", counted(count, "lead is", "leads are")))
}

/// What can be taken back for as long as the leads may have their numbers again.
fn released_with_undo(leads: Vec<AssignmentId>) -> Mended {
    let mended = released(&leads);
    Mended { undone_by: (!leads.is_empty()).then_some(UndoneBy::Reinstating(leads)), ..mended }
}

/// Of each person with several live assignments one stays: booked before held before active, then the oldest.
pub(super) async fn keep_one(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Mended, ServiceError> {
    let listed = first(tx, broker, Checked::Conflicting).await?;
    let rank = |one: &Listed| match one.status {
        StatusKind::Booked => 0,
        StatusKind::Held => 1,
        _ => 2,
    };
    let mut best: Vec<&Listed> = Vec::new();
    for one in &listed {
        match best.iter_mut().find(|kept| kept.lead.phone == one.lead.phone) {
            Some(kept) if (rank(one), one.assigned_at) < (rank(kept), kept.assigned_at) => *kept = one,
            Some(_) => {}
            None => best.push(one),
        }
    }
    let mut kept = Vec::new();
    for one in best {
        // One that ended meanwhile is no reason to take the others from the person.
        if rows::find_locked(tx, broker.id, one.id).await?.is_some_and(|now| now.is_live()) {
            kept.push((one.id, one.lead.phone.clone()));
        }
    }
    let is_too_many = |one: &Listed| kept.iter().any(|(id, phone)| *phone == one.lead.phone && *id != one.id);
    let others: Vec<Listed> = listed.into_iter().filter(is_too_many).collect();
    let reason = "the same person has another number";
    // Not taken back: one number a person is the rule.
    Ok(released(&release(tx, ctx, broker, others, |_| true, reason).await?))
}

/// Never-answered leads that have had their number for longer than the days.
pub(super) async fn release_too_long(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    days: Option<i32>,
) -> Result<Mended, ServiceError> {
    let days = days.unwrap_or(broker.settings.assigned_too_long_days).max(1);
    let before = ctx.now - TimeDelta::days(days.into());
    let listed = first(tx, broker, Checked::NeverAnsweredSinceBefore(before)).await?;
    let still = |now: &Assignment| now.progress.state.first_answered_at().is_none();
    let reason = format!("active for longer than {}", in_days(days));
    Ok(released_with_undo(release(tx, ctx, broker, listed, still, &reason).await?))
}

/// Held leads that nobody called for the days.
pub(super) async fn release_silent(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    days: Option<i32>,
) -> Result<Mended, ServiceError> {
    let days = days.unwrap_or_else(|| silent_days_of(broker));
    let since = ctx.now - TimeDelta::days(days.into());
    let listed = first(tx, broker, Checked::HeldSilentSince(since)).await?;
    let still = |now: &Assignment| now.silent_since() < since;
    let reason = format!("held and silent for {}", in_days(days));
    Ok(released_with_undo(release(tx, ctx, broker, listed, still, &reason).await?))
}

/// Counts counters anew, and lets ends agree with statuses.
pub(super) async fn put_right(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Mended, ServiceError> {
    let wrong = wrong_rows(tx, broker.id, true).await?;
    let mut mended = 0;
    for row in wrong.iter().take(MOST) {
        match (row.kind, &row.assignment) {
            (WrongKind::Counters, _) => load::recount(tx, broker.id, row.number.0).await?,
            (WrongKind::EndedWithoutTime, Some((id, ..))) => {
                mend_ended(tx, broker.id, *id, ctx.now).await?;
            }
            (WrongKind::LiveWithTime, Some((id, ..))) => {
                mend_live(tx, broker.id, *id).await?;
            }
            (_, None) => continue,
        }
        mended += 1;
    }
    if mended > 0 {
        let detail = json!({ "rows": mended });
        ctx.tell(tx, broker.id, "rows.put_right", About::default(), None, detail).await?;
    }
    Ok(done(mended, |count| format!("{} with the others again.", counted(count, "row agrees", "rows agree"))))
}

/// Booked leads whose bookings were all taken back are what their calls say, where their slot is free by now.
pub(super) async fn put_back(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Mended, ServiceError> {
    let mut back = 0;
    for one in first(tx, broker, Checked::SlotTaken).await? {
        let Some(before) = rows::find_locked(tx, broker.id, one.id).await? else { continue };
        let supported = rows::evidence(tx, &before, ctx.now).await?;
        let progress: Progress = before.progress.corrected(supported.evidence, ctx.now)?;
        if progress.state == before.progress.state
            || keeps_its_lock(tx, broker, &before, progress.state).await?
        {
            continue;
        }
        let after = Assignment { progress, carried: supported.carried, ..before.clone() };
        save(tx, ctx, &before, after, Some("its slot is free again")).await?;
        back += 1;
    }
    Ok(done(back, |count| format!("{} back in their slot.", counted(count, "lead is", "leads are"))))
}
