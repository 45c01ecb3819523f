//! To which assignment and number a call belongs, and what it adds to every figure.

use super::{Checked, named_number, never_had, of_person};
use crate::ctx::{About, Ctx};
use crate::local_time;
use crate::{Conflict, ServiceError};
use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::assignment::Assignment;
use steadyline_core::broker::Broker;
use steadyline_core::health;
use steadyline_core::id::NumberId;
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_db::call::Logged;
use steadyline_db::load::Counted;
use steadyline_db::rollup::{Figures, Place};
use steadyline_db::{Tx, assignment as rows, event, load, rollup};

/// Days of the recent rate, with today.
const RECENT_DAYS: u64 = 7;

/// Where a call belongs.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The assignment, live or ended.
    pub(super) assignment: Option<Assignment>,
    /// The number it was made from.
    pub(super) number: Option<NumberId>,
}

impl Target {
    /// By number and time where the report names a number, else the person's live assignment, else the newest
    /// ended one.
    pub(super) async fn find(
        tx: &mut Tx,
        broker: &Broker,
        lead: &Lead,
        report: &Checked,
    ) -> Result<Self, ServiceError> {
        if let Some(number) = named_number(tx, broker, report).await? {
            let phone = lead.phone.as_ref();
            let at = report.called_at;
            let found = rows::of_person_on_number(tx, broker.id, lead.id, phone, number.id, at).await?;
            let assignment = found.ok_or_else(never_had)?;
            return Ok(Self { number: Some(assignment.number_id), assignment: Some(assignment) });
        }
        let assignment = match (report.stated_at, of_person(tx, broker, lead).await?) {
            // A call dated before the newest assignment began belongs to the one before it, if there is one.
            (Some(at), Some(newest)) if at < newest.assigned_at => {
                rows::of_person_at(tx, broker.id, lead.id, lead.phone.as_ref(), at).await?.or(Some(newest))
            }
            (_, newest) => newest,
        };
        if assignment.is_none() && !report.outcome.is_human_contact() {
            return Err(Conflict::NoLiveAssignment.into());
        }
        Ok(Self { number: assignment.as_ref().map(|assignment| assignment.number_id), assignment })
    }
}

/// What a call with that outcome adds to a day's figures.
pub(super) fn figures(outcome: Outcome) -> Figures {
    Figures {
        calls: outcome.counts().into(),
        contacts: outcome.is_human_contact().into(),
        bookings: (outcome == Outcome::Booked).into(),
    }
}

/// A call's part in the rollups, the number's counters and its health: moved together.
pub(super) struct Counting<'c> {
    ctx: &'c Ctx,
    broker: &'c Broker,
    place: &'c Place,
    called_at: DateTime<Utc>,
    outcome: Outcome,
}

impl<'c> Counting<'c> {
    pub(super) const fn new(ctx: &'c Ctx, broker: &'c Broker, logged: &'c Logged) -> Self {
        Self {
            ctx,
            broker,
            place: &logged.place,
            called_at: logged.call.called_at,
            outcome: logged.call.outcome,
        }
    }

    /// Counts the call.
    pub(super) async fn add(&self, tx: &mut Tx) -> Result<(), ServiceError> {
        self.move_by(tx, figures(self.outcome)).await
    }

    /// Moves every figure from what the call counted as before to what it counts as now.
    pub(super) async fn correct(&self, tx: &mut Tx, before: Outcome) -> Result<(), ServiceError> {
        self.move_by(tx, figures(self.outcome).since(figures(before))).await
    }

    async fn move_by(&self, tx: &mut Tx, by: Figures) -> Result<(), ServiceError> {
        if by == Figures::default() {
            return Ok(());
        }
        rollup::add(tx, self.place, by).await?;
        let Some(number) = self.place.number_id else { return Ok(()) };
        let small = |figure: i64| i32::try_from(figure).unwrap_or_default();
        let moved = (small(by.calls), small(by.contacts));
        let counted =
            load::add_calls(tx, self.broker.id, number, moved, self.called_at, self.place.day).await?;
        rescore(tx, self.ctx, self.broker, number, counted.calls - by.calls, counted).await
    }
}

/// That a number's health fell is told at most so often: near the limit it goes up and down with every call.
const DROP_TOLD_EVERY: TimeDelta = TimeDelta::hours(24);

/// Computes a number's health anew, with so many calls before these, and keeps it, also as the day's.
pub(crate) async fn rescore(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    number: NumberId,
    calls_before: i64,
    counted: Counted,
) -> Result<(), ServiceError> {
    let now = ctx.now;
    let today = local_time::day(broker, now);
    let from = today - Days::new(RECENT_DAYS - 1);
    let recent = rollup::recent(tx, broker.id, number, from, today).await?;
    let inputs = health::inputs_from_counts(
        counted.calls,
        counted.contacts,
        recent.calls,
        recent.contacts,
        counted.last_used_at,
    );
    let score = health::score(&inputs, now);
    load::set_score(tx, broker.id, number, score).await?;
    rollup::keep_score(tx, broker.id, number, today, score, recent.today).await?;
    let min_health = broker.settings.min_health;
    if health::dropped((calls_before, counted.score), (counted.calls, score), min_health) {
        tell_dropped(tx, ctx, broker, number, counted.score, score).await?;
    }
    Ok(())
}

async fn tell_dropped(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    id: NumberId,
    was: i32,
    score: i32,
) -> Result<(), ServiceError> {
    const KIND: &str = "health.dropped";
    let number = steadyline_db::number::find(tx, broker.id, id).await?;
    if !number.is_some_and(|number| number.standing(ctx.now).in_service())
        || event::last_of_number(tx, broker.id, id, KIND, ctx.now - DROP_TOLD_EVERY).await?.is_some()
    {
        return Ok(());
    }
    let about = About { number_id: Some(id), ..About::default() };
    let reason = format!("its health is {score}, below {}", broker.settings.min_health);
    let figures = json!({ "score": score, "was": was, "min_health": broker.settings.min_health });
    ctx.tell(tx, broker.id, KIND, about, Some(&reason), figures).await
}
