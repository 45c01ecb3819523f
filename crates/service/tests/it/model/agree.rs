//! Whether the rows say what the model says.

use super::office::{Model, State};
use super::real::Rows;
use steadyline_core::assignment::{Assignment, State as Kept};
use steadyline_core::lead::Deal;

/// Each difference in one line.
pub(crate) fn differences(model: &Model, rows: &Rows) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: String, model: String, rows: String| {
        if model != rows {
            found.push(format!("{what}: {model} in the model, {rows} in the database"));
        }
    };
    differ("assignments".to_owned(), model.assignments.len().to_string(), rows.assignments.len().to_string());
    for (at, one) in model.assignments.iter().enumerate() {
        let Some(row) = rows.assignments.iter().find(|row| row.id == one.id) else { continue };
        let is_live = one.state.is_live();
        let model = (word(one.state), model.attempts(at), one.max_attempts, one.slot.filter(|_| is_live));
        let Assignment { progress, slot, .. } = row;
        let row = (
            word_of(&progress.state),
            progress.call_attempts,
            progress.max_attempts,
            slot.filter(|_| is_live),
        );
        differ(
            format!("assignment {at} (state, attempts, limit, slot)"),
            format!("{model:?}"),
            format!("{row:?}"),
        );
    }
    for (at, row) in rows.numbers.iter().enumerate() {
        let occupancy = row.occupancy;
        let counted = (
            model.leads_on(at, State::is_open),
            model.leads_on(at, |state| state == State::NeverAnswered),
            model.leads_on(at, |state| state == State::Booked),
        );
        let kept = (occupancy.active_leads, occupancy.never_answered_leads, occupancy.booked_leads);
        differ(
            format!("number {at} (open, never answered, booked)"),
            format!("{counted:?}"),
            format!("{kept:?}"),
        );
        let calls = (row.call_count, row.contact_count);
        differ(
            format!("number {at} (calls, contacts)"),
            format!("{:?}", model.calls_of(at)),
            format!("{calls:?}"),
        );
    }
    for at in 0..model.leads.len() {
        let records = model.records(at);
        let any = |holds: &dyn Fn(usize) -> bool| records.iter().any(|record| holds(*record)).to_string();
        let suppressed = any(&|record| rows.leads[record].suppressed_at.is_some());
        differ(format!("lead {at} is suppressed"), model.is_suppressed(at).to_string(), suppressed);
        let bad = any(&|record| rows.leads[record].bad_phone_at.is_some());
        differ(format!("lead {at} has a bad phone"), model.has_bad_phone(at).to_string(), bad);
        let closed = rows.leads[at].deal == Deal::ClosedLost;
        differ(format!("lead {at} is lost"), model.leads[at].closed_lost.to_string(), closed.to_string());
        let live = rows.assignments.iter().filter(|row| {
            row.progress.state.released_at().is_none()
                && records.iter().any(|lead| rows.leads[*lead].id == row.lead_id)
        });
        let live = live.count();
        differ(format!("lead {at} has at most one number"), "true".to_owned(), (live <= 1).to_string());
    }
    found
}

fn word(state: State) -> &'static str {
    match state {
        State::NeverAnswered => "never answered",
        State::Held => "held",
        State::Booked => "booked",
        State::Unreachable { .. } => "unreachable",
        State::Released => "released",
    }
}

fn word_of(state: &Kept) -> &'static str {
    match state {
        Kept::Active { first_answered_at: None } => "never answered",
        Kept::Active { first_answered_at: Some(_) } => "held",
        Kept::BookedLocked { .. } => "booked",
        Kept::Unreachable { .. } => "unreachable",
        Kept::Released { .. } => "released",
    }
}
