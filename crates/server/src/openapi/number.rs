//! Numbers of a pool.

use super::word::{AreaCodeDigits, BandWord, Phone, PhoneAsWritten, StandingWord, StateAsWritten};
use utoipa::{IntoParams, ToSchema};

/// A number to be added to the pool.
#[derive(ToSchema)]
#[schema(example = json!({"number": "(512) 555-0142", "label": "Austin main"}))]
pub(crate) struct NewNumber {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    number: PhoneAsWritten,
    /// A name for people.
    #[schema(max_length = 200)]
    label: Option<String>,
    /// The number's own where none is given.
    area_code: Option<AreaCodeDigits>,
    /// The area code's where none is given.
    state: Option<StateAsWritten>,
    /// The carrier's id of it, unique in a broker.
    #[schema(max_length = 200)]
    signalwire_id: Option<String>,
}

/// What changes of a number. What is not named stays; null or an empty text clears.
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
    /// Days from now; 7 unless said.
    #[schema(minimum = 1, maximum = 365)]
    days: Option<i32>,
}

/// Whose it is.
#[derive(ToSchema)]
#[schema(example = json!({}))]
pub(crate) struct Activate {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
}

/// What becomes of the number's leads.
#[derive(ToSchema)]
#[schema(example = json!({"rehome": true}))]
pub(crate) struct Retire {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Give its live leads other numbers, all or none; else it is refused while leads hold it.
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
    #[schema(min_items = 1, max_items = 5_000)]
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
        {"line": 2, "text": "nonsense", "number": null, "verdict": "bad", "why": "Give a phone number."}
    ],
    "new": 1, "known": 0, "bad": 1, "imported": false
}))]
pub(crate) struct NumberImport {
    lines: Vec<NumberImportLine>,
    /// Numbers that are new.
    #[schema(minimum = 0)]
    new: i32,
    /// Numbers that are in the pool; they stay as they are.
    #[schema(minimum = 0)]
    known: i32,
    /// Lines that stand in the way of the whole import.
    #[schema(minimum = 0)]
    bad: i32,
    /// Whether the new numbers were added: not in a dry run, and not while a line is bad.
    imported: bool,
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
    /// Why a line is bad; there only then.
    #[schema(nullable = false)]
    why: Option<String>,
}

/// What becomes of a line: it is new, it is there already or on an earlier line, or it cannot be taken.
#[derive(ToSchema)]
#[schema(as = Verdict, rename_all = "snake_case")]
pub(crate) enum VerdictWord {
    New,
    Known,
    Bad,
}

/// Which numbers.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NumberFilter {
    state: Option<StateAsWritten>,
    area_code: Option<AreaCodeDigits>,
    standing: Option<StandingWord>,
    band: Option<BandWord>,
    /// With this in the label, or these digits in the number.
    search: Option<String>,
}
