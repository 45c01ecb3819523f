//! `/api/v1/carrier`: the connection to SignalWire.

use super::broker_of;
use crate::App;
use crate::extract::{Asked, Key};
use crate::field::Fields;
use crate::openapi::connection as shape;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use steadyline_core::id::{BrokerId, CarrierAccountId};
use steadyline_core::user::{Actor, Role};
use steadyline_service::carrier::{self, Breaker, Connect, Connected, Connections, Secret, Whose};

/// How an office, or the installation, is connected, as the API shows it.
#[derive(Debug, Serialize)]
pub(super) struct StandingView {
    uses: &'static str,
    connection: Option<ConnectionView>,
}

#[derive(Debug, Serialize)]
struct ConnectionView {
    id: CarrierAccountId,
    broker_id: Option<BrokerId>,
    space: Option<String>,
    project_end: Option<String>,
    state: &'static str,
    tested_at: DateTime<Utc>,
    error: Option<String>,
    error_at: Option<DateTime<Utc>>,
    requests: &'static str,
    failures: u32,
    paused_seconds: u64,
    voice_url: String,
    status_url: String,
    monthly_cents: Option<i32>,
    buys_per_day: i32,
    changed_by: String,
    changed_at: DateTime<Utc>,
}

impl From<Connections> for StandingView {
    fn from(connections: Connections) -> Self {
        let Connections { broker, own, is_shared } = connections;
        let uses = match (&own, is_shared) {
            (Some(_), _) => "own",
            (None, true) => "installation",
            (None, false) => "none",
        };
        Self { uses, connection: own.map(|own| ConnectionView::of(broker.map(|broker| broker.id), own)) }
    }
}

impl ConnectionView {
    fn of(broker_id: Option<BrokerId>, own: Connected) -> Self {
        let (requests, failures, paused_seconds) = match own.breaker {
            Breaker::Closed { failures } => ("made", failures, 0),
            Breaker::Open { seconds } => ("paused", 0, seconds),
            Breaker::Trying => ("tried", 0, 0),
        };
        let Connected { id, space, project_end, state, tested_at, error, error_at, voice_url, .. } = own;
        let Connected { status_url, monthly_cents, buys_per_day, changed_by, changed_at, .. } = own;
        Self {
            id,
            broker_id,
            space,
            project_end,
            state: state.as_str(),
            tested_at,
            error,
            error_at,
            requests,
            failures,
            paused_seconds,
            voice_url,
            status_url,
            monthly_cents,
            buys_per_day,
            changed_by,
            changed_at,
        }
    }
}

/// The installation where that is said, else the broker named or the key's own.
fn whose(actor: &Actor, named: Option<String>, is_installations: bool) -> Result<Whose, Problem> {
    match (is_installations, actor.role()) {
        (false, _) => broker_of(actor, named).map(Whose::Broker),
        (true, Role::Admin) => Ok(Whose::Installation),
        (true, Role::Broker(_)) => {
            Err(Problem::field("installation", "Leave it out: only an admin's key may say so."))
        }
    }
}

/// Show the connection
///
/// Which connection to SignalWire is used, and its state. With an admin's key and `installation`: the installation's,
/// which every broker without its own uses.
#[utoipa::path(
    get,
    path = "/api/v1/carrier",
    operation_id = "show_carrier",
    tag = "signalwire",
    params(shape::WhoseConnection),
    responses((status = 200, description = "How it is connected.", body = shape::CarrierStanding)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<StandingView>, Problem> {
    let whose = whose(&actor, asked.broker(), asked.flag("installation")?)?;
    Ok(Json(carrier::connection(&app.service, &actor, &whose).await?.into()))
}

/// Connect, or change the connection
///
/// The connection is tested first; one that does not work is not saved. It is stored encrypted, and token and signing
/// key are never shown again.
#[utoipa::path(
    put,
    path = "/api/v1/carrier",
    operation_id = "connect_carrier",
    tag = "signalwire",
    request_body = shape::Connect,
    responses((status = 200, description = "It is connected.", body = shape::CarrierStanding)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "carrier-locked", "carrier-refused", "carrier-down", "already-exists"]))),
)]
pub(super) async fn connect(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<StandingView>, Problem> {
    let whose = whose(&actor, fields.text("broker_id")?, fields.flag("installation")?)?;
    let given = Connect {
        space: fields.text("space")?.unwrap_or_default(),
        project: fields.text("project")?.unwrap_or_default(),
        token: fields.text("token")?.map(Secret::new),
        signing_key: fields.text("signing_key")?.map(Secret::new),
        monthly_cents: fields.integer("monthly_cents")?,
        buys_per_day: fields.integer("buys_per_day")?,
    };
    carrier::connect(&app.service, &actor, whose.clone(), given).await?;
    Ok(Json(carrier::connection(&app.service, &actor, &whose).await?.into()))
}

/// Disconnect
///
/// The saved token and signing key are deleted. Numbers stay, here and at SignalWire.
#[utoipa::path(
    delete,
    path = "/api/v1/carrier",
    operation_id = "disconnect_carrier",
    tag = "signalwire",
    params(shape::WhoseConnection),
    responses((status = 204, description = "It is disconnected.")),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "carrier-not-connected"]))),
)]
pub(super) async fn disconnect(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<StatusCode, Problem> {
    carrier::disconnect(&app.service, &actor, whose(&actor, asked.broker(), asked.flag("installation")?)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Test the connection
///
/// Asks SignalWire, and saves the result.
#[utoipa::path(
    post,
    path = "/api/v1/carrier/test",
    operation_id = "test_carrier",
    tag = "signalwire",
    request_body = shape::WhoseConnection,
    responses((status = 200, description = "It works.", body = shape::CarrierStanding)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "carrier-not-connected", "carrier-locked", "carrier-refused", "carrier-down"]))),
)]
pub(super) async fn test(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<StandingView>, Problem> {
    let whose = whose(&actor, fields.text("broker_id")?, fields.flag("installation")?)?;
    carrier::test(&app.service, &actor, whose.clone()).await?;
    Ok(Json(carrier::connection(&app.service, &actor, &whose).await?.into()))
}
