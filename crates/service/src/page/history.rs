//! The history in words: the activity of a pool, the timeline of a lead, what happened to a number.

mod call;
mod entry;

pub(super) use call::{Span, timeline_call};

use super::teller::{Teller, listed_lead, number_link};
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use steadyline_core::choice::Match;
use steadyline_core::id::AssignmentId;
use steadyline_core::import::Noun;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{Activity, Event, Shape, StatusKind, TimelineEntry, in_days};
use steadyline_db::page::event::Entry;

/// The status an entry of an assignment led to.
fn status_of(kind: &str) -> Option<StatusKind> {
    Some(match kind {
        "assignment.created" | "assignment.reopened" => StatusKind::Active,
        "assignment.held" => StatusKind::Held,
        "assignment.locked" => StatusKind::Booked,
        "assignment.unreachable" => StatusKind::Unreachable,
        "assignment.released" => StatusKind::Released,
        _ => return None,
    })
}

/// The shape of a release that was undone: of what the lead is again.
fn reinstated(entry: &Entry) -> Shape {
    StatusKind::parse(detail(entry, "state")).map_or(Shape::Plain, Shape::Status)
}

/// What came of a call, as the entry of its recording says.
fn outcome_of(entry: &Entry) -> Option<Outcome> {
    entry.detail.get("outcome")?.as_str()?.parse().ok()
}

/// The status of a new assignment that a call of that outcome opened.
fn opened_as(entry: &Entry) -> Option<StatusKind> {
    match outcome_of(entry)? {
        Outcome::Booked => Some(StatusKind::Booked),
        outcome => (outcome.is_human_contact() && !outcome.ends_lead()).then_some(StatusKind::Held),
    }
}

/// The words of another entry's detail.
fn detail<'e>(entry: &'e Entry, name: &str) -> &'e str {
    entry.detail.get(name).and_then(serde_json::Value::as_str).unwrap_or_default()
}

/// Entries that only say what another one of the same instant says better: the state a call led to, what its
/// outcome did to the lead, and the two halves of a rehoming.
fn without_echoes(entries: Vec<Entry>, calls: &HashSet<DateTime<Utc>>) -> Vec<Entry> {
    let moved: HashSet<DateTime<Utc>> =
        entries.iter().filter(|entry| entry.kind == "assignment.rehomed").map(|entry| entry.at).collect();
    let is_echo = |entry: &Entry| match entry.kind.as_str() {
        "assignment.released" | "assignment.created" if moved.contains(&entry.at) => true,
        "assignment.held"
        | "assignment.locked"
        | "assignment.unreachable"
        | "assignment.released"
        | "assignment.reopened"
        | "lead.suppressed"
        | "lead.phone_marked_bad"
        | "lead.closed_lost" => calls.contains(&entry.at),
        _ => false,
    };
    entries.into_iter().filter(|entry| !is_echo(entry)).collect()
}

/// Entries as a timeline tells them, in their order. `calls` are the times at which calls that are told beside
/// them were recorded. A correction says what status it led to, and has its shape: of a new assignment that it opened,
/// whose entry only says that it was assigned, the one that follows from its outcome.
pub(super) fn told(
    teller: Teller,
    entries: &[Entry],
    calls: impl Iterator<Item = DateTime<Utc>>,
) -> impl Iterator<Item = (DateTime<Utc>, TimelineEntry)> {
    let corrections = entries.iter().filter(|entry| entry.kind == "call.corrected").map(|entry| entry.at);
    let calls: HashSet<DateTime<Utc>> = calls.chain(corrections).collect();
    let anew: HashSet<DateTime<Utc>> =
        entries.iter().filter(|entry| entry.kind == "assignment.created").map(|entry| entry.at).collect();
    let led_to: Vec<(DateTime<Utc>, StatusKind)> = entries
        .iter()
        .filter(|entry| !anew.contains(&entry.at))
        .filter_map(|entry| Some((entry.at, status_of(&entry.kind)?)))
        .collect();
    without_echoes(entries.to_vec(), &calls).into_iter().map(move |entry| {
        let mut told = entry::timeline_entry(teller, &entry);
        let status = if anew.contains(&entry.at) {
            opened_as(&entry)
        } else {
            led_to.iter().find(|(at, _)| *at == entry.at).map(|(_, status)| *status)
        };
        if let Some(status) = status.filter(|_| entry.kind == "call.corrected") {
            told.shape = Shape::Status(status);
            told.detail = format!("{} {}", told.detail, call::led_to(status));
        }
        (entry.at, told)
    })
}

/// The last entries as lines, newest first.
pub(super) fn activity(teller: Teller, entries: Vec<Entry>, most: usize) -> Vec<Activity> {
    let is_call = |entry: &&Entry| matches!(entry.kind.as_str(), "call.recorded" | "call.corrected");
    let calls: HashSet<DateTime<Utc>> = entries.iter().filter(is_call).map(|entry| entry.at).collect();
    let led_to: Vec<(DateTime<Utc>, Option<AssignmentId>, StatusKind)> = entries
        .iter()
        .filter(|entry| entry.kind != "assignment.created")
        .filter_map(|entry| Some((entry.at, entry.assignment_id, status_of(&entry.kind)?)))
        .collect();
    without_echoes(entries, &calls)
        .into_iter()
        .take(most)
        .map(|entry| {
            let status = led_to
                .iter()
                .find(|(at, assignment, _)| *at == entry.at && *assignment == entry.assignment_id)
                .map(|(_, _, status)| *status);
            line(teller, &entry, status)
        })
        .collect()
}

/// Every entry as a line with who did it, also those that echo another.
pub(super) fn events(teller: Teller, entries: Vec<Entry>) -> Vec<Event> {
    entries.iter().map(|entry| Event { line: line(teller, entry, None), who: entry.actor.clone() }).collect()
}

fn line(teller: Teller, entry: &Entry, led_to: Option<StatusKind>) -> Activity {
    let (what, rest) = words(entry, led_to);
    let status = status_of(&entry.kind).or(led_to);
    let shape = match entry.kind.as_str() {
        "assignment.rehomed" => Shape::Status(StatusKind::Active),
        "assignment.reinstated" => reinstated(entry),
        _ => status.map_or(Shape::Plain, Shape::Status),
    };
    Activity {
        shape,
        at: teller.when(entry.at),
        lead: entry.lead.as_ref().map(listed_lead),
        what,
        number: entry.number.as_ref().map(|(id, number)| number_link(*id, number)),
        rest,
    }
}

/// What happened, before the number, and what follows it.
fn words(entry: &Entry, led_to: Option<StatusKind>) -> (String, String) {
    let reason = within(entry.reason.as_deref().unwrap_or_default());
    let plain = |what: &str| (what.to_owned(), String::new());
    match entry.kind.as_str() {
        "call.recorded" if detail(entry, "direction") == "inbound" => {
            let was_answered = outcome_of(entry).is_some_and(Outcome::is_human_contact);
            let what = if was_answered { "called back on" } else { "called back and was missed on" };
            (what.to_owned(), if led_to.is_some() { after_call(entry, led_to) } else { String::new() })
        }
        "call.asked" => plain("is to be called from"),
        "call.recorded" => (outcome_words(outcome_of(entry)).to_owned(), after_call(entry, led_to)),
        "call.corrected" => {
            let is = outcome_of(entry);
            let outcome = is.map_or("another outcome", Outcome::label).to_lowercase();
            if is.is_some_and(|is| is.as_str() == detail(entry, "was")) {
                return (format!("had a call corrected ({outcome}) on"), String::new());
            }
            (format!("corrected to {outcome} on"), after_call(entry, led_to))
        }
        "call.report_outranked" => plain("a later report was kept next to the one that counts, on"),
        "assignment.created" => ("assigned".to_owned(), match_words(detail(entry, "match")).to_owned()),
        "assignment.rehomed" => ("rehomed to".to_owned(), reason),
        "assignment.held" => ("held on".to_owned(), reason),
        "assignment.locked" => ("locked to".to_owned(), reason),
        "assignment.unreachable" => ("unreachable, slot free on".to_owned(), reason),
        "assignment.released" => ("released from".to_owned(), reason),
        "assignment.reinstated" => ("got back".to_owned(), reason),
        "assignment.reopened" => ("active again on".to_owned(), reason),
        "lead.created" => plain("was added"),
        "lead.edited" => plain("was changed"),
        "lead.noted" => plain("has a new note"),
        "number.edited" => plain("Changed:"),
        "lead.suppressed" => plain("was suppressed"),
        "lead.unsuppressed" => plain("is no longer suppressed"),
        "lead.erased" => plain("had its data erased"),
        "lead.phone_marked_bad" => plain("has a wrong phone"),
        "lead.phone_marked_good" => plain("has a good phone after all"),
        "lead.closed_lost" => plain("closed as lost"),
        "lead.reopened" => plain("is open again"),
        "lead.deal_changed" => match detail(entry, "to") {
            "closed_won" => plain("closed as won"),
            "closed_lost" => plain("closed as lost"),
            _ => plain("is open again"),
        },
        "rows.put_right" => {
            let rows = entry.detail.get("rows").and_then(serde_json::Value::as_i64).unwrap_or_default();
            (format!("{rows} rows corrected"), reason)
        }
        "number.added" => plain("Added"),
        "number.bought" => plain("Bought:"),
        "number.gone" => plain("Gone at SignalWire:"),
        "number.back" => plain("At SignalWire again:"),
        "number.released" => plain("Given up at SignalWire:"),
        "number.retired" if entry.detail.get("until").is_some() => plain("Giving up:"),
        "number.imported" => (format!("{} imported", counted(entry, Noun::Numbers)), String::new()),
        "number.import_undone" => {
            (format!("An import was undone, {} removed", counted(entry, Noun::Numbers)), String::new())
        }
        "lead.imported" => (format!("{} imported", counted(entry, Noun::Leads)), String::new()),
        "lead.import_undone" => {
            (format!("An import was undone, {} removed", counted(entry, Noun::Leads)), String::new())
        }
        "number.rested" => {
            let days = entry.detail.get("days").and_then(serde_json::Value::as_i64).unwrap_or_default();
            ("Resting:".to_owned(), in_days(days))
        }
        "number.rest_ended" => plain("Rested:"),
        "number.rest_undone" => plain("Rest undone:"),
        "number.activation_undone" => plain("Activation undone:"),
        "number.retirement_undone" => plain("Retirement undone:"),
        "number.edit_undone" => plain("Change undone:"),
        "number.giving_up_undone" => plain("Giving up undone:"),
        "number.activated" => plain("Activated:"),
        "number.retired" => plain("Retired:"),
        "health.dropped" => ("Health fell:".to_owned(), reason),
        "pool.low" => ("The pool runs low".to_owned(), reason),
        // Figures of what was ruled out are those of a lead that asked in vain.
        "pool.exhausted" if entry.detail.get("ruled_out").is_some() => plain("A lead found no free number"),
        "pool.exhausted" => plain("No number is free anymore"),
        other if entry.lead.is_some() => (other.replace(['.', '_'], " "), reason),
        other => (entry::sentence(&other.replace(['.', '_'], " ")).trim_end_matches('.').to_owned(), reason),
    }
}

/// Why, within a line: an outcome has no capital there. What somebody wrote stays as it is.
fn within(reason: &str) -> String {
    let is_outcome = Outcome::ALL.iter().any(|outcome| outcome.label() == reason);
    if is_outcome { reason.to_lowercase() } else { reason.to_owned() }
}

/// How many an import was about.
fn counted(entry: &Entry, noun: Noun) -> String {
    noun.counted(entry.detail.get(noun.as_str()).and_then(serde_json::Value::as_i64).unwrap_or_default())
}

const fn outcome_words(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Answered) => "answered on",
        Some(Outcome::Booked) => "booked on",
        Some(Outcome::NotInterested) => "was not interested on",
        Some(Outcome::DoNotCall) => "asked for no more calls on",
        Some(Outcome::WrongNumber) => "was not at that phone on",
        Some(Outcome::Voicemail) => "voicemail on",
        Some(Outcome::NoAnswer) => "no answer on",
        Some(Outcome::Busy) => "busy on",
        Some(Outcome::Failed) => "call failed on",
        None => "was called on",
    }
}

fn after_call(entry: &Entry, led_to: Option<StatusKind>) -> String {
    match led_to {
        Some(StatusKind::Held) => "now held".to_owned(),
        Some(StatusKind::Booked) => "now locked".to_owned(),
        Some(StatusKind::Unreachable) => "unreachable, slot free".to_owned(),
        Some(StatusKind::Released) => "released".to_owned(),
        Some(StatusKind::Active) => "active again".to_owned(),
        None if outcome_of(entry) == Some(Outcome::Failed) => "not counted".to_owned(),
        None => entry
            .detail
            .get("attempts")
            .and_then(serde_json::Value::as_i64)
            .map(|attempts| format!("attempt {attempts}"))
            .unwrap_or_default(),
    }
}

/// How a number was found, in the words of a sentence.
fn match_words(word: &str) -> &'static str {
    match word {
        "area_code" => "same area code",
        "state" => "same state",
        "anywhere" => Match::NONE_LOCAL,
        "previous" => "spoke on it before",
        "same_person" => "same person",
        _ => "",
    }
}
