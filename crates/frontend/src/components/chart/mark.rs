//! A mark of a chart: its words on hover and focus, and the rows behind it as a link.

use super::plot::across;
use crate::components::steady::Steady;
use leptos::prelude::*;

/// What is pointed at: where, as a share of the width and in pixels, and the words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pointed(pub(super) RwSignal<Option<(f64, f64, String)>>);

impl Pointed {
    /// One for a chart and its marks.
    pub(super) fn new() -> Self {
        Self(RwSignal::new(None))
    }
}

/// A mark with its words.
#[component]
pub(super) fn Mark(
    /// Of the chart.
    pointed: Pointed,
    /// Where the words stand, as a share of the width.
    x: f64,
    /// Their lower edge.
    y: f64,
    /// The words.
    #[prop(into)]
    words: String,
    /// The rows behind it; empty where there are none to show.
    #[prop(optional, into)]
    href: String,
    /// The shape.
    children: Children,
) -> impl IntoView {
    let (on_enter, on_focus) = (words.clone(), words.clone());
    let point = move |words: &str| pointed.0.set(Some((x, y, words.to_owned())));
    let leave = move || pointed.0.set(None);
    let inner = children();
    if href.is_empty() {
        view! {
            <g
                {..Steady::new("tabindex", "0")}
                class="mark"
                role="img"
                aria-label=words
                on:pointerenter=move |_| point(&on_enter)
                on:pointerleave=move |_| leave()
                on:focus=move |_| point(&on_focus)
                on:blur=move |_| leave()
            >
                <title>{words.clone()}</title>
                {inner}
            </g>
        }
        .into_any()
    } else {
        view! {
            <g
                class="mark"
                on:pointerenter=move |_| point(&on_enter)
                on:pointerleave=move |_| leave()
                on:focusin=move |_| point(&on_focus)
                on:focusout=move |_| leave()
            >
                <a href=href aria-label=words>
                    <title>{words.clone()}</title>
                    {inner}
                </a>
            </g>
        }
        .into_any()
    }
}

/// The words of what is pointed at, over everything else of the chart. At its sides they stand beside the mark, so that
/// they are never cut.
#[component]
pub(super) fn Tip(pointed: Pointed) -> impl IntoView {
    move || {
        pointed.0.get().map(|(x, y, words)| {
            // Figures and letters of the font, on the average.
            let wide = words.chars().count() as f64 * 6.3 + 18.0;
            let left = format!("translate({:.1} 0)", -x * wide);
            let top = if y < 34.0 { y + 14.0 } else { y - 34.0 };
            view! {
                <g class="tip" aria-hidden="true" transform=left>
                    <rect x=across(x) y=format!("{top:.1}") width=format!("{wide:.1}") height="24" rx="6" />
                    <text
                        x=across(x)
                        dx=format!("{:.1}", wide / 2.0)
                        y=format!("{:.1}", top + 16.0)
                        text-anchor="middle"
                    >
                        {words}
                    </text>
                </g>
            }
        })
    }
}
