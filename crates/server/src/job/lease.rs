//! Of several nodes one does a job.

use chrono::{DateTime, TimeDelta, Utc};
use steadyline_db::lease;
use steadyline_service::{Service, ServiceError};

/// Takes a job's lease, or extends it; `false` while another node has it.
pub(super) async fn take(
    service: &Service,
    job: &'static str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    let owned = holder.to_owned();
    service
        .db
        .write(move |tx| {
            let holder = owned.clone();
            Box::pin(async move { Ok(lease::take(tx, job, &holder, now, until).await?) })
        })
        .await
}

/// Does the work if no other node has it in hand. A node that dies keeps the others from it for `longest`.
pub(super) async fn hold<T>(
    service: &Service,
    job: &'static str,
    holder: &str,
    longest: TimeDelta,
    work: impl Future<Output = Result<T, ServiceError>>,
) -> Result<Option<T>, ServiceError> {
    let now = service.clock.now();
    if !take(service, job, holder, now, now + longest).await? {
        return Ok(None);
    }
    let done = work.await;
    // Given back also after a failure: the next look tries again.
    let back = give_back(service, job, holder).await;
    let done = done?;
    back?;
    Ok(Some(done))
}

/// Gives a job's lease back, if it is this node's.
pub(super) async fn give_back(
    service: &Service,
    job: &'static str,
    holder: &str,
) -> Result<(), ServiceError> {
    let (owned, at) = (holder.to_owned(), service.clock.now());
    service
        .db
        .write(move |tx| {
            let holder = owned.clone();
            Box::pin(async move { Ok(lease::finish(tx, job, &holder, at).await?) })
        })
        .await
}
