//! Tells whoever listens in this process that a broker's data changed, after the commit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use steadyline_core::id::BrokerId;
use steadyline_core::user::Role;
use tokio::sync::broadcast;

/// Changes that a slow listener may be behind before it misses some and must read anew.
const BACKLOG: usize = 1024;

/// A broker's data changed: read what you show again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub broker_id: BrokerId,
    /// Who changed it.
    pub origin: Origin,
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
}

impl Default for Bus {
    fn default() -> Self {
        Self { changes: broadcast::channel(BACKLOG).0, counts: Arc::default() }
    }
}

impl Bus {
    /// Tells everybody. Nobody listening is fine.
    pub fn tell(&self, broker_id: BrokerId) {
        self.tell_from(broker_id, Origin::Here);
    }

    /// Tells everybody in this process of a change by one of the programs.
    pub(crate) fn tell_from(&self, broker_id: BrokerId, origin: Origin) {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(broker_id).or_default() += 1;
        drop(self.changes.send(Change { broker_id, origin }));
    }

    /// How many changes of a broker's data were told. Whoever reads after asking has them all.
    pub fn count(&self, broker_id: BrokerId) -> u64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&broker_id).copied().unwrap_or_default()
    }

    /// How many changes of all that somebody may see were told.
    pub fn count_for(&self, role: Role) -> u64 {
        match role {
            Role::Broker(own) => self.count(own),
            Role::Admin => self.counts.lock().unwrap_or_else(PoisonError::into_inner).values().sum(),
        }
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }
}
