//! How far the leads have come that were first assigned on the days.

use super::{Batch, ROWS};
use crate::rollup::funnel::{Come, select_come};
use crate::rollup::histogram::{self, Buckets};
use crate::{DbError, Tx};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};
use steadyline_core::report::{FunnelCounts, Span};
use uuid::Uuid;

/// The days that leads are kept as of.
const KEPT: &str = "
    select lead_id, day
    from funnel_leads
    where broker_id = $1
        and day >= $2
        and day <= $3";

/// Leads that may belong to the days: assigned in them and not kept as of another day, or kept as of one of them.
const COME: &str = select_come!(
    "select a.lead_id
    from lead_number_assignments a
    where a.broker_id = $1
        and a.status in ('active', 'booked_locked', 'unreachable', 'released')
        and a.assigned_at >= $4
        and a.assigned_at < $5
        and not exists (
            select 1 from funnel_leads f
            where f.broker_id = a.broker_id and f.lead_id = a.lead_id and (f.day < $2 or f.day > $3))
    union
    select lead_id
    from funnel_leads
    where broker_id = $1
        and day >= $2
        and day <= $3"
);

const COUNT: &str = "
    update funnel_days
    set assigned = $3, answered = $4, booked = $5, closed = $6, closed_unbooked = $7, unreachable = $8
    where broker_id = $1
        and day = $2";

/// Counts them, and keeps how far each has come.
pub(super) async fn count(tx: &mut Tx, batch: Batch<'_>) -> Result<(), DbError> {
    let Batch { broker, first, last, .. } = batch;
    let kept = fetch_all!(tx, (Uuid, NaiveDate), KEPT, broker, first.day, last.day)?;
    let kept: HashMap<Uuid, NaiveDate> = kept.into_iter().collect();
    let come = fetch_all!(tx, Come, COME, broker, first.day, last.day, first.began, last.ends)?;
    let mut days: BTreeMap<NaiveDate, FunnelCounts> = BTreeMap::new();
    let mut spans: BTreeMap<(NaiveDate, Span), Buckets> = BTreeMap::new();
    let mut leads = Vec::with_capacity(come.len());
    for come in come {
        // A day once given stays: it is the broker's zone of then.
        let day = kept.get(&come.lead_id).copied().or_else(|| batch.day(come.assigned_at));
        let funnel = come.on(day.unwrap_or(first.day));
        let counts = days.entry(funnel.day).or_default();
        *counts = counts.plus(funnel.counts());
        for (span, bucket) in funnel.spans() {
            spans.entry((funnel.day, span)).or_default().add(bucket, 1);
        }
        leads.push((come.lead_id, funnel));
    }
    for (day, counts) in days {
        let FunnelCounts { assigned, answered, booked, closed, closed_unbooked, unreachable } = counts;
        execute!(tx, COUNT, broker, day, assigned, answered, booked, closed, closed_unbooked, unreachable)?;
    }
    let insert =
        "insert into funnel_leads (broker_id, lead_id, day, assigned_at, answered_at, booked_at, closed_at,
            attempts, is_unreachable) ";
    for rows in leads.chunks(ROWS) {
        execute_built!(tx, insert, |query| {
            query.push_values(rows, |mut row, (lead, funnel)| {
                let stamp = crate::bind::to_sql;
                row.push_bind(broker.0).push_bind(*lead).push_bind(funnel.day);
                row.push_bind(stamp(funnel.assigned_at)).push_bind(funnel.answered_at.map(stamp));
                row.push_bind(funnel.booked_at.map(stamp)).push_bind(funnel.closed_at.map(stamp));
                row.push_bind(funnel.attempts).push_bind(funnel.is_unreachable);
            });
            query.push(
                " on conflict (broker_id, lead_id) do update set
                    day = excluded.day,
                    assigned_at = excluded.assigned_at,
                    answered_at = excluded.answered_at,
                    booked_at = excluded.booked_at,
                    closed_at = excluded.closed_at,
                    attempts = excluded.attempts,
                    is_unreachable = excluded.is_unreachable",
            );
        })?;
    }
    let spans = spans.into_iter().map(|((day, span), buckets)| (day, span, buckets));
    histogram::insert(tx, broker, spans.collect()).await
}
