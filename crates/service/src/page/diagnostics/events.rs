//! Events that no endpoint took.

use super::facts::Facts;
use super::found::{Found, Rows, open};
use crate::ServiceError;
use steadyline_core::delivery::{DeliveryStatus, TRIED_FOR};
use steadyline_core::page::{CheckRow, Severity, WarningKind, counted};
use steadyline_db::delivery::{self, DeliveryFilter};
use steadyline_db::{Tx, endpoint};

pub(super) async fn given_up(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str =
        "Did every endpoint accept its events? An event that is not accepted for three days is given up.";
    let broker = facts.broker.id;
    let total = delivery::parked(tx, broker).await?;
    if total == 0 {
        return Ok(Found::fine(ASKS, "No event was given up."));
    }
    let log = format!("{}/settings/events", facts.base);
    let title = format!("{} given up", counted(total, "event was", "events were"));
    let figures = format!("Tried for {} days. Each can be sent again.", TRIED_FOR.num_days());
    let fixes = vec![open("Review and send again", format!("{log}?status=parked"))];
    let filter = DeliveryFilter { status: Some(DeliveryStatus::Parked), ..DeliveryFilter::default() };
    let shown = match rows.limit {
        0 => Vec::new(),
        // Newest first: what is beyond the first pages is in the log.
        limit => delivery::list(tx, broker, filter, None, rows.offset.saturating_add(limit)).await?,
    };
    let names = endpoint::list(tx, broker).await?;
    let shown = shown.iter().skip(usize::try_from(rows.offset).unwrap_or_default()).map(|one| CheckRow {
        title: one.kind.to_string(),
        href: format!("{log}/deliveries/{}", one.id),
        detail: names
            .iter()
            .find(|endpoint| endpoint.id == one.endpoint_id)
            .map(|endpoint| format!("to {}", endpoint.name))
            .unwrap_or_default(),
        ..CheckRow::default()
    });
    let shown = shown.collect();
    let kind = WarningKind::FailedEvents;
    Ok(Found::one(ASKS, (kind, Severity::Mid), (title, figures), fixes).with_rows(total, shown))
}
