//! How many things want a hand, for the sidebar of every page: looked at once for all who ask while nothing changes.

use crate::page::count_warnings;
use crate::{Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use steadyline_core::broker::Broker;
use steadyline_core::id::BrokerId;

/// Rows written by SQL are noticed after this long.
const LONGEST: TimeDelta = TimeDelta::seconds(60);

/// What was seen last.
#[derive(Clone, Copy, Debug)]
struct Seen {
    warnings: i64,
    changes: u64,
    at: DateTime<Utc>,
}

/// One broker's place; who asks while another looks waits for that look.
type Place = Arc<tokio::sync::Mutex<Option<Seen>>>;

/// What was seen last of each broker. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch(Arc<Mutex<HashMap<BrokerId, Place>>>);

impl Watch {
    /// How many things want a hand.
    pub(crate) async fn count(&self, service: &Service, broker: &Broker) -> Result<i64, ServiceError> {
        let place = {
            let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            places.entry(broker.id).or_default().clone()
        };
        let mut seen = place.lock().await;
        let (changes, at) = (service.bus.count(broker.id), service.clock.now());
        if let Some(last) = *seen {
            let is_young = (TimeDelta::zero()..LONGEST).contains(&(at - last.at));
            if is_young && last.changes == changes {
                return Ok(last.warnings);
            }
        }
        let warnings = count_warnings(service, broker).await?;
        *seen = Some(Seen { warnings, changes, at });
        Ok(warnings)
    }
}
