//! How far leads have come, kept for each lead and counted by the day of its first assignment.

use super::histogram::add_spans;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::report::{FunnelCounts, FunnelLead, Span};
use uuid::Uuid;

/// How far leads have come, from their assignments, calls and deals: `$leads` gives the ids of some of broker `$1`. A
/// lead's calls are those made for its assignments, and those made to it while it had none. Written so that SQLite goes by
/// the lead, whatever it knows of the tables: from the assignments to their calls, and by no index of all that ended or of
/// all calls without an assignment.
macro_rules! select_come {
    (@calls $of:literal) => {
        concat!(
            "(select c.called_at, c.outcome
                from lead_number_assignments a
                cross join calls c
                where a.broker_id = $1 and a.lead_id = ",
            $of,
            ".lead_id and c.broker_id = a.broker_id
                    and c.assignment_id = a.id and c.direction = 'outbound'
            union all
            select c.called_at, c.outcome
                from calls c
                where c.broker_id = $1 and c.lead_id = ",
            $of,
            ".lead_id and c.direction = 'outbound'
                    and case when c.assignment_id is null then 1 else 0 end = 1) made"
        )
    };
    ($leads:literal) => {
        concat!(
            "with come as materialized (
                select these.lead_id,
                    (select min(assigned_at) from lead_number_assignments a
                        where a.broker_id = $1 and a.lead_id = these.lead_id) as assigned_at,
                    (select min(made.called_at) from ",
            select_come!(@calls "these"),
            " where made.outcome in ('answered', 'booked', 'not_interested', 'do_not_call')) as answered_at,
                    (select min(made.called_at) from ",
            select_come!(@calls "these"),
            " where made.outcome = 'booked') as booked_at,
                    (select deal_at from leads
                        where broker_id = $1 and id = these.lead_id and deal = 'closed_won') as closed_at,
                    case when exists (
                        select 1 from lead_number_assignments a
                        where a.broker_id = $1 and a.lead_id = these.lead_id
                            and case when a.released_at is null then 0 else 1 end = 1
                            and a.first_answered_at is null and a.call_attempts >= a.max_attempts)
                        then 1 else 0 end as used_up
                from (",
            $leads,
            ") these)
            select lead_id, assigned_at, answered_at, booked_at, closed_at, used_up,
                case when answered_at is null then 0 else (
                    select count(case when made.called_at < come.answered_at then 1 end) from ",
            select_come!(@calls "come"),
            " where made.outcome <> 'failed') + 1 end as attempts
            from come
            where assigned_at is not null"
        )
    };
}
pub(super) use select_come;

const COME: &str = select_come!("select id as lead_id from leads where broker_id = $1 and id = $2");

type Moment = Option<DateTime<Utc>>;

/// How far a lead has come, without the day it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Come {
    pub(super) lead_id: Uuid,
    /// First assignment.
    pub(super) assigned_at: DateTime<Utc>,
    /// First answer.
    answered_at: Moment,
    /// First booking.
    booked_at: Moment,
    /// Won.
    closed_at: Moment,
    /// An assignment used up its attempts and never answered.
    used_up: i32,
    /// Calls up to and with the first answer.
    attempts: i64,
}

impl Come {
    /// On its day.
    pub(super) fn on(self, day: NaiveDate) -> FunnelLead {
        let Self { lead_id: _, assigned_at, answered_at, booked_at, closed_at, used_up, attempts } = self;
        FunnelLead {
            day,
            assigned_at,
            answered_at,
            booked_at,
            closed_at,
            attempts: i32::try_from(attempts).unwrap_or(i32::MAX),
            is_unreachable: used_up > 0 && answered_at.is_none(),
        }
    }
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

async fn keep(tx: &mut Tx, broker: BrokerId, lead: LeadId, funnel: FunnelLead) -> Result<(), DbError> {
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
        unreachable = funnel_days.unreachable + excluded.unreachable,
        is_summed = false";

async fn count(tx: &mut Tx, broker: BrokerId, day: NaiveDate, by: FunnelCounts) -> Result<(), DbError> {
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
    let Some(come) = fetch_optional!(tx, Come, COME, broker, lead)? else { return Ok(()) };
    // A day once given stays: it is the broker's zone of then.
    let day = kept.map_or_else(|| day_of(come.assigned_at), |kept| kept.day);
    let now = come.on(day);
    if kept == Some(now) {
        return Ok(());
    }
    keep(tx, broker, lead, now).await?;
    let was = kept.map_or_else(FunnelCounts::default, |kept| kept.counts());
    // Where no count moves a time does, which stands beside it.
    count(tx, broker, day, now.counts().since(was)).await?;
    let mut spans: BTreeMap<(Span, i32), i64> = BTreeMap::new();
    for span in kept.iter().flat_map(FunnelLead::spans) {
        *spans.entry(span).or_default() -= 1;
    }
    for span in now.spans() {
        *spans.entry(span).or_default() += 1;
    }
    spans.retain(|_, by| *by != 0);
    if spans.is_empty() {
        return Ok(());
    }
    add_spans(tx, broker, day, spans).await
}
