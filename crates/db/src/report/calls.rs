//! Calls and leads, by day, hour, area and broker.

use super::{Which, push_rows, push_which, rows};
use crate::rollup::{AREA_DAYS, BROKER_DAYS, BROKER_HOURS, FUNNEL_DAYS};
use crate::{DbError, Tx};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use steadyline_core::id::BrokerId;
use steadyline_core::report::FunnelCounts;
use uuid::Uuid;

/// A day's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Day {
    /// Which.
    pub day: NaiveDate,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
}

/// Sums of calls by day, ascending; days without a row are left out.
///
/// # Errors
/// What the engine says.
pub async fn days(tx: &mut Tx, which: Which) -> Result<Vec<Day>, DbError> {
    let rows = rows(tx, BROKER_DAYS, which).await?;
    let start = "select day, cast(sum(calls) as bigint) as calls, cast(sum(contacts) as bigint) as contacts,
        cast(sum(bookings) as bigint) as bookings from ";
    fetch_built!(tx, Day, start, |query| {
        push_rows!(query, &rows);
        query.push(" group by day order by day");
    })
}

/// An hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hour {
    /// The lead's weekday, 0 is Monday.
    pub weekday: i32,
    /// The lead's hour.
    pub hour: i32,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
}

/// Sums of calls by the lead's weekday and hour.
///
/// # Errors
/// What the engine says.
pub async fn hours(tx: &mut Tx, which: Which) -> Result<Vec<Hour>, DbError> {
    let rows = rows(tx, BROKER_HOURS, which).await?;
    let start = "select weekday, hour, cast(sum(calls) as bigint) as calls,
        cast(sum(contacts) as bigint) as contacts from ";
    fetch_built!(tx, Hour, start, |query| {
        push_rows!(query, &rows);
        query.push(" group by weekday, hour having sum(calls) <> 0 order by weekday, hour");
    })
}

/// An area code in a state.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Area {
    /// The lead's area code, empty where unknown.
    pub area_code: String,
    /// The lead's state, empty where unknown.
    pub state: String,
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
}

/// Sums of calls by the lead's area code and state.
///
/// # Errors
/// What the engine says.
pub async fn areas(tx: &mut Tx, which: Which) -> Result<Vec<Area>, DbError> {
    let rows = rows(tx, AREA_DAYS, which).await?;
    let start = "select area_code, state, cast(sum(calls) as bigint) as calls,
        cast(sum(contacts) as bigint) as contacts, cast(sum(bookings) as bigint) as bookings from ";
    fetch_built!(tx, Area, start, |query| {
        push_rows!(query, &rows);
        query.push(" group by area_code, state having sum(calls) <> 0 order by area_code, state");
    })
}

/// Calls by presence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct PresenceSums {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Calls from a number at home where the lead is.
    pub local_calls: i64,
    /// Those with human contact.
    pub local_contacts: i64,
    /// Calls from a number elsewhere.
    pub far_calls: i64,
    /// Those with human contact.
    pub far_contacts: i64,
}

/// Sums of calls by presence.
///
/// # Errors
/// What the engine says.
pub async fn presence(tx: &mut Tx, which: Which) -> Result<PresenceSums, DbError> {
    let rows = rows(tx, BROKER_DAYS, which).await?;
    let start = "select cast(coalesce(sum(calls), 0) as bigint) as calls,
        cast(coalesce(sum(contacts), 0) as bigint) as contacts,
        cast(coalesce(sum(local_calls), 0) as bigint) as local_calls,
        cast(coalesce(sum(local_contacts), 0) as bigint) as local_contacts,
        cast(coalesce(sum(far_calls), 0) as bigint) as far_calls,
        cast(coalesce(sum(far_contacts), 0) as bigint) as far_contacts
        from ";
    let found = fetch_built!(tx, PresenceSums, start, |query| {
        push_rows!(query, &rows);
    })?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// Sums of a broker's calls: calls, contacts, bookings, assignments.
///
/// # Errors
/// What the engine says.
pub async fn brokers(tx: &mut Tx, which: Which) -> Result<BTreeMap<BrokerId, [i64; 4]>, DbError> {
    let start = "select broker_id, cast(sum(calls) as bigint), cast(sum(contacts) as bigint),
        cast(sum(bookings) as bigint), cast(sum(assigned) as bigint) from broker_days";
    let rows = fetch_built!(tx, (Uuid, i64, i64, i64, i64), start, |query| {
        push_which!(query, which);
        query.push(" group by broker_id");
    })?;
    Ok(rows
        .into_iter()
        .map(|(id, calls, contacts, bookings, assigned)| {
            (BrokerId(id), [calls, contacts, bookings, assigned])
        })
        .collect())
}

/// Leads first assigned on those days, by how far they have come.
///
/// # Errors
/// What the engine says.
pub async fn funnel(tx: &mut Tx, which: Which) -> Result<FunnelCounts, DbError> {
    let rows = rows(tx, FUNNEL_DAYS, which).await?;
    let start =
        "select cast(coalesce(sum(assigned), 0) as bigint), cast(coalesce(sum(answered), 0) as bigint),
        cast(coalesce(sum(booked), 0) as bigint), cast(coalesce(sum(closed), 0) as bigint),
        cast(coalesce(sum(closed_unbooked), 0) as bigint), cast(coalesce(sum(unreachable), 0) as bigint)
        from ";
    let found = fetch_built!(tx, (i64, i64, i64, i64, i64, i64), start, |query| {
        push_rows!(query, &rows);
    })?;
    let (assigned, answered, booked, closed, closed_unbooked, unreachable) =
        found.into_iter().next().unwrap_or_default();
    Ok(FunnelCounts { assigned, answered, booked, closed, closed_unbooked, unreachable })
}
