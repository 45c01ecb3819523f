//! Reading the carrier's numbers, and what follows from them.

use super::super::connect::{note, trouble};
use super::super::{account_of, hooks_of};
use crate::{CarrierTrouble, Conflict, Service, ServiceError};
use std::collections::{HashMap, HashSet};
use steadyline_core::carrier::{
    CarrierNumber, NumberSync, OrderStatus, Plan, Pooled, SyncStatus, Terms, plan,
};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::phone::E164;
use steadyline_db::carrier::{held, order, sync as rows};
use steadyline_db::{Tx, number};
use uuid::Uuid;

/// Pages of a list at most: a project has 1,000 numbers unless SignalWire gives it more, and a page holds as many.
const PAGES: usize = 200;

/// Reads them all and says what follows. What is not asked to be done at once waits for somebody.
pub(super) async fn read(service: &Service, sync: &NumberSync) -> Result<(), ServiceError> {
    let account = account_of(service, sync.broker_id).await?;
    if account.project_id != sync.project_id {
        let why = "another project was connected in the meantime: look again".to_owned();
        return Err(Conflict::Carrier(CarrierTrouble::Refused(why)).into());
    }
    let ours = hooks_of(service, account.id).voice;
    let mut listed: Vec<CarrierNumber> = Vec::new();
    let mut next = None;
    for _ in 0..PAGES {
        match service.carrier.numbers(&account, next.as_deref()).await {
            Ok(page) => {
                listed.extend(page.numbers);
                next = page.next;
            }
            Err(error) => {
                note(service, &account, Some(&error)).await?;
                return Err(trouble(error));
            }
        }
        if next.is_none() {
            break;
        }
        seen(service, sync, listed.len()).await?;
    }
    note(service, &account, None).await?;
    if next.is_some() {
        let why = "SignalWire's list of numbers does not end".to_owned();
        return Err(Conflict::Carrier(CarrierTrouble::Refused(why)).into());
    }
    let (sync, now) = (sync.clone(), service.clock.now());
    service
        .db
        .write(move |tx| {
            let (sync, listed, ours) = (sync.clone(), listed.clone(), ours.clone());
            Box::pin(async move {
                let pool = pooled(tx, &sync, &listed).await?;
                let main_line = main_line(tx, sync.broker_id).await?;
                let terms = Terms { ours: &ours, main_line: main_line.as_ref(), takes_new: sync.takes_new };
                let mut plan = plan(&listed, &pool, terms);
                if sync.is_automatic {
                    plan.changes.retain(|change| change.is_sure);
                }
                let (status, error) = after(&sync, &plan);
                let read = NumberSync {
                    status,
                    error,
                    seen: i32::try_from(listed.len()).unwrap_or(i32::MAX),
                    plan,
                    read_at: Some(now),
                    ..sync
                };
                rows::update(tx, &read, SyncStatus::Reading).await?;
                Ok::<_, ServiceError>(())
            })
        })
        .await
}

/// Where the office's callers are put through to.
async fn main_line(tx: &mut Tx, broker: BrokerId) -> Result<Option<E164>, ServiceError> {
    Ok(steadyline_db::broker::find(tx, broker).await?.and_then(|office| office.settings.main_line))
}

/// What comes after the look.
fn after(sync: &NumberSync, plan: &Plan) -> (SyncStatus, Option<String>) {
    if !sync.applies {
        return (SyncStatus::Ready, None);
    }
    if plan.is_doubtful() {
        let why = "More than half of the numbers are missing at SignalWire. Nothing was changed: check that the right project is connected, then apply it.";
        return (SyncStatus::Ready, Some(why.to_owned()));
    }
    (SyncStatus::Applying, None)
}

async fn seen(service: &Service, sync: &NumberSync, count: usize) -> Result<(), ServiceError> {
    let (broker, id, count) = (sync.broker_id, sync.id, i32::try_from(count).unwrap_or(i32::MAX));
    service
        .db
        .write(move |tx| {
            Box::pin(async move { Ok::<_, ServiceError>(rows::read_so_far(tx, broker, id, count).await?) })
        })
        .await?;
    service.bus.tell(broker);
    Ok(())
}

/// The numbers of the installation that the carrier lists, and those of the pool that it listed or gave an id before.
async fn pooled(
    tx: &mut Tx,
    sync: &NumberSync,
    listed: &[CarrierNumber],
) -> Result<Vec<Pooled>, ServiceError> {
    let broker = sync.broker_id;
    let phones: Vec<E164> = listed.iter().map(|found| found.number.clone()).collect();
    let mut numbers = number::of_phones(tx, &phones).await?;
    let links: HashMap<NumberId, Option<Uuid>> = held::links(tx, broker)
        .await?
        .into_iter()
        .map(|link| (NumberId(link.id), link.carrier_project_id))
        .collect();
    let found: HashSet<NumberId> = numbers.iter().map(|number| number.id).collect();
    let rest: Vec<NumberId> = links.keys().copied().filter(|id| !found.contains(id)).collect();
    numbers.extend(number::by_ids(tx, broker, &rest).await?);
    // One that was bought while the list was read may be missing in it.
    let bought: HashSet<E164> = order::list(tx, broker, sync.created_at - super::WAITS)
        .await?
        .into_iter()
        .filter(|order| order.status == OrderStatus::Bought)
        .filter(|order| order.ended_at.is_some_and(|at| at >= sync.created_at))
        .map(|order| order.number)
        .collect();
    let listed: HashSet<&E164> = phones.iter().collect();
    let of = |number: Number| Pooled {
        is_own: number.broker_id == broker,
        has_label: number.label.is_some(),
        is_gone: number.gone_at.is_some(),
        is_released: number.released_at.is_some(),
        was_seen: links.get(&number.id) == Some(&Some(sync.project_id)),
        carrier_id: number.signalwire_id,
        id: number.id,
        number: number.number,
    };
    let is_meant = |number: &Number| listed.contains(&number.number) || !bought.contains(&number.number);
    Ok(numbers.into_iter().filter(is_meant).map(of).collect())
}
