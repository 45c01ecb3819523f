//! How far leads have come, kept for each lead and counted by the day of its first assignment.

use super::add_span;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::report::{FunnelCounts, FunnelLead, Span};

/// The lead's calls are those made for its assignments.
const COME: &str = "
    select
        (select min(assigned_at) from lead_number_assignments where broker_id = $1 and lead_id = $2),
        (select min(c.called_at)
            from lead_number_assignments a
            join calls c on c.broker_id = a.broker_id and c.assignment_id = a.id
            where a.broker_id = $1 and a.lead_id = $2 and c.direction = 'outbound'
                and c.outcome in ('answered', 'booked', 'not_interested', 'do_not_call')),
        (select min(c.called_at)
            from lead_number_assignments a
            join calls c on c.broker_id = a.broker_id and c.assignment_id = a.id
            where a.broker_id = $1 and a.lead_id = $2 and c.direction = 'outbound' and c.outcome = 'booked'),
        (select deal_at from leads where broker_id = $1 and id = $2 and deal = 'closed_won'),
        (select count(*) from lead_number_assignments
            where broker_id = $1 and lead_id = $2 and released_at is not null and first_answered_at is null
                and call_attempts >= max_attempts)";

/// Calls of the lead before its first answer.
const TRIED: &str = "
    select count(*)
    from lead_number_assignments a
    join calls c on c.broker_id = a.broker_id and c.assignment_id = a.id
    where a.broker_id = $1
        and a.lead_id = $2
        and c.direction = 'outbound'
        and c.outcome <> 'failed'
        and c.called_at < $3";

type Moment = Option<DateTime<Utc>>;

/// How far a lead has come, without the day it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Come {
    /// First assignment.
    pub assigned_at: DateTime<Utc>,
    /// First answer.
    pub answered_at: Moment,
    /// First booking.
    pub booked_at: Moment,
    /// Won.
    pub closed_at: Moment,
    /// Calls up to and with the first answer.
    pub attempts: i32,
    /// Never answered, attempts used up.
    pub is_unreachable: bool,
}

impl Come {
    /// On its day.
    pub const fn on(self, day: NaiveDate) -> FunnelLead {
        let Self { assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable } = self;
        FunnelLead { day, assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable }
    }
}

/// How far a lead has come, from its assignments, its calls and its deal; none if it was never assigned.
///
/// # Errors
/// What the engine says.
pub async fn come_by(tx: &mut Tx, broker: BrokerId, lead: LeadId) -> Result<Option<Come>, DbError> {
    let (assigned_at, answered_at, booked_at, closed_at, used_up) =
        fetch_one!(tx, (Moment, Moment, Moment, Moment, i64), COME, broker, lead)?;
    let Some(assigned_at) = assigned_at else { return Ok(None) };
    let attempts = match answered_at {
        Some(answered_at) => {
            let (tried,) = fetch_one!(tx, (i64,), TRIED, broker, lead, answered_at)?;
            i32::try_from(tried).unwrap_or(i32::MAX).saturating_add(1)
        }
        None => 0,
    };
    let is_unreachable = used_up > 0 && answered_at.is_none();
    Ok(Some(Come { assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable }))
}

#[derive(sqlx::FromRow)]
struct Row {
    day: NaiveDate,
    assigned_at: DateTime<Utc>,
    answered_at: Moment,
    booked_at: Moment,
    closed_at: Moment,
    attempts: i32,
    is_unreachable: bool,
}

impl From<Row> for FunnelLead {
    fn from(row: Row) -> Self {
        let Row { day, assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable } = row;
        Self { day, assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable }
    }
}

const KEPT: &str = "
    select day, assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable
    from funnel_leads
    where broker_id = $1
        and lead_id = $2";

const KEEP: &str = "
    insert into funnel_leads (broker_id, lead_id, day, assigned_at, answered_at, booked_at, closed_at, attempts,
        is_unreachable)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (broker_id, lead_id) do update set
        day = excluded.day,
        assigned_at = excluded.assigned_at,
        answered_at = excluded.answered_at,
        booked_at = excluded.booked_at,
        closed_at = excluded.closed_at,
        attempts = excluded.attempts,
        is_unreachable = excluded.is_unreachable";

pub(super) async fn keep(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    funnel: FunnelLead,
) -> Result<(), DbError> {
    let FunnelLead { day, assigned_at, answered_at, booked_at, closed_at, attempts, is_unreachable } = funnel;
    execute!(
        tx,
        KEEP,
        broker,
        lead,
        day,
        assigned_at,
        answered_at,
        booked_at,
        closed_at,
        attempts,
        is_unreachable
    )?;
    Ok(())
}

const COUNT: &str = "
    insert into funnel_days (broker_id, day, assigned, answered, booked, closed, closed_unbooked, unreachable)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (broker_id, day) do update set
        assigned = funnel_days.assigned + excluded.assigned,
        answered = funnel_days.answered + excluded.answered,
        booked = funnel_days.booked + excluded.booked,
        closed = funnel_days.closed + excluded.closed,
        closed_unbooked = funnel_days.closed_unbooked + excluded.closed_unbooked,
        unreachable = funnel_days.unreachable + excluded.unreachable";

pub(super) async fn count(
    tx: &mut Tx,
    broker: BrokerId,
    day: NaiveDate,
    by: FunnelCounts,
) -> Result<(), DbError> {
    if by == FunnelCounts::default() {
        return Ok(());
    }
    let FunnelCounts { assigned, answered, booked, closed, closed_unbooked, unreachable } = by;
    execute!(tx, COUNT, broker, day, assigned, answered, booked, closed, closed_unbooked, unreachable)?;
    Ok(())
}

/// Brings a lead's place in the funnel up to date: its row, and the figures of its day by the difference. `day_of`
/// gives the broker-local day of a time. Where nothing changed it only reads.
///
/// # Errors
/// What the engine says.
pub async fn refresh_funnel(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    day_of: impl Fn(DateTime<Utc>) -> NaiveDate,
) -> Result<(), DbError> {
    let kept = fetch_optional!(tx, Row, KEPT, broker, lead)?.map(FunnelLead::from);
    let Some(come) = come_by(tx, broker, lead).await? else { return Ok(()) };
    // A day once given stays: it is the broker's zone of then.
    let day = kept.map_or_else(|| day_of(come.assigned_at), |kept| kept.day);
    let now = come.on(day);
    if kept == Some(now) {
        return Ok(());
    }
    keep(tx, broker, lead, now).await?;
    let was = kept.map_or_else(FunnelCounts::default, |kept| kept.counts());
    count(tx, broker, day, now.counts().since(was)).await?;
    let mut spans: BTreeMap<(Span, i32), i64> = BTreeMap::new();
    for span in kept.iter().flat_map(FunnelLead::spans) {
        *spans.entry(span).or_default() -= 1;
    }
    for span in now.spans() {
        *spans.entry(span).or_default() += 1;
    }
    for ((span, bucket), by) in spans.into_iter().filter(|(_, by)| *by != 0) {
        add_span(tx, broker, day, span, bucket, by).await?;
    }
    Ok(())
}
