//! What happened.

use super::word::HistoryKinds;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Something that happened to a lead, an assignment, a call or a number.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-61c6-7a01-8f3e-2d4c6b8a0e1f", "at": "2026-11-22T15:30:00Z", "kind": "assignment.created",
    "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d",
    "assignment_id": "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61", "call_id": null, "actor": "n8n",
    "reason": "same area code", "detail": {}
}))]
pub(crate) struct HistoryEvent {
    id: Uuid,
    at: DateTime<Utc>,
    /// What, as `noun.verb`.
    kind: String,
    #[schema(required)]
    lead_id: Option<Uuid>,
    #[schema(required)]
    number_id: Option<Uuid>,
    #[schema(required)]
    assignment_id: Option<Uuid>,
    /// Our id of the call in the log.
    #[schema(required)]
    call_id: Option<Uuid>,
    /// Who did it: a person, a key, or the program itself.
    actor: String,
    /// Why, in words.
    #[schema(required)]
    reason: Option<String>,
    /// Details, by kind.
    detail: HashMap<String, serde_json::Value>,
}

/// Which of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichEvents {
    /// Kinds separated by commas, or the nouns they begin with, 20 at most: `assignment,number.rested`. Others are
    /// refused.
    #[param(inline, example = "assignment,number.rested")]
    kind: Option<HistoryKinds>,
    /// About this lead, by our id.
    lead_id: Option<Uuid>,
    /// About this number.
    number_id: Option<Uuid>,
    /// About this assignment.
    assignment_id: Option<Uuid>,
}
