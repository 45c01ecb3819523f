//! Tells whoever listens in this process that a broker's data changed, after the commit.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use steadyline_core::id::BrokerId;
use steadyline_core::user::Role;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Changes that a slow listener may be behind before it misses some and must read anew.
const BACKLOG: usize = 1024;

/// Whose what belongs to no office is, as admins and their keys: the house's, of which admins alone hear. No office that
/// is made here has this id, as those are made of the time.
pub(crate) const HOUSE: BrokerId = BrokerId(Uuid::nil());

/// A broker's data changed: read what you show again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose; the nil id for what belongs to no office.
    pub broker_id: BrokerId,
    /// Who changed it.
    pub origin: Origin,
    /// Whether it is only what came of a delivery from here: who sent it looks by itself for what is due then. Of what other
    /// programs share it is not known.
    pub is_reply: bool,
}

impl Change {
    /// Whether it is of what belongs to no office, as who comes in as an admin.
    pub fn is_of_the_house(self) -> bool {
        self.broker_id == HOUSE
    }
}

/// Which program changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This one.
    Here,
    /// Another on the same database.
    Elsewhere,
}

/// In-process news. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bus {
    changes: broadcast::Sender<Change>,
    counts: Arc<Mutex<HashMap<BrokerId, u64>>>,
    /// Where counts begin.
    begun: u64,
}

impl Bus {
    /// Counts from when the program began, in microseconds: a page that comes back to another program finds another count,
    /// even where as much was told by both.
    pub(crate) fn new(begun: DateTime<Utc>) -> Self {
        let begun = u64::try_from(begun.timestamp_micros()).unwrap_or_default();
        Self { changes: broadcast::channel(BACKLOG).0, counts: Arc::default(), begun }
    }

    /// Tells everybody. Nobody listening is fine.
    pub fn tell(&self, broker_id: BrokerId) {
        self.tell_from(broker_id, Origin::Here);
    }

    /// Tells everybody what came of a delivery.
    pub fn tell_reply(&self, broker_id: BrokerId) {
        self.send(Change { broker_id, origin: Origin::Here, is_reply: true });
    }

    /// Tells everybody in this process of a change by one of the programs.
    pub(crate) fn tell_from(&self, broker_id: BrokerId, origin: Origin) {
        self.send(Change { broker_id, origin, is_reply: false });
    }

    fn send(&self, change: Change) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(change.broker_id).or_default() += 1;
        drop(self.changes.send(change));
    }

    /// Grows with every change of a broker's data that is told. Whoever reads after asking has them all.
    pub fn count(&self, broker_id: BrokerId) -> u64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        self.begun + counts.get(&broker_id).copied().unwrap_or_default()
    }

    /// Grows with every change of all that somebody may see that is told.
    pub fn count_for(&self, role: Role) -> u64 {
        match role {
            Role::Broker(own) => self.count(own),
            Role::Admin => {
                let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
                self.begun + counts.values().sum::<u64>()
            }
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}
