//! An entry of the history as a timeline tells it.

use super::super::teller::{Teller, listed_lead, number_link};
use super::{detail, match_words, outcome_of, reinstated, status_of};
use crate::lead::TOLD;
use steadyline_core::area_code::StateCode;
use steadyline_core::carrier::{HOLD, dollars};
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{Shape, StatusKind, TimelineEntry, in_days};
use steadyline_core::phone::E164;
use steadyline_db::page::event::Entry;

/// What one entry says.
#[derive(Default)]
struct Words {
    what: String,
    link_word: &'static str,
    detail: String,
    note: String,
}

impl Words {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    fn link(self, link_word: &'static str) -> Self {
        Self { link_word, ..self }
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: sentence(&detail.into()), ..self }
    }

    fn note(self, note: Option<&String>) -> Self {
        Self { note: note.cloned().unwrap_or_default(), ..self }
    }
}

/// With a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let Some(first) = letters.next() else { return String::new() };
    let text: String = first.to_uppercase().chain(letters).collect();
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// An entry as a timeline tells it.
pub(super) fn timeline_entry(teller: Teller, entry: &Entry) -> TimelineEntry {
    let Words { what, link_word, detail, note } = words(entry);
    let shape = match (entry.kind.as_str(), status_of(&entry.kind)) {
        ("assignment.rehomed", _) => Shape::Status(StatusKind::Active),
        ("assignment.reinstated", _) => reinstated(entry),
        (_, Some(status)) => Shape::Status(status),
        _ => Shape::Plain,
    };
    TimelineEntry {
        shape,
        what,
        number: entry
            .number
            .as_ref()
            .filter(|_| !link_word.is_empty())
            .map(|(id, number)| number_link(*id, number)),
        link_word: link_word.to_owned(),
        lead: entry.lead.as_ref().map(listed_lead),
        who: entry.actor.clone(),
        detail,
        note,
        at: teller.when(entry.at),
        call_id: None,
        outcome: None,
    }
}

fn words(entry: &Entry) -> Words {
    let reason = entry.reason.as_ref();
    let why = || reason.cloned().unwrap_or_default();
    match entry.kind.as_str() {
        "call.corrected" => corrected(entry, "Corrected"),
        "call.asked" => Words::of("To be called").link("from"),
        "call.report_outranked" => corrected(entry, "Another report, kept next to the one that counts"),
        "assignment.created" => {
            let found = match_words(detail(entry, "match"));
            let limit = entry.detail.get("max_attempts").and_then(serde_json::Value::as_i64);
            let parts = [
                sentence(if found.is_empty() { reason.map_or("", String::as_str) } else { found }),
                limit.map(|limit| format!("Up to {limit} attempts.")).unwrap_or_default(),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Words::of("Assigned").link("to").detail(parts.join(" "))
        }
        "assignment.rehomed" => Words::of("Rehomed").link("to").detail(why()),
        "assignment.held" => Words::of("Held").link("on").detail(why()),
        "assignment.locked" => Words::of("Locked").link("to").detail(why()),
        "assignment.unreachable" => Words::of("Unreachable").link("on").detail(why()),
        "assignment.released" => Words::of("Released").link("from").detail(why()),
        "assignment.reinstated" => Words::of("Release undone: back").link("on").detail(if reason.is_some() {
            why()
        } else {
            "with the attempts, answers and booking it had".to_owned()
        }),
        "assignment.reopened" => Words::of("Active again").link("on").detail(why()),
        "lead.created" => Words::of("Lead created"),
        "lead.noted" => Words::of("Note").note(reason),
        "lead.edited" => Words::of("Lead changed").detail(changed(entry)),
        "lead.suppressed" => Words::of("Suppressed").detail(why()),
        "lead.unsuppressed" => Words::of("No longer suppressed").detail(why()),
        "lead.erased" => Words::of("Erased").detail("name, phone, notes and what was said are gone"),
        "lead.phone_marked_bad" => Words::of("Phone marked as wrong").detail(why()),
        "lead.phone_marked_good" => Words::of("Phone no longer marked as wrong").detail(why()),
        "lead.closed_lost" => Words::of("Deal closed as lost").detail(why()),
        "lead.reopened" => Words::of("Deal open again").detail(why()),
        "lead.deal_changed" => Words::of(match detail(entry, "to") {
            "closed_won" => "Deal closed as won",
            "closed_lost" => "Deal closed as lost",
            _ => "Deal open again",
        }),
        "number.added" => {
            let is_synced = entry.detail.get("synced").is_some();
            Words::of("Added to the pool").detail(if is_synced { "it was found at SignalWire" } else { "" })
        }
        "number.bought" => Words::of("Bought at SignalWire").detail(price(entry)),
        "number.gone" => Words::of("Gone at SignalWire").detail("it takes no leads until it is back"),
        "number.back" => Words::of("At SignalWire again"),
        "number.released" => Words::of("Given up at SignalWire"),
        "number.giving_up_undone" => Words::of("Giving up undone"),
        "number.retired" if entry.detail.get("until").is_some() => {
            let held = format!("callbacks still reach you for {} days", HOLD.num_days());
            Words::of("Giving up").detail(held)
        }
        "number.imported" => Words::of("Imported"),
        "number.edited" => Words::of("Number changed").detail(number_changed(entry)),
        "number.rest_undone" => Words::of("Rest undone"),
        "number.activation_undone" => Words::of("Activation undone"),
        "number.retirement_undone" => Words::of("Retirement undone"),
        "number.edit_undone" => Words::of("Change undone"),
        "number.rested" => {
            let days = entry.detail.get("days").and_then(serde_json::Value::as_i64).unwrap_or_default();
            Words::of("Rests").detail(format!("{} without new leads", in_days(days)))
        }
        "number.rest_ended" => Words::of("Rest is over"),
        "number.activated" => Words::of("Activated"),
        "number.retired" => Words::of("Retired").detail(why()),
        "health.dropped" => Words::of("Health fell").detail(why()),
        other => Words::of(sentence(&other.replace(['.', '_'], " ")).trim_end_matches('.')).detail(why()),
    }
}

fn corrected(entry: &Entry, what: &str) -> Words {
    let is = outcome_of(entry).map_or("unknown", Outcome::label).to_lowercase();
    let was = detail(entry, "was").parse::<Outcome>().map_or("unknown", Outcome::label).to_lowercase();
    let detail = match what {
        "Corrected" if was == is => "the outcome stays".to_owned(),
        "Corrected" => format!("it was {was}"),
        _ => format!("{was} still counts"),
    };
    Words::of(format!("{what}: {is}")).link("on").detail(detail).note(entry.reason.as_ref())
}

/// What a number costs.
fn price(entry: &Entry) -> String {
    let cents = entry.detail.get("monthly_cents").and_then(serde_json::Value::as_i64);
    cents.map(|cents| format!("{} a month", dollars(cents))).unwrap_or_default()
}

/// What an edit of a lead changed. Entries of before say less: that there is another phone.
fn changed(entry: &Entry) -> String {
    let is_true = |name: &str| entry.detail.get(name).and_then(serde_json::Value::as_bool) == Some(true);
    let changes = entry.detail.get("changes");
    let mut parts: Vec<String> = TOLD
        .into_iter()
        .filter_map(|(field, _)| {
            let change = changes?.get(field)?;
            let word = field.replace('_', " ");
            let value = |end: &str| Some(shown(field, change.get(end)?.as_str()?));
            Some(match (value("from"), value("to")) {
                (Some(from), Some(to)) => format!("{word} from {from} to {to}"),
                (None, Some(to)) => format!("{word} set to {to}"),
                (Some(from), None) => format!("{word} {from} removed"),
                (None, None) => return None,
            })
        })
        .collect();
    if changes.is_none() && is_true("phone_changed") {
        parts.push("another phone".to_owned());
    }
    if is_true("notes_changed") {
        parts.push("notes".to_owned());
    }
    parts.join(", ")
}

/// A value of a lead as pages show it.
fn shown(field: &str, value: &str) -> String {
    let known = match field {
        "phone" => E164::parse(value).ok().map(|phone| phone.national()),
        "state" => StateCode::parse(value).ok().and_then(|state| state.name().map(str::to_owned)),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}

/// Where an edit of a number left it.
fn number_changed(entry: &Entry) -> String {
    let parts = [("label", "label"), ("area_code", "area code"), ("state", "state")].map(|(name, word)| {
        Some(detail(entry, name)).filter(|value| !value.is_empty()).map(|value| format!("{word} {value}"))
    });
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_large_and_ends_with_a_stop() {
        assert_eq!(sentence("same area code"), "Same area code.");
        assert_eq!(sentence("It rests. "), "It rests.");
        assert_eq!(sentence(" "), "");
    }
}
