//! How far something has come.

use leptos::prelude::*;
use steadyline_core::page::grouped;

/// A bar with its figures.
#[component]
pub fn Progress(
    /// What comes along.
    #[prop(into)]
    label: String,
    /// How many are done.
    done: i64,
    /// Of how many.
    of: i64,
) -> impl IntoView {
    let words = format!("{} of {}", grouped(done), grouped(of));
    view! {
        <div class="import-progress">
            <b class="strong">{label.clone()}</b>
            <progress max=of.max(1).to_string() value=done.to_string() aria-label=label>
                {words.clone()}
            </progress>
            <span class="mid" aria-live="polite">
                {words}
            </span>
        </div>
    }
}
