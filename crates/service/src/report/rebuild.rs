//! Making rollups anew: day by day, a transaction each, so that it can stop anywhere and go on.

use crate::assignment::broker_of;
use crate::{Service, ServiceError, local_time};
use chrono::{Days, NaiveDate};
use steadyline_core::broker::Broker;
use steadyline_core::user::Actor;
use steadyline_db::rollup::{self, Window};
use steadyline_db::{Tx, broker as brokers};

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
        let days = first.into_iter().flat_map(|first| first.iter_days().take_while(|day| *day <= today));
        for day in days {
            let of = broker.clone();
            service
                .db
                .write(move |tx| {
                    let of = of.clone();
                    Box::pin(async move {
                        let began = local_time::at_minute(&of, day, 0);
                        let window = Window { day, began, ends: local_time::day_ends_at(&of, day) };
                        rollup::rebuild_day(tx, of.id, window).await?;
                        rollup::keep_progress(tx, of.id, day + Days::new(1)).await?;
                        Ok::<_, ServiceError>(())
                    })
                })
                .await?;
            rebuilt.days += 1;
            tell(&broker, day);
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
