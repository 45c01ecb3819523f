//! Rollups of days made anew from the rows they count.

mod assignments;
mod leads;

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use steadyline_core::id::BrokerId;

/// Most rows of one statement.
const ROWS: usize = 500;

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

/// Days that follow one another.
#[derive(Clone, Copy, Debug)]
struct Batch<'w> {
    broker: BrokerId,
    windows: &'w [Window],
    first: Window,
    last: Window,
}

impl Batch<'_> {
    /// The day of an instant; none outside them.
    fn day(&self, at: DateTime<Utc>) -> Option<NaiveDate> {
        let after = self.windows.partition_point(|window| window.began <= at);
        let window = self.windows.get(after.checked_sub(1)?)?;
        (at < window.ends).then_some(window.day)
    }
}

/// A row of each day, with nothing in it. They are what others who count something of the day write first, so that whoever
/// was before is waited for, and whoever comes later adds to what is counted here; and each says that the sums over all
/// brokers are behind.
const BEGIN: [(&str, &str); 3] = [
    (
        "insert into broker_days ",
        "calls = 0, contacts = 0, bookings = 0, local_calls = 0, local_contacts = 0, far_calls = 0, far_contacts = 0,
        assigned = 0, rehomed = 0, ended = 0, ended_seconds = 0, ended_silent = 0, ended_silent_seconds = 0",
    ),
    (
        "insert into funnel_days ",
        "assigned = 0, answered = 0, booked = 0, closed = 0, closed_unbooked = 0, unreachable = 0",
    ),
    ("insert into pool_days ", "numbers = 0, in_use = 0, excellent = 0, good = 0, fair = 0, poor = 0"),
];

/// What is counted anew is emptied first. Scores, and which numbers were in service, are no counts: the day's look at
/// the pool kept them, and they stay.
const EMPTY: [&str; 4] = [
    "delete from broker_hours where broker_id = $1 and day >= $2 and day <= $3",
    "delete from area_days where broker_id = $1 and day >= $2 and day <= $3",
    "delete from span_days where broker_id = $1 and day >= $2 and day <= $3",
    "update number_days set calls = 0, contacts = 0, bookings = 0, assigned = 0
    where broker_id = $1 and day >= $2 and day <= $3
        and (calls <> 0 or contacts <> 0 or bookings <> 0 or assigned <> 0)",
];

const EMPTY_NUMBER_AREAS: &str = "
    delete from number_area_days
    where broker_id = $1
        and day >= $2
        and day <= $3
        and number_id in (select id from phone_numbers where broker_id = $1)";

/// The sums of calls of the days `$2` to `$3`, which were made around them: `$4` to `$5`.
macro_rules! calls_by {
    ($insert:literal, $columns:literal, $more:literal, $and:literal, $tail:literal) => {
        concat!(
            "insert into ",
            $insert,
            " select broker_id, local_day, ",
            $columns,
            "count(*),
            cast(sum(case when outcome in ('answered', 'booked', 'not_interested', 'do_not_call')
                then 1 else 0 end) as bigint),
            cast(sum(case when outcome = 'booked' then 1 else 0 end) as bigint)",
            $more,
            " from calls
            where broker_id = $1
                and local_day >= $2
                and local_day <= $3
                and called_at >= $4
                and called_at < $5
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
    "",
    "group by broker_id, local_day, lead_weekday, lead_hour"
);

const AREAS: &str = calls_by!(
    "area_days (broker_id, day, area_code, state, calls, contacts, bookings)",
    "lead_area_code, lead_state, ",
    "",
    "",
    "group by broker_id, local_day, lead_area_code, lead_state"
);

const NUMBERS: &str = calls_by!(
    "number_days (broker_id, day, number_id, calls, contacts, bookings)",
    "number_id, ",
    "",
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
    "",
    "and number_id is not null ",
    "group by broker_id, local_day, number_id, lead_area_code, lead_state"
);

const BROKER: &str = calls_by!(
    "broker_days (broker_id, day, calls, contacts, bookings, local_calls, local_contacts, far_calls, far_contacts)",
    "",
    ",
            cast(sum(case when presence = 'local' then 1 else 0 end) as bigint),
            cast(sum(case when presence = 'local'
                and outcome in ('answered', 'booked', 'not_interested', 'do_not_call') then 1 else 0 end) as bigint),
            cast(sum(case when presence = 'far' then 1 else 0 end) as bigint),
            cast(sum(case when presence = 'far'
                and outcome in ('answered', 'booked', 'not_interested', 'do_not_call') then 1 else 0 end) as bigint)",
    "",
    "group by broker_id, local_day
    on conflict (broker_id, day) do update set
        calls = excluded.calls,
        contacts = excluded.contacts,
        bookings = excluded.bookings,
        local_calls = excluded.local_calls,
        local_contacts = excluded.local_contacts,
        far_calls = excluded.far_calls,
        far_contacts = excluded.far_contacts"
);

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
        and day >= $2
        and day <= $3
        and in_service
    group by broker_id, day
    on conflict (broker_id, day) do update set
        numbers = excluded.numbers,
        in_use = excluded.in_use,
        excellent = excluded.excellent,
        good = excluded.good,
        fair = excluded.fair,
        poor = excluded.poor";

/// Makes every rollup of days that follow one another anew, in the transaction at hand.
///
/// # Errors
/// What the engine says.
pub async fn rebuild_days(tx: &mut Tx, broker: BrokerId, windows: &[Window]) -> Result<(), DbError> {
    let (Some(&first), Some(&last)) = (windows.first(), windows.last()) else { return Ok(()) };
    let batch = Batch { broker, windows, first, last };
    for (start, nothing) in BEGIN {
        execute_built!(tx, start, |query| {
            query.push("(broker_id, day) ");
            query.push_values(windows, |mut row, window| {
                row.push_bind(broker.0).push_bind(window.day);
            });
            query.push(" on conflict (broker_id, day) do update set is_summed = false, ").push(nothing);
        })?;
    }
    for empty in EMPTY {
        execute!(tx, empty, broker, first.day, last.day)?;
    }
    execute!(tx, EMPTY_NUMBER_AREAS, broker, first.day, last.day)?;
    // A call keeps the day it was given, whatever the broker's zone is now: its time is within a day of it.
    let around = (first.began - TimeDelta::days(1), last.ends + TimeDelta::days(1));
    for calls in [HOURS, AREAS, NUMBERS, NUMBER_AREAS, BROKER] {
        execute!(tx, calls, broker, first.day, last.day, around.0, around.1)?;
    }
    assignments::count_made(tx, batch).await?;
    assignments::count_in_use(tx, batch).await?;
    execute!(tx, POOL, broker, first.day, last.day)?;
    assignments::count_ended(tx, batch).await?;
    leads::count(tx, batch).await
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

const CALLS_UNTIL: &str = "
    select called_at
    from calls
    where broker_id = $1
        and called_at >= $2
    order by called_at
    limit 1
    offset $3";

/// When the broker's calls since `from` are `many`; none if they never are.
///
/// # Errors
/// What the engine says.
pub async fn calls_until(
    tx: &mut Tx,
    broker: BrokerId,
    from: DateTime<Utc>,
    many: i64,
) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(fetch_optional!(tx, (DateTime<Utc>,), CALLS_UNTIL, broker, from, many)?.map(|(at,)| at))
}

const NUMBERS_OF: &str = "select count(*) from phone_numbers where broker_id = $1";

/// How many numbers the broker has or had.
///
/// # Errors
/// What the engine says.
pub async fn count_numbers(tx: &mut Tx, broker: BrokerId) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), NUMBERS_OF, broker)?.0)
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
