//! What was live at past times, counted from the assignments themselves.

use crate::bind::{Stamp, to_sql};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use steadyline_core::id::BrokerId;

/// What was live at a past time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LiveAt {
    /// Assignments that were live.
    pub live: i64,
    /// Of those, the ones that took a slot.
    pub slots: i64,
}

/// Pushes how many of the times, which ascend, a column is not before: 0 for before the first. A tree of
/// comparisons, since every row goes through it.
fn push_bucket<DB: Database>(
    query: &mut QueryBuilder<DB>,
    column: &'static str,
    times: &[DateTime<Utc>],
    skipped: usize,
) where
    for<'q> Stamp: Encode<'q, DB> + Type<DB>,
{
    let middle = times.len() / 2;
    let Some(time) = times.get(middle) else {
        query.push(skipped);
        return;
    };
    query.push("case when ").push(column).push(" < ").push_bind(to_sql(time)).push(" then ");
    push_bucket(query, column, &times[..middle], skipped);
    query.push(" else ");
    push_bucket(query, column, &times[middle + 1..], skipped + middle + 1);
    query.push(" end");
}

/// What was live at each of these times, which ascend. Reads the assignments that are live now or ended since
/// the first of them, once.
///
/// # Errors
/// What the engine says.
pub async fn live_at(
    tx: &mut Tx,
    broker: BrokerId,
    leads_per_number: i32,
    times: &[DateTime<Utc>],
) -> Result<Vec<LiveAt>, DbError> {
    let Some(first) = times.first() else { return Ok(Vec::new()) };
    // Above one lead a number a held lead gives its slot back.
    let slot_ended_at = if leads_per_number == 1 {
        "coalesce(booked_at, released_at)"
    } else {
        "coalesce(first_answered_at, booked_at, released_at)"
    };
    // Never ended is after the last time.
    let rows = fetch_built!(
        tx,
        (i32, i32, i32, i64),
        "select began, ended, slot_ended, count(*) from (select ",
        |query| {
            push_bucket(query, "assigned_at", times, 0);
            query.push(" as began, ");
            push_bucket(query, "released_at", times, 0);
            query.push(" as ended, ");
            push_bucket(query, slot_ended_at, times, 0);
            query
                .push(" as slot_ended from lead_number_assignments where broker_id = ")
                .push_bind(to_sql(broker));
            query
                .push(" and (status in ('active', 'booked_locked') or released_at >= ")
                .push_bind(to_sql(first));
            query.push(")) buckets group by began, ended, slot_ended");
        }
    )?;
    let mut found = vec![LiveAt::default(); times.len()];
    for (began, ended, slot_ended, count) in rows {
        for (at, live_at) in (0_i32..).zip(&mut found) {
            // Before the time at `at` is a bucket of at most `at`.
            let has_begun = began <= at;
            live_at.live += if has_begun && ended > at { count } else { 0 };
            live_at.slots += if has_begun && slot_ended > at { count } else { 0 };
        }
    }
    Ok(found)
}
