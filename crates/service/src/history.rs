//! The one door to the history. What is written there is queued, in the same transaction, for every endpoint of the
//! broker's that wants to be told of it: so no path can forget to.

mod read;

pub use read::{EventFilter, HistoryEvent, Reader, list};

use crate::delivery::outbox;
use crate::{Clock, ServiceError};
use steadyline_core::assignment::Assignment;
use steadyline_db::Tx;
use steadyline_db::event::{self, NewEvent};

/// Writes an entry, about this assignment if about one.
pub(crate) async fn write(
    tx: &mut Tx,
    clock: &Clock,
    entry: &NewEvent<'_>,
    assignment: Option<&Assignment>,
) -> Result<(), ServiceError> {
    event::insert(tx, entry).await?;
    outbox::queue(tx, clock, std::slice::from_ref(entry), assignment).await
}

/// Writes many entries of one broker and one kind, about no assignment.
pub(crate) async fn write_all(
    tx: &mut Tx,
    clock: &Clock,
    entries: &[NewEvent<'_>],
) -> Result<(), ServiceError> {
    event::insert_all(tx, entries).await?;
    outbox::queue(tx, clock, entries, None).await
}
