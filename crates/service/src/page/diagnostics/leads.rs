//! Leads that want a hand: two numbers for one person, a dead number, a slot that is taken, long or silent ones.

use super::super::assignments::{silent_days_of, trouble};
use super::super::number::{attempts, attempts_limit};
use super::super::teller::{listed_lead, number_link};
use super::facts::Facts;
use super::found::{Found, Rows, each_or_all, mend, open};
use crate::ServiceError;
use chrono::TimeDelta;
use steadyline_core::page::{
    CheckRow, Fix, FixKind, Severity, Warning, WarningKind, counted, grouped, in_days,
};
use steadyline_db::Tx;
use steadyline_db::page::listed::{Checked, Listed, checked};
use steadyline_db::page::warning::{self, DeadNumber};

/// Rows of assignments, read only where some are shown.
async fn rows_of(
    tx: &mut Tx,
    facts: &Facts<'_>,
    which: Checked,
    rows: Rows,
    detail: impl Fn(&Listed) -> String,
    fixes: impl Fn(&Listed) -> Vec<Fix>,
) -> Result<Vec<CheckRow>, ServiceError> {
    if rows.limit == 0 {
        return Ok(Vec::new());
    }
    let found = checked(tx, facts.broker.id, which, rows.offset, rows.limit).await?;
    Ok(found.iter().map(|one| row(facts, one, detail(one), fixes(one))).collect())
}

/// An assignment as a row.
pub(super) fn row(facts: &Facts<'_>, one: &Listed, detail: String, fixes: Vec<Fix>) -> CheckRow {
    CheckRow {
        lead: Some(listed_lead(&one.lead)),
        number: Some(number_link(one.number_id, &one.number)),
        status: Some(one.status),
        detail,
        appointment: one.appointment_at.map(|at| facts.counting.teller.when(at)),
        fixes,
        ..CheckRow::default()
    }
}

fn page_of(facts: &Facts<'_>, one: &Listed, label: &str, action: &str) -> Vec<Fix> {
    vec![open(label, format!("{}/leads/{}/{action}", facts.base, one.lead.id))]
}

pub(super) async fn conflicts(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str = "Does every person see one number, even when several records have the same phone?";
    let warning::Conflicts { persons, assignments } = facts.conflicts;
    if persons == 0 {
        let leads = counted(facts.live.active + facts.live.booked, "live lead was", "live leads were");
        return Ok(Found::fine(
            ASKS,
            format!("0 conflicts: {leads} looked at, each person sees one number."),
        ));
    }
    let title = format!("{} more than one number", counted(persons, "person sees", "people see"));
    let figures = "Two records with the same phone were both assigned, outside Steadyline.".to_owned();
    let kind = WarningKind::Conflict;
    let fixes = vec![mend("Keep one each", kind, FixKind::KeepOne, None, None)];
    let since = |one: &Listed| {
        let phone =
            one.lead.phone.as_ref().map(|phone| format!(", {}", phone.national())).unwrap_or_default();
        format!("since {}{phone}", facts.counting.teller.when(one.assigned_at).day)
    };
    let release = |one: &Listed| page_of(facts, one, "Release", "release");
    let shown = rows_of(tx, facts, Checked::Conflicting, rows, since, release).await?;
    Ok(Found::one(ASKS, (kind, Severity::Hot), (title, figures), fixes).with_rows(assignments, shown))
}

pub(super) async fn dead_numbers(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str =
        "Is the number of every live lead in service? Those booked come first, by appointment.";
    let dead = warning::dead_numbers(tx, facts.broker.id, facts.counting.now).await?;
    let leads: i64 = dead.iter().map(|dead| dead.leads).sum();
    if leads == 0 {
        return Ok(Found::fine(ASKS, "Every live lead is on a number in service."));
    }
    let kind = WarningKind::DeadNumber;
    let all =
        mend(format!("Rehome {}", counted(leads, "lead", "leads")), kind, FixKind::MoveLeads, None, None);
    let on = super::super::pool::count(dead.len());
    let warnings = each_or_all(dead.iter().map(|dead| dead_warning(facts, dead)).collect(), |_first| {
        (format!("{} on {on} dead numbers", counted(leads, "live lead", "live leads")), vec![all.clone()])
    });
    let now = facts.counting.now;
    let shown = rows_of(
        tx,
        facts,
        Checked::OnDeadNumber(now),
        rows,
        |one| trouble(one.standing),
        |one| page_of(facts, one, "Rehome", "rehome"),
    )
    .await?;
    Ok(Found {
        figures: format!(
            "{} on {}.",
            counted(leads, "live lead", "live leads"),
            counted(on, "number that is out of service", "numbers that are out of service")
        ),
        state: counted(leads, "lead", "leads"),
        fixes: vec![all],
        warnings,
        ..Found::fine(ASKS, "")
    }
    .with_rows(leads, shown))
}

fn dead_warning(facts: &Facts<'_>, dead: &DeadNumber) -> Warning {
    let teller = facts.counting.teller;
    let state = if dead.gone_at.is_some() { "gone" } else { "retired" };
    let mut figures = match dead.gone_at {
        Some(at) => format!("{} left the carrier on {}.", dead.number.national(), teller.when(at).day),
        None => format!("{} is retired.", dead.number.national()),
    };
    match (dead.booked, dead.next_appointment) {
        (0, _) => {}
        (booked, Some(at)) => figures.push_str(&format!(
            " {booked} booked, the next for {}.",
            teller.when(at).short.replace("Today", "today").replace("Tomorrow", "tomorrow")
        )),
        (booked, None) => figures.push_str(&format!(" {booked} booked.")),
    }
    let kind = WarningKind::DeadNumber;
    let link = number_link(dead.number_id, &dead.number);
    let label = format!("Rehome {}", counted(dead.leads, "lead", "leads"));
    Warning {
        kind,
        severity: Severity::Hot,
        title: format!("{} on a number that is {state}", counted(dead.leads, "live lead", "live leads")),
        figures,
        fixes: vec![mend(label, kind, FixKind::MoveLeads, Some(link.clone()), None)],
        number: Some(link),
    }
}

pub(super) async fn slot_taken(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    const ASKS: &str = "Is every booked lead still booked by a call? One whose booking was taken back may have lost its slot.";
    let leads = warning::slots_taken(tx, facts.broker.id).await?;
    if leads == 0 {
        return Ok(Found::fine(ASKS, "No booking was taken back while another lead has the slot."));
    }
    let kind = WarningKind::SlotTaken;
    let title = format!("{} whose slot is taken", counted(leads, "booked lead", "booked leads"));
    let figures =
        "The booking was taken back, and another lead has the number's slot by now: the lead stays booked."
            .to_owned();
    let fixes = vec![mend("Put back those that fit", kind, FixKind::Repair, None, None)];
    let release = |one: &Listed| page_of(facts, one, "Release", "release");
    let words = |one: &Listed| format!("{} calls, no booking among them", one.call_attempts);
    let shown = rows_of(tx, facts, Checked::SlotTaken, rows, words, release).await?;
    Ok(Found::one(ASKS, (kind, Severity::Mid), (title, figures), fixes).with_rows(leads, shown))
}

pub(super) async fn too_long(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    let days = facts.broker.settings.assigned_too_long_days;
    if days == 0 {
        let asks = "Is every assigned lead booked or released within the days that the setting allows?";
        return Ok(Found::fine(asks, "Turned off: the setting is 0 days."));
    }
    let asks = format!("Is every assigned lead booked or released within {}?", in_days(days));
    let before = facts.counting.now - TimeDelta::days(days.into());
    let found = facts.live;
    let Some(oldest) = found.oldest else {
        return Ok(Found::fine(asks, format!("None has been assigned for longer than {}.", in_days(days))));
    };
    let kind = WarningKind::AssignedTooLong;
    let title = format!(
        "{} for longer than {}",
        counted(found.too_long, "lead has been assigned", "leads have been assigned"),
        in_days(days)
    );
    let oldest = facts.counting.teller.when(oldest).day;
    let figures = match (found.too_long, found.too_long_never) {
        (1, 0) => format!("Since {oldest}; it is held."),
        (1, _) => format!("Since {oldest}; it never answered."),
        (_, 0) => format!("The oldest since {oldest}; all are held."),
        (_, never) => format!("The oldest since {oldest}; {} never answered.", grouped(never)),
    };
    let mut fixes = Vec::new();
    if found.too_long_never > 0 {
        let label = format!("Release {}", grouped(found.too_long_never));
        fixes.push(mend(label, kind, FixKind::Release, None, Some(days)));
    }
    fixes.push(open("Review", format!("{}/diagnostics/{}", facts.base, kind.as_str())));
    let teller = facts.counting.teller;
    let words = |one: &Listed| {
        let noun = if attempts_limit(one).unwrap_or(one.call_attempts) == 1 { "attempt" } else { "attempts" };
        format!("for {}, {} {noun}", teller.age(one.assigned_at), attempts(one))
    };
    let release = |one: &Listed| page_of(facts, one, "Release", "release");
    let shown = rows_of(tx, facts, Checked::ActiveSinceBefore(before), rows, words, release).await?;
    Ok(Found::one(asks, (kind, Severity::Low), (title, figures), fixes).with_rows(found.too_long, shown))
}

pub(super) async fn silent(tx: &mut Tx, facts: &Facts<'_>, rows: Rows) -> Result<Found, ServiceError> {
    let days = silent_days_of(facts.broker);
    let asks = format!("Was every held lead called within {}? A held lead keeps its number.", in_days(days));
    let since = facts.counting.now - TimeDelta::days(days.into());
    let (leads, on) = (facts.live.silent, facts.live.silent_on);
    if leads == 0 {
        return Ok(Found::fine(asks, format!("No held lead is silent for {}.", in_days(days))));
    }
    let kind = WarningKind::SilentHeld;
    let title = format!("{} silent for {}", counted(leads, "held lead", "held leads"), in_days(days));
    let figures = format!(
        "{} on {}.",
        if leads == 1 { "It stays" } else { "They stay" },
        counted(on, "number", "numbers")
    );
    let fixes = vec![
        mend(format!("Release {}", grouped(leads)), kind, FixKind::Release, None, Some(days)),
        open("Review", format!("{}/diagnostics/{}", facts.base, kind.as_str())),
    ];
    let teller = facts.counting.teller;
    let words = |one: &Listed| match one.last_call_at {
        Some(at) => format!("last call {}", teller.when(at).day),
        None => format!("never called, since {}", teller.when(one.assigned_at).day),
    };
    let release = |one: &Listed| page_of(facts, one, "Release", "release");
    let shown = rows_of(tx, facts, Checked::HeldSilentSince(since), rows, words, release).await?;
    Ok(Found::one(asks, (kind, Severity::Low), (title, figures), fixes).with_rows(leads, shown))
}
