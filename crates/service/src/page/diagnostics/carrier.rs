//! Numbers whose calls the carrier takes to somewhere else.

use super::super::teller::number_link;
use super::facts::Facts;
use super::found::{Found, Rows, open_or_call};
use crate::ServiceError;
use steadyline_core::page::{CheckRow, Severity, WarningKind, counted};
use steadyline_db::Tx;
use steadyline_db::carrier::held;

pub(super) async fn deaf(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str = "Do calls to every number come here, so that callbacks reach you?";
    let broker = facts.broker.id;
    if !crate::carrier_call::is_connected(tx, broker).await? {
        return Ok(Found::fine(ASKS, "Nothing to check: SignalWire is not connected."));
    }
    let total = held::counts(tx, broker).await?.deaf;
    if total == 0 {
        return Ok(Found::fine(ASKS, "Calls to all numbers that are at SignalWire come here."));
    }
    let title = format!("Calls to {} do not come here", counted(total, "number", "numbers"));
    let figures = "Leads who call them back reach someone else, or nobody.".to_owned();
    let sync = (format!("{}/pool/sync", facts.base), "/api/v1/numbers/sync".to_owned());
    let fixes = vec![open_or_call("Point them here", sync.0, "POST", sync.1)];
    let shown = match rows.limit {
        0 => Vec::new(),
        limit => held::deaf(tx, broker, limit, rows.offset).await?,
    };
    let shown = shown.into_iter().map(|one| CheckRow {
        number: Some(number_link(one.id, &one.number)),
        detail: if one.is_taken { "calls go to another address" } else { "calls go nowhere" }.to_owned(),
        ..CheckRow::default()
    });
    let shown = shown.collect();
    let kind = (WarningKind::DeafNumbers, Severity::Mid);
    Ok(Found::one(ASKS, kind, (title, figures), fixes).with_rows(total, shown))
}
