//! Cells of charts that are tables and tiles: the words of the one that is pointed at stand under the chart.

use crate::components::steady::Steady;
use leptos::prelude::*;

/// The words of the cell that is pointed at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told(RwSignal<String>);

/// A cell with its words, which leads to the rows behind it if there are any.
#[component]
pub fn ToldCell(
    /// Of the chart.
    told: Told,
    /// Its place and shade.
    #[prop(optional, into)]
    class: String,
    /// The words.
    words: String,
    /// The rows behind it; empty where there are none.
    href: String,
    /// The figure.
    children: Children,
) -> impl IntoView {
    let (on_enter, on_focus) = (words.clone(), words.clone());
    let leave = move || told.0.set(String::new());
    if href.is_empty() {
        view! {
            <span
                {..Steady::new("tabindex", "0")}
                class=class
                role="img"
                title=words.clone()
                aria-label=words
                on:pointerenter=move |_| told.0.set(on_enter.clone())
                on:pointerleave=move |_| leave()
                on:focus=move |_| told.0.set(on_focus.clone())
                on:blur=move |_| leave()
            >
                {children()}
            </span>
        }
        .into_any()
    } else {
        view! {
            <a
                class=class
                href=href
                title=words.clone()
                aria-label=words
                on:pointerenter=move |_| told.0.set(on_enter.clone())
                on:pointerleave=move |_| leave()
                on:focus=move |_| told.0.set(on_focus.clone())
                on:blur=move |_| leave()
            >
                {children()}
            </a>
        }
        .into_any()
    }
}

/// Where the words stand. The cells say them to screen readers themselves.
#[component]
pub fn ToldLine(told: Told) -> impl IntoView {
    view! {
        <p class="told-line" aria-hidden="true">
            {move || told.0.get()}
        </p>
    }
}
