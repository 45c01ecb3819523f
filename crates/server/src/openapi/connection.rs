//! The connection to SignalWire.

use chrono::{DateTime, Utc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What connects.
#[derive(ToSchema)]
#[schema(example = json!({
    "space": "example.signalwire.com", "project": "8f0119bf-f4e2-4d5c-9b1a-1b2c3d4e5f60", "token": "PT…",
    "signing_key": "PSK…", "monthly_cents": 50, "buys_per_day": 10
}))]
pub(crate) struct Connect {
    /// Slug or id of the broker; may be left out with a broker's key.
    broker_id: Option<String>,
    /// The installation's instead of a broker's. Only with an admin's key.
    installation: Option<bool>,
    /// The space: its name or address.
    space: String,
    /// The Project ID. If left out, the saved one stays as long as the space is the same.
    project: Option<String>,
    /// The API token, with the scopes Numbers and Voice. If left out, the saved one stays as long as the project is the
    /// same.
    #[schema(max_length = 200)]
    token: Option<String>,
    /// The Signing Key, as `token`.
    #[schema(max_length = 200)]
    signing_key: Option<String>,
    /// What a number costs a month, in US cents. If left out it is unknown, and set by the next purchase.
    #[schema(minimum = 0, maximum = 100_000)]
    monthly_cents: Option<i32>,
    /// Numbers that may be bought a day. If left out, the saved limit stays; 10 at first.
    #[schema(minimum = 0, maximum = 1000)]
    buys_per_day: Option<i32>,
}

/// Whose connection is meant.
#[derive(ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhoseConnection {
    /// Slug or id of the broker; may be left out with a broker's key.
    broker_id: Option<String>,
    /// The installation's instead of a broker's. Only with an admin's key.
    installation: Option<bool>,
}

/// Which connection is used.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Uses {
    /// Its own.
    Own,
    /// The installation's.
    Installation,
    /// None: there is no way to SignalWire.
    None,
}

/// Whether a connection works: when it was last used, or why it cannot be opened.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ConnectionState {
    Works,
    Fails,
    NoKey,
    OtherKey,
    Broken,
}

/// State of requests: sent, paused because several failed in a row, or one is testing whether it works again.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum RequestState {
    Made,
    Paused,
    Tried,
}

/// How an office, or the installation, is connected.
#[derive(ToSchema)]
#[schema(example = json!({
    "uses": "own", "connection": {
        "id": "018f4ea0-1b2c-7d3e-8f40-516273849506", "broker_id": "018f4e9b-0c11-7d40-a1b2-c3d4e5f60718",
        "space": "example", "project_end": "5f60", "state": "works", "tested_at": "2026-11-22T15:30:00Z",
        "error": null, "error_at": null, "requests": "made", "failures": 0, "paused_seconds": 0,
        "voice_url": "https://steadyline.example.com/webhook/signalwire/018f4ea0-1b2c-7d3e-8f40-516273849506/voice",
        "status_url": "https://steadyline.example.com/webhook/signalwire/018f4ea0-1b2c-7d3e-8f40-516273849506/status",
        "monthly_cents": 50, "buys_per_day": 10, "changed_by": "Dana Alder", "changed_at": "2026-11-22T15:30:00Z"
    }
}))]
pub(crate) struct CarrierStanding {
    uses: Uses,
    /// Its own connection; null if it has none.
    #[schema(required)]
    connection: Option<Connection>,
}

/// A connection. Its token and signing key are never shown.
#[derive(ToSchema)]
pub(crate) struct Connection {
    id: Uuid,
    /// Null for the installation's.
    #[schema(required)]
    broker_id: Option<Uuid>,
    /// Null if it cannot be opened.
    #[schema(required)]
    space: Option<String>,
    /// How the Project ID ends.
    #[schema(required)]
    project_end: Option<String>,
    state: ConnectionState,
    /// When it was last known to work.
    tested_at: DateTime<Utc>,
    /// What went wrong last, until something goes well.
    #[schema(required)]
    error: Option<String>,
    #[schema(required)]
    error_at: Option<DateTime<Utc>>,
    requests: RequestState,
    /// How many requests failed in a row.
    #[schema(minimum = 0)]
    failures: u32,
    /// How long none is made.
    #[schema(minimum = 0)]
    paused_seconds: u64,
    /// The voice webhook of numbers.
    voice_url: String,
    /// The status callback of numbers.
    status_url: String,
    #[schema(required)]
    monthly_cents: Option<i32>,
    buys_per_day: i32,
    changed_by: String,
    changed_at: DateTime<Utc>,
}
