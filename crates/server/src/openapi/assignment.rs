//! Assignments, and the two replies about one.

use super::word::{
    ActionWord, AreaCodeDigits, MatchWord, Name, OutcomeWord, Phone, PhoneAsWritten, QualityWord,
    RotationWord, RuledOutCounts, SlugText, StateAsWritten, StatusWord,
};
use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Ask for a number for a lead.
#[derive(ToSchema)]
#[schema(example = json!({"lead_id": "crm-1042", "phone": "(512) 555-0176", "name": "Ada Example", "quality": "hot"}))]
pub(crate) struct AssignNumber {
    /// The lead; created if it is not known.
    lead_id: Name,
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Fills an empty phone; a phone that differs from the known one is refused (phone-differs).
    phone: Option<PhoneAsWritten>,
    /// Fills an empty name.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Fills an empty state; else that of the area code.
    state: Option<StateAsWritten>,
    /// Fills an empty area code; else that of the phone.
    area_code: Option<AreaCodeDigits>,
    /// Fills an empty quality.
    quality: Option<QualityWord>,
    /// Attempts of this assignment, instead of the broker's setting.
    #[schema(minimum = 1, maximum = 50)]
    max_attempts: Option<i32>,
    /// Assign even though the unreachable period is not over. Never overrides a suppression.
    force: Option<bool>,
}

/// Ask for a number for an existing lead.
#[derive(ToSchema)]
#[schema(example = json!({"quality": "hot", "max_attempts": 8}))]
pub(crate) struct AssignLead {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Fills an empty phone; a phone that differs from the known one is refused (phone-differs).
    phone: Option<PhoneAsWritten>,
    /// Fills an empty name.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Fills an empty state; else that of the area code.
    state: Option<StateAsWritten>,
    /// Fills an empty area code; else that of the phone.
    area_code: Option<AreaCodeDigits>,
    /// Fills an empty quality.
    quality: Option<QualityWord>,
    /// Attempts of this assignment, instead of the broker's setting.
    #[schema(minimum = 1, maximum = 50)]
    max_attempts: Option<i32>,
    /// Assign even though the unreachable period is not over. Never overrides a suppression.
    force: Option<bool>,
}

/// The number a lead has.
#[derive(ToSchema)]
#[schema(example = json!({
    "assignment_id": "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61", "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968",
    "lead_reference": "crm-1042", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718", "broker_slug": "test_broker",
    "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d", "phone_number": "+15125550142", "status": "active",
    "created": true, "match": "area_code", "reason": "same area code, excellent health, lowest load",
    "call_attempts": 0, "max_attempts": 5, "call_allowed": true, "not_before": null, "why": "The lead may be called now."
}))]
pub(crate) struct Assigned {
    assignment_id: Uuid,
    /// The lead record asked for, even if another record of the person has the number.
    lead_id: Uuid,
    /// Your own name for the lead.
    #[schema(required)]
    lead_reference: Option<String>,
    broker_id: Uuid,
    broker_slug: SlugText,
    number_id: Uuid,
    /// Call from this number.
    phone_number: Phone,
    status: StatusWord,
    /// Whether the assignment was created by this request.
    created: bool,
    r#match: MatchWord,
    /// Why this number, in words.
    reason: String,
    /// Attempts so far.
    #[schema(minimum = 0)]
    call_attempts: i32,
    /// Attempts without human contact after which the lead is unreachable.
    #[schema(minimum = 1, maximum = 50)]
    max_attempts: i32,
    /// Whether the lead may be called now. The number is given either way.
    call_allowed: bool,
    /// When it may be called, if not now.
    #[schema(required)]
    not_before: Option<DateTime<Utc>>,
    /// The reasons, in words.
    why: String,
    /// The broker's main line; only if the status is booked_locked.
    #[schema(nullable = false)]
    route_to: Option<Phone>,
}

/// The outcome of a call.
#[derive(ToSchema)]
#[schema(example = json!({
    "lead_id": "crm-1042", "outcome": "voicemail", "phone_number": "+15125550142", "call_id": "CA-7f3e", "call_duration": 24
}))]
pub(crate) struct CallOutcome {
    lead_id: Name,
    outcome: OutcomeWord,
    /// Slug or id; may be left out with a broker's key, or if only one broker has the lead.
    broker_id: Option<String>,
    /// The number the call was made from: one that this lead has or had.
    phone_number: Option<PhoneAsWritten>,
    /// Your name for the call, at most 200 characters: sent again it means the same call, which counts once.
    #[schema(max_length = 200)]
    call_id: Option<String>,
    /// Seconds.
    #[schema(minimum = 0, maximum = 86_400)]
    call_duration: Option<i32>,
    /// When it was made, at most 5 minutes ahead and 30 days back; now by default.
    call_timestamp: Option<DateTime<Utc>>,
    /// The appointment of a booking, at most 30 days back and five years ahead.
    appointment_at: Option<DateTime<Utc>>,
    #[schema(max_length = 5_000)]
    notes: Option<String>,
    /// Take back a booking or a do_not_call that an earlier report of this call made.
    correct: Option<bool>,
}

/// What the lead is after a report.
#[derive(ToSchema)]
#[schema(example = json!({
    "assignment_id": "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61", "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968",
    "lead_reference": "crm-1042", "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d",
    "phone_number": "+15125550142", "status": "booked_locked", "outcome": "booked", "call_attempts": 3,
    "max_attempts": 5, "attempts_left": null, "action": "locked", "call_allowed": false,
    "not_before": "2026-11-22T15:30:00Z", "why": "The last attempt was less than 30 minutes ago.",
    "route_to": "+15125550100"
}))]
pub(crate) struct Reported {
    /// Null where there is no assignment, as with action no_number.
    #[schema(required)]
    assignment_id: Option<Uuid>,
    /// The lead record asked for.
    lead_id: Uuid,
    /// Your own name for the lead.
    #[schema(required)]
    lead_reference: Option<String>,
    /// The number the lead is on, or was.
    #[schema(required)]
    number_id: Option<Uuid>,
    #[schema(required)]
    phone_number: Option<Phone>,
    #[schema(required)]
    status: Option<StatusWord>,
    outcome: OutcomeWord,
    /// Attempts so far.
    #[schema(required, minimum = 0)]
    call_attempts: Option<i32>,
    #[schema(required, minimum = 1, maximum = 50)]
    max_attempts: Option<i32>,
    /// Null while held or locked, 0 once ended.
    #[schema(required, minimum = 0)]
    attempts_left: Option<i32>,
    action: ActionWord,
    /// Whether the lead may be called now.
    call_allowed: bool,
    /// When it may be called, if not now.
    #[schema(required)]
    not_before: Option<DateTime<Utc>>,
    /// The reasons, in words.
    why: String,
    /// The broker's main line; only if the status is booked_locked.
    #[schema(nullable = false)]
    route_to: Option<Phone>,
}

/// One person on one number for a time.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9c-6d2a-7c31-9b1e-0a5d3c2f4e61", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "lead_id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "number_id": "018f4e9b-91f0-7a55-b6c7-d8e9fa0b1c2d",
    "phone_number": "+15125550142", "status": "active", "assigned_at": "2026-11-20T15:30:00Z", "released_at": null,
    "call_attempts": 1, "max_attempts": 5, "attempts_left": 4, "last_call_at": "2026-11-21T16:02:11Z",
    "first_answered_at": null, "booked_at": null, "appointment_at": null, "slot": 0, "match": "area_code",
    "choice": null, "rehomed_from": null, "notes": null,
    "history": [{"at": "2026-11-20T15:30:00Z", "kind": "assignment.created", "actor": "n8n", "reason": "same area code"}]
}))]
pub(crate) struct Assignment {
    id: Uuid,
    broker_id: Uuid,
    lead_id: Uuid,
    number_id: Uuid,
    phone_number: Phone,
    status: StatusWord,
    assigned_at: DateTime<Utc>,
    #[schema(required)]
    released_at: Option<DateTime<Utc>>,
    /// Calls that counted.
    #[schema(minimum = 0)]
    call_attempts: i32,
    #[schema(minimum = 1, maximum = 50)]
    max_attempts: i32,
    /// Null while held or locked, 0 once ended.
    #[schema(required, minimum = 0)]
    attempts_left: Option<i32>,
    /// The last outbound call that counted.
    #[schema(required)]
    last_call_at: Option<DateTime<Utc>>,
    /// The first human contact: from then on the lead is held.
    #[schema(required)]
    first_answered_at: Option<DateTime<Utc>>,
    /// The booking, or the lock by a person.
    #[schema(required)]
    booked_at: Option<DateTime<Utc>>,
    #[schema(required)]
    appointment_at: Option<DateTime<Utc>>,
    /// The slot it takes on the number, from 0; null if it takes none.
    #[schema(required, minimum = 0)]
    slot: Option<i32>,
    /// Null for an assignment made by SQL.
    #[schema(required)]
    r#match: Option<MatchWord>,
    /// Why this number; null for an assignment made by SQL.
    #[schema(required)]
    choice: Option<Choice>,
    /// The assignment it was moved from when its number died or rested.
    #[schema(required)]
    rehomed_from: Option<Uuid>,
    /// Notes written by SQL; notes by people are in the lead's history.
    #[schema(required)]
    notes: Option<String>,
    /// What happened to it, oldest first. Only for a single assignment, not in lists.
    #[schema(nullable = false)]
    history: Option<Vec<HistoryEntry>>,
}

/// Why a number was chosen, as it was that day.
#[derive(ToSchema)]
pub(crate) struct Choice {
    number_id: Uuid,
    number: Phone,
    matched: MatchWord,
    /// Points.
    #[schema(minimum = 0, maximum = 100)]
    health_score: i32,
    /// Never-answered leads on the number plus its calls of the day, before this lead.
    #[schema(minimum = 0)]
    load: i32,
    /// Leads that counted on the number before this one.
    #[schema(minimum = 0)]
    leads: i32,
    #[schema(minimum = 1, maximum = 1_000)]
    leads_per_number: i32,
    rotation: RotationWord,
    /// One reason each, in words.
    why: Vec<String>,
    /// Other numbers that would have done.
    #[schema(max_items = 5)]
    runners_up: Vec<RunnerUp>,
    /// Of the numbers looked at.
    ruled_out: RuledOutCounts,
}

/// Another number that could have been chosen.
#[derive(ToSchema)]
pub(crate) struct RunnerUp {
    number_id: Uuid,
    number: Phone,
    #[schema(minimum = 0, maximum = 100)]
    health_score: i32,
    /// Why it came after the chosen one.
    behind: String,
}

/// One entry of the history.
#[derive(ToSchema)]
pub(crate) struct HistoryEntry {
    at: DateTime<Utc>,
    /// What happened, such as `assignment.held`.
    kind: String,
    /// Who did it: a person, a key, or the program itself.
    actor: String,
    #[schema(required)]
    reason: Option<String>,
}

/// A reason, which the history keeps.
#[derive(ToSchema)]
#[schema(example = json!({"reason": "moved away"}))]
pub(crate) struct Reason {
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// A reason, where there is one; the history keeps it.
#[derive(ToSchema)]
#[schema(example = json!({"reason": "released by mistake"}))]
pub(crate) struct MaybeReason {
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// Why the number is locked to the lead.
#[derive(ToSchema)]
#[schema(example = json!({"reason": "met in person", "appointment_at": "2026-11-24T16:00:00Z"}))]
pub(crate) struct Lock {
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// At most 30 days back and five years ahead.
    appointment_at: Option<DateTime<Utc>>,
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// Which assignments.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssignmentFilter {
    status: Option<StatusWord>,
    number_id: Option<Uuid>,
    /// One lead's: your own reference, else our id.
    lead_id: Option<String>,
}
