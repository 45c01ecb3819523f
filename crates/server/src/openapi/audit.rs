//! Who changed what.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A change that someone made.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9b-71d2-7c40-8e5a-6b7c8d9e0f10", "at": "2026-11-22T15:30:00Z",
    "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "actor": "Ada Abbott", "action": "setting.changed",
    "detail": {"setting": "max_attempts", "from": "5", "to": "7", "version": 4}
}))]
pub(crate) struct AuditEntry {
    id: Uuid,
    at: DateTime<Utc>,
    #[schema(required)]
    broker_id: Option<Uuid>,
    /// Who did it: a person, a key, or the program itself.
    actor: String,
    /// What, as `noun.verb`.
    action: String,
    /// Details, by action.
    detail: HashMap<String, serde_json::Value>,
}

/// Which of it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichEntries {
    /// Only of this action.
    #[param(example = "setting.changed")]
    action: Option<String>,
}
