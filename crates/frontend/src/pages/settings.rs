//! Settings: the policy, and the keys of the API.

mod field;
mod keys;
mod policy;

pub use keys::KeysPage;
pub use policy::SettingsPage;

use leptos::prelude::*;

/// The sections at the left.
#[component]
fn SettingsMenu(
    /// Whose.
    slug: String,
    /// Whether the keys are open.
    #[prop(optional)]
    keys: bool,
) -> impl IntoView {
    let link = |label: &'static str, href: String, on: bool| {
        view! {
            <a class="nav-item" href=href aria-current=on.then_some("page")>
                {label}
            </a>
        }
    };
    view! {
        <nav class="sub-nav" aria-label="Settings">
            {link("Policy", format!("/b/{slug}/settings"), !keys)}
            {link("API keys", format!("/b/{slug}/settings/keys"), keys)}
        </nav>
    }
}
