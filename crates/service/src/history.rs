//! The one door to the history. What is written there is queued, in the same transaction, for every endpoint of the
//! broker's that wants to be told of it: so no path can forget to.

mod read;

pub use read::{EventFilter, HistoryEvent, Reader, list};

use crate::delivery::outbox;
use crate::{Clock, Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::assignment::Assignment;
use steadyline_core::history::KINDS;
use steadyline_db::Tx;
use steadyline_db::event::{self, NewEvent};

/// How long an entry is kept.
const KEPT: TimeDelta = TimeDelta::days(400);

/// Writes an entry, about this assignment if about one.
pub(crate) async fn write(
    tx: &mut Tx,
    clock: &Clock,
    entry: &NewEvent<'_>,
    assignment: Option<&Assignment>,
) -> Result<(), ServiceError> {
    debug_assert!(KINDS.contains(&entry.kind), "{} is no kind of the history yet", entry.kind);
    event::insert(tx, entry).await?;
    outbox::queue(tx, clock, std::slice::from_ref(entry), assignment).await
}

/// Writes many entries of one broker and one kind, about no assignment.
pub(crate) async fn write_all(
    tx: &mut Tx,
    clock: &Clock,
    entries: &[NewEvent<'_>],
) -> Result<(), ServiceError> {
    debug_assert!(entries.iter().all(|entry| KINDS.contains(&entry.kind)), "no kind of the history yet");
    event::insert_all(tx, entries).await?;
    outbox::queue(tx, clock, entries, None).await
}

/// Removes up to so many entries of each broker that are past keeping.
///
/// # Errors
/// What the database says.
pub async fn delete_old(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let before = service.clock.now() - KEPT;
    // Read first: in most rounds there is nothing to write.
    let brokers =
        service.db.read(move |tx| Box::pin(async move { event::brokers_with_old(tx, before).await })).await?;
    let mut removed = 0;
    for broker in brokers {
        removed += service
            .db
            .write(move |tx| Box::pin(async move { event::delete_old(tx, broker, before, limit).await }))
            .await?;
    }
    Ok(removed)
}
