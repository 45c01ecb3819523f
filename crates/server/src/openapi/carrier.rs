//! Numbers at SignalWire.

use super::word::{Phone, PhoneAsWritten};
use chrono::{DateTime, NaiveDate, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Options of a sync.
#[derive(ToSchema)]
#[schema(example = json!({"apply": true}))]
pub(crate) struct AskSync {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// True: apply the changes at once, unless so much is missing that a person should check first.
    apply: Option<bool>,
    /// With `apply`: point numbers here whose calls go elsewhere.
    configure: Option<bool>,
    /// Add numbers that are in no pool to this one. Always done with the broker's own connection; with the
    /// installation's, only an admin's key may ask for it.
    take_new: Option<bool>,
}

/// How a sync is applied.
#[derive(ToSchema)]
#[schema(example = json!({"configure": true}))]
pub(crate) struct ApplySync {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Also point numbers here whose calls go elsewhere.
    configure: Option<bool>,
}

/// A comparison of the project's numbers at SignalWire with the pool.
#[derive(ToSchema)]
#[schema(as = NumberSync, example = json!({
    "id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "status": "ready", "is_automatic": false, "seen": 12, "done": 0, "of": 12, "add": 1, "update": 0, "back": 0,
    "gone": 0, "same": 11, "elsewhere": 0, "in_no_pool": 0, "voiceless": 0, "main_line": 0, "calls_go_elsewhere": 1, "error": null,
    "changes": [{"kind": "add", "number": "+15125550142", "number_id": null, "name": "Austin main",
                 "calls": "none", "is_sure": true}],
    "created_at": "2026-11-21T16:02:11Z", "ended_at": null
}))]
pub(crate) struct Sync {
    id: Uuid,
    broker_id: Uuid,
    status: SyncWord,
    /// Whether it ran automatically.
    is_automatic: bool,
    /// Numbers that were read.
    #[schema(minimum = 0)]
    seen: i32,
    /// Steps done.
    #[schema(minimum = 0)]
    done: i32,
    /// Steps in all.
    #[schema(minimum = 0)]
    of: i64,
    /// Numbers to add to the pool.
    #[schema(minimum = 0)]
    add: i64,
    /// Numbers that get SignalWire's id, or its name as a label.
    #[schema(minimum = 0)]
    update: i64,
    /// Numbers that were gone and are back.
    #[schema(minimum = 0)]
    back: i64,
    /// Numbers that SignalWire no longer has. They take no leads; nothing is deleted.
    #[schema(minimum = 0)]
    gone: i64,
    #[schema(minimum = 0)]
    same: i64,
    /// Numbers of the project that are in another pool of the installation.
    #[schema(minimum = 0)]
    elsewhere: i64,
    /// Numbers of the project that are in no pool, and are not added to this one.
    #[schema(minimum = 0)]
    in_no_pool: i64,
    /// Numbers of the project that cannot make calls.
    #[schema(minimum = 0)]
    voiceless: i64,
    /// Numbers of the project that are the office's main line, which is no number of its pool: 0 or 1.
    #[schema(minimum = 0, maximum = 1)]
    main_line: i64,
    /// Numbers whose calls do not come here.
    #[schema(minimum = 0)]
    calls_go_elsewhere: i64,
    /// Why it failed, why it waits for a person, or what it could not do.
    #[schema(required)]
    error: Option<String>,
    /// The first 1,000.
    changes: Vec<SyncChange>,
    created_at: DateTime<Utc>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
}

/// `reading` and `applying` continue automatically; `ready` can be applied for 15 minutes.
#[derive(ToSchema)]
#[schema(as = SyncStatus, rename_all = "snake_case")]
pub(crate) enum SyncWord {
    Reading,
    Ready,
    Applying,
    Done,
    Failed,
}

/// What a sync does to a number.
#[derive(ToSchema)]
pub(crate) struct SyncChange {
    kind: SyncChangeWord,
    number: Phone,
    /// Null for one that is not in the pool yet.
    #[schema(required)]
    number_id: Option<Uuid>,
    /// Its name at SignalWire.
    #[schema(required)]
    name: Option<String>,
    /// Where its calls go; null for one that is gone.
    #[schema(required)]
    calls: Option<CallsGoWord>,
    /// False for one that is missing and was never seen in this project.
    is_sure: bool,
}

/// It is added to the pool, gets an id or label, is back, or is gone.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum SyncChangeWord {
    Add,
    Update,
    Back,
    Gone,
}

/// Where a number's calls go.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum CallsGoWord {
    Ours,
    Other,
    None,
}

/// Where numbers are looked for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Three digits. One of the two is required; the area code takes precedence.
    #[param(example = "512")]
    area_code: Option<String>,
    /// Two letters.
    #[param(example = "TX")]
    state: Option<String>,
}

/// Numbers that can be bought.
#[derive(ToSchema)]
pub(crate) struct Offers {
    items: Vec<Offer>,
}

/// A number that can be bought.
#[derive(ToSchema)]
#[schema(example = json!({"number": "+15125550160", "town": "AUSTIN", "state": "TX"}))]
pub(crate) struct Offer {
    number: Phone,
    #[schema(required)]
    town: Option<String>,
    #[schema(required)]
    state: Option<String>,
}

/// Numbers to buy.
#[derive(ToSchema)]
#[schema(example = json!({"numbers": ["+15125550160"], "monthly_cents": 50}))]
pub(crate) struct BuyNumbers {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    #[schema(min_items = 1, max_items = 10)]
    numbers: Vec<PhoneAsWritten>,
    /// What each costs a month by your contract with SignalWire, in cents: sending it confirms the price. It must match
    /// the connection's price; if the connection has none it is saved there, for the installation's only with an
    /// admin's key.
    #[schema(minimum = 0, maximum = 100_000)]
    monthly_cents: i32,
}

/// Orders, newest first.
#[derive(ToSchema)]
pub(crate) struct Orders {
    items: Vec<Order>,
}

/// A number that is bought.
#[derive(ToSchema)]
#[schema(as = NumberOrder, example = json!({
    "id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
    "number": "+15125550160", "status": "bought", "monthly_cents": 50, "local_day": "2026-11-21", "error": null,
    "actor": "n8n", "created_at": "2026-11-21T16:02:11Z", "ended_at": "2026-11-21T16:02:12Z"
}))]
pub(crate) struct Order {
    id: Uuid,
    broker_id: Uuid,
    number: Phone,
    status: OrderWord,
    /// As it was confirmed.
    monthly_cents: i32,
    /// The day, in the broker's time zone, whose limit counts it.
    local_day: NaiveDate,
    /// Why it was not bought, or why that is unknown.
    #[schema(required)]
    error: Option<String>,
    actor: String,
    created_at: DateTime<Utc>,
    #[schema(required)]
    ended_at: Option<DateTime<Utc>>,
}

/// `pending`: requested. `unsure`: SignalWire did not say whether it was bought, and is asked until it is known.
/// Nothing is bought twice.
#[derive(ToSchema)]
#[schema(as = OrderStatus, rename_all = "snake_case")]
pub(crate) enum OrderWord {
    Pending,
    Unsure,
    Bought,
    Failed,
}

/// What happens to the number's leads.
#[derive(ToSchema)]
#[schema(example = json!({"rehome": true}))]
pub(crate) struct GiveUp {
    /// Slug or id; may be left out with a broker's key.
    broker_id: Option<String>,
    /// Give its live leads other numbers, all or none; without it, refused while leads hold the number.
    rehome: Option<bool>,
}
