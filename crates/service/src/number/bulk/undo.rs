//! Taking back what was done to many numbers.

use super::{Act, Changed, count, tell_all};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::number::rows;
use crate::{Conflict, Service, ServiceError, audit};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::NumberId;
use steadyline_core::number::{InTheWay, Number};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use uuid::Uuid;

/// A number's columns before it was changed; what the change does not touch is left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Was {
    id: NumberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Columns>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

/// The columns of which the standing is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Columns {
    is_active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resting_until: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    release_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Place {
    area_code: Option<AreaCode>,
    state: Option<StateCode>,
}

impl Was {
    pub(super) fn of(number: &Number, act: Act) -> Self {
        let Number { is_active, resting_until, gone_at, release_at, area_code, state, .. } = *number;
        let is_move = matches!(act, Act::Move { .. });
        Self {
            id: number.id,
            standing: (!is_move).then_some(Columns { is_active, resting_until, gone_at, release_at }),
            place: is_move.then_some(Place { area_code, state }),
        }
    }
}

/// Whether a number still is as the change left it.
fn is_as_left(number: &Number, left: &Value) -> bool {
    let is = json!({
        "is_active": number.is_active, "resting_until": number.resting_until, "gone_at": number.gone_at,
        "release_at": number.release_at, "area_code": number.area_code, "state": number.state,
    });
    left.as_object().is_some_and(|left| left.iter().all(|(column, value)| is.get(column) == Some(value)))
}

/// Takes back a change of numbers: each stands as it stood before. Leads that were moved stay where they are.
///
/// # Errors
/// `NotFound` for a change that there is not, or that cannot be taken back;
/// [`Conflict::NumbersInTheWay`] where a number was changed since, or would be out of service with leads on it.
pub async fn undo(
    service: &Service,
    actor: &Actor,
    broker: &str,
    change: Uuid,
) -> Result<Changed, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    let (id, changed) = service
        .db
        .write(move |tx| {
            let (ctx, broker) = (ctx.clone(), broker.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let found = steadyline_db::audit::find(tx, broker.id, change).await?;
                let entry = found.ok_or(ServiceError::NotFound("change"))?;
                let undone = match entry.action.as_str() {
                    "numbers.rested" => "number.rest_undone",
                    "numbers.activated" => "number.activation_undone",
                    "numbers.retired" => "number.retirement_undone",
                    "numbers.given_up" => "number.giving_up_undone",
                    "numbers.edited" => "number.edit_undone",
                    _ => return Err(ServiceError::NotFound("change")),
                };
                let was: Vec<Was> = serde_json::from_value(entry.detail["was"].clone())
                    .map_err(|error| ServiceError::Internal(format!("change {change}: {error}")))?;
                let numbers = put_back(tx, &broker, &was, &entry.detail["left"]).await?;
                let changed = tell(tx, &ctx, &broker, &numbers, undone, change).await?;
                Ok::<_, ServiceError>((broker.id, changed))
            })
        })
        .await?;
    service.bus.tell(id);
    Ok(changed)
}

async fn put_back(
    tx: &mut Tx,
    broker: &steadyline_core::broker::Broker,
    was: &[Was],
    left: &Value,
) -> Result<Vec<Number>, ServiceError> {
    let ids: Vec<NumberId> = was.iter().map(|was| was.id).collect();
    rows::lock_all(tx, broker.id, &ids).await?;
    let numbers = rows::by_ids(tx, broker.id, &ids).await?;
    // Who was put on a number since it was activated would lose it.
    let out: Vec<NumberId> =
        was.iter().filter(|was| was.standing.is_some_and(|was| !was.is_active)).map(|was| was.id).collect();
    let held: HashSet<NumberId> =
        rows::live_leads_of(tx, broker.id, &out).await?.into_iter().map(|(number, _)| number).collect();
    let stand: Vec<InTheWay> = numbers
        .iter()
        .filter_map(|number| {
            let why = if !is_as_left(number, left) || number.released_at.is_some() {
                "was changed since"
            } else if held.contains(&number.id) {
                "has leads now: retire it, which can rehome them"
            } else {
                return None;
            };
            Some(InTheWay::of(number, why))
        })
        .collect();
    if !stand.is_empty() {
        return Err(Conflict::NumbersInTheWay { numbers: stand, of: numbers.len() }.into());
    }
    // Most stood alike: one statement for all that did.
    let (mut standings, mut places) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
    for was in was {
        if let Some(standing) = was.standing {
            standings.entry(standing).or_default().push(was.id);
        }
        if let Some(place) = was.place {
            places.entry(place).or_default().push(was.id);
        }
    }
    for (Columns { is_active, resting_until, gone_at, release_at }, ids) in standings {
        let (gone_at, release_at) = (Some(gone_at), Some(release_at));
        rows::set_standing_all(tx, broker.id, &ids, is_active, resting_until, gone_at, release_at).await?;
    }
    for (Place { area_code, state }, ids) in places {
        rows::place_all(tx, broker.id, &ids, Some(area_code), Some(state)).await?;
    }
    Ok(rows::by_ids(tx, broker.id, &ids).await?)
}

async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &steadyline_core::broker::Broker,
    numbers: &[Number],
    kind: &str,
    change: Uuid,
) -> Result<Changed, ServiceError> {
    let all: Vec<&Number> = numbers.iter().collect();
    tell_all(tx, ctx, &all, kind, None, |number| json!({ "standing": number.standing(ctx.now) })).await?;
    let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
    let leads = rows::live_leads_of(tx, broker.id, &ids).await?.into_iter().map(|(_, leads)| leads).sum();
    let change_id = ctx.clock.id();
    let detail = json!({ "change_id": change, "numbers": numbers.len() });
    audit::record_as(tx, ctx, change_id, Some(broker.id), "numbers.undone", detail).await?;
    Ok(Changed {
        change_id,
        numbers: count(numbers.len()),
        changed: count(numbers.len()),
        leads,
        leads_moved: 0,
        only: if let [only] = numbers { Some(only.number.clone()) } else { None },
    })
}
