//! Settings: the policy, the connection to SignalWire, and the keys of the API. Who signs in has pages of its own, [`super::people`].

mod client;
mod events;
mod field;
mod keys;
mod n8n;
mod policy;
mod preview;
mod signalwire;

pub use events::{DeliveryPage, EditEndpointPage, EndpointPage, EventsPage, NewEndpointPage};
pub use keys::{AdminKeysPage, KeysPage, NewAdminKeyPage, NewKeyPage};
pub use n8n::N8nPage;
pub use policy::SettingsPage;
pub use signalwire::{AdminCarrierPage, CarrierPage, EditAdminCarrierPage, EditCarrierPage};

use crate::address::use_broker;
use leptos::prelude::*;
use steadyline_api::ApiError;

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What the pool does by itself.
    Policy,
    /// Who signs in for the office.
    Users,
    /// Keys of the API.
    Keys,
    /// The connection to SignalWire.
    SignalWire,
    /// Programs that are told what happens.
    Events,
    /// Workflows for n8n.
    N8n,
}

impl Section {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Policy, "Policy", ""),
        (Self::Users, "Users", "/users"),
        (Self::SignalWire, "SignalWire", "/signalwire"),
        (Self::Keys, "API keys", "/keys"),
        (Self::Events, "Events", "/events"),
        (Self::N8n, "n8n", "/n8n"),
    ];
}

/// A part of an office's settings, or what stands for it while it loads and where it failed, beside the menu of all parts.
/// Pages of admins, which are of no office, have no menu.
pub(crate) fn beside_menu(section: Section, content: AnyView) -> AnyView {
    let slug = use_broker().get_untracked();
    if slug.is_empty() {
        return content;
    }
    view! {
        <div class="with-menu">
            <SettingsMenu slug=slug section=section />
            {content}
        </div>
    }
    .into_any()
}

/// The parts at the left.
#[component]
fn SettingsMenu(
    /// Whose.
    slug: String,
    /// The one that is open.
    section: Section,
) -> impl IntoView {
    view! {
        <nav class="sub-nav" aria-label="Settings">
            {Section::ALL
                .map(|(own, label, path)| {
                    view! {
                        <a
                            class="nav-item"
                            href=format!("/b/{slug}/settings{path}")
                            aria-current=(own == section).then_some("page")
                        >
                            {label}
                        </a>
                    }
                })}
        </nav>
    }
}

/// The version that a form sends: the one that was seen. Refused because somebody was quicker, it is the one they
/// made: whoever saves again was told of their changes.
pub(crate) fn version_of(
    seen: i32,
    refused: impl Fn() -> Option<ApiError> + Send + Sync + 'static,
) -> RwSignal<i32> {
    let version = RwSignal::new(seen);
    Effect::new(move |_| {
        if let Some(now) = refused().and_then(|error| error.facts).and_then(|facts| facts.version) {
            version.set(now);
        }
    });
    version
}
