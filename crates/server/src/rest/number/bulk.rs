//! Many numbers at once.

use super::super::broker_of;
use crate::App;
use crate::extract::Key;
use crate::field::Fields;
use crate::openapi::number as shape;
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::health::HealthBand;
use steadyline_core::number::{InTheWay, Standing};
use steadyline_core::page::PoolQuery;
use steadyline_core::user::Actor;
use steadyline_service::number::{self, Act, Chosen};
use uuid::Uuid;

/// Most numbers in the way that are named.
const NAMED: usize = 100;

/// What was done, or would be.
#[derive(Debug, Serialize)]
pub(crate) struct Changed {
    dry_run: bool,
    change_id: Option<Uuid>,
    numbers: i64,
    changed: i64,
    leads: i64,
    leads_moved: i64,
    leads_without_number: Option<i64>,
    in_the_way: Vec<InTheWay>,
}

/// Change many numbers at once
///
/// All of them or none, in one transaction: `rest`, `activate`, `retire`, `edit` (area code and state) or `rehome`.
/// If it cannot be done to one of them, nothing is done. With `dry_run`, it says what would happen to how many leads,
/// and changes nothing. 5,000 numbers at most, and 300 leads where leads are moved.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/bulk",
    operation_id = "change_numbers",
    tag = "numbers",
    request_body = shape::NumbersChange,
    responses((status = 200, description = "What was done, or would be.", body = shape::NumbersChanged)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "numbers-in-the-way", "no-available-number"]))),
)]
pub(in super::super) async fn change(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Changed>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    let (act, chosen) = (act(&fields)?, chosen(&fields)?);
    if fields.flag("dry_run")? {
        return tried(&app, &actor, &broker, chosen, act).await;
    }
    let done = number::change_all(&app.service, &actor, &broker, chosen, act).await?;
    Ok(Json(Changed {
        dry_run: false,
        change_id: Some(done.change_id),
        numbers: done.numbers,
        changed: done.changed,
        leads: done.leads,
        leads_moved: done.leads_moved,
        leads_without_number: None,
        in_the_way: Vec::new(),
    }))
}

async fn tried(
    app: &App,
    actor: &Actor,
    broker: &str,
    chosen: Chosen,
    act: Act,
) -> Result<Json<Changed>, Problem> {
    let looked = number::look(&app.service, actor, broker, chosen, act).await?.of_any()?;
    let count = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    Ok(Json(Changed {
        dry_run: true,
        change_id: None,
        numbers: count(looked.numbers.len()),
        changed: looked.changing,
        leads: looked.leads_total(),
        leads_moved: 0,
        leads_without_number: looked.homeless.as_ref().map(|homeless| count(homeless.len())),
        in_the_way: looked.in_the_way.into_iter().take(NAMED).collect(),
    }))
}

/// Undo a change of many numbers
///
/// For `rest`, `activate`, `retire` and `edit`: each number is as it was before. Leads that were moved stay on their
/// new numbers. If one of the numbers was changed since, nothing is undone.
#[utoipa::path(
    post,
    path = "/api/v1/numbers/undo",
    operation_id = "undo_numbers",
    tag = "numbers",
    request_body = shape::ChangeToUndo,
    responses((status = 200, description = "What was undone.", body = shape::NumbersChanged)),
    extensions(("x-problem-types" = json!(["not-found", "invalid-field", "numbers-in-the-way"]))),
)]
pub(in super::super) async fn undo(
    State(app): State<App>,
    Key(actor): Key,
    fields: Fields,
) -> Result<Json<Changed>, Problem> {
    let broker = broker_of(&actor, fields.text("broker_id")?)?;
    fields.required("change_id")?;
    let change = fields.parsed::<Uuid>("change_id")?.unwrap_or_default();
    let undone = number::undo(&app.service, &actor, &broker, change).await?;
    Ok(Json(Changed {
        dry_run: false,
        change_id: Some(undone.change_id),
        numbers: undone.numbers,
        changed: undone.changed,
        leads: undone.leads,
        leads_moved: 0,
        leads_without_number: None,
        in_the_way: Vec::new(),
    }))
}

fn act(fields: &Fields) -> Result<Act, Problem> {
    match fields.required("action")?.as_str() {
        "rest" => Ok(Act::Rest { days: fields.integer("days")? }),
        "activate" => Ok(Act::Activate),
        "retire" => Ok(Act::Retire { rehome: fields.flag("rehome")? }),
        "edit" => Ok(Act::Move { area_code: fields.parsed("area_code")?, state: fields.state("state")? }),
        "rehome" => Ok(Act::Rehome),
        _ => Err(Problem::field("action", "Use one of rest, activate, retire, edit, rehome.")),
    }
}

fn query_of(filter: shape::NumbersKept) -> PoolQuery {
    let shape::NumbersKept { state, area_code, standing, band, room, search } = filter;
    PoolQuery {
        state: state.unwrap_or_default(),
        area_code: area_code.unwrap_or_default(),
        standing: standing.unwrap_or_default(),
        band: band.unwrap_or_default(),
        room: room.unwrap_or_default(),
        search: search.unwrap_or_default(),
        ..PoolQuery::default()
    }
}

fn chosen(fields: &Fields) -> Result<Chosen, Problem> {
    let numbers: Option<Vec<Value>> = fields.value("numbers", "a list")?;
    let filter: Option<shape::NumbersKept> = fields.value("filter", "an object of filters")?;
    match (numbers, filter) {
        (Some(_), Some(_)) | (None, None) => {
            Err(Problem::field("numbers", "Send numbers, or a filter in place of them."))
        }
        (Some(numbers), None) => {
            let text = |number: Value| match number {
                Value::String(text) => Ok(text),
                _ => Err(Problem::field("numbers", "Send a list of texts.")),
            };
            Ok(Chosen::Named(numbers.into_iter().map(text).collect::<Result<_, _>>()?))
        }
        (None, Some(filter)) => {
            let query = Box::new(query_of(filter));
            understood(&query)?;
            Ok(Chosen::Kept { query, count: fields.integer("count")?.map(i64::from), seen: None })
        }
    }
}

/// On a page a word of a filter that means nothing is left out; here it would change other numbers than were meant.
fn understood(query: &PoolQuery) -> Result<(), Problem> {
    let all = |list: &str, known: &dyn Fn(&str) -> bool| {
        list.trim().is_empty() || list.split(',').all(|one| known(one.trim()))
    };
    let parts: [(bool, &str); 5] = [
        (all(&query.state, &|state| StateCode::parse(state).is_ok()), "state"),
        (all(&query.area_code, &|code| AreaCode::parse(code).is_ok()), "area_code"),
        (
            query.standing.trim() == "all" || all(&query.standing, &|word| word.parse::<Standing>().is_ok()),
            "standing",
        ),
        (all(&query.band, &|word| HealthBand::ALL.into_iter().any(|band| band.as_str() == word)), "band"),
        (matches!(query.room.trim(), "" | "free" | "full"), "room"),
    ];
    match parts.into_iter().find(|(known, _)| !known) {
        None => Ok(()),
        Some((_, name)) => Err(Problem::field("filter", format!("Its {name} is not understood."))),
    }
}
