//! A day's rollups made anew from the rows they count.

use super::funnel::{come_by, count, keep};
use super::{Ended, add_ended, add_span};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::id::{BrokerId, LeadId};
use uuid::Uuid;

/// A broker-local day: from when to when it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Which.
    pub day: NaiveDate,
    /// Its first instant.
    pub began: DateTime<Utc>,
    /// The first instant of the next.
    pub ends: DateTime<Utc>,
}

/// What is counted anew is emptied first. Scores, and which numbers were in service, are no counts: the day's look at
/// the pool kept them, and they stay.
const EMPTY: [&str; 7] = [
    "delete from broker_days where broker_id = $1 and day = $2",
    "delete from broker_hours where broker_id = $1 and day = $2",
    "delete from area_days where broker_id = $1 and day = $2",
    "delete from pool_days where broker_id = $1 and day = $2",
    "delete from funnel_days where broker_id = $1 and day = $2",
    "delete from span_days where broker_id = $1 and day = $2",
    "update number_days set calls = 0, contacts = 0, bookings = 0, assigned = 0
    where broker_id = $1 and day = $2",
];

const EMPTY_NUMBER_AREAS: &str = "
    delete from number_area_days
    where broker_id = $1
        and day = $2
        and number_id in (select id from phone_numbers where broker_id = $1)";

/// The sums of calls of day `$2`, which were made around it: `$3` to `$4`.
macro_rules! calls_by {
    ($insert:literal, $columns:literal, $and:literal, $tail:literal) => {
        concat!(
            "insert into ",
            $insert,
            " select broker_id, local_day, ",
            $columns,
            "cast(sum(case when outcome <> 'failed' then 1 else 0 end) as bigint),
            cast(sum(case when outcome in ('answered', 'booked', 'not_interested', 'do_not_call')
                then 1 else 0 end) as bigint),
            cast(sum(case when outcome = 'booked' then 1 else 0 end) as bigint)
            from calls
            where broker_id = $1
                and local_day = $2
                and called_at >= $3
                and called_at < $4
                and direction = 'outbound'
                and outcome <> 'failed' ",
            $and,
            $tail
        )
    };
}

const HOURS: &str = calls_by!(
    "broker_hours (broker_id, day, weekday, hour, calls, contacts, bookings)",
    "lead_weekday, lead_hour, ",
    "",
    "group by broker_id, local_day, lead_weekday, lead_hour"
);

const AREAS: &str = calls_by!(
    "area_days (broker_id, day, area_code, state, calls, contacts, bookings)",
    "lead_area_code, lead_state, ",
    "",
    "group by broker_id, local_day, lead_area_code, lead_state"
);

const NUMBERS: &str = calls_by!(
    "number_days (broker_id, day, number_id, calls, contacts, bookings)",
    "number_id, ",
    "and number_id is not null ",
    "group by broker_id, local_day, number_id
    on conflict (broker_id, number_id, day) do update set
        calls = excluded.calls,
        contacts = excluded.contacts,
        bookings = excluded.bookings"
);

const NUMBER_AREAS: &str = calls_by!(
    "number_area_days (broker_id, day, number_id, area_code, state, calls, contacts, bookings)",
    "number_id, lead_area_code, lead_state, ",
    "and number_id is not null ",
    "group by broker_id, local_day, number_id, lead_area_code, lead_state"
);

const BROKER: &str = "
    insert into broker_days (broker_id, day, calls, contacts, bookings, local_calls, local_contacts, far_calls,
        far_contacts, assigned, rehomed)
    select $1, $2,
        cast(coalesce(sum(calls), 0) as bigint),
        cast(coalesce(sum(contacts), 0) as bigint),
        cast(coalesce(sum(bookings), 0) as bigint),
        cast(coalesce(sum(case when presence = 'local' then calls end), 0) as bigint),
        cast(coalesce(sum(case when presence = 'local' then contacts end), 0) as bigint),
        cast(coalesce(sum(case when presence = 'far' then calls end), 0) as bigint),
        cast(coalesce(sum(case when presence = 'far' then contacts end), 0) as bigint),
        (select count(*) from lead_number_assignments
            where broker_id = $1 and assigned_at >= $5 and assigned_at < $6),
        (select count(*) from lead_number_assignments
            where broker_id = $1 and assigned_at >= $5 and assigned_at < $6 and rehomed_from is not null)
    from (
        select presence,
            1 as calls,
            case when outcome in ('answered', 'booked', 'not_interested', 'do_not_call') then 1 else 0 end as contacts,
            case when outcome = 'booked' then 1 else 0 end as bookings
        from calls
        where broker_id = $1
            and local_day = $2
            and called_at >= $3
            and called_at < $4
            and direction = 'outbound'
            and outcome <> 'failed') counted";

const NUMBERS_ASSIGNED: &str = "
    insert into number_days (broker_id, number_id, day, assigned)
    select broker_id, number_id, $2, count(*)
    from lead_number_assignments
    where broker_id = $1
        and assigned_at >= $3
        and assigned_at < $4
    group by broker_id, number_id
    on conflict (broker_id, number_id, day) do update set assigned = excluded.assigned";

const NUMBERS_IN_USE: &str = "
    update number_days
    set in_use = (in_service or assigned > 0) and exists (
        select 1
        from lead_number_assignments a
        where a.broker_id = number_days.broker_id
            and a.number_id = number_days.number_id
            and a.assigned_at < $4
            and (a.released_at is null or a.released_at >= $3))
    where broker_id = $1
        and day = $2";

const POOL: &str = "
    insert into pool_days (broker_id, day, numbers, in_use, excellent, good, fair, poor)
    select broker_id, day, count(*),
        cast(sum(case when in_use then 1 else 0 end) as bigint),
        cast(sum(case when health_score >= 80 then 1 else 0 end) as bigint),
        cast(sum(case when health_score >= 60 and health_score < 80 then 1 else 0 end) as bigint),
        cast(sum(case when health_score >= 40 and health_score < 60 then 1 else 0 end) as bigint),
        cast(sum(case when health_score < 40 then 1 else 0 end) as bigint)
    from number_days
    where broker_id = $1
        and day = $2
        and in_service
    group by broker_id, day";

const ENDED: &str = "
    select assigned_at, released_at, case when first_answered_at is null then 1 else 0 end
    from lead_number_assignments
    where broker_id = $1
        and released_at >= $2
        and released_at < $3";

/// Leads that may belong to the day: first assigned in it, or kept as of it.
const LEADS: &str = "
    select a.lead_id
    from lead_number_assignments a
    where a.broker_id = $1
        and a.assigned_at >= $2
        and a.assigned_at < $3
        and not exists (
            select 1 from funnel_leads f
            where f.broker_id = a.broker_id and f.lead_id = a.lead_id and f.day <> $4)
    union
    select lead_id
    from funnel_leads
    where broker_id = $1
        and day = $4";

/// Makes every rollup of a day anew, in the transaction at hand.
///
/// # Errors
/// What the engine says.
pub async fn rebuild_day(tx: &mut Tx, broker: BrokerId, window: Window) -> Result<(), DbError> {
    let Window { day, began, ends } = window;
    for empty in EMPTY {
        execute!(tx, empty, broker, day)?;
    }
    execute!(tx, EMPTY_NUMBER_AREAS, broker, day)?;
    // A call keeps the day it was given, whatever the broker's zone is now: its time is within a day of it.
    let around = (began - chrono::TimeDelta::days(1), ends + chrono::TimeDelta::days(1));
    for calls in [HOURS, AREAS, NUMBERS, NUMBER_AREAS] {
        execute!(tx, calls, broker, day, around.0, around.1)?;
    }
    execute!(tx, BROKER, broker, day, around.0, around.1, began, ends)?;
    execute!(tx, NUMBERS_ASSIGNED, broker, day, began, ends)?;
    execute!(tx, NUMBERS_IN_USE, broker, day, began, ends)?;
    execute!(tx, POOL, broker, day)?;
    let ended = fetch_all!(tx, (DateTime<Utc>, DateTime<Utc>, i32), ENDED, broker, began, ends)?;
    for (assigned_at, released_at, silent) in ended {
        let seconds = (released_at - assigned_at).num_seconds().max(0);
        add_ended(tx, broker, Ended { day, seconds, silent: silent == 1 }, 1).await?;
    }
    for (lead,) in fetch_all!(tx, (Uuid,), LEADS, broker, began, ends, day)? {
        let lead = LeadId(lead);
        let Some(come) = come_by(tx, broker, lead).await? else { continue };
        let funnel = come.on(day);
        keep(tx, broker, lead, funnel).await?;
        count(tx, broker, day, funnel.counts()).await?;
        for (span, bucket) in funnel.spans() {
            add_span(tx, broker, day, span, bucket, 1).await?;
        }
    }
    Ok(())
}

const FIRST_DAY: &str = "
    select min(day)
    from (
        select min(local_day) as day from calls where broker_id = $1
        union all
        select min(day) from number_days where broker_id = $1
        union all
        select min(day) from broker_days where broker_id = $1) days";

const FIRST_ASSIGNED: &str = "select min(assigned_at) from lead_number_assignments where broker_id = $1";

/// The first day a broker has figures of, and its first assignment.
///
/// # Errors
/// What the engine says.
pub async fn first_day(
    tx: &mut Tx,
    broker: BrokerId,
) -> Result<(Option<NaiveDate>, Option<DateTime<Utc>>), DbError> {
    let (day,) = fetch_one!(tx, (Option<NaiveDate>,), FIRST_DAY, broker)?;
    let (assigned,) = fetch_one!(tx, (Option<DateTime<Utc>>,), FIRST_ASSIGNED, broker)?;
    Ok((day, assigned))
}

const PROGRESS: &str = "select next_day from rollup_rebuilds where broker_id = $1";

/// The day that a broken-off rebuilding goes on with.
///
/// # Errors
/// What the engine says.
pub async fn progress(tx: &mut Tx, broker: BrokerId) -> Result<Option<NaiveDate>, DbError> {
    Ok(fetch_optional!(tx, (NaiveDate,), PROGRESS, broker)?.map(|(day,)| day))
}

const KEEP_PROGRESS: &str = "
    insert into rollup_rebuilds (broker_id, next_day)
    values ($1, $2)
    on conflict (broker_id) do update set next_day = excluded.next_day";

/// Notes the day that is next.
///
/// # Errors
/// What the engine says.
pub async fn keep_progress(tx: &mut Tx, broker: BrokerId, next: NaiveDate) -> Result<(), DbError> {
    execute!(tx, KEEP_PROGRESS, broker, next)?;
    Ok(())
}

const FORGET_PROGRESS: &str = "delete from rollup_rebuilds where broker_id = $1";

/// The rebuilding is done.
///
/// # Errors
/// What the engine says.
pub async fn forget_progress(tx: &mut Tx, broker: BrokerId) -> Result<(), DbError> {
    execute!(tx, FORGET_PROGRESS, broker)?;
    Ok(())
}
