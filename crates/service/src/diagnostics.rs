//! Mending what Diagnostics found. What is found, and what a fix would do, are in [`crate::page`].

mod rows;

use crate::assignment::{broker_of, rehome_all};
use crate::ctx::{About, Ctx};
use crate::page::diagnosed_numbers;
use crate::{Service, ServiceError, number};
use chrono::TimeDelta;
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::page::{FixKind, WarningKind, counted, in_days};
use steadyline_core::user::Actor;
use steadyline_db::page::warning::dead_numbers;
use steadyline_db::{Tx, number as numbers};

/// Most rows of one transaction; what is left is found again.
pub(crate) const MOST: usize = 200;
/// Most leads that are moved from several numbers at once: all of them or none.
const MOST_MOVED: i64 = 100;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The check whose rows it is about.
    pub check: WarningKind,
    /// What to do.
    pub fix: FixKind,
    /// With this number alone.
    pub number: Option<NumberId>,
    /// For how many days, or silent for how many.
    pub days: Option<i32>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// To how many numbers, leads or rows.
    pub done: i64,
    /// The same in words.
    pub message: String,
}

/// What a fix of a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    RestOne(NumberId),
    RestAll,
    RetireOne(NumberId),
    RetireUnused,
    MoveFrom(NumberId),
    MoveAll,
    KeepOne,
    ReleaseTooLong,
    ReleaseSilent,
    PutRight,
    PutBack,
}

impl Work {
    /// `None` where the check is not mended that way.
    pub(crate) fn of(check: WarningKind, fix: FixKind, number: Option<NumberId>) -> Option<Self> {
        use FixKind::{KeepOne, MoveLeads, Release, Repair, Rest, Retire};
        use WarningKind as Check;
        Some(match (fix, check, number) {
            (Rest, Check::PoorAnswerRate | Check::PoorHealth | Check::AnswerDrop, Some(id)) => {
                Self::RestOne(id)
            }
            (Rest, Check::PoorAnswerRate | Check::PoorHealth, None) => Self::RestAll,
            (
                Retire,
                Check::PoorAnswerRate | Check::PoorHealth | Check::AnswerDrop | Check::UnusedNumbers,
                Some(id),
            ) => Self::RetireOne(id),
            (Retire, Check::UnusedNumbers, None) => Self::RetireUnused,
            (MoveLeads, Check::DeadNumber, Some(id)) => Self::MoveFrom(id),
            (MoveLeads, Check::DeadNumber, None) => Self::MoveAll,
            (KeepOne, Check::Conflict, None) => Self::KeepOne,
            (Release, Check::AssignedTooLong, None) => Self::ReleaseTooLong,
            (Release, Check::SilentHeld, None) => Self::ReleaseSilent,
            (Repair, Check::WrongRows, None) => Self::PutRight,
            (Repair, Check::SlotTaken, None) => Self::PutBack,
            _ => return None,
        })
    }
}

/// Mends what a check names, as it is now: rows that no longer need it are left alone. Moving leads is done for all or
/// for none; of anything else up to 200 rows at a time, and what is left is found again.
///
/// # Errors
/// [`FieldError`] on `fix` where the check is not mended that way, on `days` outside 1 to 365;
/// [`crate::Conflict::NoAvailableNumber`] where a lead would be left without a number.
pub async fn mend(service: &Service, actor: &Actor, broker: &str, ask: Ask) -> Result<Mended, ServiceError> {
    // A broker that the actor may not know of is told apart from nothing.
    let found = crate::broker::find(service, actor, broker).await?;
    let work = Work::of(ask.check, ask.fix, ask.number)
        .ok_or_else(|| FieldError::new("fix", "This check is not mended that way."))?;
    let days = ask.days;
    if days.is_some_and(|days| !(1..=365).contains(&days)) {
        return Err(FieldError::new("days", "Give 1 to 365 days.").into());
    }
    if let Work::RestOne(id) = work {
        let rested = number::rest(service, actor, broker, id, days).await?;
        let message = format!("{} rests for {} days.", rested.number.national(), days.unwrap_or(7));
        return Ok(Mended { done: 1, message });
    }
    if let Work::RetireOne(id) = work {
        let retired = number::retire(service, actor, broker, id, true).await?;
        return Ok(Mended { done: 1, message: format!("{} is retired.", retired.number.national()) });
    }
    let (ctx, named) = (Ctx::new(service, actor), broker.to_owned());
    let mended = service
        .db
        .write(move |tx| {
            let (ctx, named) = (ctx.clone(), named.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&named)).await?;
                match work {
                    Work::RestAll => rest_all(tx, &ctx, &broker, ask.check, days.unwrap_or(7)).await,
                    Work::RetireUnused => retire_unused(tx, &ctx, &broker).await,
                    Work::MoveFrom(id) => move_leads(tx, &ctx, &broker, Some(id)).await,
                    Work::MoveAll => move_leads(tx, &ctx, &broker, None).await,
                    Work::KeepOne => rows::keep_one(tx, &ctx, &broker).await,
                    Work::ReleaseTooLong => rows::release_too_long(tx, &ctx, &broker, days).await,
                    Work::ReleaseSilent => rows::release_silent(tx, &ctx, &broker, days).await,
                    Work::PutRight => rows::put_right(tx, &ctx, &broker).await,
                    Work::PutBack => rows::put_back(tx, &ctx, &broker).await,
                    Work::RestOne(_) | Work::RetireOne(_) => Err(ServiceError::NotFound("fix")),
                }
            })
        })
        .await?;
    if mended.done > 0 {
        service.bus.tell(found.id);
    }
    Ok(mended)
}

fn done(count: usize, message: impl FnOnce(i64) -> String) -> Mended {
    let done = i64::try_from(count).unwrap_or(i64::MAX);
    Mended {
        done,
        message: if done == 0 { "There is nothing to do any more.".to_owned() } else { message(done) },
    }
}

async fn rest_all(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    check: WarningKind,
    days: i32,
) -> Result<Mended, ServiceError> {
    let until = ctx.now + TimeDelta::days(days.into());
    let mut rested = 0;
    for id in diagnosed_numbers(tx, broker, ctx.now, check).await?.into_iter().take(MOST) {
        let Some(mut number) = numbers::find_locked(tx, broker.id, id).await? else { continue };
        number.resting_until = Some(until);
        numbers::set_standing(tx, &number).await?;
        let about = About { number_id: Some(id), ..About::default() };
        let detail = json!({ "days": days, "until": until });
        ctx.tell(tx, broker.id, "number.rested", about, Some(check.label()), detail).await?;
        rested += 1;
    }
    Ok(done(rested, |count| {
        format!("{} for {}.", counted(count, "number rests", "numbers rest"), in_days(days))
    }))
}

async fn retire_unused(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Mended, ServiceError> {
    let mut retired = 0;
    for id in diagnosed_numbers(tx, broker, ctx.now, WarningKind::UnusedNumbers).await? {
        if retired == MOST {
            break;
        }
        let Some(mut number) = numbers::find_locked(tx, broker.id, id).await? else { continue };
        // Counted, not read from its counters: they may be among what is wrong.
        if numbers::live_leads(tx, broker.id, id).await? > 0 {
            continue;
        }
        number.is_active = false;
        number.resting_until = None;
        numbers::set_standing(tx, &number).await?;
        let about = About { number_id: Some(id), ..About::default() };
        let why = Some("no call for 30 days");
        ctx.tell(tx, broker.id, "number.retired", about, why, json!({ "leads": 0 })).await?;
        retired += 1;
    }
    Ok(done(retired, |count| format!("{} retired.", counted(count, "number is", "numbers are"))))
}

async fn move_leads(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    only: Option<NumberId>,
) -> Result<Mended, ServiceError> {
    let mut dead = dead_numbers(tx, broker.id, ctx.now).await?;
    dead.retain(|dead| only.is_none_or(|only| only == dead.number_id));
    if only.is_none() && dead.iter().map(|dead| dead.leads).sum::<i64>() > MOST_MOVED {
        return Err(FieldError::new("number", "Over 100 leads: move them number by number.").into());
    }
    let mut moved = 0;
    for dead in dead {
        let why = if dead.gone_at.is_some() { "its number is gone" } else { "its number is retired" };
        moved += rehome_all(tx, ctx, broker, dead.number_id, why).await?;
    }
    let moved = usize::try_from(moved).unwrap_or(usize::MAX);
    Ok(done(moved, |count| format!("{} another number.", counted(count, "lead has", "leads have"))))
}
