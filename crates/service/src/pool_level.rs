//! Tells when a pool runs low: in the history, and so to whoever wants to be told.

use crate::assignment::broker_of;
use crate::ctx::{About, Ctx};
use crate::page::limits_of;
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use serde_json::{Value, json};
use steadyline_core::broker::Broker;
use steadyline_core::choice::NoneFree;
use steadyline_core::endpoint::PoolLevel;
use steadyline_core::user::Actor;
use steadyline_db::page::room;
use steadyline_db::{Tx, pool_level as rows};

/// That leads ask in vain is told at most so often.
const TELL_EVERY: TimeDelta = TimeDelta::hours(1);

/// How full a pool is, and was when that was last noted.
struct Seen {
    level: PoolLevel,
    was: PoolLevel,
    figures: Value,
}

async fn seen(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Seen, ServiceError> {
    let rooms = room::by_state(tx, broker.id, limits_of(broker, ctx.now), ctx.now).await?;
    let sum = |of: fn(&room::Rooms) -> i64| rooms.iter().map(of).sum::<i64>();
    let (in_service, free, taken) = (sum(|r| r.in_service), sum(|r| r.free), sum(|r| r.taken));
    let slots = in_service * i64::from(broker.settings.leads_per_number);
    let level = PoolLevel::of(in_service, free, taken, slots);
    let (was, _) = rows::find(tx, broker.id).await?;
    let figures = json!({ "numbers_in_service": in_service, "numbers_free": free, "slots": slots, "slots_taken": taken });
    Ok(Seen { level, was, figures })
}

/// Whether a pool is otherwise full than was noted.
pub(crate) async fn differs(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<bool, ServiceError> {
    let Seen { level, was, .. } = seen(tx, ctx, broker).await?;
    Ok(level != was)
}

/// Looks how full a pool is, and tells where it got worse. Gives whether it told.
pub(crate) async fn look(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<bool, ServiceError> {
    let Seen { level, was, figures } = seen(tx, ctx, broker).await?;
    if level == was || !rows::set(tx, broker.id, level).await? {
        return Ok(false);
    }
    let (kind, reason) = match level {
        PoolLevel::Low if was == PoolLevel::Fine => ("pool.low", "over 80 % of the pool is taken"),
        PoolLevel::Exhausted => ("pool.exhausted", "no number is free"),
        PoolLevel::Low | PoolLevel::Fine => return Ok(false),
    };
    ctx.tell(tx, broker.id, kind, About::default(), Some(reason), figures).await?;
    Ok(true)
}

/// A lead asked for a number in vain. What it asked for is undone by now, so this is told in a transaction of its own; at
/// most once an hour, however many ask.
pub(crate) async fn refused(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    none: &NoneFree,
) -> Result<(), ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (named, since) = (broker.map(str::to_owned), ctx.now - TELL_EVERY);
    let known = (ctx.actor.clone(), named.clone());
    let told_lately = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &known.0, known.1.as_deref()).await?;
                Ok::<_, ServiceError>(rows::find(tx, broker.id).await?.1.is_some_and(|at| at >= since))
            })
        })
        .await?;
    if told_lately {
        return Ok(());
    }
    let figures: Value = json!({ "ruled_out": none.ruled_out });
    let told = service
        .db
        .write(move |tx| {
            let (ctx, named, figures) = (ctx.clone(), named.clone(), figures.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, named.as_deref()).await?;
                if !rows::refused(tx, broker.id, ctx.now, since).await? {
                    return Ok(None);
                }
                let reason = Some("a lead asked for a number and there was none");
                ctx.tell(tx, broker.id, "pool.exhausted", About::default(), reason, figures).await?;
                Ok::<_, ServiceError>(Some(broker.id))
            })
        })
        .await?;
    if let Some(id) = told {
        service.bus.tell(id);
    }
    Ok(())
}
