//! Many numbers at once: all of them or none, in one transaction, with one entry of the audit log by which it can
//! be taken back.

mod chosen;
mod leads;
mod look;
mod undo;

pub use chosen::Chosen;
pub use look::{Look, look};
pub use undo::undo;

use super::{rows, standing};
use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError, audit, history};
use chrono::{DateTime, TimeDelta, Utc};
use leads::move_leads;
use serde::Serialize;
use serde_json::{Value, json};
use steadyline_core::area_code::{AreaCode, StateCode, lookup};
use steadyline_core::broker::Broker;
use steadyline_core::carrier::HOLD;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::{InTheWay, Number, Standing};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::event::NewEvent;
use undo::Was;
use uuid::Uuid;

/// Most leads that are moved at once: the work is one transaction, which must not keep others waiting.
pub const MOST_LEADS: i64 = 300;

/// What is done to the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// No new leads for so many days (7 unless said); their own go on.
    Rest {
        /// Days from now.
        days: Option<i32>,
    },
    /// Back from rest, from retirement, or from being missing at the carrier.
    Activate,
    /// Out of the pool.
    Retire {
        /// Their live leads move to other numbers; else leads stand in the way.
        rehome: bool,
    },
    /// Out of the pool, and given up once nobody calls it back any more.
    Release {
        /// Their live leads move to other numbers; else leads stand in the way.
        rehome: bool,
    },
    /// Local somewhere else. An area code without a state brings its own.
    Move {
        /// None leaves it as it is.
        area_code: Option<AreaCode>,
        /// None leaves it as it is.
        state: Option<StateCode>,
    },
    /// Their live leads move to other numbers, none of these.
    Rehome,
}

impl Act {
    /// What the audit log calls it.
    const fn audited(self) -> &'static str {
        match self {
            Self::Rest { .. } => "numbers.rested",
            Self::Activate => "numbers.activated",
            Self::Retire { .. } => "numbers.retired",
            Self::Release { .. } => "numbers.given_up",
            Self::Move { .. } => "numbers.edited",
            Self::Rehome => "numbers.rehomed",
        }
    }

    /// What the history of each number calls it.
    const fn told(self) -> &'static str {
        match self {
            Self::Rest { .. } => "number.rested",
            Self::Activate => "number.activated",
            // Both leave the pool; until when it is held stands in the detail.
            Self::Retire { .. } | Self::Release { .. } => "number.retired",
            Self::Move { .. } => "number.edited",
            Self::Rehome => "number.rehomed",
        }
    }

    /// Whether it moves the leads.
    const fn rehomes(self) -> bool {
        matches!(self, Self::Rehome | Self::Retire { rehome: true } | Self::Release { rehome: true })
    }

    /// Whether the numbers leave the pool.
    const fn retires(self) -> bool {
        matches!(self, Self::Retire { .. } | Self::Release { .. })
    }

    fn checked(self) -> Result<Self, ServiceError> {
        match self {
            Self::Rest { days } => Ok(Self::Rest { days: Some(standing::checked_days(days)?) }),
            Self::Move { area_code: None, state: None } => {
                Err(FieldError::new("area_code", "Enter an area code, a state or both.").into())
            }
            Self::Move { area_code: Some(code), state: None } => {
                let state = lookup(&code).and_then(|area| area.state());
                Ok(Self::Move { area_code: Some(code), state })
            }
            other => Ok(other),
        }
    }

    /// Whether it changes this number at all.
    fn changes(self, number: &Number, now: DateTime<Utc>) -> bool {
        match self {
            Self::Rest { .. } => true,
            Self::Activate => number.standing(now) != Standing::Active,
            Self::Retire { .. } => number.is_active,
            Self::Release { .. } => number.release_at.is_none(),
            Self::Move { area_code, state } => {
                area_code.is_some_and(|code| number.area_code != Some(code))
                    || state.is_some_and(|state| number.state != Some(state))
            }
            Self::Rehome => false,
        }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// By which it can be taken back.
    pub change_id: Uuid,
    /// Numbers that were asked for.
    pub numbers: i64,
    /// Those of them that are not as they were.
    pub changed: i64,
    /// Live leads that they had.
    pub leads: i64,
    /// Leads that have another number now.
    pub leads_moved: i64,
    /// The only number, where it was one.
    #[serde(skip)]
    pub only: Option<steadyline_core::phone::E164>,
}

/// What stands in the way of doing it to these numbers, of which some have live leads.
fn in_the_way(
    broker: &Broker,
    act: Act,
    numbers: &[Number],
    leads: &[(NumberId, i64)],
    now: DateTime<Utc>,
) -> Vec<InTheWay> {
    let of = |number: &Number| match (act, number.standing(now)) {
        (Act::Rest { .. }, Standing::Retired) => Some(InTheWay::of(number, "is retired: activate it first")),
        (Act::Rest { .. }, Standing::Gone) => {
            Some(InTheWay::of(number, "is gone at the carrier: activate it first"))
        }
        (Act::Release { .. }, _) if number.signalwire_id.is_none() => Some(InTheWay::of(
            number,
            "is not known to be at SignalWire: sync with SignalWire first, or retire it",
        )),
        (Act::Release { .. }, _) if number.released_at.is_some() => {
            Some(InTheWay::of(number, "was already given up"))
        }
        (Act::Activate, _) => standing::stays_out(broker, number, now).map(|why| InTheWay::of(number, why)),
        (Act::Retire { rehome: false } | Act::Release { rehome: false }, _) => {
            let held = leads.iter().find(|(id, _)| *id == number.id).map_or(0, |(_, leads)| *leads);
            let why = match held {
                0 => return None,
                1 => "has 1 live lead: give it another number".to_owned(),
                more => format!("has {more} live leads: give them other numbers"),
            };
            Some(InTheWay::of(number, why))
        }
        _ => None,
    };
    numbers.iter().filter_map(of).collect()
}

/// Does it to all of the numbers, or to none.
///
/// # Errors
/// [`FieldError`] on `numbers`, `days` or `area_code`; [`Conflict::OtherNumbers`] where others were seen;
/// [`Conflict::NumbersInTheWay`]; with rehoming [`Conflict::NoAvailableNumber`] where a lead finds no other number.
pub async fn change_all(
    service: &Service,
    actor: &Actor,
    broker: &str,
    chosen: Chosen,
    act: Act,
) -> Result<Changed, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, act) = (broker.to_owned(), act.checked()?);
    let (id, changed) = service
        .db
        .write(move |tx| {
            let (ctx, broker, chosen) = (ctx.clone(), broker.clone(), chosen.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let numbers = chosen.numbers(tx, &broker, ctx.now).await?;
                let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
                rows::lock_all(tx, broker.id, &ids).await?;
                // As they are now that nobody else changes them.
                let numbers = rows::by_ids(tx, broker.id, &ids).await?;
                let changed = change_in(tx, &ctx, &broker, &numbers, act, None).await?;
                Ok::<_, ServiceError>((broker.id, changed))
            })
        })
        .await?;
    service.bus.tell(id);
    Ok(changed)
}

/// [`change_all`] inside a transaction that holds the numbers. `why` is for their histories.
pub(crate) async fn change_in(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    numbers: &[Number],
    act: Act,
    why: Option<&str>,
) -> Result<Changed, ServiceError> {
    let ids: Vec<NumberId> = numbers.iter().map(|number| number.id).collect();
    let leads = rows::live_leads_of(tx, broker.id, &ids).await?;
    let stand = in_the_way(broker, act, numbers, &leads, ctx.now);
    if !stand.is_empty() {
        return Err(Conflict::NumbersInTheWay { numbers: stand, of: numbers.len() }.into());
    }
    let changing: Vec<&Number> = numbers.iter().filter(|number| act.changes(number, ctx.now)).collect();
    let changing_ids: Vec<NumberId> = changing.iter().map(|number| number.id).collect();
    let (detail, left) = write(tx, ctx, broker, &changing_ids, act).await?;
    let of = |number: &Number| match act {
        Act::Activate => json!({ "was": number.standing(ctx.now) }),
        _ => detail.clone(),
    };
    tell_all(tx, ctx, &changing, act.told(), why, of).await?;
    let total = leads.iter().map(|(_, leads)| leads).sum();
    let leads_moved = if act.rehomes() { move_leads(tx, ctx, broker, numbers, total, act).await? } else { 0 };
    let was: Vec<Was> = changing.iter().map(|number| Was::of(number, act)).collect();
    let change_id = ctx.clock.id();
    let detail = json!({
        "numbers": numbers.len(), "leads_moved": leads_moved, "given": detail, "left": left, "was": was,
    });
    audit::record_as(tx, ctx, change_id, Some(broker.id), act.audited(), detail).await?;
    Ok(Changed {
        change_id,
        numbers: count(numbers.len()),
        changed: count(changing.len()),
        leads: total,
        leads_moved,
        only: if let [only] = numbers { Some(only.number.clone()) } else { None },
    })
}

fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// Writes the columns. Gives what the history says of it, and how it leaves each of the numbers.
async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    ids: &[NumberId],
    act: Act,
) -> Result<(Value, Value), ServiceError> {
    Ok(match act {
        Act::Rest { days } => {
            let days = days.unwrap_or_default();
            let until = ctx.now + TimeDelta::days(i64::from(days));
            rows::set_standing_all(tx, broker.id, ids, true, Some(until), None, None).await?;
            (json!({ "days": days, "until": until }), json!({ "is_active": true, "resting_until": until }))
        }
        Act::Activate => {
            rows::set_standing_all(tx, broker.id, ids, true, None, Some(None), Some(None)).await?;
            let left =
                json!({ "is_active": true, "resting_until": null, "gone_at": null, "release_at": null });
            (json!({}), left)
        }
        Act::Retire { .. } => {
            rows::set_standing_all(tx, broker.id, ids, false, None, None, None).await?;
            (json!({}), json!({ "is_active": false, "resting_until": null }))
        }
        Act::Release { .. } => {
            let until = ctx.now + HOLD;
            rows::set_standing_all(tx, broker.id, ids, false, None, None, Some(Some(until))).await?;
            let left = json!({ "is_active": false, "resting_until": null, "release_at": until });
            (json!({ "until": until }), left)
        }
        Act::Move { area_code, state } => {
            rows::place_all(tx, broker.id, ids, area_code.map(Some), state.map(Some)).await?;
            let given = json!({ "area_code": area_code, "state": state });
            let mut left = json!({});
            if let Some(code) = area_code {
                left["area_code"] = json!(code);
            }
            if let Some(state) = state {
                left["state"] = json!(state);
            }
            (given, left)
        }
        Act::Rehome => (json!({}), json!({})),
    })
}

/// Writes the history of each.
async fn tell_all(
    tx: &mut Tx,
    ctx: &Ctx,
    numbers: &[&Number],
    kind: &str,
    reason: Option<&str>,
    detail: impl Fn(&Number) -> Value,
) -> Result<(), ServiceError> {
    let events: Vec<NewEvent<'_>> = numbers
        .iter()
        .map(|number| NewEvent {
            id: ctx.clock.id(),
            broker_id: number.broker_id,
            at: ctx.now,
            kind,
            lead_id: None,
            number_id: Some(number.id),
            assignment_id: None,
            call_id: None,
            actor: ctx.actor.name(),
            reason,
            detail: detail(number),
        })
        .collect();
    history::write_all(tx, &ctx.clock, &events).await
}
