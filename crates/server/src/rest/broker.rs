//! `/api/v1/brokers`

use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use serde_json::{Map, Value};
use steadyline_core::broker::Broker;
use steadyline_core::setting::BrokerSettings;
use steadyline_service::assignment::Page;
use steadyline_service::broker::{self, BrokerEdit, NewBroker, SettingsChange};

pub(super) async fn list(State(app): State<App>, Key(actor): Key) -> Result<Json<Page<Broker>>, Problem> {
    let items = broker::list(&app.service, &actor).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
) -> Result<Json<Broker>, Problem> {
    Ok(Json(broker::find(&app.service, &actor, &named).await?))
}

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

pub(super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    Path(named): Path<String>,
    fields: Fields,
) -> Result<Json<Broker>, Problem> {
    let edit = BrokerEdit { name: fields.text("name")?, settings: settings_of(&fields)? };
    Ok(Json(broker::edit(&app.service, &actor, &named, edit).await?))
}

fn settings_of(fields: &Fields) -> Result<Option<SettingsChange>, Problem> {
    let settings: Option<Map<String, Value>> = fields.value("settings", "an object")?;
    Ok(settings.map(SettingsChange::Fields))
}
