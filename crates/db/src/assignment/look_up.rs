//! Finding assignments. Look-ups of a person go by the lead's phone, so that rows written by SQL without a
//! person key are found too.

use super::row::AssignmentRow;
use super::{columns, silent_since};
use crate::bind::to_sql;
use crate::lead::select_of_person;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use steadyline_core::assignment::{Assignment, Status};
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::phone::E164;

fn one(row: Option<AssignmentRow>) -> Result<Option<Assignment>, DbError> {
    row.map(Assignment::try_from).transpose()
}

pub(super) fn all(rows: Vec<AssignmentRow>) -> Result<Vec<Assignment>, DbError> {
    rows.into_iter().map(Assignment::try_from).collect()
}

/// `select` of assignments of the person of lead `$2` with phone `$3`.
macro_rules! of_person {
    ($rest:literal) => {
        concat!(
            "select ",
            columns!(),
            " from lead_number_assignments
            where broker_id = $1
                and lead_id in (",
            select_of_person!(),
            ") ",
            $rest
        )
    };
}

const FIND: &str =
    concat!("select ", columns!(), " from lead_number_assignments where broker_id = $1 and id = $2");

/// One by its id.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, broker: BrokerId, id: AssignmentId) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, FIND, broker, id)?)
}

const LIVE: &str = of_person!(" and status in ('active', 'booked_locked') order by assigned_at desc limit 1");

/// The person's live assignment.
///
/// # Errors
/// What the engine says.
pub async fn live_of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, LIVE, broker, lead, phone)?)
}

const LIVE_OF_PHONE: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and lead_id in (select id from leads where broker_id = $1 and phone = $2 and id <> $3)
        and status in ('active', 'booked_locked')
    limit 1"
);

/// The live assignment of another record with this phone.
///
/// # Errors
/// What the engine says.
pub async fn live_of_phone(
    tx: &mut Tx,
    broker: BrokerId,
    phone: Option<&E164>,
    but: LeadId,
) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, LIVE_OF_PHONE, broker, phone, but)?)
}

const NEWEST: &str = of_person!(" order by assigned_at desc, id desc limit 1");

/// The person's newest assignment, live or ended.
///
/// # Errors
/// What the engine says.
pub async fn newest_of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, NEWEST, broker, lead, phone)?)
}

const UNREACHABLE: &str = of_person!(" and status = 'unreachable' order by assigned_at, id");

/// The person's unreachable ones: as a rule one at most, more where two records became one person.
///
/// # Errors
/// What the engine says.
pub async fn unreachable_of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Vec<Assignment>, DbError> {
    all(fetch_all!(tx, AssignmentRow, UNREACHABLE, broker, lead, phone)?)
}

const ON_NUMBER: &str = of_person!(
    " and number_id = $4
    order by case when assigned_at <= $5 then 0 else 1 end, assigned_at desc
    limit 1"
);

/// The person's assignment on a number that a call at a time belongs to: the newest begun by then, else the
/// newest.
///
/// # Errors
/// What the engine says.
pub async fn of_person_on_number(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    number: NumberId,
    at: DateTime<Utc>,
) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, ON_NUMBER, broker, lead, phone, number, at)?)
}

const LAST_SPOKEN_ON: &str = concat!(
    "
    select number_id
    from lead_number_assignments
    where broker_id = $1
        and lead_id in (",
    select_of_person!(),
    ")
        and first_answered_at is not null
    order by coalesce(last_call_at, first_answered_at) desc
    limit 1"
);

/// The number on which the person last spoke to us: by the call log, else by an assignment that says so without a
/// call, as one that was locked by hand or written by SQL.
///
/// # Errors
/// What the engine says.
pub async fn last_spoken_on(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<NumberId>, DbError> {
    if let Some(number) = crate::call::last_contact_on(tx, broker, lead, phone).await? {
        return Ok(Some(number));
    }
    Ok(fetch_optional!(tx, (uuid::Uuid,), LAST_SPOKEN_ON, broker, lead, phone)?.map(|(id,)| id.into()))
}

const TRIED: &str = concat!(
    "
    select number_id
    from calls
    where broker_id = $1
        and lead_id in (",
    select_of_person!(),
    ")
        and number_id is not null
    group by number_id
    having max(case when direction = 'outbound' and outcome <> 'failed' then 1 else 0 end) = 1
        and max(case when outcome in ('answered', 'booked', 'not_interested', 'do_not_call') then 1 else 0 end) = 0"
);

/// Numbers on which the person was called and never answered, each once.
///
/// # Errors
/// What the engine says.
pub async fn tried_in_vain(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Vec<NumberId>, DbError> {
    // Each once here: a `distinct` takes SQLite to the index in order of numbers, and through all of the broker.
    let tried = fetch_all!(tx, (uuid::Uuid,), TRIED, broker, lead, phone)?;
    let tried: BTreeSet<_> = tried.into_iter().map(|(id,)| id).collect();
    Ok(tried.into_iter().map(Into::into).collect())
}

const TAKEN_SLOTS: &str = "
    select slot
    from lead_number_assignments
    where broker_id = $1
        and number_id = $2
        and status = 'active'
        and slot is not null";

/// The slots of a number that are taken.
///
/// # Errors
/// What the engine says.
pub async fn taken_slots(tx: &mut Tx, broker: BrokerId, number: NumberId) -> Result<Vec<i32>, DbError> {
    Ok(fetch_all!(tx, (i32,), TAKEN_SLOTS, broker, number)?.into_iter().map(|(slot,)| slot).collect())
}

const ENDED_UNREACHABLE: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and status = 'unreachable'
        and (released_at is null or released_at <= $2)
    order by assigned_at
    limit $3"
);

/// Unreachable ones whose number was released by then: their period is over.
///
/// # Errors
/// What the engine says.
pub async fn ended_unreachable(
    tx: &mut Tx,
    broker: BrokerId,
    by: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    all(fetch_all!(tx, AssignmentRow, ENDED_UNREACHABLE, broker, by, limit)?)
}

const STALE: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and first_answered_at is null
        and (limit_held_until is null or limit_held_until <= $3)
        and ",
    silent_since!(""),
    " <= $2
    order by ",
    silent_since!(""),
    ", id
    limit $4"
);

/// Never-answered ones without a call since then. Who rang back and was missed is waited for as long as that holds the
/// attempt limit.
///
/// # Errors
/// What the engine says.
pub async fn stale(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    all(fetch_all!(tx, AssignmentRow, STALE, broker, since, now, limit)?)
}

const HELD_SILENT: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and status = 'active'
        and first_answered_at is not null
        and ",
    silent_since!(""),
    " <= $2
    order by ",
    silent_since!(""),
    ", id
    limit $3"
);

/// Held ones without a call since then.
///
/// # Errors
/// What the engine says.
pub async fn held_silent(
    tx: &mut Tx,
    broker: BrokerId,
    since: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    all(fetch_all!(tx, AssignmentRow, HELD_SILENT, broker, since, limit)?)
}

/// Which assignments to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only on this number.
    pub number_id: Option<NumberId>,
    /// Only of this lead record.
    pub lead_id: Option<LeadId>,
    /// After this one, in order of time and id, newest first.
    pub after: Option<(DateTime<Utc>, AssignmentId)>,
}

/// A page of assignments, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    let start = concat!("select ", columns!(), " from lead_number_assignments where broker_id = ");
    let rows = fetch_built!(tx, AssignmentRow, start, |query| {
        query.push_bind(to_sql(broker));
        if let Some(status) = filter.status {
            query.push(" and status = ").push_bind(to_sql(status));
        }
        if let Some(number) = filter.number_id {
            query.push(" and number_id = ").push_bind(to_sql(number));
        }
        if let Some(lead) = filter.lead_id {
            query.push(" and lead_id = ").push_bind(to_sql(lead));
        }
        if let Some((at, id)) = filter.after {
            query.push(" and (assigned_at, id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by assigned_at desc, id desc limit ").push_bind(limit);
    })?;
    all(rows)
}

const AT: &str = of_person!(
    " and assigned_at <= $4
    order by assigned_at desc, id desc
    limit 1"
);

/// The person's newest assignment that had begun at a time.
///
/// # Errors
/// What the engine says.
pub async fn of_person_at(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    at: DateTime<Utc>,
) -> Result<Option<Assignment>, DbError> {
    one(fetch_optional!(tx, AssignmentRow, AT, broker, lead, phone, at)?)
}
