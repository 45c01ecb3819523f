//! Rows of `phone_numbers`: the pool.

mod bulk;
mod count;
mod filter;
mod list;
mod many;
mod order;

pub use bulk::{by_ids, by_phones, live_leads_of, lock_all, place_all, set_standing_all};
pub use count::{PlaceCount, PoolSums, places, scores, sums};
pub use filter::{Limits, NumberFilter, Roomy};
pub use list::{StandingCounts, list, standings};
pub use many::{insert, insert_free, of_phones, signalwire_ids};
pub use order::{By, Key, Order, Place, Way, ordered};

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_core::room::Occupancy;
use uuid::Uuid;

/// The columns of [`Row`].
macro_rules! select_numbers {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, number, signalwire_id, label, area_code, state, is_active, resting_until, gone_at,
        release_at, released_at, active_leads, never_answered_leads, booked_leads, call_count, contact_count,
        short_answers, network_blocks, health_score, last_used_at, last_assigned_at, calls_day, calls_on_day, created_at
    from phone_numbers",
            $tail
        )
    };
}
pub(crate) use select_numbers;

#[derive(FromRow)]
pub(crate) struct Row {
    id: Uuid,
    broker_id: Uuid,
    number: String,
    signalwire_id: Option<String>,
    label: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    is_active: bool,
    resting_until: Option<DateTime<Utc>>,
    gone_at: Option<DateTime<Utc>>,
    release_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
    active_leads: i32,
    never_answered_leads: i32,
    booked_leads: i32,
    call_count: i32,
    contact_count: i32,
    short_answers: i32,
    network_blocks: i32,
    health_score: i32,
    last_used_at: Option<DateTime<Utc>>,
    last_assigned_at: Option<DateTime<Utc>>,
    calls_day: Option<NaiveDate>,
    calls_on_day: i32,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Number {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            number,
            signalwire_id,
            label,
            area_code,
            state,
            is_active,
            resting_until,
            gone_at,
            release_at,
            released_at,
            active_leads,
            never_answered_leads,
            booked_leads,
            call_count,
            contact_count,
            short_answers,
            network_blocks,
            health_score,
            last_used_at,
            last_assigned_at,
            calls_day,
            calls_on_day,
            created_at,
        } = row;
        Ok(Self {
            id: NumberId(id),
            broker_id: BrokerId(broker_id),
            number: E164::parse(&number)
                .map_err(|error| DbError::row("phone_numbers", format!("{id}: {error}")))?,
            signalwire_id,
            label,
            // Written by SQL they may be anything: then the number is at home anywhere.
            area_code: area_code.and_then(|code| AreaCode::parse(&code).ok()),
            state: state.and_then(|state| StateCode::parse(&state).ok()),
            is_active,
            resting_until,
            gone_at,
            release_at,
            released_at,
            occupancy: Occupancy { active_leads, never_answered_leads, booked_leads },
            call_count,
            contact_count,
            short_answers,
            network_blocks,
            health_score,
            last_used_at,
            last_assigned_at,
            calls_day,
            calls_on_day,
            created_at,
        })
    }
}

const FIND: &str = select_numbers!(
    "
    where broker_id = $1
        and id = $2"
);

/// A broker's number by its id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<Option<Number>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(Number::try_from).transpose()
}

/// The same, locked until the transaction ends, so that it may be read, changed and written.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_locked(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<Option<Number>, DbError> {
    crate::dialect::lock_number(tx, broker, id).await?;
    find(tx, broker, id).await
}

type Home = (Option<AreaCode>, Option<StateCode>);

const HOME: &str = "select area_code, state from phone_numbers where broker_id = $1 and id = $2";

/// Where a number is at home: its area code and its state.
///
/// # Errors
/// What the engine says.
pub async fn home(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<Home, DbError> {
    let row = fetch_optional!(tx, (Option<String>, Option<String>), HOME, broker, id)?;
    let (area_code, state) = row.unwrap_or_default();
    Ok((
        area_code.and_then(|code| AreaCode::parse(&code).ok()),
        state.and_then(|state| StateCode::parse(&state).ok()),
    ))
}

const FIND_BY_PHONE: &str = select_numbers!(
    "
    where number = $1"
);

/// The number of that phone, whichever broker's it is: it is unique in the installation.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_by_phone(tx: &mut Tx, phone: &E164) -> Result<Option<Number>, DbError> {
    fetch_optional!(tx, Row, FIND_BY_PHONE, phone)?.map(Number::try_from).transpose()
}

/// A number that comes into a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNumber {
    /// Id.
    pub id: NumberId,
    /// The number itself.
    pub number: E164,
    /// The carrier's id of it.
    pub signalwire_id: Option<String>,
    /// A name for people.
    pub label: Option<String>,
    /// For local presence.
    pub area_code: Option<AreaCode>,
    /// For local presence.
    pub state: Option<StateCode>,
}

/// Rows in one statement: eight arguments each, far below what either engine takes.
const ROWS_AT_ONCE: usize = 500;

const EDIT: &str = "
    update phone_numbers
    set label = $3,
        area_code = $4,
        state = $5,
        signalwire_id = $6
    where broker_id = $1
        and id = $2";

/// Writes what people may edit.
///
/// # Errors
/// What the engine says; a unique violation if the carrier's id is taken.
pub async fn edit(tx: &mut Tx, number: &Number) -> Result<(), DbError> {
    let Number { id, broker_id, label, area_code, state, signalwire_id, .. } = number;
    execute!(tx, EDIT, broker_id, id, label, area_code, state, signalwire_id)?;
    Ok(())
}

const SET_STANDING: &str = "
    update phone_numbers
    set is_active = $3,
        resting_until = $4,
        gone_at = $5,
        release_at = $6
    where broker_id = $1
        and id = $2";

/// Writes the columns of which the standing is derived, and until when it is held.
///
/// # Errors
/// What the engine says.
pub async fn set_standing(tx: &mut Tx, number: &Number) -> Result<(), DbError> {
    let Number { id, broker_id, is_active, resting_until, gone_at, release_at, .. } = number;
    execute!(tx, SET_STANDING, broker_id, id, is_active, resting_until, gone_at, release_at)?;
    Ok(())
}

const LIVE_LEADS: &str = "
    select count(*)
    from lead_number_assignments
    where broker_id = $1
        and number_id = $2
        and status in ('active', 'booked_locked')";

/// Live assignments on a number, counted.
///
/// # Errors
/// What the engine says.
pub async fn live_leads(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), LIVE_LEADS, broker, id)?;
    Ok(count)
}

const RESTED: &str = select_numbers!(
    "
    where broker_id = $1
        and resting_until is not null
        and resting_until <= $2
    order by id
    limit $3"
);

/// Numbers of a broker whose rest is over by `now` while the row still says until when.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn rested(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Number>, DbError> {
    fetch_all!(tx, Row, RESTED, broker, now, limit)?.into_iter().map(Number::try_from).collect()
}
