//! The row, and what it means.

use crate::DbError;
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use steadyline_core::assignment::{Assignment, Carried, Progress, State, Status};
use steadyline_core::choice::{Choice, Match};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct AssignmentRow {
    id: Uuid,
    broker_id: Uuid,
    lead_id: Uuid,
    number_id: Uuid,
    status: String,
    assigned_at: DateTime<Utc>,
    released_at: Option<DateTime<Utc>>,
    call_attempts: i32,
    last_call_at: Option<DateTime<Utc>>,
    first_answered_at: Option<DateTime<Utc>>,
    booked_at: Option<DateTime<Utc>>,
    max_attempts: i32,
    notes: Option<String>,
    person_key: Option<String>,
    slot: Option<i32>,
    appointment_at: Option<DateTime<Utc>>,
    locked_at: Option<DateTime<Utc>>,
    matched: Option<String>,
    choice: Option<Json<serde_json::Value>>,
    limit_held_until: Option<DateTime<Utc>>,
    carried_attempts: i32,
    carried_answered_at: Option<DateTime<Utc>>,
    carried_booked_at: Option<DateTime<Utc>>,
    rehomed_from: Option<Uuid>,
}

impl TryFrom<AssignmentRow> for Assignment {
    type Error = DbError;

    /// Tolerates rows written by SQL: a fact that a status implies and the row lacks is taken from the next
    /// best column.
    fn try_from(row: AssignmentRow) -> Result<Self, DbError> {
        let AssignmentRow {
            id,
            broker_id,
            lead_id,
            number_id,
            status,
            assigned_at,
            released_at,
            call_attempts,
            last_call_at,
            first_answered_at,
            booked_at,
            max_attempts,
            notes,
            person_key,
            slot,
            appointment_at,
            locked_at,
            matched,
            choice,
            limit_held_until,
            carried_attempts,
            carried_answered_at,
            carried_booked_at,
            rehomed_from,
        } = row;
        let status: Status =
            status.parse().map_err(|error| DbError::row("lead_number_assignments", error))?;
        let ended_at = released_at.or(last_call_at).unwrap_or(assigned_at);
        let state = match status {
            Status::Active => State::Active { first_answered_at },
            Status::BookedLocked => {
                let booked_at = booked_at.unwrap_or(assigned_at);
                State::BookedLocked {
                    first_answered_at: first_answered_at.unwrap_or(booked_at),
                    booked_at,
                    appointment_at,
                }
            }
            Status::Unreachable => State::Unreachable { released_at: ended_at },
            Status::Released => State::Released { first_answered_at, booked_at, released_at: ended_at },
        };
        Ok(Self {
            id: id.into(),
            broker_id: broker_id.into(),
            lead_id: lead_id.into(),
            number_id: number_id.into(),
            person_key,
            slot,
            progress: Progress { state, call_attempts, max_attempts },
            assigned_at,
            last_call_at,
            locked_at,
            matched: matched.and_then(|word| Match::ALL.into_iter().find(|matched| matched.as_str() == word)),
            // A choice that an older version wrote otherwise is left out rather than refused.
            choice: choice.and_then(|Json(value)| serde_json::from_value::<Choice>(value).ok()),
            limit_held_until,
            carried: Carried {
                attempts: carried_attempts,
                answered_at: carried_answered_at,
                booked_at: carried_booked_at,
            },
            rehomed_from: rehomed_from.map(Into::into),
            notes,
        })
    }
}
