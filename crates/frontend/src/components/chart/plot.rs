//! The frame of a chart with axes. It is as wide as there is room and always as high: across, places are shares of the
//! width, so that words and lines keep their size on a phone; up and down they are pixels.

use super::scale::short_day;
use chrono::NaiveDate;
use leptos::prelude::*;

/// How wide a path is drawn: it stretches.
pub(super) const WIDE: f64 = 1000.0;

/// A share of the width, as an attribute.
pub(crate) fn across(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// The frame: its words for screen readers, and lines from side to side with their values at the left.
#[component]
pub(crate) fn Plot(
    /// What it shows, for screen readers.
    label: String,
    /// In pixels.
    height: f64,
    /// Where each line lies, and its value.
    ticks: Vec<(f64, String)>,
    /// Room for words at the right.
    #[prop(optional)]
    words_at_right: bool,
    /// Everything else.
    children: Children,
) -> impl IntoView {
    let longest = ticks.iter().map(|(_, value)| value.chars().count()).max().unwrap_or(0);
    let class = match (longest > 4, words_at_right) {
        (false, false) => "plot",
        (true, false) => "plot long-values",
        (false, true) => "plot words-at-right",
        (true, true) => "plot long-values words-at-right",
    };
    view! {
        <div class=class>
            <svg class="chart" width="100%" height=height role="group" aria-label=label>
                <desc>{label.clone()}</desc>
                {ticks
                    .into_iter()
                    .map(|(y, value)| {
                        view! {
                            <line class="grid" x1="0" x2="100%" y1=format!("{y:.1}") y2=format!("{y:.1}") />
                            <text x="-8" y=format!("{:.1}", y + 4.0) text-anchor="end">
                                {value}
                            </text>
                        }
                    })
                    .collect_view()}
                {children()}
            </svg>
        </div>
    }
}

/// Paths [`WIDE`] across, which stretch with the frame; their strokes do not.
#[component]
pub(crate) fn Stretched(height: f64, children: Children) -> impl IntoView {
    view! {
        <svg
            class="stretched"
            width="100%"
            height=height
            viewBox=format!("0 0 {WIDE} {height}")
            preserveAspectRatio="none"
            overflow="visible"
            aria-hidden="true"
        >
            {children()}
        </svg>
    }
}

/// A dashed line from side to side.
pub(super) fn reference(y: f64) -> AnyView {
    view! { <line class="reference" x1="0" x2="100%" y1=format!("{y:.1}") y2=format!("{y:.1}") /> }.into_any()
}

/// First, middle and last day under the chart.
pub(super) fn axis(days: &[NaiveDate], x: impl Fn(usize) -> f64, y: f64) -> AnyView {
    let last = days.len().saturating_sub(1);
    let mut places = vec![(0, "start"), (last / 2, "middle"), (last, "end")];
    places.dedup_by_key(|(at, _)| *at);
    if last == 0 {
        places = vec![(0, "middle")];
    }
    let texts: Vec<(f64, &'static str, String)> = places
        .into_iter()
        .filter_map(|(at, anchor)| Some((x(at), anchor, short_day(*days.get(at)?))))
        .collect();
    texts
        .into_iter()
        .map(|(x, anchor, words)| {
            view! {
                <text x=across(x) y=y text-anchor=anchor>
                    {words}
                </text>
            }
        })
        .collect_view()
        .into_any()
}

/// A path through points; across they are shares of the width.
pub(crate) fn path<'p>(points: impl Iterator<Item = &'p (f64, f64)>) -> String {
    let mut path = String::new();
    for (nth, (x, y)) in points.enumerate() {
        path.push_str(&format!("{}{:.1} {y:.1}", if nth == 0 { "M" } else { "L" }, x * WIDE));
    }
    path
}
