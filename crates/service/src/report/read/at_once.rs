//! Every report at once: what the page shows.

use super::{
    areas_of, brokers_of, calls_of, funnel_of, health_of, hours_of, numbers_of, presence_of, utilization_of,
};
use crate::report::scope::{Asked, Scope};
use crate::{Service, ServiceError};
use steadyline_core::page::{Analytics, MOST_SHOWN};
use steadyline_core::user::Actor;
use steadyline_db::Tx;

/// Every report at once, from one snapshot. Days that cannot be meant are left out, and told.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn whole(service: &Service, actor: &Actor, asked: &Asked) -> Result<Analytics, ServiceError> {
    let (actor, asked, now) = (actor.clone(), asked.clone(), service.clock.now());
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let (scope, unread) = Scope::of_page(tx, &actor, asked, now).await?;
                Ok(Analytics { unread, ..whole_of(tx, &scope).await? })
            })
        })
        .await
}

/// What the page shows. Its numbers and brokers are those with most calls: a page must not grow with the pool.
async fn whole_of(tx: &mut Tx, scope: &Scope) -> Result<Analytics, ServiceError> {
    let one = scope.broker.is_some();
    let mut numbers = if one { Some(numbers_of(tx, scope).await?) } else { None };
    let mut brokers = if one { None } else { Some(brokers_of(tx, scope).await?) };
    let numbers_count = numbers.as_ref().map_or(0, |report| report.numbers.len());
    let brokers_count = brokers.as_ref().map_or(0, |report| report.brokers.len());
    if let Some(report) = &mut numbers {
        report.numbers.truncate(MOST_SHOWN);
    }
    if let Some(report) = brokers.as_mut().filter(|report| report.brokers.len() > MOST_SHOWN) {
        report.brokers.sort_by_key(|row| std::cmp::Reverse(row.rate.calls));
        report.brokers.truncate(MOST_SHOWN);
    }
    Ok(Analytics {
        broker: scope.link(),
        today: scope.today,
        range: scope.range,
        before: scope.before,
        calls: calls_of(tx, scope).await?,
        hours: hours_of(tx, scope).await?,
        areas: areas_of(tx, scope).await?,
        utilization: utilization_of(tx, scope).await?,
        health: health_of(tx, scope).await?,
        funnel: funnel_of(tx, scope).await?,
        presence: presence_of(tx, scope).await?,
        numbers,
        numbers_count,
        brokers,
        brokers_count,
        unread: Vec::new(),
    })
}
