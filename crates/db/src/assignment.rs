//! Rows of `lead_number_assignments`.

mod evidence;
mod key;
mod look_up;
mod row;

pub use evidence::{Booking, Supported, evidence, line};
pub use key::{set_person_key, without_person_key};
pub use look_up::{
    Filter, ended_unreachable, find, held_silent, last_spoken_on, list, live_of_person, live_of_phone,
    newest_of_person, of_person_at, of_person_on_number, stale, taken_slots, tried_in_vain,
    unreachable_of_person,
};

use crate::dialect::changed_meanwhile;
use crate::{DbError, Tx};
use sqlx::types::Json;
use steadyline_core::assignment::{Assignment, Carried};
use steadyline_core::id::{AssignmentId, BrokerId, NumberId};

/// The columns of [`row::AssignmentRow`].
macro_rules! columns {
    () => {
        "id, broker_id, lead_id, number_id, status, assigned_at, released_at, call_attempts, last_call_at,
        first_answered_at, booked_at, max_attempts, notes, person_key, slot, appointment_at, locked_at, matched,
        choice, limit_held_until, carried_attempts, carried_answered_at, carried_booked_at, rehomed_from"
    };
}
pub(crate) use columns;

/// Whether assignment `a` moved its lead to another number. One that undid a release has the number it had.
macro_rules! is_moved {
    () => {
        "a.rehomed_from is not null and exists (
            select 1 from lead_number_assignments b
            where b.broker_id = a.broker_id and b.id = a.rehomed_from and b.number_id <> a.number_id)"
    };
}
pub(crate) use is_moved;

/// Since when nobody heard of the lead, as [`Assignment::silent_since`] says: the last call, the first answer or the
/// assignment itself, whichever is latest.
macro_rules! silent_since {
    ($of:literal) => {
        concat!(
            "case when ",
            $of,
            "last_call_at >= ",
            $of,
            "assigned_at and (",
            $of,
            "first_answered_at is null or ",
            $of,
            "last_call_at >= ",
            $of,
            "first_answered_at) then ",
            $of,
            "last_call_at when ",
            $of,
            "first_answered_at >= ",
            $of,
            "assigned_at then ",
            $of,
            "first_answered_at else ",
            $of,
            "assigned_at end"
        )
    };
}
pub(crate) use row::AssignmentRow;
pub(crate) use silent_since;

const INSERT: &str = "
    insert into lead_number_assignments (
        id, broker_id, lead_id, number_id, status, assigned_at, call_attempts, last_call_at, first_answered_at,
        booked_at, max_attempts, notes, person_key, slot, appointment_at, locked_at, matched, choice,
        limit_held_until, carried_attempts, carried_answered_at, carried_booked_at, rehomed_from)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
    on conflict do nothing";

/// Writes a new live assignment. `false` if a unique index refused it: the person has another one by now, or
/// the slot is taken.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, new: &Assignment) -> Result<bool, DbError> {
    let Carried { attempts, answered_at, booked_at } = new.carried;
    let done = execute!(
        tx,
        INSERT,
        new.id,
        new.broker_id,
        new.lead_id,
        new.number_id,
        new.progress.state.status(),
        new.assigned_at,
        new.progress.call_attempts,
        new.last_call_at,
        new.progress.state.first_answered_at(),
        new.progress.state.booked_at(),
        new.progress.max_attempts,
        new.notes.as_deref(),
        new.person_key.as_deref(),
        new.slot,
        new.progress.state.appointment_at(),
        new.locked_at,
        new.matched,
        new.choice.as_ref().map(|choice| Json(choice.clone())),
        new.limit_held_until,
        attempts,
        answered_at,
        booked_at,
        new.rehomed_from,
    )?;
    Ok(done == 1)
}

const UPDATE: &str = "
    update lead_number_assignments
    set status = $5,
        released_at = $6,
        call_attempts = $7,
        last_call_at = $8,
        first_answered_at = $9,
        booked_at = $10,
        appointment_at = $11,
        locked_at = $12,
        slot = $13,
        carried_attempts = $14,
        carried_answered_at = $15,
        carried_booked_at = $16,
        notes = $17,
        limit_held_until = $18
    where broker_id = $1
        and id = $2
        and status = $3
        and call_attempts = $4";

/// Saves what an event made of an assignment. Guards on the state that was read.
///
/// # Errors
/// Where it was changed in between, by somebody who holds its number and not its lead, the transaction fails and is
/// tried again; else what the engine says.
pub async fn update(tx: &mut Tx, before: &Assignment, after: &Assignment) -> Result<(), DbError> {
    let Carried { attempts, answered_at, booked_at } = after.carried;
    let done = execute!(
        tx,
        UPDATE,
        before.broker_id,
        before.id,
        before.progress.state.status(),
        before.progress.call_attempts,
        after.progress.state.status(),
        after.progress.state.released_at(),
        after.progress.call_attempts,
        after.last_call_at,
        after.progress.state.first_answered_at(),
        after.progress.state.booked_at(),
        after.progress.state.appointment_at(),
        after.locked_at,
        after.slot,
        attempts,
        answered_at,
        booked_at,
        after.notes.as_deref(),
        after.limit_held_until,
    )?;
    if done == 1 { Ok(()) } else { Err(changed_meanwhile(tx, "lead_number_assignments", before.id).await) }
}

const CLEAR_HELD_SLOTS: &str = "
    update lead_number_assignments
    set slot = null
    where broker_id = $1
        and status = 'active'
        and first_answered_at is not null";

/// Held leads give their slots back, when `leads_per_number` is raised from 1.
///
/// # Errors
/// What the engine says.
pub async fn clear_held_slots(tx: &mut Tx, broker: BrokerId) -> Result<(), DbError> {
    execute!(tx, CLEAR_HELD_SLOTS, broker)?;
    Ok(())
}

const LIVE_ON_NUMBER: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and number_id = $2
        and status in ('active', 'booked_locked')
    order by assigned_at, id"
);

/// Everybody who would lose the number.
///
/// # Errors
/// What the engine says.
pub async fn live_on_number(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
) -> Result<Vec<Assignment>, DbError> {
    fetch_all!(tx, row::AssignmentRow, LIVE_ON_NUMBER, broker, number)?
        .into_iter()
        .map(Assignment::try_from)
        .collect()
}

/// Finds one, and on PostgreSQL holds its lead's row until the transaction ends.
///
/// # Errors
/// What the engine says.
pub async fn find_locked(
    tx: &mut Tx,
    broker: BrokerId,
    id: AssignmentId,
) -> Result<Option<Assignment>, DbError> {
    let Some(seen) = find(tx, broker, id).await? else { return Ok(None) };
    crate::dialect::lock_lead(tx, broker, seen.lead_id).await?;
    find(tx, broker, id).await
}
