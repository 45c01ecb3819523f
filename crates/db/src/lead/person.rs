//! What holds for a person, whichever of its records is named: all leads of a broker with the same phone.

use crate::{DbError, Tx, suppression};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;

const SUPPRESSED_AT: &str = "
    select min(suppressed_at)
    from leads
    where broker_id = $1
        and phone = $2";

/// When the person with this phone was suppressed, if ever: on one of its records, or before its data was erased.
///
/// # Errors
/// What the engine says.
pub async fn suppressed_at(
    tx: &mut Tx,
    broker: BrokerId,
    phone: &E164,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let (at,) = fetch_one!(tx, (Option<DateTime<Utc>>,), SUPPRESSED_AT, broker, phone)?;
    let erased = suppression::since(tx, broker, phone).await?;
    Ok(at.into_iter().chain(erased).min())
}

/// Whether the person with this phone is suppressed.
///
/// # Errors
/// What the engine says.
pub async fn is_phone_suppressed(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<bool, DbError> {
    Ok(suppressed_at(tx, broker, phone).await?.is_some())
}

/// The ids of the records of the person of lead `$2` with phone `$3`, of broker `$1`.
///
/// Two questions and not one with `or`: of that SQLite thinks, while it has no statistics of the table, that the leads of a
/// broker are few, and walks through all of them.
macro_rules! select_of_person {
    () => {
        "select id from leads where broker_id = $1 and id = $2
            union select id from leads where broker_id = $1 and phone = $3"
    };
}
pub(crate) use select_of_person;

/// That a row of `leads` is one of those.
macro_rules! is_of_person {
    () => {
        concat!("broker_id = $1 and id in (", select_of_person!(), ")")
    };
}

const OF_PERSON: &str = concat!("select id from leads where ", is_of_person!(), " order by id");

/// The ids of a person's records: of the lead, and of every other one with this phone.
///
/// # Errors
/// What the engine says.
pub async fn of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Vec<LeadId>, DbError> {
    let rows = fetch_all!(tx, (uuid::Uuid,), OF_PERSON, broker, lead, phone)?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

const HAS_RECORD: &str = "
    select id
    from leads
    where broker_id = $1
        and phone = $2
    limit 1";

/// Whether there is a record of the person with this phone.
///
/// # Errors
/// What the engine says.
pub async fn has_record(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<bool, DbError> {
    Ok(fetch_optional!(tx, (uuid::Uuid,), HAS_RECORD, broker, phone)?.is_some())
}

const SUPPRESS: &str = concat!(
    "
    update leads
    set suppressed_at = $4
    where ",
    is_of_person!(),
    "
        and suppressed_at is null"
);

const UNSUPPRESS: &str = concat!(
    "
    update leads
    set suppressed_at = null
    where ",
    is_of_person!(),
    "
        and suppressed_at is not null"
);

/// Suppresses a person at a time, or with none takes that back, on all its records; gives how many changed.
///
/// # Errors
/// What the engine says.
pub async fn set_suppressed(tx: &mut Tx, lead: &Lead, at: Option<DateTime<Utc>>) -> Result<u64, DbError> {
    let Lead { id, broker_id, phone, .. } = lead;
    match at {
        Some(at) => execute!(tx, SUPPRESS, broker_id, id, phone, at),
        None => execute!(tx, UNSUPPRESS, broker_id, id, phone),
    }
}

/// What a report may have set on all records of a person, with the time of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The person was suppressed.
    Suppressed,
    /// Somebody else was found at the phone.
    BadPhone,
}

macro_rules! replace {
    ($column:literal) => {
        concat!(
            "
    update leads
    set ",
            $column,
            " = $5
    where ",
            is_of_person!(),
            "
        and ",
            $column,
            " = $4"
        )
    };
}

const REPLACE_SUPPRESSED: &str = replace!("suppressed_at");
const REPLACE_BAD_PHONE: &str = replace!("bad_phone_at");

/// Takes back what a report made at a time, on all records of the person; what another report or a person made stays.
/// With `instead` another report still says so.
///
/// # Errors
/// What the engine says.
pub async fn replace_mark(
    tx: &mut Tx,
    mark: Mark,
    lead: &Lead,
    made: DateTime<Utc>,
    instead: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let Lead { id, broker_id, phone, .. } = lead;
    match mark {
        Mark::Suppressed => execute!(tx, REPLACE_SUPPRESSED, broker_id, id, phone, made, instead)?,
        Mark::BadPhone => execute!(tx, REPLACE_BAD_PHONE, broker_id, id, phone, made, instead)?,
    };
    Ok(())
}

const BAD_PHONE: &str = concat!(
    "
    select id
    from leads
    where ",
    is_of_person!(),
    "
        and bad_phone_at is not null
    limit 1"
);

/// Whether the lead's phone is marked as somebody else's, on any record that has it.
///
/// # Errors
/// What the engine says.
pub async fn has_bad_phone(tx: &mut Tx, lead: &Lead) -> Result<bool, DbError> {
    let Lead { id, broker_id, phone, .. } = lead;
    Ok(fetch_optional!(tx, (uuid::Uuid,), BAD_PHONE, broker_id, id, phone)?.is_some())
}

const MARKS: &str = concat!(
    "
    select min(suppressed_at), min(bad_phone_at), min(erased_at)
    from leads
    where ",
    is_of_person!()
);

/// What stands against calling a person, on any of its records.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// When the person was suppressed.
    pub suppressed_at: Option<DateTime<Utc>>,
    /// When the phone was found to be somebody else's.
    pub bad_phone_at: Option<DateTime<Utc>>,
    /// When the person's data was erased.
    pub erased_at: Option<DateTime<Utc>>,
}

/// What stands against calling the person of a lead, as it is by now.
///
/// # Errors
/// What the engine says.
pub async fn marks(tx: &mut Tx, lead: &Lead) -> Result<Marks, DbError> {
    type Moment = Option<DateTime<Utc>>;
    let Lead { id, broker_id, phone, .. } = lead;
    let (suppressed_at, bad_phone_at, erased_at) =
        fetch_one!(tx, (Moment, Moment, Moment), MARKS, broker_id, id, phone)?;
    let by_erased = match phone {
        Some(phone) if suppressed_at.is_none() => suppression::since(tx, *broker_id, phone).await?,
        _ => None,
    };
    Ok(Marks { suppressed_at: suppressed_at.or(by_erased), bad_phone_at, erased_at })
}

const MARK_BAD_PHONE: &str = concat!(
    "
    update leads
    set bad_phone_at = $4
    where ",
    is_of_person!()
);

/// Marks a phone as somebody else's, on all records that have it.
///
/// # Errors
/// What the engine says.
pub async fn mark_bad_phone(tx: &mut Tx, lead: &Lead, at: DateTime<Utc>) -> Result<(), DbError> {
    let Lead { id, broker_id, phone, .. } = lead;
    execute!(tx, MARK_BAD_PHONE, broker_id, id, phone, at)?;
    Ok(())
}
