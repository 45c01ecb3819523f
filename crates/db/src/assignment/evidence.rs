//! What the calls of an assignment still support, and which assignments a call supports.

use super::{columns, find, row};
use crate::{DbError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::assignment::{Assignment, Carried, Evidence};
use steadyline_core::id::{AssignmentId, BrokerId, CallId};
use uuid::Uuid;

/// What calls support of an assignment.
#[derive(Clone, Copy, Debug)]
pub struct Supported {
    /// All of it.
    pub evidence: Evidence,
    /// The part that does not come from the assignment's own calls.
    pub carried: Carried,
    /// The last call that counts, of those that support it.
    pub last_call_at: Option<DateTime<Utc>>,
    /// The newest booking that named an appointment.
    pub booking: Option<Booking>,
}

/// A call on which an appointment was made.
#[derive(Clone, Copy, Debug)]
pub struct Booking {
    /// Which.
    pub call: CallId,
    /// When it was made.
    pub called_at: DateTime<Utc>,
    /// The appointment.
    pub appointment_at: DateTime<Utc>,
}

type Moments = (i64, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Of the calls that fit, and were reported before a time.
macro_rules! moments {
    ($of:literal) => {
        concat!(
            "select
                cast(coalesce(sum(case when outcome <> 'failed' then 1 else 0 end), 0) as bigint),
                min(case when outcome in ('answered', 'booked', 'not_interested', 'do_not_call') then called_at end),
                min(case when outcome = 'booked' then called_at end),
                max(case when outcome <> 'failed' then called_at end)
            from calls
            where broker_id = $1
                and created_at < $3
                and ",
            $of
        )
    };
}

/// Made for an assignment.
const OWN: &str = moments!("assignment_id = $2 and direction = 'outbound'");
/// Credited to it: late ones, and callbacks.
const CREDITED: &str = moments!("credited_to_id = $2");

/// Bookings with an appointment, of an assignment's calls by the one or the other column: each has its index.
macro_rules! bookings {
    ($of:literal) => {
        concat!(
            "select id, called_at, appointment_at
            from calls
            where broker_id = $1
                and ",
            $of,
            " = $2
                and created_at < $3
                and outcome = 'booked'
                and appointment_at is not null"
        )
    };
}

/// The newest booking with an appointment, of an assignment's calls that were reported before a time.
const BOOKING: &str = concat!(
    "select id, called_at, appointment_at from (",
    bookings!("assignment_id"),
    " union all ",
    bookings!("credited_to_id"),
    ") made
    order by called_at desc, id desc
    limit 1"
);
fn earliest(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What supports an assignment: its own calls, late ones credited to it, and the same of the assignments it was
/// rehomed from, until it left them.
///
/// # Errors
/// What the engine says.
pub async fn evidence(
    tx: &mut Tx,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> Result<Supported, DbError> {
    let Assignment { id, broker_id, locked_at, .. } = assignment;
    let mut until = now + TimeDelta::seconds(1);
    let own: Moments = fetch_one!(tx, Moments, OWN, broker_id, id, until)?;
    let (attempts, answered, booked, mut last_call_at) = own;
    let mut carried = Carried::default();
    let mut booking: Option<Booking> = None;
    let mut one = assignment.clone();
    loop {
        let made =
            fetch_optional!(tx, (Uuid, DateTime<Utc>, DateTime<Utc>), BOOKING, broker_id, one.id, until)?
                .map(|(call, called_at, appointment_at)| Booking {
                    call: CallId(call),
                    called_at,
                    appointment_at,
                });
        booking = booking.into_iter().chain(made).max_by_key(|made| made.called_at);
        let credited: Moments = fetch_one!(tx, Moments, CREDITED, broker_id, one.id, until)?;
        carried.answered_at = earliest(carried.answered_at, credited.1);
        carried.booked_at = earliest(carried.booked_at, credited.2);
        last_call_at = last_call_at.max(credited.3);
        let Some(from) = one.rehomed_from else { break };
        until = one.assigned_at;
        let before: Moments = fetch_one!(tx, Moments, OWN, broker_id, from, until)?;
        carried.attempts = carried.attempts.saturating_add(i32::try_from(before.0).unwrap_or(i32::MAX));
        carried.answered_at = earliest(carried.answered_at, before.1);
        carried.booked_at = earliest(carried.booked_at, before.2);
        last_call_at = last_call_at.max(before.3);
        let Some(from) = find(tx, *broker_id, from).await? else { break };
        one = from;
    }
    let evidence = Evidence {
        call_attempts: i32::try_from(attempts).unwrap_or(i32::MAX).saturating_add(carried.attempts),
        first_answered_at: earliest(answered, carried.answered_at),
        booked_at: earliest(earliest(booked, carried.booked_at), *locked_at),
        appointment_at: assignment.progress.state.appointment_at(),
        limit_on_hold: assignment.limit_on_hold(now),
    };
    Ok(Supported { evidence, carried, last_call_at, booking })
}

const REHOMED_FROM: &str = concat!(
    "select ",
    columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and lead_id = $2
        and rehomed_from = $3"
);

/// An assignment and those it was rehomed to, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn line(tx: &mut Tx, broker: BrokerId, id: AssignmentId) -> Result<Vec<Assignment>, DbError> {
    let mut line = Vec::from_iter(find(tx, broker, id).await?);
    while let Some(last) = line.last() {
        let next = fetch_optional!(tx, row::AssignmentRow, REHOMED_FROM, broker, last.lead_id, last.id)?;
        let Some(next) = next else { break };
        line.push(Assignment::try_from(next)?);
    }
    Ok(line)
}
