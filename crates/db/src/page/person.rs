//! One person's calls, for the timeline: the only page that reads the call log.

use crate::bind::to_sql;
use crate::lead::{self, select_leads};
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use std::collections::HashSet;
use steadyline_core::assignment::{Action, Status};
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::lead::Lead;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use uuid::Uuid;

/// A call as a timeline tells it.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its id.
    pub id: Uuid,
    /// The caller's own name for it, by which it is corrected.
    pub reference: Option<String>,
    /// Whether the lead called us.
    pub inbound: bool,
    /// What came of it; none for words that only inbound calls have.
    pub outcome: Option<Outcome>,
    /// When it was made.
    pub called_at: DateTime<Utc>,
    /// When it was recorded: events of the same transaction have the same time.
    pub recorded_at: DateTime<Utc>,
    /// Seconds.
    pub duration_seconds: Option<i32>,
    /// Free text.
    pub notes: Option<String>,
    /// Who reported it.
    pub actor: String,
    /// The appointment named with a booking.
    pub appointment_at: Option<DateTime<Utc>>,
    /// To which assignment it belongs.
    pub assignment_id: Option<AssignmentId>,
    /// From which number it was made.
    pub number: Option<(NumberId, E164)>,
    /// The assignment's status afterwards.
    pub status_after: Option<Status>,
    /// What the lead was afterwards.
    pub action_after: Option<Action>,
    /// Which attempt of its assignment it is, counted back from what the assignment says, as it may have some that no
    /// call tells of; one that does not count has that of the one before it. None where the assignment says fewer than
    /// there are calls.
    pub ordinal: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    reference: Option<String>,
    direction: String,
    outcome: String,
    called_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    duration_seconds: Option<i32>,
    notes: Option<String>,
    actor: String,
    appointment_at: Option<DateTime<Utc>>,
    assignment_id: Option<Uuid>,
    number_id: Option<Uuid>,
    number: Option<String>,
    status_after: Option<String>,
    action_after: String,
    ordinal: Option<i64>,
}

impl From<Row> for Call {
    fn from(row: Row) -> Self {
        let Row {
            id,
            reference,
            direction,
            outcome,
            called_at,
            created_at,
            duration_seconds,
            notes,
            actor,
            appointment_at,
            assignment_id,
            number_id,
            number,
            status_after,
            action_after,
            ordinal,
        } = row;
        Self {
            id,
            reference,
            inbound: direction == "inbound",
            outcome: outcome.parse().ok(),
            called_at,
            recorded_at: created_at,
            duration_seconds,
            notes,
            actor,
            appointment_at,
            assignment_id: assignment_id.map(Into::into),
            number: number_id
                .zip(number.and_then(|number| E164::parse(&number).ok()))
                .map(|(id, number)| (id.into(), number)),
            status_after: status_after.and_then(|status| status.parse().ok()),
            action_after: action_after.parse().ok(),
            ordinal: ordinal.filter(|ordinal| *ordinal > 0),
        }
    }
}

const CALLS: &str = "
    select c.id, c.reference, c.direction, c.outcome, c.called_at, c.created_at, c.duration_seconds, c.notes,
        c.actor, c.appointment_at, c.assignment_id, c.number_id, n.number, c.status_after, c.action_after,
        cast(a.call_attempts - (
            select count(*)
            from calls o
            where o.broker_id = c.broker_id
                and o.assignment_id = c.assignment_id
                and o.direction = 'outbound'
                and o.outcome <> 'failed'
                and (o.called_at, o.id) > (c.called_at, c.id)
        ) as bigint) as ordinal
    from calls c
    left join phone_numbers n on n.broker_id = c.broker_id and n.id = c.number_id
    left join lead_number_assignments a on a.broker_id = c.broker_id and a.id = c.assignment_id
    where c.broker_id = ";

/// Pushes ` and $column in (..)` for all records of the person.
macro_rules! push_of_person {
    ($query:ident, $column:literal, $broker:expr, $lead:expr, $phone:expr) => {
        // Two questions, as in `lead::select_of_person`.
        $query.push(concat!(" and ", $column, " in (select id from leads where broker_id = "));
        $query.push_bind(to_sql($broker)).push(" and id = ").push_bind(to_sql($lead));
        $query.push(" union select id from leads where broker_id = ").push_bind(to_sql($broker));
        $query.push(" and phone = ").push_bind(to_sql($phone)).push(")");
    };
}
pub(super) use push_of_person;

/// Where a timeline goes on, of one of its two sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Before this time.
    Before(DateTime<Utc>),
    /// At this time and before.
    UpTo(DateTime<Utc>),
    /// After the row with this time and id.
    Row(DateTime<Utc>, Uuid),
}

/// Pushes the place after it.
macro_rules! push_below {
    ($query:ident, $at:literal, $id:literal, $below:expr) => {
        match $below {
            None => {}
            Some(Below::Before(at)) => {
                $query.push(concat!(" and ", $at, " < ")).push_bind(to_sql(at));
            }
            Some(Below::UpTo(at)) => {
                $query.push(concat!(" and ", $at, " <= ")).push_bind(to_sql(at));
            }
            Some(Below::Row(at, id)) => {
                $query.push(concat!(" and (", $at, ", ", $id, ") < (")).push_bind(to_sql(at));
                $query.push(", ").push_bind(id).push(")");
            }
        }
    };
}
pub(super) use push_below;

/// The calls of a person on any of its records, newest first; with `noted` those with a note alone.
///
/// # Errors
/// What the engine says.
pub async fn calls(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    noted: bool,
    below: Option<Below>,
    limit: i64,
) -> Result<Vec<Call>, DbError> {
    let rows = fetch_built!(tx, Row, CALLS, |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, "c.lead_id", broker, lead, phone);
        if noted {
            query.push(" and c.notes is not null");
        }
        push_below!(query, "c.called_at", "c.id", below);
        query.push(" order by c.called_at desc, c.id desc limit ").push_bind(to_sql(limit));
    })?;
    Ok(rows.into_iter().map(Call::from).collect())
}

/// The person's call of that name.
///
/// # Errors
/// What the engine says.
pub async fn call(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    reference: &str,
) -> Result<Option<Call>, DbError> {
    let rows = fetch_built!(tx, Row, CALLS, |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, "c.lead_id", broker, lead, phone);
        query.push(" and c.reference = ").push_bind(to_sql(reference));
    })?;
    Ok(rows.into_iter().next().map(Call::from))
}

/// The calls of a person that tell of another outcome by now than they were first recorded with.
///
/// # Errors
/// What the engine says.
pub async fn corrected(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<HashSet<Uuid>, DbError> {
    let rows = fetch_built!(
        tx,
        (Option<Uuid>, Json<serde_json::Value>),
        "select e.call_id, e.detail from events e where e.kind = 'call.corrected' and e.broker_id = ",
        |query| {
            query.push_bind(to_sql(broker));
            push_of_person!(query, "e.lead_id", broker, lead, phone);
        }
    )?;
    // Where the outcome stays, a note or an appointment was added.
    let other = |Json(detail): &Json<serde_json::Value>| detail.get("was") != detail.get("outcome");
    Ok(rows.into_iter().filter(|(_, detail)| other(detail)).filter_map(|(call, _)| call).collect())
}

/// When calls of a person were recorded, between two times.
///
/// # Errors
/// What the engine says.
pub async fn recorded_between(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<DateTime<Utc>>, DbError> {
    let rows = fetch_built!(
        tx,
        (DateTime<Utc>,),
        "select c.created_at from calls c where c.broker_id = ",
        |query| {
            query.push_bind(to_sql(broker));
            push_of_person!(query, "c.lead_id", broker, lead, phone);
            query.push(" and c.created_at >= ").push_bind(to_sql(from));
            query.push(" and c.created_at <= ").push_bind(to_sql(to));
        }
    )?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

const RECORDS: &str = select_leads!(
    "
    where broker_id = $1
        and phone = $2
    order by created_at, id"
);

/// Every record of the person with this phone, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn records(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<Vec<Lead>, DbError> {
    fetch_all!(tx, lead::Row, RECORDS, broker, phone)?.into_iter().map(Lead::try_from).collect()
}

const DEAL_AT: &str = "
    select deal_at
    from leads
    where broker_id = $1
        and id = $2";

/// When the lead's deal was closed.
///
/// # Errors
/// What the engine says.
pub async fn deal_at(tx: &mut Tx, broker: BrokerId, lead: LeadId) -> Result<Option<DateTime<Utc>>, DbError> {
    let found = fetch_optional!(tx, (Option<DateTime<Utc>>,), DEAL_AT, broker, lead)?;
    Ok(found.and_then(|(at,)| at))
}
