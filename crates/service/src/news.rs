//! Shares what this program tells with the others on its database, and tells what they share.

use crate::bus::{HOUSE, Origin};
use crate::{Service, ServiceError};
use std::collections::BTreeSet;
use std::time::Duration;
use steadyline_core::id::BrokerId;
use steadyline_db::news::Heard;
use steadyline_db::{Tx, broker};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use uuid::Uuid;

/// Changes that come this close together are shared at once.
const GATHER: Duration = Duration::from_millis(100);

/// Goes on until it is dropped; ends at once where there is no other program.
///
/// # Errors
/// What the database says.
pub async fn share(service: &Service) -> Result<(), ServiceError> {
    let me: Uuid = service.clock.id();
    let Some(mut news) = service.db.news().await? else { return Ok(()) };
    let hear = async {
        loop {
            match news.next().await? {
                Heard::Changed { by, .. } if by == me => {}
                Heard::Changed { brokers, .. } => {
                    brokers.into_iter().for_each(|id| service.bus.tell_from(id, Origin::Elsewhere));
                }
                // Nobody knows what was missed: everybody reads anew.
                Heard::Gap => {
                    let brokers = all(service).await?;
                    brokers.into_iter().for_each(|id| service.bus.tell_from(id, Origin::Elsewhere));
                }
            }
        }
    };
    tokio::select! {
        ended = hear => ended,
        ended = announce(service, me) => ended,
    }
}

/// Tells the others what changes here.
async fn announce(service: &Service, me: Uuid) -> Result<(), ServiceError> {
    let mut changes = service.bus.listen();
    loop {
        let mut brokers = BTreeSet::new();
        match changes.recv().await {
            Ok(first) if first.origin == Origin::Here => drop(brokers.insert(first.broker_id)),
            Ok(_elsewhere) => continue,
            // So many changes that some were not heard: they may have been anybody's.
            Err(RecvError::Lagged(_)) => brokers.extend(all(service).await?),
            Err(RecvError::Closed) => return Ok(()),
        }
        sleep(GATHER).await;
        while let Ok(next) = changes.try_recv() {
            if next.origin == Origin::Here {
                brokers.insert(next.broker_id);
            }
        }
        let brokers: Vec<_> = brokers.into_iter().collect();
        service.db.announce(me, &brokers).await?;
    }
}

async fn all(service: &Service) -> Result<Vec<BrokerId>, ServiceError> {
    service.db.read(|tx| Box::pin(async move { everybody(tx).await })).await
}

/// Everybody whose data may have changed: every office, and the house.
pub(crate) async fn everybody(tx: &mut Tx) -> Result<Vec<BrokerId>, ServiceError> {
    let brokers = broker::list(tx).await?;
    Ok(brokers.into_iter().map(|broker| broker.id).chain([HOUSE]).collect())
}
