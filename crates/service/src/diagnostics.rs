//! Mending what Diagnostics found. What is found, and what a fix would do, are in [`crate::page`].

mod rows;

use crate::assignment::{broker_of, rehome_all};
use crate::ctx::Ctx;
use crate::number::{Act, Chosen, change_all, change_in};
use crate::page::{bulk_told, diagnosed_numbers};
use crate::{Service, ServiceError};
use std::collections::HashSet;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::{AssignmentId, NumberId};
use steadyline_core::page::{FixKind, WarningKind, counted, in_days};
use steadyline_core::user::Actor;
use steadyline_db::page::warning::dead_numbers;
use steadyline_db::{Tx, number as numbers};
use uuid::Uuid;

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
    /// How it is taken back; none where it is not.
    pub undone_by: Option<UndoneBy>,
}

/// How what was mended is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UndoneBy {
    /// By undoing this change of numbers.
    Change(Uuid),
    /// By giving these leads their numbers back.
    Reinstating(Vec<AssignmentId>),
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
        .ok_or_else(|| FieldError::new("fix", "This check cannot be fixed that way."))?;
    let days = ask.days;
    if days.is_some_and(|days| !(1..=365).contains(&days)) {
        return Err(FieldError::new("days", "Enter 1 to 365 days.").into());
    }
    let one = match work {
        Work::RestOne(id) => Some((id, Act::Rest { days })),
        Work::RetireOne(id) => Some((id, Act::Retire { rehome: true })),
        _ => None,
    };
    if let Some((id, act)) = one {
        let changed = change_all(service, actor, broker, Chosen::one(&id.to_string()), act).await?;
        return Ok(Mended {
            done: 1,
            message: bulk_told(act, &changed),
            undone_by: (changed.changed > 0).then_some(UndoneBy::Change(changed.change_id)),
        });
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
        message: if done == 0 { "There is nothing left to do.".to_owned() } else { message(done) },
        undone_by: None,
    }
}

async fn rest_all(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    check: WarningKind,
    days: i32,
) -> Result<Mended, ServiceError> {
    let found = diagnosed_numbers(tx, broker, ctx.now, check).await?;
    let act = Act::Rest { days: Some(days) };
    let rests = |count| format!("{} for {}.", counted(count, "number rests", "numbers rest"), in_days(days));
    change(tx, ctx, broker, found, act, check.label(), rests).await
}

/// Does it to the first of the numbers, as they are now, with the words for how many.
async fn change(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    mut found: Vec<NumberId>,
    act: Act,
    why: &str,
    words: impl FnOnce(i64) -> String,
) -> Result<Mended, ServiceError> {
    if matches!(act, Act::Retire { .. }) {
        // Counted, not read from their counters: they may be among what is wrong.
        let live = numbers::live_leads_of(tx, broker.id, &found).await?;
        let held: HashSet<NumberId> =
            live.into_iter().filter(|(_, leads)| *leads > 0).map(|(id, _)| id).collect();
        found.retain(|number| !held.contains(number));
    }
    found.truncate(MOST);
    numbers::lock_all(tx, broker.id, &found).await?;
    let mut numbers = numbers::by_ids(tx, broker.id, &found).await?;
    numbers.retain(|number| number.standing(ctx.now).in_service());
    if numbers.is_empty() {
        return Ok(done(0, words));
    }
    let changed = change_in(tx, ctx, broker, &numbers, act, Some(why)).await?;
    Ok(Mended { undone_by: Some(UndoneBy::Change(changed.change_id)), ..done(numbers.len(), words) })
}

async fn retire_unused(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Mended, ServiceError> {
    let found = diagnosed_numbers(tx, broker, ctx.now, WarningKind::UnusedNumbers).await?;
    let act = Act::Retire { rehome: false };
    let retired = |count| format!("{} retired.", counted(count, "number is", "numbers are"));
    change(tx, ctx, broker, found, act, "no call for 30 days", retired).await
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
        return Err(FieldError::new("number_id", "Over 100 leads: move them number by number.").into());
    }
    let mut moved = 0;
    for dead in dead {
        let why = if dead.gone_at.is_some() { "its number is gone" } else { "its number is retired" };
        moved += rehome_all(tx, ctx, broker, dead.number_id, why).await?;
    }
    let moved = usize::try_from(moved).unwrap_or(usize::MAX);
    Ok(done(moved, |count| format!("{} another number.", counted(count, "lead has", "leads have"))))
}
