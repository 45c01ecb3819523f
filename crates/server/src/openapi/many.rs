//! Many leads at once.

use utoipa::ToSchema;
use uuid::Uuid;

/// Whose numbers are released: `leads` or `silent_days`.
#[derive(ToSchema)]
#[schema(example = json!({"leads": ["crm-1042", "crm-1043"], "reason": "moved away"}))]
pub(crate) struct LeadsToRelease {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Your own references, else our ids.
    #[schema(max_items = 1_000)]
    leads: Option<Vec<String>>,
    /// Leads not called for that many days, the longest silent first.
    #[schema(minimum = 1, maximum = 3_650)]
    silent_days: Option<i32>,
    /// With `silent_days`: also those that spoke to us.
    held: Option<bool>,
    /// With `leads`: also those that booked.
    booked: Option<bool>,
    /// Kept in the history; required with `leads`.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// Only say what would be released.
    dry_run: Option<bool>,
}

/// What was released, or would be.
#[derive(ToSchema)]
#[schema(example = json!({"dry_run": false, "released": 1, "assignments": ["018f4e9c-7f10-7c55-9a0b-2c4d6e8f0a1b"]}))]
pub(crate) struct LeadsReleased {
    dry_run: bool,
    #[schema(minimum = 0)]
    released: i64,
    /// The id to undo it by.
    assignments: Vec<Uuid>,
}

/// Released assignments that continue.
#[derive(ToSchema)]
#[schema(example = json!({"assignments": ["018f4e9c-7f10-7c55-9a0b-2c4d6e8f0a1b"]}))]
pub(crate) struct AssignmentsToReinstate {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    #[schema(min_items = 1, max_items = 1_000)]
    assignments: Vec<Uuid>,
}

/// Which leads have their number again.
#[derive(ToSchema)]
#[schema(example = json!({
    "reinstated": 1, "assignments": ["018f4e9d-11aa-7b20-8c3d-4e5f60718293"],
    "refused": [{"assignment_id": "018f4e9c-7f10-7c55-9a0b-2c4d6e8f0a1b",
        "why": "The number no longer has room for the lead: other leads have it now."}]
}))]
pub(crate) struct AssignmentsReinstated {
    #[schema(minimum = 0)]
    reinstated: i64,
    /// Those that continue the released ones.
    assignments: Vec<Uuid>,
    refused: Vec<NotReinstated>,
}

/// An assignment that is not reinstated.
#[derive(ToSchema)]
pub(crate) struct NotReinstated {
    assignment_id: Uuid,
    /// For people.
    why: String,
}

/// Leads of the people in question.
#[derive(ToSchema)]
#[schema(example = json!({"leads": ["crm-1042"]}))]
pub(crate) struct LeadsToSuppress {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Your own references, else our ids.
    #[schema(min_items = 1, max_items = 1_000)]
    leads: Vec<String>,
}

/// Who is suppressed.
#[derive(ToSchema)]
#[schema(example = json!({"suppressed": 1, "leads": ["018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968"]}))]
pub(crate) struct LeadsSuppressed {
    #[schema(minimum = 0)]
    suppressed: i64,
    /// Those that were not suppressed before, by our ids.
    leads: Vec<Uuid>,
}

/// Who is no longer suppressed.
#[derive(ToSchema)]
#[schema(example = json!({
    "undone": 1, "leads": [{"lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "without_number": null}], "refused": []
}))]
pub(crate) struct SuppressionsUndone {
    #[schema(minimum = 0)]
    undone: i64,
    leads: Vec<SuppressionUndone>,
    refused: Vec<SuppressionStays>,
}

/// A lead that is no longer suppressed.
#[derive(ToSchema)]
pub(crate) struct SuppressionUndone {
    lead_id: Uuid,
    /// Why it did not get its number back; null if it did, or had none.
    #[schema(required)]
    without_number: Option<String>,
}

/// A lead that stays suppressed.
#[derive(ToSchema)]
pub(crate) struct SuppressionStays {
    lead_id: Uuid,
    /// For people.
    why: String,
}
