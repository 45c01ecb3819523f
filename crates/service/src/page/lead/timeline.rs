//! The timeline of a lead: calls and changes in one line, newest first, a page at a time.

use super::super::history::{Span, timeline_call, told};
use super::Known;
use crate::ServiceError;
use chrono::{DateTime, Utc};
use std::collections::HashSet;
use steadyline_core::page::{TimelineEntry, TimelineQuery};
use steadyline_db::Tx;
use steadyline_db::page::event::{self, Entry, Which};
use steadyline_db::page::person::{self, Below, Call};
use uuid::Uuid;

/// Entries of a page.
const PAGE: usize = 50;

/// A page of the timeline.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) query: TimelineQuery,
    pub(super) entries: Vec<TimelineEntry>,
    pub(super) older: Option<String>,
    pub(super) named_call: Option<TimelineEntry>,
}

/// Of which source a row is; at the same time calls come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Event,
    Call,
}

/// The place of a row.
type Place = (DateTime<Utc>, Source, Uuid);

fn cursor((at, source, id): Place) -> String {
    let source = if source == Source::Call { "c" } else { "e" };
    format!("{}~{source}~{id}", at.timestamp_micros())
}

/// One that cannot be read begins anew.
fn read(text: &str) -> Option<Place> {
    let mut parts = text.split('~');
    let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
    let source = if parts.next()? == "c" { Source::Call } else { Source::Event };
    Some((at, source, parts.next()?.parse().ok()?))
}

impl Known {
    pub(super) async fn timeline(&self, tx: &mut Tx, query: TimelineQuery) -> Result<Timeline, ServiceError> {
        let (broker, lead, phone) = (self.broker.id, self.lead.id, self.lead.phone.as_ref());
        let after = read(&query.before);
        let calls_below = after.map(|(at, source, id)| match source {
            Source::Call => Below::Row(at, id),
            Source::Event => Below::Before(at),
        });
        let events_below = after.map(|(at, source, id)| match source {
            Source::Call => Below::UpTo(at),
            Source::Event => Below::Row(at, id),
        });
        let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let notes = query.show == "notes";
        let calls = match query.show.as_str() {
            "changes" => Vec::new(),
            _ => person::calls(tx, broker, lead, phone, notes, calls_below, most).await?,
        };
        let which = match query.show.as_str() {
            "calls" => None,
            "changes" => Some(Which::Changes),
            "notes" => Some(Which::Notes),
            _ => Some(Which::All),
        };
        let events = match which {
            Some(which) => event::of_person(tx, broker, lead, phone, which, events_below, most).await?,
            None => Vec::new(),
        };
        let (calls, events, older) = first_of(calls, events);
        // What a call did is told by the call itself, where calls are told.
        let recorded = match (events.last(), events.first()) {
            (Some(oldest), Some(newest)) if which == Some(Which::All) => {
                person::recorded_between(tx, broker, lead, phone, (oldest.at, newest.at)).await?
            }
            _ => Vec::new(),
        };
        let span = self.span();
        // What a correction led to is told by the call itself where corrections are not told.
        let corrected = match which {
            Some(Which::All | Which::Changes) => person::corrected(tx, broker, lead, phone).await?,
            Some(Which::Notes) | None => HashSet::new(),
        };
        let of_call = |call: &Call| timeline_call(self.teller, call, span, corrected.contains(&call.id));
        let told_calls = calls.iter().map(|call| (call.called_at, of_call(call)));
        let mut all: Vec<(DateTime<Utc>, TimelineEntry)> =
            told_calls.chain(told(self.teller, &events, recorded.into_iter())).collect();
        // Stable: what has the same time stays in its order, newest first.
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let named_call = match query.call.trim() {
            "" => None,
            named => person::call(tx, broker, lead, phone, named).await?,
        };
        Ok(Timeline {
            entries: all.into_iter().map(|(_, entry)| entry).collect(),
            older,
            named_call: named_call.as_ref().map(of_call),
            query,
        })
    }

    fn span(&self) -> Option<Span> {
        self.current.as_ref().map(|(assignment, _)| Span {
            assignment: assignment.id,
            max_attempts: assignment.progress.max_attempts,
        })
    }
}

/// The newest of both, and where the next page begins if there is more.
fn first_of(mut calls: Vec<Call>, mut events: Vec<Entry>) -> (Vec<Call>, Vec<Entry>, Option<String>) {
    let place_of_call = |call: &Call| (call.called_at, Source::Call, call.id);
    let place_of_event = |entry: &Entry| (entry.at, Source::Event, entry.id.0);
    let mut places: Vec<Place> =
        calls.iter().map(place_of_call).chain(events.iter().map(place_of_event)).collect();
    if places.len() <= PAGE {
        return (calls, events, None);
    }
    places.sort_unstable_by(|a, b| b.cmp(a));
    let Some(last) = places.get(PAGE - 1).copied() else { return (calls, events, None) };
    calls.retain(|call| place_of_call(call) >= last);
    events.retain(|entry| place_of_event(entry) >= last);
    (calls, events, Some(cursor(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for source in [Source::Call, Source::Event] {
            let place = (DateTime::UNIX_EPOCH, source, Uuid::from_u128(9));
            assert_eq!(read(&cursor(place)), Some(place));
        }
        assert_eq!(read("now"), None);
    }
}
