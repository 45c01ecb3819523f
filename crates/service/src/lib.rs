//! What Steadyline does: one function per action, each one transaction: load, decide, save, tell.
//!
//! Shape: [`Service`] holds the database, the clock and the bus; the modules hold the actions by noun. Every
//! action takes an [`Actor`](steadyline_core::user::Actor) and checks what it may see and change.
//!
//! What does not belong here: HTTP, Leptos, SQL text. Rules that need no database are in core.

pub mod api_key;
pub mod assignment;
pub mod audit;
pub mod broker;
mod bus;
pub mod call;
pub mod carrier;
pub mod carrier_call;
mod clock;
mod ctx;
pub mod cursor;
pub mod delivery;
pub mod demo;
pub mod diagnostics;
pub mod endpoint;
mod error;
pub mod history;
pub mod idempotency;
pub mod import;
pub mod invite;
pub mod job;
pub mod lead;
mod local_time;
pub mod news;
pub mod number;
pub mod page;
mod pool_level;
pub mod report;
mod secret;
pub mod seen;
pub mod session;
pub mod set_up;
pub mod tag;
mod text;
pub mod user;
pub mod vault;
mod watch;

pub use bus::{Bus, Change, Origin};
pub use clock::Clock;
pub use error::{CarrierTrouble, Conflict, ServiceError};
pub use local_time::is_time_zone;
pub use steadyline_db::{Db, DbError};

use carrier::Carrier;
use std::sync::Arc;
use steadyline_core::id::BrokerId;
use steadyline_core::user::Role;
use vault::Vault;

/// Everything an action needs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Clock,
    /// Tells open pages what has changed.
    pub bus: Bus,
    /// Whether events may be sent to private and loopback addresses, and by plain http: whoever runs the program says so.
    pub calls_private: bool,
    /// Where people and callbacks find the program, without a slash at the end.
    pub public_url: Arc<str>,
    /// How SignalWire is asked.
    pub carrier: Arc<dyn Carrier>,
    /// What seals connections to it; none where no key was given.
    pub vault: Option<Vault>,
    /// What wants a hand, as far as it was looked at lately.
    watch: watch::Watch,
}

impl Service {
    /// A service on a database, with the real clock.
    pub fn new(db: Db) -> Self {
        let clock = Clock::real();
        Self {
            db,
            bus: Bus::new(clock.now()),
            clock,
            calls_private: false,
            public_url: "http://127.0.0.1:3000".into(),
            carrier: Arc::new(carrier::Unconnected),
            vault: None,
            watch: watch::Watch::default(),
        }
    }

    /// Tells the pages of an office, or of no office those of admins, that who or what may come in there has changed.
    pub(crate) fn tell_office(&self, role: Role) {
        self.tell_owner(role.broker());
    }

    /// Tells the pages of whose something is that it has changed: an office's, or where it is no office's those of admins.
    pub(crate) fn tell_owner(&self, office: Option<BrokerId>) {
        self.bus.tell(office.unwrap_or(bus::HOUSE));
    }
}
