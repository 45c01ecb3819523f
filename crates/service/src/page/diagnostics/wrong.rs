//! Rows written by SQL that do not agree with each other.

use super::super::teller::number_link;
use super::facts::Facts;
use super::found::{Found, Rows, mend};
use crate::ServiceError;
use steadyline_core::page::{CheckRow, FixKind, Severity, WarningKind, counted};
use steadyline_db::Tx;
use steadyline_db::page::warning::{self, Wrong, WrongKind};

pub(super) async fn wrong_rows(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str =
        "Do the counts kept with each number match its leads, and does every assignment that ended say when?";
    let live = facts.live;
    // Without rows to show, sums tell: number by number takes a look at each of their leads.
    let counters = rows.limit > 0 || facts.counted != [live.active, live.never_answered, live.booked];
    let wrong = warning::wrong_rows(tx, facts.broker.id, counters).await?;
    if wrong.is_empty() {
        return Ok(Found::fine(
            ASKS,
            "The counts of every number match its live leads, and every end has its time.",
        ));
    }
    let total = super::super::pool::count(wrong.len());
    let numbers = wrong.iter().filter(|row| row.kind == WrongKind::Counters).count();
    let numbers = super::super::pool::count(numbers);
    let figures = match (numbers, total - numbers) {
        (0, times) => format!("{} with a wrong end.", counted(times, "assignment", "assignments")),
        (numbers, 0) => format!("{} with wrong counters.", counted(numbers, "number", "numbers")),
        (numbers, times) => format!(
            "{} with wrong counters, {} with a wrong end.",
            counted(numbers, "number", "numbers"),
            counted(times, "assignment", "assignments")
        ),
    };
    let kind = WarningKind::WrongRows;
    let title = format!("{} not agree with others", counted(total, "row does", "rows do"));
    let fixes = vec![mend("Correct", kind, FixKind::Repair, None, None)];
    let shown = rows.cut(&wrong).iter().map(|row| row_of(facts, row)).collect();
    Ok(Found::one(ASKS, (kind, Severity::Mid), (title, figures), fixes).with_rows(total, shown))
}

/// A row that is wrong, in words.
pub(super) fn row_of(facts: &Facts<'_>, row: &Wrong) -> CheckRow {
    let detail = match (row.kind, row.counters) {
        (WrongKind::Counters, Some(([active, never, booked], [is_active, is_never, is_booked]))) => format!(
            "says {active} active, {never} never answered, {booked} booked; counted {is_active}, {is_never}, \
             {is_booked}"
        ),
        (WrongKind::Counters, None) => "counters differ from its live leads".to_owned(),
        (WrongKind::EndedWithoutTime, _) => "has ended and does not say when".to_owned(),
        (WrongKind::LiveWithTime, _) => "is live and says when it ended".to_owned(),
    };
    let lead = row.assignment.as_ref();
    CheckRow {
        number: Some(number_link(row.number.0, &row.number.1)),
        title: lead
            .map(|(_, _, name)| name.clone().unwrap_or_else(|| "Unnamed lead".to_owned()))
            .unwrap_or_default(),
        href: lead.map(|(_, lead, _)| format!("{}/leads/{lead}", facts.base)).unwrap_or_default(),
        detail,
        ..CheckRow::default()
    }
}
