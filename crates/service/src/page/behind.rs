//! What an address asks of the brokers behind a figure about all of them.

use super::calls::{hour, weekday};
use super::narrow::{self, Asked};
use super::pool::band;
use std::mem::take;
use steadyline_core::area_code::StateCode;
use steadyline_core::page::{BehindQuery, Counted, Unread};
use steadyline_db::report::{Behind, CallsOf};

/// What can be read of it, the figure that it then asks for, and what cannot be read or used.
pub(crate) fn figure_behind(query: BehindQuery) -> (BehindQuery, Behind, Vec<Unread>) {
    let (query, asked) = understood(query);
    let of = figure(&query);
    (query, of, asked.unread)
}

fn understood(query: BehindQuery) -> (BehindQuery, Asked) {
    let mut asked = Asked::default();
    let mut query = BehindQuery {
        of: asked.one("of", query.of, is_figure),
        weekday: asked.one("weekday", query.weekday, weekday),
        hour: asked.one("hour", query.hour, hour),
        area_code: asked.one("area_code", query.area_code, narrow::area_code),
        state: asked.one("state", query.state, narrow::parsed::<StateCode>),
        outcome: asked.one("outcome", query.outcome, is_booked),
        attempts: asked.one("attempts", query.attempts, narrow::first_answer),
        band: asked.one("band", query.band, |word| band(word.trim())),
        ..query
    };
    let has_place = !query.area_code.trim().is_empty() || !query.state.trim().is_empty();
    if has_place && matches!(query.of.trim(), "" | "calls") {
        // Said once where both are left out.
        let mut why = "Calls are kept by hours or by places, not by both.".to_owned();
        for (name, value) in [("weekday", &mut query.weekday), ("hour", &mut query.hour)] {
            if !value.trim().is_empty() {
                asked.leave_out(name, value, take(&mut why));
            }
        }
    }
    (query, asked)
}

fn is_figure(word: &str) -> Option<()> {
    let word = word.trim();
    (matches!(word, "calls" | "numbers") || Counted::parse(word).is_some()).then_some(())
}

fn is_booked(word: &str) -> Option<()> {
    (word.trim() == "booked").then_some(())
}

/// The figure of what was understood.
fn figure(query: &BehindQuery) -> Behind {
    let named = query.of.trim();
    match (named, Counted::parse(named), narrow::first_answer(&query.attempts)) {
        ("numbers", ..) => band(query.band.trim()).map_or(Behind::Numbers, Behind::Band),
        (_, Some(Counted::Answered), Some(nth)) => Behind::Attempts(nth),
        (_, Some(of), _) => Behind::Counted(of),
        (_, None, _) if is_booked(&query.outcome).is_some() => Behind::BookedCalls(calls_of(query)),
        (_, None, _) => Behind::Calls(calls_of(query)),
    }
}

fn calls_of(query: &BehindQuery) -> CallsOf {
    let (weekday, hour) = (weekday(&query.weekday), hour(&query.hour));
    let (area_code, state) = (narrow::area_code(&query.area_code), narrow::parsed(&query.state));
    if area_code.is_some() || state.is_some() {
        CallsOf::Place(area_code, state)
    } else if weekday.or(hour).is_some() {
        CallsOf::Hours(weekday, hour)
    } else {
        CallsOf::All
    }
}
