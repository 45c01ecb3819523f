//! The list of checks.

use super::{Facts, Found, Rows, callbacks, carrier, events, leads, poor, room, wrong};
use crate::ServiceError;
use steadyline_core::page::WarningKind;
use steadyline_db::Tx;

/// Does one check.
pub(super) async fn run(
    tx: &mut Tx,
    facts: &Facts<'_>,
    kind: WarningKind,
    rows: Rows,
) -> Result<Found, ServiceError> {
    match kind {
        WarningKind::Conflict => leads::conflicts(tx, facts, rows).await,
        WarningKind::DeadNumber => leads::dead_numbers(tx, facts, rows).await,
        WarningKind::MissedCallback => callbacks::missed(tx, facts, rows).await,
        WarningKind::DeafNumbers => carrier::deaf(tx, facts, rows).await,
        WarningKind::SlotTaken => leads::slot_taken(tx, facts, rows).await,
        WarningKind::AssignedTooLong => leads::too_long(tx, facts, rows).await,
        WarningKind::SilentHeld => leads::silent(tx, facts, rows).await,
        WarningKind::NoFreeNumber => room::no_free_number(tx, facts, rows).await,
        WarningKind::Utilization => Ok(room::utilization(facts)),
        WarningKind::SmallPool => Ok(room::small_pool(facts)),
        WarningKind::UnusedNumbers => room::unused(tx, facts, rows).await,
        WarningKind::AnswerDrop => poor::answer_drop(tx, facts, rows).await,
        WarningKind::PoorPool => Ok(poor::poor_pool(facts)),
        WarningKind::PoorAnswerRate => Ok(poor::rarely_answered(facts, rows)),
        WarningKind::PoorHealth => poor::poor_health(tx, facts, rows).await,
        WarningKind::FailedEvents => events::given_up(tx, facts, rows).await,
        WarningKind::WrongRows => wrong::wrong_rows(tx, facts, rows).await,
    }
}
