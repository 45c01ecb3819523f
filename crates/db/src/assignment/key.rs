//! The person key, which keeps a person on one number: see the schema.

use super::columns;
use super::look_up::all;
use super::row::AssignmentRow;
use crate::{DbError, Tx};
use steadyline_core::assignment::Assignment;
use steadyline_core::id::{BrokerId, LeadId};

const SET_PERSON: &str = "
    update lead_number_assignments
    set person_key = $3
    where broker_id = $1
        and lead_id = $2
        and status in ('active', 'booked_locked')";

/// Gives a lead's live assignment another person key, when the lead's phone changed.
///
/// # Errors
/// A unique violation if the person has another live assignment; else what the engine says.
pub async fn set_person_key(tx: &mut Tx, broker: BrokerId, lead: LeadId, key: &str) -> Result<(), DbError> {
    execute!(tx, SET_PERSON, broker, lead, key)?;
    Ok(())
}

/// Whether a person has another live row is asked of each row that lacks the key, of which there are hardly any: without the
/// `case` PostgreSQL, as long as it has no statistics of the tables, would join all of them first.
const WITHOUT_KEY: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments a
    where broker_id = $1
        and person_key is null
        and status in ('active', 'booked_locked')
        and case when exists (
            select 1
            from leads l
            cross join leads other
            cross join lead_number_assignments live
            where l.broker_id = $1
                and l.id = a.lead_id
                and other.broker_id = $1
                and other.phone = l.phone
                and other.id <> l.id
                and live.broker_id = $1
                and live.lead_id = other.id
                and live.status in ('active', 'booked_locked'))
            then 1 else 0 end = 0
        and case when exists (
            select 1
            from leads l
            cross join lead_number_assignments live
            where l.broker_id = $1
                and l.id = a.lead_id
                and live.broker_id = $1
                and live.person_key = l.phone
                and live.status in ('active', 'booked_locked'))
            then 1 else 0 end = 0
    limit $2"
);

/// Live rows written by SQL that lack the person key and can have it: those of a person who sees another number too wait
/// until somebody mends that, and would stand in the way of the others.
///
/// # Errors
/// What the engine says.
pub async fn without_person_key(
    tx: &mut Tx,
    broker: BrokerId,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    all(fetch_all!(tx, AssignmentRow, WITHOUT_KEY, broker, limit)?)
}
