//! Rows of the call log.

mod person;

pub use person::{another_says, last_contact_on, of_person, person_said};

use crate::bind::to_sql;
use crate::rollup::Place;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::assignment::{Action, Status};
use steadyline_core::call::{Call, Direction, Source};
use steadyline_core::id::{AssignmentId, BrokerId, CallId, LeadId, NumberId};
use steadyline_core::report::Presence;
use uuid::Uuid;

/// A call with what is needed to answer and to correct it.
#[derive(Clone, Debug)]
pub struct Logged {
    /// The call.
    pub call: Call,
    /// Where it stands in the rollups.
    pub place: Place,
    /// Who reported it.
    pub actor: String,
    /// When the report that counts happened.
    pub reported_at: DateTime<Utc>,
    /// The report itself said when; else it is when the report came.
    pub is_timed: bool,
    /// What it led to: the first reply is built again from these.
    pub result: CallResult,
    /// The assignment, other than the call's own, that a late call made held or locked.
    pub credited_to: Option<AssignmentId>,
}

/// What a report led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallResult {
    /// The assignment that the reply names.
    pub assignment: Option<AssignmentId>,
    /// The assignment's status afterwards.
    pub status: Option<Status>,
    /// Its attempts afterwards.
    pub attempts: Option<i32>,
    /// What the lead was afterwards.
    pub action: Action,
}

#[derive(sqlx::FromRow)]
struct CallRow {
    id: Uuid,
    broker_id: Uuid,
    lead_id: Uuid,
    number_id: Option<Uuid>,
    assignment_id: Option<Uuid>,
    reference: Option<String>,
    direction: String,
    outcome: String,
    source: String,
    called_at: DateTime<Utc>,
    local_day: NaiveDate,
    lead_weekday: i32,
    lead_hour: i32,
    lead_area_code: String,
    lead_state: String,
    duration_seconds: Option<i32>,
    appointment_at: Option<DateTime<Utc>>,
    notes: Option<String>,
    actor: String,
    reported_at: DateTime<Utc>,
    status_after: Option<String>,
    attempts_after: Option<i32>,
    action_after: String,
    answered_with_id: Option<Uuid>,
    credited_to_id: Option<Uuid>,
    presence: String,
    is_timed: bool,
}

impl TryFrom<CallRow> for Logged {
    type Error = DbError;

    fn try_from(row: CallRow) -> Result<Self, DbError> {
        let CallRow {
            id,
            broker_id,
            lead_id,
            number_id,
            assignment_id,
            reference,
            direction,
            outcome,
            source,
            called_at,
            local_day,
            lead_weekday,
            lead_hour,
            lead_area_code,
            lead_state,
            duration_seconds,
            appointment_at,
            notes,
            actor,
            reported_at,
            status_after,
            attempts_after,
            action_after,
            answered_with_id,
            credited_to_id,
            presence,
            is_timed,
        } = row;
        let number_id = number_id.map(NumberId);
        Ok(Self {
            call: Call {
                id: id.into(),
                broker_id: broker_id.into(),
                lead_id: lead_id.into(),
                number_id,
                assignment_id: assignment_id.map(Into::into),
                reference,
                direction: if direction == "inbound" { Direction::Inbound } else { Direction::Outbound },
                outcome: outcome.parse().map_err(|error| DbError::row("calls", error))?,
                source: match source.as_str() {
                    "user" => Source::User,
                    "carrier" => Source::Carrier,
                    _ => Source::Api,
                },
                called_at,
                local_day,
                duration_seconds,
                appointment_at,
                notes,
            },
            place: Place {
                broker_id: broker_id.into(),
                number_id,
                day: local_day,
                weekday: lead_weekday,
                hour: lead_hour,
                area_code: lead_area_code,
                state: lead_state,
                presence: Presence::ALL
                    .into_iter()
                    .find(|known| known.as_str() == presence)
                    .unwrap_or_default(),
            },
            actor,
            reported_at,
            is_timed,
            credited_to: credited_to_id.map(Into::into),
            result: CallResult {
                assignment: answered_with_id.map(Into::into),
                status: status_after.and_then(|status| status.parse().ok()),
                attempts: attempts_after,
                action: action_after.parse().map_err(|error| DbError::row("calls", error))?,
            },
        })
    }
}

macro_rules! columns {
    () => {
        "id, broker_id, lead_id, number_id, assignment_id, reference, direction, outcome, source, called_at,
        local_day, lead_weekday, lead_hour, lead_area_code, lead_state, duration_seconds, appointment_at, notes,
        actor, reported_at, status_after, attempts_after, action_after, answered_with_id, credited_to_id,
        presence, is_timed"
    };
}

const INSERT: &str = "
    insert into calls (
        id, broker_id, lead_id, number_id, assignment_id, reference, direction, outcome, source, called_at,
        local_day, lead_weekday, lead_hour, lead_area_code, lead_state, duration_seconds, appointment_at, notes,
        actor, reported_at, status_after, attempts_after, action_after, created_at, local_hour,
        answered_with_id, credited_to_id, presence, is_timed)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25, $26, $27, $28, $29)
    on conflict do nothing";

/// Writes a call, reported now, in a broker-local hour. `false` if the reference is known by now.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, new: &Logged, now: DateTime<Utc>, local_hour: i32) -> Result<bool, DbError> {
    let Logged { call, place, actor, reported_at, is_timed, result, credited_to } = new;
    let done = execute!(
        tx,
        INSERT,
        call.id,
        call.broker_id,
        call.lead_id,
        call.number_id,
        call.assignment_id,
        call.reference.as_deref(),
        call.direction,
        call.outcome,
        call.source,
        call.called_at,
        place.day,
        place.weekday,
        place.hour,
        &place.area_code,
        &place.state,
        call.duration_seconds,
        call.appointment_at,
        call.notes.as_deref(),
        actor,
        reported_at,
        result.status,
        result.attempts,
        result.action,
        now,
        local_hour,
        result.assignment,
        credited_to,
        place.presence,
        is_timed,
    )?;
    Ok(done == 1)
}

const BY_REFERENCE: &str =
    concat!("select ", columns!(), " from calls where broker_id = $1 and reference = $2");

/// A call by the caller's own name for it.
///
/// # Errors
/// What the engine says.
pub async fn find_by_reference(
    tx: &mut Tx,
    broker: BrokerId,
    reference: &str,
) -> Result<Option<Logged>, DbError> {
    fetch_optional!(tx, CallRow, BY_REFERENCE, broker, reference)?.map(Logged::try_from).transpose()
}

const BY_ID: &str = concat!("select ", columns!(), " from calls where broker_id = $1 and id = $2");

/// A call by its id.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, broker: BrokerId, id: CallId) -> Result<Option<Logged>, DbError> {
    fetch_optional!(tx, CallRow, BY_ID, broker, id)?.map(Logged::try_from).transpose()
}

const UPDATE: &str = "
    update calls
    set outcome = $3,
        source = $4,
        duration_seconds = $5,
        appointment_at = $6,
        notes = $7,
        actor = $8,
        reported_at = $9,
        status_after = $10,
        attempts_after = $11,
        action_after = $12,
        answered_with_id = $13,
        credited_to_id = $14,
        is_timed = $15
    where broker_id = $1
        and id = $2";

/// Saves a correction.
///
/// # Errors
/// What the engine says.
pub async fn update(tx: &mut Tx, logged: &Logged) -> Result<(), DbError> {
    let Logged { call, place: _, actor, reported_at, is_timed, result, credited_to } = logged;
    execute!(
        tx,
        UPDATE,
        call.broker_id,
        call.id,
        call.outcome,
        call.source,
        call.duration_seconds,
        call.appointment_at,
        call.notes.as_deref(),
        actor,
        reported_at,
        result.status,
        result.attempts,
        result.action,
        result.assignment,
        credited_to,
        is_timed,
    )?;
    Ok(())
}

/// Which calls to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of this lead record.
    pub lead_id: Option<LeadId>,
    /// Only from this number.
    pub number_id: Option<NumberId>,
    /// After this one, newest first.
    pub after: Option<(DateTime<Utc>, CallId)>,
}

/// A page of the call log, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Logged>, DbError> {
    let start = concat!("select ", columns!(), " from calls where broker_id = ");
    let rows = fetch_built!(tx, CallRow, start, |query| {
        query.push_bind(to_sql(broker));
        if let Some(lead) = filter.lead_id {
            query.push(" and lead_id = ").push_bind(to_sql(lead));
        }
        if let Some(number) = filter.number_id {
            query.push(" and number_id = ").push_bind(to_sql(number));
        }
        if let Some((at, id)) = filter.after {
            query.push(" and (called_at, id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by called_at desc, id desc limit ").push_bind(limit);
    })?;
    rows.into_iter().map(Logged::try_from).collect()
}
