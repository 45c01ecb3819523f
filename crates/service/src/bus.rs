//! Tells whoever listens in this process that a broker's data changed, after the commit.

use steadyline_core::id::BrokerId;
use tokio::sync::broadcast;

/// Changes that a slow listener may be behind before it misses some and must read anew.
const BACKLOG: usize = 1024;

/// A broker's data changed: read what you show again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub broker_id: BrokerId,
}

/// In-process news. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bus(broadcast::Sender<Change>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Bus {
    /// Tells everybody. Nobody listening is fine.
    pub fn tell(&self, broker_id: BrokerId) {
        drop(self.0.send(Change { broker_id }));
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
