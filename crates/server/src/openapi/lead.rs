//! Leads.

use super::number::VerdictWord;
use super::word::{
    AreaCodeDigits, DealWord, Phone, PhoneAsWritten, QualityWord, StateAsWritten, StateLetters,
};
use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A record of a person to call.
#[derive(ToSchema)]
#[schema(example = json!({
    "id": "018f4e9c-6d29-7b02-8f3a-1d2c3b4a5968", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "reference": "crm-1042", "name": "Ada Example", "phone": "+15125550176", "area_code": "512", "state": "TX",
    "quality": "hot", "deal": "open", "suppressed_at": null, "bad_phone_at": null, "erased_at": null, "notes": null,
    "created_at": "2026-11-20T15:30:00Z"
}))]
pub(crate) struct Lead {
    id: Uuid,
    broker_id: Uuid,
    /// Your own name for it, unique within a broker.
    #[schema(required)]
    reference: Option<String>,
    /// The person's name.
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    phone: Option<Phone>,
    /// From the phone, or as given.
    #[schema(required)]
    area_code: Option<AreaCodeDigits>,
    /// As given, or from the area code.
    #[schema(required)]
    state: Option<StateLetters>,
    #[schema(required)]
    quality: Option<QualityWord>,
    deal: DealWord,
    /// When the person was suppressed: never to be called again.
    #[schema(required)]
    suppressed_at: Option<DateTime<Utc>>,
    /// When the phone was reported to be someone else's.
    #[schema(required)]
    bad_phone_at: Option<DateTime<Utc>>,
    /// When the person's data was erased: nothing more can be done with this lead.
    #[schema(required)]
    erased_at: Option<DateTime<Utc>>,
    #[schema(required)]
    notes: Option<String>,
    created_at: DateTime<Utc>,
}

/// A new lead: at least a phone, a name or a reference.
#[derive(ToSchema)]
#[schema(example = json!({"reference": "crm-1042", "name": "Ada Example", "phone": "(512) 555-0176", "quality": "hot"}))]
pub(crate) struct NewLead {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Your own name for it, unique within a broker.
    #[schema(max_length = 200)]
    reference: Option<String>,
    #[schema(max_length = 200)]
    name: Option<String>,
    phone: Option<PhoneAsWritten>,
    /// Taken from the phone if left out.
    area_code: Option<AreaCodeDigits>,
    /// Taken from the area code if left out.
    state: Option<StateAsWritten>,
    quality: Option<QualityWord>,
    #[schema(max_length = 10_000)]
    notes: Option<String>,
}

/// A note about a lead.
#[derive(ToSchema)]
#[schema(example = json!({"note": "Asked to be called after five."}))]
pub(crate) struct Note {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    #[schema(min_length = 1, max_length = 10_000)]
    note: String,
}

/// Fields of a lead to change. What is left out stays; null or an empty text clears, except the phone.
#[derive(ToSchema)]
#[schema(example = json!({"name": "Ada Example", "closed_won": true}))]
pub(crate) struct LeadChange {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    #[schema(max_length = 200)]
    reference: Option<String>,
    #[schema(max_length = 200)]
    name: Option<String>,
    /// A new phone: the live assignment follows, and the lead is no longer marked as having a bad one.
    #[schema(nullable = false)]
    phone: Option<PhoneAsWritten>,
    area_code: Option<AreaCodeDigits>,
    state: Option<StateAsWritten>,
    /// Applies from the next assignment on.
    quality: Option<QualityWord>,
    #[schema(max_length = 10_000)]
    notes: Option<String>,
    /// True closes the deal as won, false opens it again.
    closed_won: Option<bool>,
    /// True closes the deal as lost, false opens it again.
    closed_lost: Option<bool>,
    /// The same in one word.
    deal: Option<DealWord>,
    /// True: the person is suppressed, on all its records. False takes that back.
    suppressed: Option<bool>,
}

/// Leads to import.
#[derive(ToSchema)]
#[schema(example = json!({"leads": [{"reference": "crm-1042", "phone": "(512) 555-0176"}], "dry_run": true}))]
pub(crate) struct LeadsToImport {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// True: report only.
    dry_run: Option<bool>,
    /// True: import the others while a line is bad.
    leave_out_bad: Option<bool>,
    /// True: fill empty fields of known records.
    fill: Option<bool>,
    #[schema(min_items = 1, max_items = 100_000)]
    leads: Vec<LeadToImport>,
}

/// A lead to import: at least a phone, a name or a reference.
#[derive(ToSchema)]
pub(crate) struct LeadToImport {
    #[schema(max_length = 200)]
    reference: Option<String>,
    #[schema(max_length = 200)]
    name: Option<String>,
    /// With `last_name`, instead of `name`.
    first_name: Option<String>,
    last_name: Option<String>,
    phone: Option<PhoneAsWritten>,
    /// Taken from the phone if left out.
    area_code: Option<AreaCodeDigits>,
    /// Taken from the area code if left out.
    state: Option<StateAsWritten>,
    quality: Option<QualityWord>,
    #[schema(max_length = 10_000)]
    notes: Option<String>,
    /// True: the person is suppressed, on all its records. False takes nothing back.
    suppressed: Option<bool>,
}

/// What an import did, or would do.
#[derive(ToSchema)]
#[schema(example = json!({
    "lines": [{"line": 1, "reference": "crm-1042", "field": null, "verdict": "new", "suppressed": false}],
    "new": 1, "known": 0, "fill": 0, "bad": 0, "suppressed": 0, "imported": false, "import_id": null,
    "ignored_columns": []
}))]
pub(crate) struct LeadImport {
    lines: Vec<LeadImportLine>,
    /// Leads that are new.
    #[schema(minimum = 0)]
    new: i32,
    /// Leads that already exist, by reference, or by phone if there is no reference, or on an earlier line; they stay
    /// as they are.
    #[schema(minimum = 0)]
    known: i32,
    /// Known leads whose empty fields are filled, if requested, or that are suppressed.
    #[schema(minimum = 0)]
    fill: i32,
    /// Lines that prevent the whole import.
    #[schema(minimum = 0)]
    bad: i32,
    /// Lines that newly suppress a person.
    #[schema(minimum = 0)]
    suppressed: i32,
    /// Whether the new leads were added: not in a dry run, and not while a line is bad.
    imported: bool,
    /// The id to undo it by; null if nothing was imported.
    #[schema(required)]
    import_id: Option<Uuid>,
    /// Columns or fields that were ignored: unknown, or a repeat of another one.
    ignored_columns: Vec<String>,
}

/// One line of an import.
#[derive(ToSchema)]
pub(crate) struct LeadImportLine {
    /// From 1; in a CSV the header line counts.
    #[schema(minimum = 1)]
    line: i32,
    #[schema(required)]
    reference: Option<String>,
    /// The field at fault, if the line is bad.
    #[schema(required)]
    field: Option<String>,
    verdict: VerdictWord,
    /// Whether the person is suppressed because of this line.
    suppressed: bool,
    /// Why a line is bad; only then present.
    #[schema(nullable = false)]
    why: Option<String>,
}

/// Which leads.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LeadFilter {
    /// Text in name or reference, or digits in the phone.
    search: Option<String>,
    deal: Option<DealWord>,
    /// True: only suppressed leads; false: only the others.
    suppressed: Option<bool>,
}
