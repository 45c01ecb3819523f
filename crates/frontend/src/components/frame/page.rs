//! A page's top bar and its content.

use super::{Arrival, TopSlots};
use crate::components::icon::{Glyph, Icon};
use crate::components::steady::Steady;
use crate::loading::Piece;
use leptos::prelude::*;
use leptos_meta::Title;

/// A page above this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its title.
    pub label: String,
    /// Where it is.
    pub href: String,
}

impl Crumb {
    /// A crumb.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A page: its title in the top bar and in the tab, and its content.
#[component]
pub fn Page(
    /// What it shows.
    #[prop(into)]
    title: String,
    /// The pages above it.
    #[prop(optional)]
    crumbs: Vec<Crumb>,
    /// As wide as the window: tables.
    #[prop(optional)]
    wide: bool,
    /// 720 px: forms and confirmations.
    #[prop(optional)]
    narrow: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let slots = use_context::<TopSlots>().unwrap_or_default();
    let search = slots.search.clone();
    let class = match (wide, narrow) {
        (true, _) => "page wide",
        (_, true) => "page narrow",
        _ => "page",
    };
    let heading = NodeRef::new();
    Arrival::at(title.clone(), heading);
    view! {
        <Title text=format!("{title} · Steadyline") />
        <header class="top">
            <div class="crumbs">
                {slots.broker.run()}
                {crumbs
                    .into_iter()
                    .map(|crumb| {
                        view! {
                            <a class="wide-only" href=crumb.href>
                                {crumb.label}
                            </a>
                            <span class="slash wide-only" aria-hidden="true">
                                "/"
                            </span>
                        }
                    })
                    .collect_view()} <h1 {..Steady::new("tabindex", "-1")} node_ref=heading>
                    {title}
                </h1>
            </div>
            // The address may be known by what is read: the first broker of who is signed in.
            <Transition>
                {move || {
                    let find = slots.find.get();
                    (!find.is_empty())
                        .then(|| {
                            view! {
                                {search.run()}
                                <a class="icon-button phone-only end" href=find aria-label="Search">
                                    <Icon glyph=Glyph::Search />
                                </a>
                            }
                        })
                }}
            </Transition>
            {slots.live.run()}
        </header>
        <main {..Steady::new("tabindex", "-1")} class=class id="main">
            {Piece::later(move || {
                view! {
                    {slots.notice.run()}
                    {children()}
                }
            })}
        </main>
    }
}

/// Whether the page hears of what changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    /// As the server rendered it.
    #[default]
    Still,
    /// Heard from the server just now.
    Live,
    /// Nothing heard for longer than usual; trying again.
    Late,
    /// Nobody is signed in any more; not trying.
    SignedOut,
}

/// Says when the data was last fresh.
#[component]
pub fn LiveDot(
    /// Whether the page hears of changes.
    #[prop(into)]
    state: Signal<LiveState>,
    /// When it last did, as "2 s ago".
    #[prop(into)]
    since: Signal<String>,
    /// The exact time, on hover.
    #[prop(optional, into)]
    exact: Signal<String>,
) -> impl IntoView {
    let name = move || match state.get() {
        LiveState::Still => "off",
        LiveState::Live => "live",
        LiveState::Late | LiveState::SignedOut => "late",
    };
    let words = move || match state.get() {
        LiveState::Still => "As of",
        LiveState::Live => "Live",
        LiveState::Late => "Reconnecting",
        LiveState::SignedOut => "Signed out",
    };
    view! {
        <span class="live" data-state=name title=move || exact.get()>
            <svg viewBox="0 0 12 12" aria-hidden="true">
                <circle class="halo" cx="6" cy="6" r="6" fill="currentColor" />
                <circle cx="6" cy="6" r="3" fill="currentColor" />
            </svg>
            <span>
                // On a phone the time alone as long as nothing is live, else the word alone.
                <b class=move || (state.get() == LiveState::Still).then_some("wide-only")>{words}</b>
                <span class=move || (state.get() != LiveState::Still).then_some("wide-only")>
                    {move || {
                        let dot = if state.get() == LiveState::Still { " " } else { " · " };
                        format!("{dot}{}", since.get())
                    }}
                </span>
            </span>
        </span>
    }
}
