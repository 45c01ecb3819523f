//! A call as a lead's timeline tells it.

use super::super::teller::{Teller, number_link};
use steadyline_core::assignment::{Action, Status};
use steadyline_core::id::AssignmentId;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{Shape, StatusKind, TimelineEntry};
use steadyline_db::page::person::Call;

/// The assignment a timeline knows the limit of.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Span {
    pub(in super::super) assignment: AssignmentId,
    pub(in super::super) max_attempts: i32,
}

/// A call as a timeline tells it, at its own place. What a correction led to is told by the correction.
pub(in super::super) fn timeline_call(
    teller: Teller,
    call: &Call,
    span: Option<Span>,
    is_corrected: bool,
) -> TimelineEntry {
    let length =
        call.duration_seconds.map(|seconds| format!(", {}", seconds_words(seconds))).unwrap_or_default();
    let way = if call.inbound { "Inbound" } else { "Outbound" };
    let after = if is_corrected { "Corrected since.".to_owned() } else { consequence(call, span) };
    let appointment =
        call.appointment_at.map(|at| format!("Appointment: {}.", teller.when(at).exact)).unwrap_or_default();
    let detail = [format!("{way}{length}."), after, appointment]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    TimelineEntry {
        shape: if is_corrected { corrected_shape(call) } else { shape(call) },
        what: what(call),
        link_word: if call.number.is_some() { "on".to_owned() } else { String::new() },
        number: call.number.as_ref().map(|(id, number)| number_link(*id, number)),
        lead: None,
        who: call.actor.clone(),
        detail: detail.join(" "),
        note: call.notes.clone().unwrap_or_default(),
        at: teller.when(call.called_at),
        call_id: call.reference.clone().filter(|_| !call.inbound),
        outcome: call.outcome.filter(|_| !call.inbound),
    }
}

fn seconds_words(seconds: i32) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {} s", seconds / 60, seconds % 60) }
}

fn what(call: &Call) -> String {
    if call.inbound {
        return match call.outcome {
            Some(Outcome::NoAnswer) => "Lead called back, missed".to_owned(),
            Some(Outcome::Answered) | None => "Lead called back".to_owned(),
            Some(outcome) => format!("Lead called back: {}", outcome.label().to_lowercase()),
        };
    }
    match (call.outcome, call.ordinal) {
        (Some(Outcome::Failed), _) => "Call failed, not counted".to_owned(),
        (Some(outcome @ (Outcome::Voicemail | Outcome::NoAnswer | Outcome::Busy)), Some(attempt)) => {
            format!("Attempt {attempt}: {}", outcome.label().to_lowercase())
        }
        (Some(outcome), _) => outcome.label().to_owned(),
        (None, _) => "Called".to_owned(),
    }
}

fn shape(call: &Call) -> Shape {
    let contact = call.outcome.is_some_and(Outcome::is_human_contact);
    match (call.inbound, call.status_after) {
        (true, _) if !contact => Shape::Hot,
        (_, Some(Status::BookedLocked)) => Shape::Status(StatusKind::Booked),
        (_, Some(Status::Unreachable)) => Shape::Status(StatusKind::Unreachable),
        (_, Some(Status::Released)) => Shape::Status(StatusKind::Released),
        (_, Some(Status::Active)) if contact => Shape::Status(StatusKind::Held),
        (_, Some(Status::Active)) => Shape::Status(StatusKind::Active),
        (_, None) => Shape::Plain,
    }
}

/// That of its outcome: its row keeps what the correction led to.
fn corrected_shape(call: &Call) -> Shape {
    let contact = call.outcome.is_some_and(Outcome::is_human_contact);
    match call.outcome {
        _ if call.inbound && !contact => Shape::Hot,
        _ if call.status_after.is_none() => Shape::Plain,
        Some(Outcome::Booked) => Shape::Status(StatusKind::Booked),
        Some(outcome) if outcome.ends_lead() => Shape::Status(StatusKind::Released),
        _ if contact => Shape::Status(StatusKind::Held),
        _ => Shape::Status(StatusKind::Active),
    }
}

/// What becomes of the number of a lead that became so, in a sentence.
pub(super) const fn led_to(status: StatusKind) -> &'static str {
    match status {
        StatusKind::Active => "Active again.",
        StatusKind::Held => "Held: the lead stays on this number.",
        StatusKind::Booked => "Locked to this number.",
        StatusKind::Unreachable => "The attempts are used up: the lead no longer has a number.",
        StatusKind::Released => "The lead no longer has a number.",
    }
}

/// What the call led to, in a sentence.
fn consequence(call: &Call, span: Option<Span>) -> String {
    let contact = call.outcome.is_some_and(Outcome::is_human_contact);
    let left = span
        .filter(|span| call.assignment_id == Some(span.assignment))
        .zip(call.ordinal)
        .map(|(span, made)| (i64::from(span.max_attempts) - made).max(0));
    match call.status_after {
        _ if call.inbound || call.outcome == Some(Outcome::Failed) => String::new(),
        Some(Status::BookedLocked) => led_to(StatusKind::Booked).to_owned(),
        Some(Status::Unreachable) => led_to(StatusKind::Unreachable).to_owned(),
        Some(Status::Released) if call.outcome.is_some_and(Outcome::ends_lead) => {
            led_to(StatusKind::Released).to_owned()
        }
        Some(Status::Released) => "The number had been given back before.".to_owned(),
        Some(Status::Active) if contact => led_to(StatusKind::Held).to_owned(),
        // Its attempts are counted, and bring it no nearer to an end.
        Some(Status::Active) if call.action_after == Some(Action::Held) => {
            "The number stays: the lead is held.".to_owned()
        }
        Some(Status::Active) => match left {
            Some(1) => "The number stays, 1 attempt left.".to_owned(),
            Some(left) if left > 1 => format!("The number stays, {left} attempts left."),
            _ => "The number stays.".to_owned(),
        },
        None => String::new(),
    }
}
