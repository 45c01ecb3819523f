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
    /// People who see more than one number: 0 proves that there are none.
    #[schema(minimum = 0)]
    conflicts: i64,
    /// What needs attention, hottest first.
    warnings: Vec<DiagnosticsWarning>,
    /// Everything that was checked.
    checks: Vec<DiagnosticsCheck>,
}

/// Something that needs attention.
#[derive(ToSchema)]
pub(crate) struct DiagnosticsWarning {
    kind: WarningWord,
    severity: SeverityWord,
    /// What it is, for people: "(713) 555-0188 is rarely answered".
    title: String,
    /// One line with figures.
    figures: String,
    /// The first 50 rows of the check, or only those of one number if the warning is about one.
    rows: Vec<DiagnosticsRow>,
    /// How many rows the check found in all.
    #[schema(minimum = 0)]
    rows_total: i64,
    /// Calls that fix it, most likely first; none if it takes a person.
    mend: Vec<MendingCall>,
}

/// A row that a check found.
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
    /// What to send; empty if it is for you to fill in: numbers to add, a setting to change.
    #[schema(value_type = Object)]
    body: Value,
}

/// One check.
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

/// What to fix.
#[derive(ToSchema)]
#[schema(example = json!({"check": "silent_held", "fix": "release", "days": 14}))]
pub(crate) struct Mend {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    check: WarningWord,
    fix: FixWord,
    /// Only this number.
    number_id: Option<Uuid>,
    /// How many days, to rest or of silence.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i32>,
}

/// What was done.
#[derive(ToSchema)]
#[schema(example = json!({"done": 23, "message": "23 leads are released."}))]
pub(crate) struct Mended {
    /// How many numbers, leads or rows.
    #[schema(minimum = 0)]
    done: i64,
    /// The same in words.
    message: String,
}
