//! Making rollups anew: some days at a time, a transaction each, so that it can stop anywhere and go on.

use crate::assignment::broker_of;
use crate::{Service, ServiceError, local_time};
use chrono::{Days, NaiveDate};
use steadyline_core::broker::Broker;
use steadyline_core::user::Actor;
use steadyline_db::rollup::{self, Window};
use steadyline_db::{Tx, broker as brokers};

/// Most calls of one transaction, but for those of its last day.
const MOST_CALLS: i64 = 3_000;
/// Most numbers times days.
const MOST_NUMBER_DAYS: i64 = 10_000;
/// Most days.
const MOST_DAYS: i64 = 31;

/// What was made anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Brokers.
    pub brokers: usize,
    /// Days of brokers.
    pub days: usize,
}

/// Makes the rollups of one broker or of all of them anew, from the calls, the assignments and the leads. A
/// rebuilding that was broken off goes on where it stopped. Calls may be recorded meanwhile.
///
/// # Errors
/// `NotFound` for an unknown broker; what the database says, and what was done until then is kept.
pub async fn rebuild(
    service: &Service,
    broker: Option<&str>,
    mut tell: impl FnMut(&Broker, NaiveDate) + Send,
) -> Result<Rebuilt, ServiceError> {
    let named = broker.map(str::to_owned);
    let all = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                Ok::<_, ServiceError>(match &named {
                    Some(named) => vec![broker_of(tx, &Actor::System, Some(named)).await?],
                    None => brokers::list(tx).await?,
                })
            })
        })
        .await?;
    let mut rebuilt = Rebuilt::default();
    for broker in all {
        let now = service.clock.now();
        let today = local_time::day(&broker, now);
        let of = broker.clone();
        let first = service.db.read(move |tx| Box::pin(async move { first_day(tx, &of).await })).await?;
        let mut next = first.filter(|first| *first <= today);
        while let Some(from) = next {
            let of = broker.clone();
            let to = service
                .db
                .write(move |tx| {
                    let of = of.clone();
                    Box::pin(async move {
                        let to = last_day(tx, &of, from).await?.min(today);
                        let windows: Vec<Window> = from
                            .iter_days()
                            .take_while(|day| *day <= to)
                            .map(|day| Window {
                                day,
                                began: local_time::at_minute(&of, day, 0),
                                ends: local_time::day_ends_at(&of, day),
                            })
                            .collect();
                        rollup::rebuild_days(tx, of.id, &windows).await?;
                        rollup::keep_progress(tx, of.id, to + Days::new(1)).await?;
                        Ok::<_, ServiceError>(to)
                    })
                })
                .await?;
            rebuilt.days += usize::try_from((to - from).num_days() + 1).unwrap_or_default();
            tell(&broker, to);
            next = to.succ_opt().filter(|next| *next <= today);
        }
        let id = broker.id;
        service
            .db
            .write(move |tx| {
                Box::pin(async move { Ok::<_, ServiceError>(rollup::forget_progress(tx, id).await?) })
            })
            .await?;
        service.bus.tell(id);
        rebuilt.brokers += 1;
    }
    Ok(rebuilt)
}

/// How far a transaction goes that begins with the day: as far as its calls, and the rows of its numbers, are few enough
/// to be counted while others wait. A day is never cut.
async fn last_day(tx: &mut Tx, broker: &Broker, from: NaiveDate) -> Result<NaiveDate, ServiceError> {
    let numbers = rollup::count_numbers(tx, broker.id).await?;
    let days = (MOST_NUMBER_DAYS / numbers.max(1)).clamp(1, MOST_DAYS);
    let last = from + Days::new(u64::try_from(days - 1).unwrap_or_default());
    let began = local_time::at_minute(broker, from, 0);
    let full = rollup::calls_until(tx, broker.id, began, MOST_CALLS).await?;
    Ok(full.map_or(last, |full| local_time::day(broker, full).clamp(from, last)))
}

/// Where it goes on, else the first day there is anything of.
async fn first_day(tx: &mut Tx, broker: &Broker) -> Result<Option<NaiveDate>, ServiceError> {
    if let Some(next) = rollup::progress(tx, broker.id).await? {
        return Ok(Some(next));
    }
    let (day, assigned_at) = rollup::first_day(tx, broker.id).await?;
    let assigned = assigned_at.map(|at| local_time::day(broker, at));
    Ok(match (day, assigned) {
        (Some(day), Some(assigned)) => Some(day.min(assigned)),
        (day, assigned) => day.or(assigned),
    })
}
