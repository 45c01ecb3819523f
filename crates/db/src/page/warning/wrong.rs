//! Rows that do not agree with each other: written by SQL, past the program.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongKind {
    /// A number's counters differ from its live leads.
    Counters,
    /// An assignment has ended and does not say when.
    EndedWithoutTime,
    /// An assignment is live and says when it ended.
    LiveWithTime,
}

/// A row that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What is wrong.
    pub kind: WrongKind,
    /// The number it is about.
    pub number: (NumberId, E164),
    /// The assignment, where it is one, with its lead's id and name.
    pub assignment: Option<(AssignmentId, LeadId, Option<String>)>,
    /// What the counters say, and what is counted: active, never answered, booked.
    pub counters: Option<([i32; 3], [i64; 3])>,
}

type CountersRow = (Uuid, String, i32, i32, i32, i64, i64, i64);

const COUNTERS: &str = "
    select n.id, n.number, n.active_leads, n.never_answered_leads, n.booked_leads,
        coalesce(c.active, 0), coalesce(c.never_answered, 0), coalesce(c.booked, 0)
    from phone_numbers n
    left join (
        select number_id,
            count(case when status = 'active' then 1 end) as active,
            count(case when status = 'active' and first_answered_at is null then 1 end) as never_answered,
            count(case when status = 'booked_locked' then 1 end) as booked
        from lead_number_assignments
        where broker_id = $1
            and status in ('active', 'booked_locked')
        group by number_id
    ) c on c.number_id = n.id
    where n.broker_id = $1
        and (n.active_leads <> coalesce(c.active, 0)
            or n.never_answered_leads <> coalesce(c.never_answered, 0)
            or n.booked_leads <> coalesce(c.booked, 0))
    order by n.number";

type TimesRow = (Uuid, String, Uuid, Uuid, Option<String>, bool);

const TIMES: &str = "
    select n.id, n.number, a.id, a.lead_id, coalesce(l.name, l.reference), a.released_at is not null
    from lead_number_assignments a
    join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
    join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
    where a.broker_id = $1
        and ((a.status in ('active', 'booked_locked') and a.released_at is not null)
            or (a.status in ('unreachable', 'released') and a.released_at is null))
    order by a.assigned_at, a.id";

/// Every row that is wrong: numbers by their number, if their counters are to be looked at, then assignments by their
/// age.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn wrong_rows(tx: &mut Tx, broker: BrokerId, counters: bool) -> Result<Vec<Wrong>, DbError> {
    let number = |id: Uuid, number: &str| {
        E164::parse(number)
            .map(|number| (NumberId(id), number))
            .map_err(|error| DbError::row("phone_numbers", format!("{id}: {error}")))
    };
    let mut found = Vec::new();
    let numbers = if counters { fetch_all!(tx, CountersRow, COUNTERS, broker)? } else { Vec::new() };
    for (id, text, active, never, booked, is_active, is_never, is_booked) in numbers {
        found.push(Wrong {
            kind: WrongKind::Counters,
            number: number(id, &text)?,
            assignment: None,
            counters: Some(([active, never, booked], [is_active, is_never, is_booked])),
        });
    }
    for (id, text, assignment, lead, name, has_time) in fetch_all!(tx, TimesRow, TIMES, broker)? {
        found.push(Wrong {
            kind: if has_time { WrongKind::LiveWithTime } else { WrongKind::EndedWithoutTime },
            number: number(id, &text)?,
            assignment: Some((assignment.into(), lead.into(), name)),
            counters: None,
        });
    }
    Ok(found)
}

const MEND_ENDED: &str = "
    update lead_number_assignments
    set released_at = coalesce(last_call_at, $3)
    where broker_id = $1
        and id = $2
        and status in ('unreachable', 'released')
        and released_at is null";

/// Says of an ended assignment when it ended: at its last call, else now.
///
/// # Errors
/// What the engine says.
pub async fn mend_ended(
    tx: &mut Tx,
    broker: BrokerId,
    id: AssignmentId,
    now: DateTime<Utc>,
) -> Result<u64, DbError> {
    execute!(tx, MEND_ENDED, broker, id, now)
}

const MEND_LIVE: &str = "
    update lead_number_assignments
    set released_at = null
    where broker_id = $1
        and id = $2
        and status in ('active', 'booked_locked')
        and released_at is not null";

/// Takes the end from a live assignment.
///
/// # Errors
/// What the engine says.
pub async fn mend_live(tx: &mut Tx, broker: BrokerId, id: AssignmentId) -> Result<u64, DbError> {
    execute!(tx, MEND_LIVE, broker, id)
}
