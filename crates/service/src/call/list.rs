//! The call log of a broker, page by page.

use crate::assignment::broker_of;
use crate::cursor::{Page, time_cursor};
use crate::{Service, ServiceError};
use steadyline_core::call::Call;
use steadyline_core::user::Actor;
use steadyline_db::call as log;

pub use steadyline_db::call::Filter as CallFilter;

/// A page of a broker's calls, newest first. The broker may be left out where the actor has one.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    filter: CallFilter,
    limit: i64,
) -> Result<Page<Call>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let found = log::list(tx, broker.id, &filter, limit + 1).await?;
                let calls = found.into_iter().map(|logged| logged.call).collect();
                Ok(Page::cut(calls, limit, |call: &Call| time_cursor(call.called_at, call.id)))
            })
        })
        .await
}
