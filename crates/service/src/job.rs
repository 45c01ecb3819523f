//! Work that falls due by itself: ends unreachable periods and rests, releases silent leads, keeps each day's
//! health. Small batches, each one transaction, so that it can stop anywhere and go on. It is looked first whether anything
//! is due at all: an office in which nothing is keeps nobody from writing.

use crate::assignment::apply;
use crate::call::rescore;
use crate::ctx::{About, Ctx};
use crate::{Service, ServiceError, local_time, pool_level, report};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::assignment::{Assignment, Event};
use steadyline_core::broker::Broker;
use steadyline_core::id::BrokerId;
use steadyline_core::page::in_days;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, broker, lead, load, number, rollup};

/// Most rows of one transaction.
const BATCH: i64 = 200;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobReport {
    /// Unreachable periods that ended.
    pub periods_ended: usize,
    /// Leads released because nobody called them.
    pub released: usize,
    /// Numbers whose rest ended.
    pub rests_ended: usize,
    /// Numbers whose score of the day was kept.
    pub rescored: usize,
    /// Rows written by SQL that were given their person key.
    pub keyed: usize,
    /// Pools that were told to run low.
    pub pools_told: usize,
    /// Days that were summed over all brokers.
    pub summed: usize,
    /// Kinds of things that could not be done for a broker; the log says why.
    pub failed: usize,
}

/// Does everything that is due.
///
/// # Errors
/// What the database says where the brokers cannot be read; what goes wrong for one of them is counted.
pub async fn run_due(service: &Service) -> Result<JobReport, ServiceError> {
    let mut report = JobReport::default();
    let brokers =
        service.db.read(|tx| Box::pin(async move { Ok::<_, ServiceError>(broker::list(tx).await?) })).await?;
    for broker in brokers {
        run_due_of(service, broker.id, &mut report).await;
    }
    report.summed = report::sum_days(service).await?;
    Ok(report)
}

/// Does everything that is due in one office.
pub(crate) async fn run_due_of(service: &Service, broker: BrokerId, report: &mut JobReport) {
    let mut left = Due::ALL;
    loop {
        let found = first_due(service, broker, left).await.unwrap_or_else(|error| {
            tracing::error!(%error, broker = %broker, "what is due was not looked up");
            report.failed += 1;
            None
        });
        let Some((due, behind)) = found else { break };
        left = behind;
        let done = match drain(service, broker, due).await {
            Ok(done) => done,
            // A broken row of one broker is no reason to leave the others alone.
            Err(error) => {
                tracing::error!(%error, broker = %broker, ?due, "what is due was not done");
                report.failed += 1;
                continue;
            }
        };
        match due {
            Due::Periods => report.periods_ended += done,
            Due::Stale | Due::Held => report.released += done,
            Due::Rests => report.rests_ended += done,
            Due::Scores => report.rescored += done,
            Due::PersonKeys => report.keyed += done,
            Due::PoolLevel => report.pools_told += done,
        }
    }
}

/// What falls due.
#[derive(Clone, Copy, Debug)]
enum Due {
    Periods,
    Stale,
    Held,
    Rests,
    Scores,
    PersonKeys,
    PoolLevel,
}

impl Due {
    const ALL: &'static [Self] = &[
        Self::Periods,
        Self::Stale,
        Self::Held,
        Self::Rests,
        Self::Scores,
        Self::PersonKeys,
        Self::PoolLevel,
    ];

    /// Whether there is any of it.
    async fn is_there(self, tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<bool, ServiceError> {
        Ok(match self {
            Self::Periods => !ended(tx, ctx, broker, 1).await?.is_empty(),
            Self::Stale => !stale(tx, ctx, broker, 1).await?.is_empty(),
            Self::Held => !held(tx, ctx, broker, 1).await?.is_empty(),
            Self::Rests => !number::rested(tx, broker.id, ctx.now, 1).await?.is_empty(),
            Self::Scores => {
                let today = local_time::day(broker, ctx.now);
                !load::not_looked_at(tx, broker.id, today, 1).await?.is_empty()
            }
            Self::PersonKeys => !rows::without_person_key(tx, broker.id, 1).await?.is_empty(),
            Self::PoolLevel => pool_level::differs(tx, ctx, broker).await?,
        })
    }

    /// Does up to [`BATCH`] of it, and says how many there were.
    async fn batch(self, tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
        match self {
            Self::Periods => end_periods(tx, ctx, broker).await,
            Self::Stale => release_stale(tx, ctx, broker).await,
            Self::Held => release_held(tx, ctx, broker).await,
            Self::Rests => end_rests(tx, ctx, broker).await,
            Self::Scores => rescore_all(tx, ctx, broker).await,
            Self::PersonKeys => fill_person_keys(tx, broker).await,
            Self::PoolLevel => Ok(usize::from(pool_level::look(tx, ctx, broker).await?)),
        }
    }
}

/// The first of these that there is any of, and those behind it: they are looked at once it is done, which may have made
/// them due.
async fn first_due(
    service: &Service,
    broker_id: BrokerId,
    from: &'static [Due],
) -> Result<Option<(Due, &'static [Due])>, ServiceError> {
    let ctx = Ctx::new(service, &Actor::System);
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let Some(broker) = broker::find(tx, broker_id).await? else { return Ok(None) };
                let mut left = from;
                while let Some((due, behind)) = left.split_first() {
                    match due.is_there(tx, &ctx, &broker).await {
                        Ok(false) => left = behind,
                        // What cannot be looked at cannot be done either, and it is told there why.
                        Ok(true) | Err(_) => return Ok(Some((*due, behind))),
                    }
                }
                Ok::<_, ServiceError>(None)
            })
        })
        .await
}

/// Repeats it until a batch is not full.
async fn drain(service: &Service, broker_id: BrokerId, due: Due) -> Result<usize, ServiceError> {
    let mut total = 0;
    loop {
        let ctx = Ctx::new(service, &Actor::System);
        let done = service
            .db
            .write(move |tx| {
                let ctx = ctx.clone();
                Box::pin(async move {
                    // The settings as they are now, not as they were when the list was read.
                    let Some(broker) = broker::find(tx, broker_id).await? else { return Ok(0) };
                    due.batch(tx, &ctx, &broker).await
                })
            })
            .await?;
        if done > 0 {
            service.bus.tell(broker_id);
        }
        total += done;
        if i64::try_from(done).is_ok_and(|done| done < BATCH) {
            return Ok(total);
        }
    }
}

/// The instant that many days ago; `None` where the setting is off.
fn days_ago(now: DateTime<Utc>, days: i32) -> Option<DateTime<Utc>> {
    (days > 0).then(|| now - TimeDelta::days(i64::from(days)))
}

async fn apply_all(
    tx: &mut Tx,
    ctx: &Ctx,
    due: Vec<Assignment>,
    event: Event,
    reason: &str,
) -> Result<usize, ServiceError> {
    let found = due.len();
    for seen in due {
        // Locked and read again: a call may have been reported in between.
        let now = rows::find_locked(tx, seen.broker_id, seen.id).await?;
        let is_as_seen =
            |now: &Assignment| now.progress == seen.progress && now.last_call_at == seen.last_call_at;
        if let Some(now) = now.filter(is_as_seen) {
            apply(tx, ctx, &now, event, Some(reason)).await?;
        }
    }
    Ok(found)
}

async fn ended(tx: &mut Tx, ctx: &Ctx, broker: &Broker, limit: i64) -> Result<Vec<Assignment>, ServiceError> {
    let Some(by) = days_ago(ctx.now, broker.settings.unreachable_days) else { return Ok(Vec::new()) };
    Ok(rows::ended_unreachable(tx, broker.id, by, limit).await?)
}

async fn end_periods(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
    let due = ended(tx, ctx, broker, BATCH).await?;
    apply_all(tx, ctx, due, Event::UnreachablePeriodEnded, "the unreachable period is over").await
}

async fn stale(tx: &mut Tx, ctx: &Ctx, broker: &Broker, limit: i64) -> Result<Vec<Assignment>, ServiceError> {
    let days = broker.settings.release_stale_after_days;
    let Some(since) = days_ago(ctx.now, days) else { return Ok(Vec::new()) };
    Ok(rows::stale(tx, broker.id, since, ctx.now, limit).await?)
}

async fn release_stale(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
    let days = broker.settings.release_stale_after_days;
    let due = stale(tx, ctx, broker, BATCH).await?;
    apply_all(tx, ctx, due, Event::WentSilent, &format!("no call for {}", in_days(days))).await
}

async fn held(tx: &mut Tx, ctx: &Ctx, broker: &Broker, limit: i64) -> Result<Vec<Assignment>, ServiceError> {
    let days = broker.settings.release_held_after_days;
    let Some(since) = days_ago(ctx.now, days) else { return Ok(Vec::new()) };
    Ok(rows::held_silent(tx, broker.id, since, limit).await?)
}

async fn release_held(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
    let days = broker.settings.release_held_after_days;
    let due = held(tx, ctx, broker, BATCH).await?;
    apply_all(tx, ctx, due, Event::WentSilent, &format!("held and silent for {}", in_days(days))).await
}

async fn end_rests(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
    let due = number::rested(tx, broker.id, ctx.now, BATCH).await?;
    let found = due.len();
    for seen in due {
        // Locked and read again: somebody may have set it to rest anew, or retired it.
        let now = number::find_locked(tx, broker.id, seen.id).await?;
        let Some(mut number) = now.filter(|now| now.resting_until == seen.resting_until) else { continue };
        number.resting_until = None;
        number::set_standing(tx, &number).await?;
        let about = About { number_id: Some(number.id), ..About::default() };
        ctx.tell(tx, broker.id, "number.rest_ended", about, Some("the rest is over"), json!({})).await?;
    }
    Ok(found)
}

async fn rescore_all(tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<usize, ServiceError> {
    let today = local_time::day(broker, ctx.now);
    let began = local_time::at_minute(broker, today, 0);
    let due = load::not_looked_at(tx, broker.id, today, BATCH).await?;
    let found = due.len();
    for seen in due {
        rescore(tx, ctx, broker, seen.number, seen.counted.calls, seen.counted).await?;
        if seen.in_service {
            rollup::put_in_service(tx, broker.id, seen.number, today, began).await?;
        }
    }
    Ok(found)
}

async fn fill_person_keys(tx: &mut Tx, broker: &Broker) -> Result<usize, ServiceError> {
    let mut keyed = 0;
    for assignment in rows::without_person_key(tx, broker.id, BATCH).await? {
        let Some(lead) = lead::find(tx, broker.id, assignment.lead_id).await? else { continue };
        rows::set_person_key(tx, broker.id, lead.id, &lead.person_key()).await?;
        keyed += 1;
    }
    Ok(keyed)
}
