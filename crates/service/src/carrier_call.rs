//! Calls at the carrier: asking for one, placing it, hearing what became of it, and taking calls of leads.
//!
//! What the carrier says comes late, twice, in another order or never; what it says is written down here under the lock
//! of the call's row, and what came of the call is recorded once (`crate::call`). Nothing here speaks HTTP: what has to be
//! asked of the carrier is handed to whoever can, and what it answered is handed back.

mod ask;
mod callback;
mod conclude;
mod hear;
mod inbound;
mod live;
mod place;
mod read;

pub use ask::{Ring, ask, call_off};
pub use callback::{Believed, Taken};
pub use hear::{About, Bridge, Word, bridge, hear};
pub use inbound::{Answer, RingsIn, dismiss, result, ring_in};
pub use live::{CallView, open};
pub use place::{Placed, ToPlace, next, placed};
pub use read::{Found, ToRead, could_not_read, forget_old, found, to_read};

pub(crate) use live::Beside;

use crate::ServiceError;
use steadyline_core::id::BrokerId;
use steadyline_db::Tx;

/// Whether a broker's calls can be placed.
pub(crate) async fn is_connected(tx: &mut Tx, broker: BrokerId) -> Result<bool, ServiceError> {
    Ok(steadyline_db::carrier::used_by(tx, broker).await?.is_some())
}
