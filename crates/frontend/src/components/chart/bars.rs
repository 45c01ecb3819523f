//! A histogram.

use super::mark::{Mark, Pointed, Tip};
use super::plot::{Plot, across};
use super::scale::{told, whole_ticks};
use leptos::prelude::*;

const HEIGHT: f64 = 190.0;
const TOP: f64 = 10.0;
const FLOOR: f64 = 160.0;
/// Of a bar's place, what is left free.
const GAP: f64 = 0.16;

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
    let ticks = whole_ticks(bars.iter().map(|bar| bar.count).max().unwrap_or(0) as f64);
    let top = ticks.last().copied().unwrap_or(1.0);
    let step = 1.0 / bars.len().max(1) as f64;
    let ticks = ticks.into_iter().map(|tick| (FLOOR - (FLOOR - TOP) * tick / top, told(tick))).collect();
    view! {
        <Plot label=label height=HEIGHT ticks=ticks>
            {bars
                .into_iter()
                .enumerate()
                .map(|(at, bar)| {
                    let left = across(step * (at as f64 + GAP / 2.0));
                    let wide = across(step * (1.0 - GAP));
                    let middle = step * (at as f64 + 0.5);
                    let height = (FLOOR - TOP) * bar.count as f64 / top;
                    let y = FLOOR - height;
                    view! {
                        <g class=bar.class>
                            <Mark pointed=pointed x=middle y=y words=bar.words href=bar.href>
                                <rect class="hit" x=left.clone() y=TOP width=wide.clone() height=FLOOR - TOP />
                                <rect
                                    class="bar-fill"
                                    x=left
                                    y=format!("{y:.1}")
                                    width=wide
                                    height=format!("{height:.1}")
                                />
                            </Mark>
                        </g>
                        <text x=across(middle) y=FLOOR + 18.0 text-anchor="middle">
                            {bar.label}
                        </text>
                    }
                })
                .collect_view()}
            <Tip pointed=pointed />
        </Plot>
    }
}
