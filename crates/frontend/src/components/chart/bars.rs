//! A histogram.

use super::mark::{Mark, Pointed, Tip};
use super::scale::{ticks, told};
use leptos::prelude::*;

const WIDTH: f64 = 448.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 442.0;
const TOP: f64 = 10.0;
const FLOOR: f64 = 160.0;

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Under it; empty for most of many.
    pub label: String,
    /// How high.
    pub count: i64,
    /// Its colour's class; empty is the accent.
    pub class: &'static str,
    /// The words on hover and focus.
    pub words: String,
    /// The rows behind it.
    pub href: String,
}

/// Bars side by side.
#[component]
pub fn Bars(
    /// What they show, for screen readers.
    #[prop(into)]
    label: String,
    /// From left to right.
    bars: Vec<Bar>,
) -> impl IntoView {
    let pointed = Pointed::new();
    let ticks = ticks(bars.iter().map(|bar| bar.count).max().unwrap_or(0) as f64);
    let top = ticks.last().copied().unwrap_or(1.0);
    let step = (RIGHT - LEFT) / bars.len().max(1) as f64;
    let gap = (step * 0.18).min(6.0);
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="group" aria-label=label>
            <desc>{label.clone()}</desc>
            {ticks
                .into_iter()
                .map(|tick| {
                    let y = FLOOR - (FLOOR - TOP) * tick / top;
                    view! {
                        <path class="grid" d=format!("M{LEFT} {y:.1}H{RIGHT}") />
                        <text x=LEFT - 8.0 y=format!("{:.1}", y + 4.0) text-anchor="end">
                            {told(tick)}
                        </text>
                    }
                })
                .collect_view()}
            {bars
                .into_iter()
                .enumerate()
                .map(|(at, bar)| {
                    let left = LEFT + step * at as f64 + gap / 2.0;
                    let middle = LEFT + step * (at as f64 + 0.5);
                    let height = (FLOOR - TOP) * bar.count as f64 / top;
                    let y = FLOOR - height;
                    view! {
                        <g class=bar.class>
                            <Mark pointed=pointed x=middle y=y words=bar.words href=bar.href>
                                <rect class="hit" x=format!("{left:.1}") y=TOP width=format!("{:.1}", step - gap) height=FLOOR - TOP />
                                <rect
                                    class="bar-fill"
                                    x=format!("{left:.1}")
                                    y=format!("{y:.1}")
                                    width=format!("{:.1}", step - gap)
                                    height=format!("{height:.1}")
                                />
                            </Mark>
                        </g>
                        <text x=format!("{middle:.1}") y=FLOOR + 18.0 text-anchor="middle">
                            {bar.label}
                        </text>
                    }
                })
                .collect_view()}
            <Tip pointed=pointed width=WIDTH />
        </svg>
    }
}
