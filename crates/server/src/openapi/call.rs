//! The call log.

use super::word::{DirectionWord, OutcomeWord, SourceWord};
use chrono::{DateTime, NaiveDate, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// One call of the log.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d",
    "assignment_id": "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61", "reference": "CA-7f3e", "direction": "outbound",
    "outcome": "voicemail", "source": "api", "called_at": "2026-11-21T16:02:11Z", "local_day": "2026-11-21",
    "duration_seconds": 24, "appointment_at": null, "notes": null
}))]
pub(crate) struct Call {
    id: Uuid,
    broker_id: Uuid,
    lead_id: Uuid,
    #[schema(required)]
    number_id: Option<Uuid>,
    /// The assignment it counts for.
    #[schema(required)]
    assignment_id: Option<Uuid>,
    /// Your own name for the call: the `call_id` of the report.
    #[schema(required)]
    reference: Option<String>,
    direction: DirectionWord,
    outcome: OutcomeWord,
    source: SourceWord,
    called_at: DateTime<Utc>,
    /// The day it counts for, in the broker's time zone.
    local_day: NaiveDate,
    #[schema(required, minimum = 0)]
    duration_seconds: Option<i32>,
    #[schema(required)]
    appointment_at: Option<DateTime<Utc>>,
    #[schema(required)]
    notes: Option<String>,
}

/// Which calls.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallFilter {
    /// One lead's: your own reference, else our id.
    lead_id: Option<String>,
    number_id: Option<Uuid>,
}
