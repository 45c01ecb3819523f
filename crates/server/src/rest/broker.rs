//! `/api/v1/brokers`

use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::openapi::broker as shape;
use crate::openapi::list::Brokers;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use http::header::{ETAG, IF_MATCH};
use http::{HeaderMap, HeaderName, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};
use steadyline_core::broker::Broker;
use steadyline_core::page;
use steadyline_core::setting::BrokerSettings;
use steadyline_service::broker::{self, BrokerEdit, NewBroker, SettingsChange};
use steadyline_service::cursor::Page;
use steadyline_service::page as pages;

/// List the brokers
///
/// All of them with an admin's key, the key's own with a broker's key, on one page.
#[utoipa::path(
    get,
    path = "/api/v1/brokers",
    operation_id = "list_brokers",
    tag = "brokers",
    responses((status = 200, description = "The brokers, by name.", body = Brokers)),
)]
pub(super) async fn list(State(app): State<App>, Key(actor): Key) -> Result<Json<Page<Broker>>, Problem> {
    let items = broker::list(&app.service, &actor).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Show a broker
#[utoipa::path(
    get,
    path = "/api/v1/brokers/{broker}",
    operation_id = "show_broker",
    tag = "brokers",
    params(("broker" = String, Path, description = "Slug or id.")),
    responses((status = 200, description = "The broker.", body = shape::Broker,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
) -> Result<Versioned, Problem> {
    Ok(versioned(broker::find(&app.service, &actor, &named).await?))
}

type Versioned = ([(HeaderName, String); 1], Json<Broker>);

fn versioned(broker: Broker) -> Versioned {
    ([(ETAG, format!("\"{}\"", broker.version))], Json(broker))
}

/// The version that a change is about: `"3"`. None, or `*`, is whatever there is.
fn if_match(headers: &HeaderMap) -> Result<Option<i32>, Problem> {
    let Some(given) = headers.get(IF_MATCH) else { return Ok(None) };
    let given = given.to_str().unwrap_or_default().trim();
    if given == "*" {
        return Ok(None);
    }
    let version = given.trim_matches('"').parse();
    version.map(Some).map_err(|_| Problem::field("If-Match", "Send the ETag of the broker as it came."))
}

/// Create a broker
///
/// Only with an admin's key.
#[utoipa::path(
    post,
    path = "/api/v1/brokers",
    operation_id = "create_broker",
    tag = "brokers",
    request_body = shape::NewBroker,
    responses((status = 201, description = "The broker.", body = shape::Broker)),
    extensions(("x-problem-types" = json!(["forbidden", "invalid-field", "already-exists"]))),
)]
pub(super) async fn create(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<(StatusCode, Json<Broker>), Problem> {
    let settings = match settings_of(&fields)? {
        Some(change) => change.apply(&BrokerSettings::default())?,
        None => BrokerSettings::default(),
    };
    let new = NewBroker { slug: fields.text("slug")?, name: fields.required("name")?, settings };
    Ok((StatusCode::CREATED, Json(broker::create(&app.service, &actor, new).await?)))
}

/// Change a broker's name and settings
///
/// What is left out stays. Every changed setting gets an audit entry. With `If-Match` nothing is changed if someone
/// else changed it first.
#[utoipa::path(
    patch,
    path = "/api/v1/brokers/{broker}",
    operation_id = "change_broker",
    tag = "brokers",
    params(
        ("broker" = String, Path, description = "Slug or id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the broker that was read."),
    ),
    request_body = shape::BrokerChange,
    responses((status = 200, description = "The broker after the change.", body = shape::Broker,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "changed"]))),
)]
pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Versioned, Problem> {
    let if_version = if_match(&headers)?;
    let edit = BrokerEdit { name: fields.text("name")?, settings: settings_of(&fields)?, if_version };
    Ok(versioned(broker::edit(&app.service, &actor, &named, edit).await?))
}

/// Preview a change of settings
///
/// What it would do to the pool and its leads right now; nothing is saved. `effects` has one entry for each
/// setting that would change, `together` what all of them do to room and choice.
#[utoipa::path(
    post,
    path = "/api/v1/brokers/{broker}/preview",
    operation_id = "preview_settings",
    tag = "brokers",
    params(("broker" = String, Path, description = "Slug or id.")),
    request_body = shape::SettingsToTry,
    responses((status = 200, description = "What it would do.", body = shape::SettingsPreview)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn preview(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    fields: Fields,
) -> Result<Json<Previewed>, Problem> {
    let Some(change) = settings_of(&fields)? else {
        return Err(Problem::field("settings", "settings is required."));
    };
    let page::Preview { effects, together, .. } =
        pages::preview(&app.service, &actor, &named, change).await?;
    Ok(Json(Previewed { effects, together }))
}

/// What a change would do.
#[derive(Debug, Serialize)]
pub(super) struct Previewed {
    effects: Vec<page::Effect>,
    together: Vec<String>,
}

fn settings_of(fields: &Fields) -> Result<Option<SettingsChange>, Problem> {
    let settings: Option<Map<String, Value>> = fields.value("settings", "an object")?;
    Ok(settings.map(SettingsChange::Fields))
}
