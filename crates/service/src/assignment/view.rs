//! Assignments as the API shows them, with history and reason.

use super::broker_of;
use crate::cursor::{Page, time_cursor};
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use serde::Serialize;
use steadyline_core::assignment::{Assignment, Status};
use steadyline_core::broker::Broker;
use steadyline_core::choice::{Choice, Match};
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, event, number};

/// An assignment, under the names of its columns.
#[derive(Clone, Debug, Serialize)]
pub struct AssignmentView {
    /// Id.
    pub id: AssignmentId,
    /// Whose.
    pub broker_id: BrokerId,
    /// The lead record.
    pub lead_id: LeadId,
    /// The number.
    pub number_id: NumberId,
    /// The number, E.164.
    pub phone_number: E164,
    /// Where it stands.
    pub status: Status,
    /// When it began.
    pub assigned_at: DateTime<Utc>,
    /// When it ended.
    pub released_at: Option<DateTime<Utc>>,
    /// Calls that counted.
    pub call_attempts: i32,
    /// The limit.
    pub max_attempts: i32,
    /// What is left; null while held or locked, 0 once ended.
    pub attempts_left: Option<i32>,
    /// Last call that counted.
    pub last_call_at: Option<DateTime<Utc>>,
    /// First human contact.
    pub first_answered_at: Option<DateTime<Utc>>,
    /// Booking or lock.
    pub booked_at: Option<DateTime<Utc>>,
    /// Appointment.
    pub appointment_at: Option<DateTime<Utc>>,
    /// The slot taken on the number.
    pub slot: Option<i32>,
    /// How the number was found.
    #[serde(rename = "match")]
    pub matched: Option<Match>,
    /// Why this number, the runners-up, what was ruled out.
    pub choice: Option<Choice>,
    /// The assignment it was rehomed from.
    pub rehomed_from: Option<AssignmentId>,
    /// Free text.
    pub notes: Option<String>,
    /// What happened to it, oldest first; only where one is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Vec<HistoryEntry>>,
}

/// One entry of the history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
}

pub(super) async fn of(
    tx: &mut Tx,
    broker: &Broker,
    row: Assignment,
) -> Result<AssignmentView, ServiceError> {
    let number = number::find(tx, broker.id, row.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
    let state = row.progress.state;
    Ok(AssignmentView {
        id: row.id,
        broker_id: row.broker_id,
        lead_id: row.lead_id,
        number_id: row.number_id,
        phone_number: number.number,
        status: state.status(),
        assigned_at: row.assigned_at,
        released_at: state.released_at(),
        call_attempts: row.progress.call_attempts,
        max_attempts: row.progress.max_attempts,
        attempts_left: row.progress.attempts_left(),
        last_call_at: row.last_call_at,
        first_answered_at: state.first_answered_at(),
        booked_at: state.booked_at(),
        appointment_at: state.appointment_at(),
        slot: row.slot,
        matched: row.matched,
        choice: row.choice,
        rehomed_from: row.rehomed_from,
        notes: row.notes,
        history: None,
    })
}

/// One assignment with its history.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: AssignmentId,
) -> Result<AssignmentView, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.to_owned());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&broker)).await?;
                let row = rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("assignment"))?;
                let history = event::of_assignment(tx, broker.id, id).await?;
                let mut view = of(tx, &broker, row).await?;
                let entries = history
                    .into_iter()
                    .map(|event::Entry { at, kind, actor, reason }| HistoryEntry { at, kind, actor, reason });
                view.history = Some(entries.collect());
                Ok(view)
            })
        })
        .await
}

/// A page of a broker's assignments, newest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    filter: rows::Filter,
    limit: i64,
) -> Result<Page<AssignmentView>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let found = rows::list(tx, broker.id, &filter, limit + 1).await?;
                let found = Page::cut(found, limit, |row| time_cursor(row.assigned_at, row.id));
                let mut items = Vec::with_capacity(found.items.len());
                for row in found.items {
                    items.push(of(tx, &broker, row).await?);
                }
                Ok(Page { items, next_cursor: found.next_cursor })
            })
        })
        .await
}
