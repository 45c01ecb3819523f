//! Diagnostics.

use super::word::{FixWord, Phone, SeverityWord, SlugText, WarningWord};
use chrono::{DateTime, Utc};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// What the checks found.
#[derive(ToSchema)]
pub(crate) struct Diagnostics {
    broker_slug: SlugText,
    checked_at: DateTime<Utc>,
    /// Persons who see more than one number: none, and that is the proof.
    #[schema(minimum = 0)]
    conflicts: i64,
    /// What needs attention, hottest first.
    warnings: Vec<DiagnosticsWarning>,
    /// Everything that was looked at.
    checks: Vec<DiagnosticsCheck>,
}

/// Something that needs attention.
#[derive(ToSchema)]
pub(crate) struct DiagnosticsWarning {
    kind: WarningWord,
    severity: SeverityWord,
    /// What, for people: "(713) 555-0188 is rarely answered".
    title: String,
    /// One line with figures.
    figures: String,
    /// The first 50 rows of the check, of the warning's own number alone where it is about one.
    rows: Vec<DiagnosticsRow>,
    /// How many rows the check names in all.
    #[schema(minimum = 0)]
    rows_total: i64,
    /// Calls that fix it, the likeliest first; none where it takes a person.
    mend: Vec<MendingCall>,
}

/// A row that a check names.
#[derive(ToSchema)]
pub(crate) struct DiagnosticsRow {
    #[schema(required)]
    number_id: Option<Uuid>,
    #[schema(required)]
    phone_number: Option<Phone>,
    #[schema(required)]
    lead_id: Option<Uuid>,
    /// What it is, in words.
    text: String,
    #[schema(required)]
    appointment_at: Option<DateTime<Utc>>,
}

/// A call that fixes something.
#[derive(ToSchema)]
pub(crate) struct MendingCall {
    /// What it does, in a few words.
    label: String,
    /// `POST` or `PATCH`.
    method: String,
    path: String,
    /// What to send; empty where it is yours to fill: numbers to add, a setting to change.
    #[schema(value_type = Object)]
    body: Value,
}

/// One thing that is looked at.
#[derive(ToSchema)]
pub(crate) struct DiagnosticsCheck {
    kind: WarningWord,
    /// What is checked, in one sentence.
    asks: String,
    /// Nothing was found.
    ok: bool,
    /// The state in words.
    state: String,
    /// One line with figures.
    figures: String,
    #[schema(minimum = 0)]
    rows_total: i64,
}

/// What is to be mended.
#[derive(ToSchema)]
#[schema(example = json!({"check": "silent_held", "fix": "release", "days": 14}))]
pub(crate) struct Mend {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    check: WarningWord,
    fix: FixWord,
    /// With this number alone.
    number_id: Option<Uuid>,
    /// For how many days, or silent for how many.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i32>,
}

/// What was done.
#[derive(ToSchema)]
#[schema(example = json!({"done": 23, "message": "23 leads are released."}))]
pub(crate) struct Mended {
    /// To how many numbers, leads or rows.
    #[schema(minimum = 0)]
    done: i64,
    /// The same in words.
    message: String,
}
