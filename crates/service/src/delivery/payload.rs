//! What an endpoint is told: the body, by the Standard Webhooks convention `type`, `timestamp` and `data`.
//!
//! Of a person it holds ids and the caller's own reference alone, neither name nor phone: what leaves this program cannot
//! be erased.

use crate::ServiceError;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::assignment::{Assignment, Status};
use steadyline_core::broker::Slug;
use steadyline_core::endpoint::EventKind;
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::phone::E164;
use steadyline_db::event::NewEvent;
use steadyline_db::{Tx, broker, lead, number};

#[derive(Serialize)]
struct Message {
    r#type: EventKind,
    timestamp: DateTime<Utc>,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    broker_id: BrokerId,
    broker_slug: Slug,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    lead: Option<LeadData>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    assignment: Option<AssignmentData>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    number: Option<NumberData>,
    /// Of a pool or a score.
    #[serde(flatten)]
    figures: Map<String, Value>,
    reason: Option<String>,
    actor: String,
}

#[derive(Serialize)]
struct LeadData {
    lead_id: LeadId,
    lead_reference: Option<String>,
}

#[derive(Serialize)]
struct AssignmentData {
    assignment_id: AssignmentId,
    status: Status,
    call_attempts: i32,
    max_attempts: i32,
    first_answered_at: Option<DateTime<Utc>>,
    booked_at: Option<DateTime<Utc>>,
    appointment_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
    /// The assignment that this one goes on with.
    rehomed_from: Option<AssignmentId>,
    /// Where a booked lead belongs.
    route_to: Option<E164>,
}

#[derive(Serialize)]
struct NumberData {
    number_id: NumberId,
    phone_number: E164,
    area_code: Option<AreaCode>,
    state: Option<StateCode>,
    health_score: i32,
    resting_until: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_phone_number: Option<E164>,
}

/// The body for an entry of the history, as things are in the transaction that wrote it.
pub(super) async fn of(
    tx: &mut Tx,
    kind: EventKind,
    entry: &NewEvent<'_>,
    assignment: Option<&Assignment>,
) -> Result<String, ServiceError> {
    let id = entry.broker_id;
    let broker = broker::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
    let lead = match entry.lead_id {
        Some(lead) => lead::find(tx, id, lead).await?,
        None => None,
    };
    let main_line = broker.settings.main_line;
    let data = Data {
        broker_id: id,
        broker_slug: broker.slug,
        lead: lead.map(|lead| LeadData { lead_id: lead.id, lead_reference: lead.reference }),
        assignment: assignment.map(|assignment| assignment_data(assignment, main_line)),
        number: number_data(tx, entry).await?,
        figures: figures(kind, &entry.detail),
        reason: entry.reason.map(str::to_owned),
        actor: entry.actor.to_owned(),
    };
    let message = Message { r#type: kind, timestamp: entry.at, data };
    serde_json::to_string(&message).map_err(|error| ServiceError::Internal(error.to_string()))
}

fn assignment_data(assignment: &Assignment, main_line: Option<E164>) -> AssignmentData {
    let progress = &assignment.progress;
    let status = progress.state.status();
    AssignmentData {
        assignment_id: assignment.id,
        status,
        call_attempts: progress.call_attempts,
        max_attempts: progress.max_attempts,
        first_answered_at: progress.state.first_answered_at(),
        booked_at: progress.state.booked_at(),
        appointment_at: progress.state.appointment_at(),
        released_at: progress.state.released_at(),
        rehomed_from: assignment.rehomed_from,
        route_to: main_line.filter(|_| status == Status::BookedLocked),
    }
}

async fn number_data(tx: &mut Tx, entry: &NewEvent<'_>) -> Result<Option<NumberData>, ServiceError> {
    let Some(number) = entry.number_id else { return Ok(None) };
    let Some(number) = number::find(tx, entry.broker_id, number).await? else { return Ok(None) };
    let from = entry.detail.get("from_number_id").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let from = match from {
        Some(from) => number::find(tx, entry.broker_id, from).await?.map(|from| from.number),
        None => None,
    };
    Ok(Some(NumberData {
        number_id: number.id,
        phone_number: number.number,
        area_code: number.area_code,
        state: number.state,
        health_score: number.health_score,
        resting_until: number.resting_until,
        from_phone_number: from,
    }))
}

/// What the entry itself says in figures, where that is what it is about.
fn figures(kind: EventKind, detail: &Value) -> Map<String, Value> {
    match (kind, detail) {
        (EventKind::PoolLow | EventKind::PoolExhausted | EventKind::HealthDropped, Value::Object(detail)) => {
            detail.clone()
        }
        _ => Map::new(),
    }
}

/// A body without what may tell who a person is: the caller's reference, and a reason, which may be a person's words.
pub(crate) fn without_person(payload: &str) -> String {
    let Ok(mut message) = serde_json::from_str::<Value>(payload) else { return "{}".to_owned() };
    if let Some(data) = message.get_mut("data").and_then(Value::as_object_mut) {
        for name in ["lead_reference", "reason"] {
            if let Some(value) = data.get_mut(name) {
                *value = Value::Null;
            }
        }
    }
    message.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_tell_who_a_person_is_goes_and_the_rest_stays() {
        let body = r#"{"type":"assignment.held","data":{"lead_id":"1","lead_reference":"ada@x","reason":"said Ada"}}"#;
        let left: Value = serde_json::from_str(&without_person(body)).unwrap();
        assert_eq!(
            left,
            serde_json::json!({"type": "assignment.held", "data": {"lead_id": "1", "lead_reference": null, "reason": null}})
        );
    }
}
