//! The funnel's shape: each step's share of the first.

use leptos::prelude::*;

const HEIGHT: f64 = 126.0;
const STEP: f64 = 160.0;
const BLOCK: f64 = 76.0;

/// Blocks as high as their count, with the flow between them.
#[component]
pub fn FunnelArt(
    /// What it shows, for screen readers.
    #[prop(into)]
    label: String,
    /// Leads of each step.
    counts: Vec<f64>,
) -> impl IntoView {
    let first = counts.first().copied().unwrap_or(0.0).max(1.0);
    let high = move |count: f64| if count > 0.0 { (HEIGHT * count / first).clamp(2.0, HEIGHT) } else { 0.0 };
    let flows = counts
        .windows(2)
        .enumerate()
        .map(|(at, pair)| {
            let (from, to) = (high(pair[0]), high(pair[1]));
            let left = STEP * at as f64 + BLOCK;
            let (middle, right) = (left + (STEP - BLOCK) / 2.0, left + STEP - BLOCK);
            let (top, end) = ((HEIGHT - from) / 2.0, (HEIGHT - to) / 2.0);
            let d = format!(
                "M{left} {top:.1}C{middle} {top:.1} {middle} {end:.1} {right} {end:.1}V{:.1}C{middle} {:.1} {middle} {:.1} {left} {:.1}Z",
                end + to,
                end + to,
                top + from,
                top + from
            );
            view! { <path class="bar-flow" d=d /> }
        })
        .collect_view();
    let blocks = counts
        .iter()
        .enumerate()
        .map(|(at, count)| {
            let height = high(*count);
            view! {
                <rect
                    class="bar-fill"
                    x=STEP * at as f64
                    y=format!("{:.1}", (HEIGHT - height) / 2.0)
                    width=BLOCK
                    height=format!("{height:.1}")
                />
            }
        })
        .collect_view();
    view! {
        <svg class="chart funnel-art" viewBox="0 0 640 126" preserveAspectRatio="none" role="img" aria-label=label>
            <desc>{label.clone()}</desc>
            {flows}
            {blocks}
        </svg>
    }
}
