//! `/api/v1/numbers/sync`, `/available`, `/buy`, `/orders` and `/{id}/release`

use super::broker_of;
use super::number::NumberView;
use crate::App;
use crate::extract::{Asked, Id, Key};
use crate::field::Fields;
use crate::openapi::carrier as shape;
use crate::openapi::list::OfBroker;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use steadyline_core::carrier::{
    Change, ChangeKind, NumberSync, Offer, Order, SyncStatus, VoiceWebhook, Wanted,
};
use steadyline_core::id::{BrokerId, NumberId, SyncId};
use steadyline_core::phone::E164;
use steadyline_service::ServiceError;
use steadyline_service::carrier::{self, AskSync, Buy};
use steadyline_service::number::{self, Act, Chosen};

/// Changes that a reply holds.
const CHANGES: usize = 1_000;

/// A sync as the API shows it.
#[derive(Debug, Serialize)]
pub(super) struct SyncView {
    id: SyncId,
    broker_id: BrokerId,
    status: SyncStatus,
    is_automatic: bool,
    seen: i32,
    done: i32,
    of: usize,
    add: usize,
    update: usize,
    back: usize,
    gone: usize,
    same: usize,
    elsewhere: usize,
    in_no_pool: usize,
    voiceless: usize,
    main_line: usize,
    calls_go_elsewhere: usize,
    error: Option<String>,
    changes: Vec<ChangeView>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize)]
struct ChangeView {
    kind: ChangeKind,
    number: E164,
    number_id: Option<NumberId>,
    name: Option<String>,
    calls: Option<VoiceWebhook>,
    is_sure: bool,
}

impl SyncView {
    fn of(sync: NumberSync) -> Self {
        let plan = sync.plan;
        let (count, deaf) = (|kind| plan.count(kind), plan.deaf());
        Self {
            add: count(ChangeKind::Add),
            update: count(ChangeKind::Update),
            back: count(ChangeKind::Back),
            gone: count(ChangeKind::Gone),
            same: count(ChangeKind::Same),
            of: plan.changes.len() + if sync.configures { deaf } else { 0 },
            id: sync.id,
            broker_id: sync.broker_id,
            status: sync.status,
            is_automatic: sync.is_automatic,
            seen: sync.seen,
            done: sync.done,
            elsewhere: plan.elsewhere,
            in_no_pool: plan.in_no_pool,
            voiceless: plan.voiceless,
            main_line: plan.main_line,
            calls_go_elsewhere: deaf,
            error: sync.error,
            created_at: sync.created_at,
            ended_at: sync.ended_at,
            changes: plan
                .changes
                .into_iter()
                .filter(|change| change.kind != ChangeKind::Same)
                .take(CHANGES)
                .map(|Change { kind, number, number_id, name, webhook, is_sure, .. }| ChangeView {
                    kind,
                    number,
                    number_id,
                    name,
                    calls: webhook,
                    is_sure,
                })
                .collect(),
        }
    }
}

/// Look at the numbers at SignalWire
///
/// Finds what would change; nothing changes until it is applied, or at once with `apply`. Poll it for its status. If
/// one is already in progress, that one is returned.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/sync",
    operation_id = "sync_numbers",
    tag = "numbers",
    request_body = shape::AskSync,
    responses((status = 202, description = "It is in progress.", body = shape::Sync)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "carrier-not-connected", "carrier-locked"]))),
)]
pub(super) async fn sync(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let ask = AskSync {
        applies: fields.flag("apply")?,
        configures: fields.flag("configure")?,
        takes_new: fields.flag("take_new")?,
    };
    let sync = carrier::look(&app.service, &actor, &broker, ask).await?;
    Ok((StatusCode::ACCEPTED, Json(SyncView::of(sync))).into_response())
}

/// Show the newest sync
#[utoipa::path(
    get,
    path = "/api/v1/numbers/sync",
    operation_id = "show_sync",
    tag = "numbers",
    params(OfBroker),
    responses((status = 200, description = "Its status, and what it would change.", body = shape::Sync)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn show(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<SyncView>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let newest = carrier::newest(&app.service, &actor, Some(&broker)).await?;
    let newest = newest.ok_or(ServiceError::NotFound("sync"))?;
    Ok(Json(SyncView::of(newest)))
}

/// Apply what a sync found
#[utoipa::path(
    post,
    path = "/api/v1/numbers/sync/{id}/apply",
    operation_id = "apply_sync",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The sync's id.")),
    request_body = shape::ApplySync,
    responses((status = 202, description = "The changes are being made.", body = shape::Sync)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "refused-transition"]))),
)]
pub(super) async fn apply(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<SyncId>,
    fields: Fields,
) -> Result<Response, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let sync = carrier::apply(&app.service, &actor, &broker, id, fields.flag("configure")?).await?;
    Ok((StatusCode::ACCEPTED, Json(SyncView::of(sync))).into_response())
}

/// Numbers that can be bought.
#[derive(Debug, Serialize)]
pub(super) struct Offers {
    items: Vec<Offer>,
}

/// Orders.
#[derive(Debug, Serialize)]
pub(super) struct Orders {
    items: Vec<Order>,
}

/// Find numbers to buy
///
/// Local numbers that SignalWire sells, without those already in a pool.
#[utoipa::path(
    get,
    path = "/api/v1/numbers/available",
    operation_id = "find_numbers",
    tag = "numbers",
    params(OfBroker, shape::Wanted),
    responses((status = 200, description = "The numbers.", body = shape::Offers)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "carrier-not-connected", "carrier-locked", "carrier-refused", "carrier-down"]))),
)]
pub(super) async fn available(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Offers>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    let wanted = Wanted::parse(asked.text("area_code"), asked.text("state"))?;
    Ok(Json(Offers { items: carrier::search(&app.service, &actor, &broker, &wanted).await? }))
}

/// Buy numbers
///
/// Each is bought, set up so that its calls come here, and put into the pool; the reply has the result of each. An
/// order that SignalWire did not answer is `unsure` until it is resolved automatically. The connection has a daily
/// limit.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/buy",
    operation_id = "buy_numbers",
    tag = "numbers",
    request_body = shape::BuyNumbers,
    responses((status = 200, description = "The result of each.", body = shape::Orders)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "already-exists", "carrier-not-connected", "carrier-locked", "carrier-refused", "carrier-down"]))),
)]
pub(super) async fn buy(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Orders>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let numbers: Vec<String> = fields.value("numbers", "a list of texts")?.unwrap_or_default();
    let numbers: Result<Vec<E164>, _> = numbers.iter().map(|number| E164::parse(number)).collect();
    let numbers = numbers.map_err(|error| Problem::field("numbers", error.to_string()))?;
    let Some(monthly_cents) = fields.integer("monthly_cents")? else {
        return Err(Problem::field("monthly_cents", "monthly_cents is required: it confirms the price."));
    };
    match carrier::buy(&app.service, &actor, &broker, Buy { numbers, monthly_cents }).await {
        Ok(items) => Ok(Json(Orders { items })),
        // Forms name it as people type it.
        Err(ServiceError::Field(error)) if error.field == "monthly_price" => {
            Err(Problem::field("monthly_cents", error.message))
        }
        Err(error) => Err(error.into()),
    }
}

/// List orders
///
/// From the last 30 days, newest first, 200 at most.
#[utoipa::path(
    get,
    path = "/api/v1/numbers/orders",
    operation_id = "list_orders",
    tag = "numbers",
    params(OfBroker),
    responses((status = 200, description = "The orders.", body = shape::Orders)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field"]))),
)]
pub(super) async fn orders(
    State(app): State<App>,
    Key(actor): Key,
    asked: Asked,
) -> Result<Json<Orders>, Problem> {
    let broker = broker_of(&actor, asked.broker())?;
    Ok(Json(Orders { items: carrier::orders(&app.service, &actor, Some(&broker)).await? }))
}

/// Give a number up
///
/// It leaves the pool like a retired one: refused while leads hold it, unless `rehome` gives them other numbers. For 30
/// days callbacks to it still reach the main line; then it is given up at SignalWire. Within these days `activate`
/// cancels this.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/{id}/release",
    operation_id = "release_number",
    tag = "numbers",
    params(("id" = uuid::Uuid, Path, description = "The number's id.")),
    request_body = shape::GiveUp,
    responses((status = 200, description = "The number, given up at `release_at`.", body = NumberView)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "numbers-in-the-way", "no-available-number"]))),
)]
pub(super) async fn release(
    State(app): State<App>,
    Key(actor): Key,
    Id(id): Id<NumberId>,
    fields: Fields,
) -> Result<Json<NumberView>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let act = Act::Release { rehome: fields.flag("rehome")? };
    // A number that there is not is told as for one.
    number::find(&app.service, &actor, &broker, id).await?;
    number::change_all(&app.service, &actor, &broker, Chosen::one(&id.to_string()), act).await?;
    let number = number::find(&app.service, &actor, &broker, id).await?;
    Ok(Json(NumberView::of(number, app.service.clock.now())))
}
