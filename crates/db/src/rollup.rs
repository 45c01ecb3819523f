//! Figures per broker-local day, kept in the transaction that records a call.

use crate::{DbError, Tx};
use chrono::NaiveDate;
use steadyline_core::id::{BrokerId, NumberId};

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
    insert into broker_days (broker_id, day, calls, contacts, bookings)
    values ($1, $2, $3, $4, $5)
    on conflict (broker_id, day) do update set
        calls = broker_days.calls + excluded.calls,
        contacts = broker_days.contacts + excluded.contacts,
        bookings = broker_days.bookings + excluded.bookings";

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
    let Place { broker_id, number_id, day, weekday, hour, area_code, state } = place;
    let Figures { calls, contacts, bookings } = figures;
    execute!(tx, BROKER_DAY, broker_id, day, calls, contacts, bookings)?;
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
    insert into broker_days (broker_id, day, assigned)
    values ($1, $2, 1)
    on conflict (broker_id, day) do update set assigned = broker_days.assigned + 1";

const NUMBER_ASSIGNED: &str = "
    insert into number_days (broker_id, number_id, day, assigned)
    values ($1, $2, $3, 1)
    on conflict (broker_id, number_id, day) do update set assigned = number_days.assigned + 1";

/// Counts a new assignment.
///
/// # Errors
/// What the engine says.
pub async fn add_assigned(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
) -> Result<(), DbError> {
    execute!(tx, BROKER_ASSIGNED, broker, day)?;
    execute!(tx, NUMBER_ASSIGNED, broker, number, day)?;
    Ok(())
}

const NUMBER_SINCE: &str = "
    select cast(coalesce(sum(calls), 0) as bigint), cast(coalesce(sum(contacts), 0) as bigint)
    from number_days
    where broker_id = $1
        and number_id = $2
        and day >= $3";

/// Calls and human contacts of a number from a broker-local day on.
///
/// # Errors
/// What the engine says.
pub async fn number_since(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    from: NaiveDate,
) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), NUMBER_SINCE, broker, number, from)
}

const BROKER_SINCE: &str = "
    select cast(coalesce(sum(calls), 0) as bigint), cast(coalesce(sum(contacts), 0) as bigint)
    from broker_days
    where broker_id = $1
        and day >= $2";

/// Calls and human contacts of a broker from a broker-local day on.
///
/// # Errors
/// What the engine says.
pub async fn broker_since(tx: &mut Tx, broker: BrokerId, from: NaiveDate) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), BROKER_SINCE, broker, from)
}

const KEEP_SCORE: &str = "
    insert into number_days (broker_id, number_id, day, health_score)
    values ($1, $2, $3, $4)
    on conflict (broker_id, number_id, day) do update set health_score = excluded.health_score";

/// Keeps a day's score of a number for the trend.
///
/// # Errors
/// What the engine says.
pub async fn keep_score(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    day: NaiveDate,
    score: i32,
) -> Result<(), DbError> {
    execute!(tx, KEEP_SCORE, broker, number, day, score)?;
    Ok(())
}
