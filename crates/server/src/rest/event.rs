//! `/api/v1/event-endpoints` and `/api/v1/deliveries`: events out.

use super::{Tag, after, broker_of, if_tag, tagged};
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::idempotency::Unkept;
use crate::openapi::event as shape;
use crate::openapi::list::{Deliveries, EventEndpoints, OfBroker, Paging};
use crate::problem::Problem;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;
use steadyline_core::delivery::{Delivery, DeliveryStatus, Sent};
use steadyline_core::endpoint::{Endpoint, EventKind};
use steadyline_core::id::{BrokerId, DeliveryId, EndpointId, EventId, LeadId};
use steadyline_service::cursor::Page;
use steadyline_service::delivery::{self, DeliveryFilter};
use steadyline_service::endpoint::{self, EndpointChange, NewEndpoint, WithSecret};

/// An endpoint as the API shows it.
#[derive(Serialize)]
pub(super) struct EndpointView {
    #[serde(flatten)]
    endpoint: Endpoint,
    /// Only where it was just made.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl From<Endpoint> for EndpointView {
    fn from(endpoint: Endpoint) -> Self {
        Self { endpoint, secret: None }
    }
}

/// A delivery as the API shows it.
#[derive(Serialize)]
pub(super) struct DeliveryView {
    id: DeliveryId,
    broker_id: BrokerId,
    endpoint_id: EndpointId,
    event_id: EventId,
    event: EventKind,
    lead_id: Option<LeadId>,
    status: DeliveryStatus,
    tries: i32,
    created_at: DateTime<Utc>,
    queued_at: DateTime<Utc>,
    next_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    payload: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<Vec<SentView>>,
}

/// A try as the API shows it.
#[derive(Serialize)]
struct SentView {
    number: i32,
    at: DateTime<Utc>,
    url: String,
    signature: String,
    status: Option<u16>,
    error: Option<String>,
    reply: String,
    millis: i32,
}

impl From<Sent> for SentView {
    fn from(sent: Sent) -> Self {
        let Sent { number, at, url, signature, reply } = sent;
        let (status, error, millis) = (reply.status, reply.error, reply.millis);
        Self { number, at, url, signature, status, error, reply: reply.text, millis }
    }
}

impl DeliveryView {
    fn of(delivery: Delivery, sent: Option<Vec<Sent>>) -> Self {
        let Delivery { id, broker_id, endpoint_id, event_id, kind, lead_id, payload, status, .. } = delivery;
        Self {
            id,
            broker_id,
            endpoint_id,
            event_id,
            event: kind,
            lead_id,
            status,
            tries: delivery.tries,
            created_at: delivery.created_at,
            queued_at: delivery.queued_at,
            next_at: (status == DeliveryStatus::Pending).then_some(delivery.next_at),
            ended_at: delivery.ended_at,
            payload: serde_json::from_str(&payload).unwrap_or_default(),
            sent: sent.map(|sent| sent.into_iter().map(SentView::from).collect()),
        }
    }
}

/// The chosen events, if given.
fn events(fields: &Fields) -> Result<Option<Vec<EventKind>>, Problem> {
    let Some(words) = fields.value::<Vec<String>>("events", "a list of events")? else { return Ok(None) };
    Ok(Some(words.iter().map(|word| word.parse()).collect::<Result<_, _>>()?))
}

/// List the endpoints
///
/// All of a broker's, oldest first, on one page, without their secrets.
#[utoipa::path(
    get,
    path = "/api/v1/event-endpoints",
    operation_id = "list_event_endpoints",
    tag = "events",
    params(OfBroker),
    responses((status = 200, description = "The endpoints.", body = EventEndpoints)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list_endpoints(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<EndpointView>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let found = endpoint::list(&app.service, &actor, Some(&broker)).await?;
    Ok(Json(Page { items: found.into_iter().map(EndpointView::from).collect(), next_cursor: None }))
}

/// Create an endpoint
///
/// The reply has the signing secret, shown only once. If it is lost, give the endpoint another one. A broker can have
/// at most ten, each with its own address.
#[utoipa::path(
    post,
    path = "/api/v1/event-endpoints",
    operation_id = "create_event_endpoint",
    tag = "events",
    request_body = shape::NewEventEndpoint,
    responses((status = 201, description = "The endpoint, with its secret.", body = shape::EventEndpoint,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "too-many"]))),
)]
pub(super) async fn create_endpoint(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let new = NewEndpoint {
        name: fields.text("name")?,
        url: fields.required("url")?,
        events: events(&fields)?.unwrap_or_default(),
    };
    let made = endpoint::create(&app.service, &actor, &broker, new).await?;
    Ok(with_secret(StatusCode::CREATED, made))
}

fn with_secret(status: StatusCode, made: WithSecret) -> Response {
    let view = EndpointView { endpoint: made.endpoint, secret: Some(made.secret) };
    (status, Extension(Unkept), tagged(&view.endpoint.clone(), view)).into_response()
}

/// Show an endpoint
#[utoipa::path(
    get,
    path = "/api/v1/event-endpoints/{id}",
    operation_id = "show_event_endpoint",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The endpoint's id."), OfBroker),
    responses((status = 200, description = "The endpoint.", body = shape::EventEndpoint,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show_endpoint(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<EndpointId>,
    asked: Asked,
) -> Result<Tag<EndpointView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(shown(endpoint::find(&app.service, &actor, Some(&broker), id).await?))
}

fn shown(endpoint: Endpoint) -> Tag<EndpointView> {
    tagged(&endpoint.clone(), endpoint.into())
}

/// Change an endpoint
///
/// What is left out stays. Waiting events go to the new address.
#[utoipa::path(
    patch,
    path = "/api/v1/event-endpoints/{id}",
    operation_id = "change_event_endpoint",
    tag = "events",
    params(
        ("id" = uuid::Uuid, Path, description = "The endpoint's id."),
        OfBroker,
        ("If-Match" = Option<String>, Header, description = "The `ETag` that came with it: nothing is changed if someone else changed it first."),
    ),
    request_body = shape::EventEndpointChange,
    responses((status = 200, description = "The endpoint after the change.", body = shape::EventEndpoint,
        headers(("ETag" = String, description = "The version, for `If-Match`.")))),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "changed"]))),
)]
pub(super) async fn change_endpoint(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<EndpointId>,
    asked: Asked,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Tag<EndpointView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let change = EndpointChange {
        name: fields.text("name")?,
        url: fields.text("url")?,
        events: events(&fields)?,
        is_active: fields.flag_if_given("is_active")?,
        if_tag: if_tag(&headers),
        ..EndpointChange::default()
    };
    Ok(shown(endpoint::change(&app.service, &actor, &broker, id, change).await?))
}

/// Remove an endpoint
///
/// Its log and the events still waiting for it are deleted too.
#[utoipa::path(
    delete,
    path = "/api/v1/event-endpoints/{id}",
    operation_id = "remove_event_endpoint",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The endpoint's id."), OfBroker),
    responses((status = 204, description = "It is deleted.")),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn remove_endpoint(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<EndpointId>,
    asked: Asked,
) -> Result<StatusCode, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    endpoint::remove(&app.service, &actor, &broker, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give an endpoint another secret
///
/// The reply has it, shown only once. The previous one also signs for 24 hours: both signatures are sent, separated by
/// a space, so the receiver can be changed without a gap.
#[utoipa::path(
    post,
    path = "/api/v1/event-endpoints/{id}/secret",
    operation_id = "renew_event_endpoint_secret",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The endpoint's id."), OfBroker),
    responses((status = 200, description = "The endpoint, with its new secret.", body = shape::EventEndpoint)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn renew_secret(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<EndpointId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(with_secret(StatusCode::OK, endpoint::renew_secret(&app.service, &actor, &broker, id).await?))
}

/// Send an endpoint a test
///
/// Sends an event `endpoint.test`, whatever events the endpoint gets. The reply is the delivery: read it again to see
/// the result.
#[utoipa::path(
    post,
    path = "/api/v1/event-endpoints/{id}/test",
    operation_id = "test_event_endpoint",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The endpoint's id."), OfBroker),
    responses((status = 202, description = "It is being sent.", body = shape::EventDelivery)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "endpoint-paused"]))),
)]
pub(super) async fn test_endpoint(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<EndpointId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let queued = endpoint::test(&app.service, &actor, &broker, id).await?;
    Ok((StatusCode::ACCEPTED, Json(DeliveryView::of(queued, None))).into_response())
}

/// List deliveries
///
/// Newest first. What has ended is kept for 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/deliveries",
    operation_id = "list_deliveries",
    tag = "events",
    params(OfBroker, shape::WhichDeliveries, Paging),
    responses((status = 200, description = "A page of deliveries.", body = Deliveries)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn list_deliveries(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Page<DeliveryView>>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let filter = DeliveryFilter {
        endpoint: asked.parsed("endpoint_id")?,
        status: asked.parsed("status")?,
        lead: asked.parsed("lead_id")?,
    };
    let (before, limit) = (after(asked.cursor())?, asked.limit()?);
    let page = delivery::list(&app.service, &actor, Some(&broker), filter, before, limit).await?;
    let items = page.items.into_iter().map(|one| DeliveryView::of(one, None)).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

/// Show a delivery
///
/// With every try: what was sent where, and the result.
#[utoipa::path(
    get,
    path = "/api/v1/deliveries/{id}",
    operation_id = "show_delivery",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The delivery's id."), OfBroker),
    responses((status = 200, description = "The delivery.", body = shape::EventDelivery)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show_delivery(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<DeliveryId>,
    asked: Asked,
) -> Result<Json<DeliveryView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let (found, sent) = delivery::find(&app.service, &actor, Some(&broker), id).await?;
    Ok(Json(DeliveryView::of(found, Some(sent))))
}

/// Send a delivery again
///
/// As soon as possible, under the same `webhook-id`, and for another three days. A waiting one is tried now.
#[utoipa::path(
    post,
    path = "/api/v1/deliveries/{id}/replay",
    operation_id = "replay_delivery",
    tag = "events",
    params(("id" = uuid::Uuid, Path, description = "The delivery's id."), OfBroker),
    responses((status = 202, description = "It is being sent.", body = shape::EventDelivery)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn replay_delivery(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<DeliveryId>,
    asked: Asked,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let queued = delivery::replay(&app.service, &actor, Some(&broker), id).await?;
    Ok((StatusCode::ACCEPTED, Json(DeliveryView::of(queued, None))).into_response())
}
