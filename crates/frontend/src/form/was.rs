//! What fields held when a form was opened, sent along with what they hold now: what somebody else writes meanwhile is
//! then neither overwritten unseen nor in the way of the rest.

use super::Fields;
use leptos::prelude::*;

/// Hidden fields that say what others held. Of a refusal that tells what one holds by now, they take that over: whoever
/// saves again knows of it.
#[component]
pub fn Was(
    /// The form.
    form: Fields,
    /// By name.
    fields: Vec<(&'static str, String)>,
) -> impl IntoView {
    fields
        .into_iter()
        .map(|(name, held)| {
            let sent = format!("was[{name}]");
            let now = move || form.refusal().get()?.facts?.fields?.remove(name);
            let held = form.typed(&sent, held);
            let held = RwSignal::new(untrack(now).unwrap_or(held));
            Effect::new(move |_| {
                if let Some(now) = now() {
                    held.set(now);
                }
            });
            view! { <input type="hidden" name=sent value=move || held.get() /> }
        })
        .collect_view()
}
