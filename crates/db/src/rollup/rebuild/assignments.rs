//! Assignments that were made, that ended, and the numbers they were on.

use super::{Batch, ROWS};
use crate::assignment::is_moved;
use crate::rollup::histogram::{self, Buckets};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};
use steadyline_core::report::{Span, bucket};
use uuid::Uuid;

/// Every status is named, so that the index finds the times.
const MADE: &str = concat!(
    "
    select a.assigned_at, a.number_id, case when ",
    is_moved!(),
    " then 1 else 0 end
    from lead_number_assignments a
    where a.broker_id = $1
        and a.status in ('active', 'booked_locked', 'unreachable', 'released')
        and a.assigned_at >= $2
        and a.assigned_at < $3"
);

const BROKER_MADE: &str = "
    update broker_days
    set assigned = $3, rehomed = $4
    where broker_id = $1
        and day = $2";

/// Assignments made, by day and by number.
pub(super) async fn count_made(tx: &mut Tx, batch: Batch<'_>) -> Result<(), DbError> {
    let Batch { broker, first, last, .. } = batch;
    let mut days: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
    let mut numbers: BTreeMap<(Uuid, NaiveDate), i64> = BTreeMap::new();
    let made = fetch_all!(tx, (DateTime<Utc>, Uuid, i32), MADE, broker, first.began, last.ends)?;
    for (assigned_at, number, rehomed) in made {
        let Some(day) = batch.day(assigned_at) else { continue };
        let of_day = days.entry(day).or_default();
        of_day.0 += 1;
        of_day.1 += i64::from(rehomed);
        *numbers.entry((number, day)).or_default() += 1;
    }
    for (day, (assigned, rehomed)) in days {
        execute!(tx, BROKER_MADE, broker, day, assigned, rehomed)?;
    }
    let numbers: Vec<_> = numbers.into_iter().collect();
    for rows in numbers.chunks(ROWS) {
        execute_built!(tx, "insert into number_days (broker_id, number_id, day, assigned) ", |query| {
            query.push_values(rows, |mut row, ((number, day), assigned)| {
                row.push_bind(broker.0).push_bind(*number).push_bind(*day).push_bind(*assigned);
            });
            query.push(" on conflict (broker_id, number_id, day) do update set assigned = excluded.assigned");
        })?;
    }
    Ok(())
}

/// Those that were live at some time from `$2` on and before `$3`.
const LIVE: &str = "
    select number_id, assigned_at, released_at
    from lead_number_assignments
    where broker_id = $1
        and released_at >= $2
        and assigned_at < $3
    union all
    select number_id, assigned_at, released_at
    from lead_number_assignments
    where broker_id = $1
        and released_at is null
        and assigned_at < $3";

const IN_USE: &str = "
    select number_id, day, case when in_service or assigned > 0 then 1 else 0 end
    from number_days
    where broker_id = $1
        and day >= $2
        and day <= $3
        and in_use";

/// Which numbers were in use: a lead was live on them at some time of the day. Rows that are right are left alone.
pub(super) async fn count_in_use(tx: &mut Tx, batch: Batch<'_>) -> Result<(), DbError> {
    let Batch { broker, windows, first, last } = batch;
    let mut live: BTreeSet<(Uuid, NaiveDate)> = BTreeSet::new();
    let rows =
        fetch_all!(tx, (Uuid, DateTime<Utc>, Option<DateTime<Utc>>), LIVE, broker, first.began, last.ends)?;
    for (number, assigned_at, released_at) in rows {
        let from = windows.partition_point(|window| window.ends <= assigned_at);
        let below =
            released_at.map_or(windows.len(), |at| windows.partition_point(|window| window.began <= at));
        live.extend(windows.iter().take(below).skip(from).map(|window| (number, window.day)));
    }
    let mut wrong = Vec::new();
    for (number, day, may_be) in fetch_all!(tx, (Uuid, NaiveDate, i32), IN_USE, broker, first.day, last.day)?
    {
        if !live.remove(&(number, day)) || may_be == 0 {
            wrong.push((number, day));
        }
    }
    let missing: Vec<_> = live.into_iter().collect();
    for (start, rows) in [
        ("update number_days set in_use = false where broker_id = ", wrong),
        ("update number_days set in_use = true where (in_service or assigned > 0) and broker_id = ", missing),
    ] {
        let mut days: BTreeMap<NaiveDate, Vec<Uuid>> = BTreeMap::new();
        for (number, day) in rows {
            days.entry(day).or_default().push(number);
        }
        // A day at a time: SQLite finds a list of pairs by no index, and would look at every day there is.
        for (day, numbers) in days {
            for numbers in numbers.chunks(ROWS) {
                execute_built!(tx, start, |query| {
                    query.push_bind(broker.0).push(" and day = ").push_bind(day).push(" and number_id in (");
                    let mut list = query.separated(", ");
                    for number in numbers {
                        list.push_bind(*number);
                    }
                    query.push(")");
                })?;
            }
        }
    }
    Ok(())
}

const ENDED: &str = "
    select assigned_at, released_at, case when first_answered_at is null then 1 else 0 end
    from lead_number_assignments
    where broker_id = $1
        and released_at >= $2
        and released_at < $3";

const BROKER_ENDED: &str = "
    update broker_days
    set ended = $3, ended_seconds = $4, ended_silent = $5, ended_silent_seconds = $6
    where broker_id = $1
        and day = $2";

/// Assignments whose number was released, and how long they had it.
pub(super) async fn count_ended(tx: &mut Tx, batch: Batch<'_>) -> Result<(), DbError> {
    let Batch { broker, first, last, .. } = batch;
    let mut days: BTreeMap<NaiveDate, [i64; 4]> = BTreeMap::new();
    let mut spans: BTreeMap<NaiveDate, Buckets> = BTreeMap::new();
    let ended = fetch_all!(tx, (DateTime<Utc>, DateTime<Utc>, i32), ENDED, broker, first.began, last.ends)?;
    for (assigned_at, released_at, silent) in ended {
        let Some(day) = batch.day(released_at) else { continue };
        let (silent, seconds) = (i64::from(silent), (released_at - assigned_at).num_seconds().max(0));
        let sums = days.entry(day).or_default();
        for (sum, add) in sums.iter_mut().zip([1, seconds, silent, silent * seconds]) {
            *sum += add;
        }
        spans.entry(day).or_default().add(bucket(seconds), 1);
    }
    for (day, [ended, seconds, silent, silent_seconds]) in days {
        execute!(tx, BROKER_ENDED, broker, day, ended, seconds, silent, silent_seconds)?;
    }
    let spans = spans.into_iter().map(|(day, buckets)| (day, Span::Assigned, buckets));
    histogram::insert(tx, broker, spans.collect()).await
}
