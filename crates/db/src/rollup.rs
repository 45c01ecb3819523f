//! Figures per broker-local day, kept in the transaction that records what they count.

mod all;
mod funnel;
mod histogram;
mod pool;
mod rebuild;

pub(crate) use all::{AREA_DAYS, BROKER_DAYS, BROKER_HOURS, FUNNEL_DAYS, POOL_DAYS, Source};
pub use all::{Part, sum, unsummed};
pub use funnel::refresh_funnel;
pub(crate) use histogram::{Buckets, SpanRow, Spans, of_all as spans_of_all, read as read_spans};
pub(crate) use pool::remove_days;
pub use pool::{PoolPart, Recent, keep_score, put_in_service, recent, use_number};
pub use rebuild::{
    Window, calls_until, count_numbers, first_day, forget_progress, keep_progress, progress, rebuild_days,
};

use crate::{DbError, Tx};
use chrono::NaiveDate;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::report::{Presence, Span};

/// Where in the figures a call belongs; fixed when it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub broker_id: BrokerId,
    /// The number it was made from, where known.
    pub number_id: Option<NumberId>,
    /// Broker-local day.
    pub day: NaiveDate,
    /// The lead's weekday, 0 is Monday.
    pub weekday: i32,
    /// The lead's hour.
    pub hour: i32,
    /// The lead's area code, empty where unknown.
    pub area_code: String,
    /// The lead's state, empty where unknown.
    pub state: String,
    /// Whether the number was at home where the lead is.
    pub presence: Presence,
}

/// What is added; a correction adds negative figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Those booked.
    pub bookings: i64,
}

impl Figures {
    /// What remains to be added to come from `before` to `self`.
    pub const fn since(self, before: Self) -> Self {
        Self {
            calls: self.calls - before.calls,
            contacts: self.contacts - before.contacts,
            bookings: self.bookings - before.bookings,
        }
    }
}

const BROKER_DAY: &str = "
    insert into broker_days (broker_id, day, calls, contacts, bookings,
        local_calls, local_contacts, far_calls, far_contacts)
    values ($1, $2, $3, $4, $5,
        case when $6 = 'local' then $3 else 0 end,
        case when $6 = 'local' then $4 else 0 end,
        case when $6 = 'far' then $3 else 0 end,
        case when $6 = 'far' then $4 else 0 end)
    on conflict (broker_id, day) do update set
        calls = broker_days.calls + excluded.calls,
        contacts = broker_days.contacts + excluded.contacts,
        bookings = broker_days.bookings + excluded.bookings,
        local_calls = broker_days.local_calls + excluded.local_calls,
        local_contacts = broker_days.local_contacts + excluded.local_contacts,
        far_calls = broker_days.far_calls + excluded.far_calls,
        far_contacts = broker_days.far_contacts + excluded.far_contacts,
        is_summed = false";

const BROKER_HOUR: &str = "
    insert into broker_hours (broker_id, day, weekday, hour, calls, contacts, bookings)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (broker_id, day, weekday, hour) do update set
        calls = broker_hours.calls + excluded.calls,
        contacts = broker_hours.contacts + excluded.contacts,
        bookings = broker_hours.bookings + excluded.bookings";

const AREA_DAY: &str = "
    insert into area_days (broker_id, day, area_code, state, calls, contacts, bookings)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (broker_id, day, area_code, state) do update set
        calls = area_days.calls + excluded.calls,
        contacts = area_days.contacts + excluded.contacts,
        bookings = area_days.bookings + excluded.bookings";

const NUMBER_DAY: &str = "
    insert into number_days (broker_id, number_id, day, calls, contacts, bookings)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (broker_id, number_id, day) do update set
        calls = number_days.calls + excluded.calls,
        contacts = number_days.contacts + excluded.contacts,
        bookings = number_days.bookings + excluded.bookings";

const NUMBER_AREA_DAY: &str = "
    insert into number_area_days (broker_id, number_id, day, area_code, state, calls, contacts, bookings)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (broker_id, number_id, day, area_code, state) do update set
        calls = number_area_days.calls + excluded.calls,
        contacts = number_area_days.contacts + excluded.contacts,
        bookings = number_area_days.bookings + excluded.bookings";

/// Adds a call's figures to every rollup.
///
/// # Errors
/// What the engine says.
pub async fn add(tx: &mut Tx, place: &Place, figures: Figures) -> Result<(), DbError> {
    let Place { broker_id, number_id, day, weekday, hour, area_code, state, presence } = place;
    let Figures { calls, contacts, bookings } = figures;
    execute!(tx, BROKER_DAY, broker_id, day, calls, contacts, bookings, presence)?;
    execute!(tx, BROKER_HOUR, broker_id, day, weekday, hour, calls, contacts, bookings)?;
    execute!(tx, AREA_DAY, broker_id, day, area_code, state, calls, contacts, bookings)?;
    if let Some(number_id) = number_id {
        execute!(tx, NUMBER_DAY, broker_id, number_id, day, calls, contacts, bookings)?;
        execute!(
            tx,
            NUMBER_AREA_DAY,
            broker_id,
            number_id,
            day,
            area_code,
            state,
            calls,
            contacts,
            bookings
        )?;
    }
    Ok(())
}

const BROKER_ASSIGNED: &str = "
    insert into broker_days (broker_id, day, assigned, rehomed)
    values ($1, $2, 1, $3)
    on conflict (broker_id, day) do update set
        assigned = broker_days.assigned + 1,
        rehomed = broker_days.rehomed + excluded.rehomed,
        is_summed = false";

const NUMBER_ASSIGNED: &str = "
    insert into number_days (broker_id, number_id, day, assigned)
    values ($1, $2, $3, 1)
    on conflict (broker_id, number_id, day) do update set assigned = number_days.assigned + 1";

/// Counts a new assignment, one that moved the lead from another number or not. Its number is in use from now on.
///
/// # Errors
/// What the engine says.
pub async fn add_assigned(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
    rehomed: bool,
) -> Result<(), DbError> {
    execute!(tx, BROKER_ASSIGNED, broker, day, i64::from(rehomed))?;
    execute!(tx, NUMBER_ASSIGNED, broker, number, day)?;
    use_number(tx, broker, number, day).await
}

/// An assignment whose number was released: the day, and how long it had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Broker-local day.
    pub day: NaiveDate,
    /// Seconds on the number.
    pub seconds: i64,
    /// Whether the lead never answered.
    pub silent: bool,
}

const ENDED: &str = "
    insert into broker_days (broker_id, day, ended, ended_seconds, ended_silent, ended_silent_seconds)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (broker_id, day) do update set
        ended = broker_days.ended + excluded.ended,
        ended_seconds = broker_days.ended_seconds + excluded.ended_seconds,
        ended_silent = broker_days.ended_silent + excluded.ended_silent,
        ended_silent_seconds = broker_days.ended_silent_seconds + excluded.ended_silent_seconds,
        is_summed = false";

/// Counts assignments that ended, `by` times: negative to take them back.
///
/// # Errors
/// What the engine says.
pub async fn add_ended(tx: &mut Tx, broker: BrokerId, ended: Ended, by: i64) -> Result<(), DbError> {
    let Ended { day, seconds, silent } = ended;
    let of_silent = if silent { by } else { 0 };
    execute!(tx, ENDED, broker, day, by, by * seconds, of_silent, of_silent * seconds)?;
    let changes = [((Span::Assigned, steadyline_core::report::bucket(seconds)), by)].into();
    histogram::add_spans(tx, broker, day, changes).await
}

const BROKER_ON_DAYS: &str = "
    select cast(coalesce(sum(calls), 0) as bigint), cast(coalesce(sum(contacts), 0) as bigint)
    from broker_days
    where broker_id = $1
        and day >= $2
        and day <= $3";

/// Calls and human contacts of a broker on these broker-local days.
///
/// # Errors
/// What the engine says.
pub async fn broker_on_days(
    tx: &mut Tx,
    broker: BrokerId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), BROKER_ON_DAYS, broker, from, to)
}
