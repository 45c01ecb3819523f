//! Numbers of a pool.

use super::word::{AreaCodeDigits, Phone, PhoneAsWritten, StateAsWritten};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A number to add to the pool.
#[derive(ToSchema)]
#[schema(example = json!({"number": "(512) 555-0142", "label": "Austin main"}))]
pub(crate) struct NewNumber {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    number: PhoneAsWritten,
    /// A name for people.
    #[schema(max_length = 200)]
    label: Option<String>,
    /// Taken from the number if left out.
    area_code: Option<AreaCodeDigits>,
    /// Taken from the area code if left out.
    state: Option<StateAsWritten>,
    /// The carrier's id for it, unique within a broker.
    #[schema(max_length = 200)]
    signalwire_id: Option<String>,
}

/// Fields of a number to change. What is left out stays; null or an empty text clears.
#[derive(ToSchema)]
#[schema(example = json!({"label": "Austin main", "state": "TX"}))]
pub(crate) struct NumberChange {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    #[schema(max_length = 200)]
    label: Option<String>,
    area_code: Option<AreaCodeDigits>,
    state: Option<StateAsWritten>,
    #[schema(max_length = 200)]
    signalwire_id: Option<String>,
}

/// How long a number rests.
#[derive(ToSchema)]
#[schema(example = json!({"days": 7}))]
pub(crate) struct Rest {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Days from now; 7 by default.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i32>,
}

/// The broker it belongs to.
#[derive(ToSchema)]
#[schema(example = json!({}))]
pub(crate) struct Activate {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// What happens to the number's leads.
#[derive(ToSchema)]
#[schema(example = json!({"rehome": true}))]
pub(crate) struct Retire {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Give its live leads other numbers, all or none; without it, refused while leads hold the number.
    rehome: Option<bool>,
}

/// Numbers to import.
#[derive(ToSchema)]
#[schema(example = json!({"numbers": ["(512) 555-0142", {"number": "+12125550143", "label": "New York"}], "dry_run": true}))]
pub(crate) struct NumbersToImport {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// True: report only.
    dry_run: Option<bool>,
    /// True: import the others while a line is bad.
    leave_out_bad: Option<bool>,
    /// True: fill empty fields of known records.
    fill: Option<bool>,
    #[schema(min_items = 1, max_items = 100_000)]
    numbers: Vec<NumberToImport>,
}

/// A number alone, or with what is known of it.
#[derive(ToSchema)]
#[allow(clippy::large_enum_variant, reason = "never made")]
#[serde(untagged)]
pub(crate) enum NumberToImport {
    Alone(PhoneAsWritten),
    Known(NumberWithFacts),
}

/// A number to import and what is known of it.
#[derive(ToSchema)]
pub(crate) struct NumberWithFacts {
    number: PhoneAsWritten,
    #[schema(max_length = 200)]
    label: Option<String>,
    area_code: Option<AreaCodeDigits>,
    state: Option<StateAsWritten>,
    #[schema(max_length = 200)]
    signalwire_id: Option<String>,
}

/// What an import did, or would do.
#[derive(ToSchema)]
#[schema(example = json!({
    "lines": [
        {"line": 1, "text": "(512) 555-0142", "number": "+15125550142", "verdict": "new"},
        {"line": 2, "text": "nonsense", "number": null, "verdict": "bad", "why": "Enter a phone number."}
    ],
    "new": 1, "known": 0, "fill": 0, "bad": 1, "imported": false, "import_id": null,
    "ignored_columns": []
}))]
pub(crate) struct NumberImport {
    lines: Vec<NumberImportLine>,
    /// Numbers that are new.
    #[schema(minimum = 0)]
    new: i32,
    /// Numbers already in the pool, or on an earlier line; they stay as they are.
    #[schema(minimum = 0)]
    known: i32,
    /// Known numbers whose empty fields are filled, if requested.
    #[schema(minimum = 0)]
    fill: i32,
    /// Lines that prevent the whole import.
    #[schema(minimum = 0)]
    bad: i32,
    /// Whether the new numbers were added: not in a dry run, and not while a line is bad.
    imported: bool,
    /// The id to undo it by; null if nothing was imported.
    #[schema(required)]
    import_id: Option<Uuid>,
    /// Columns or fields that were ignored: unknown, or a repeat of another one.
    ignored_columns: Vec<String>,
}

/// One line of an import.
#[derive(ToSchema)]
pub(crate) struct NumberImportLine {
    /// From 1.
    #[schema(minimum = 1)]
    line: i32,
    /// As it was written.
    text: String,
    /// The number in it.
    #[schema(required)]
    number: Option<Phone>,
    verdict: VerdictWord,
    /// Why a line is bad; only then present.
    #[schema(nullable = false)]
    why: Option<String>,
}

/// What happens to a line: it is new, already known or a duplicate, known with empty fields that are filled, or bad.
#[derive(ToSchema)]
#[schema(as = Verdict, rename_all = "snake_case")]
pub(crate) enum VerdictWord {
    New,
    Known,
    Fill,
    Bad,
}

/// A change of many numbers: all of them or none.
#[derive(ToSchema)]
#[schema(example = json!({"action": "rest", "numbers": ["+15125550142", "+12125550143"], "days": 7}))]
pub(crate) struct NumbersChange {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    action: BulkAction,
    /// By id or in E.164.
    #[schema(max_items = 5_000)]
    numbers: Option<Vec<String>>,
    /// Instead of `numbers`: all that match.
    filter: Option<NumbersKept>,
    /// With `filter`: how many numbers are expected. Refused if more or fewer match.
    #[schema(minimum = 1)]
    count: Option<i32>,
    /// For `rest`: days from now; 7 by default.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i32>,
    /// For `retire`: give the live leads other numbers; without it, refused if a number has leads.
    rehome: Option<bool>,
    /// For `edit`.
    area_code: Option<AreaCodeDigits>,
    /// For `edit`; taken from the area code if left out.
    state: Option<StateAsWritten>,
    /// True: say what would happen, change nothing.
    dry_run: Option<bool>,
}

/// What to do: `rehome` moves the live leads of the numbers to other numbers.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "never made")]
pub(crate) enum BulkAction {
    Rest,
    Activate,
    Retire,
    Edit,
    Rehome,
}

/// Filters of a pool. Each may have several values separated by commas; unknown names are refused.
// Where one was left out, other numbers would be changed than were meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object of filters")]
#[schema(example = json!({"state": "TX,FL", "band": "poor"}))]
pub(crate) struct NumbersKept {
    pub(crate) state: Option<String>,
    pub(crate) area_code: Option<String>,
    /// `active`, `resting`, `retired`, `gone`, or `all`; active and resting by default.
    pub(crate) standing: Option<String>,
    pub(crate) band: Option<String>,
    /// `free` can take a lead, `full` is active and cannot.
    pub(crate) room: Option<String>,
    /// Text in the label, or digits in the number.
    pub(crate) search: Option<String>,
}

/// What was or would be done to many numbers.
#[derive(ToSchema)]
#[schema(example = json!({
    "dry_run": false, "change_id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "numbers": 12, "changed": 12,
    "leads": 43, "leads_moved": 43, "leads_without_number": null, "in_the_way": []
}))]
pub(crate) struct NumbersChanged {
    dry_run: bool,
    /// The id to undo it by; null in a dry run.
    #[schema(required)]
    change_id: Option<uuid::Uuid>,
    /// Numbers it was about.
    #[schema(minimum = 0)]
    numbers: i64,
    /// Of those, numbers that were or would be changed.
    #[schema(minimum = 0)]
    changed: i64,
    /// Live leads that they had.
    #[schema(minimum = 0)]
    leads: i64,
    /// Leads that have another number now.
    #[schema(minimum = 0)]
    leads_moved: i64,
    /// In a dry run that would move leads: those that would find no other number. Null otherwise, or if there are more
    /// leads than can be moved at once.
    #[schema(required, minimum = 0)]
    leads_without_number: Option<i64>,
    /// In a dry run: the first 100 numbers that prevent it, and why.
    in_the_way: Vec<super::problem::InTheWay>,
}

/// What is undone.
#[derive(ToSchema)]
#[schema(example = json!({"change_id": "018f4ea0-1b2c-7d3e-8f40-516273849506"}))]
pub(crate) struct ChangeToUndo {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// From a change of many numbers; or, for a single number that was rested, activated or retired, the `id` of its
    /// entry in the audit log.
    change_id: uuid::Uuid,
}

/// Which numbers.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NumberFilter {
    /// Two letters; separate several with commas.
    #[param(example = "TX,FL")]
    state: Option<String>,
    /// Three digits; separate several with commas.
    #[param(example = "512")]
    area_code: Option<String>,
    /// `active`, `resting`, `retired` or `gone`; separate several with commas.
    #[param(example = "active,resting")]
    standing: Option<String>,
    /// `excellent`, `good`, `fair` or `poor`; separate several with commas.
    #[param(example = "poor")]
    band: Option<String>,
    /// `free` can take a lead, `full` is active and cannot.
    #[param(example = "free")]
    room: Option<String>,
    /// Text in the label, or digits in the number.
    search: Option<String>,
}
