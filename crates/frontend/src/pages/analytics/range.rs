//! Which days: presets, own ones, and what they are set against.

use super::Days;
use crate::components::chart::short_day;
use crate::components::{Button, Segment, Segments, Steady};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use steadyline_core::report::{Preset, Range};

/// The bar above everything.
#[component]
pub(super) fn RangeBar(days: Days, today: NaiveDate, range: Range, before: Range) -> impl IntoView {
    let chosen = range.preset(today);
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| {
            let of = Range::last(preset.days, today);
            Segment {
                label: preset.label.to_owned(),
                href: days.with(of.from, of.to),
                on: chosen == Some(preset),
            }
        })
        .collect();
    let whose = if days.broker.is_none() { "All brokers, " } else { "" };
    let words = format!("{whose}{}, compared with {}", told(range, today), told(before, today));
    let day = |value: NaiveDate| {
        Steady::new("type", "date").with("value", value.to_string()).with("max", today.to_string())
    };
    view! {
        <div class="bar range-bar">
            <Segments label="Range" options=presets />
            <details {..Steady::at_first("open", chosen.is_none())} class="fold range-own">
                <summary class="filter">"Custom days"</summary>
                <form class="bar" method="get" action=days.path()>
                    <label class="hush" for="from">
                        "First day"
                    </label>
                    <input
                        class="input"
                        id="from"
                        name="from"
                        {..day(range.from)}
                        required
                    />
                    <span aria-hidden="true">"–"</span>
                    <label class="hush" for="to">
                        "Last day"
                    </label>
                    <input
                        class="input"
                        id="to"
                        name="to"
                        {..day(range.to)}
                        required
                    />
                    <Button>"Show"</Button>
                </form>
            </details>
            <span class="dim">{words}</span>
        </div>
    }
}

/// "Oct 21 to Nov 19"; with the year where it is not this one. A day goes on in the next line as a whole.
fn told(range: Range, today: NaiveDate) -> String {
    let day = |day: NaiveDate| {
        let words = short_day(day).replace(' ', "\u{a0}");
        if day.year() == today.year() { words } else { format!("{words},\u{a0}{}", day.year()) }
    };
    if range.from == range.to { day(range.from) } else { format!("{} to {}", day(range.from), day(range.to)) }
}
