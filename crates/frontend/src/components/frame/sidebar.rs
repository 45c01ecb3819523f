//! The sidebar, and what is around every page.

use super::dock::Dock;
use super::nav::{
    ACTIVITY, ADMIN, ForAdmins, NavCounts, NavItem, PAGES, SETTINGS, SHORTCUTS, href, nav_labels,
};
use super::{ShortcutsOpen, TopSlots};
use crate::components::dialog::Dialog;
use crate::components::fact::Avatar;
use crate::components::focus::Focus;
use crate::components::hotkey;
use crate::components::icon::{Glyph, Logo};
use crate::components::keys::{KeyList, go_key};
use crate::components::menu::{Menu, MenuItem, Opens};
use crate::components::steady::Steady;
use crate::components::toast::{Toaster, Toasts};
use crate::loading::{Piece, Refresh};
use leptos::prelude::*;

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// "Admin" or "Broker".
    pub role: String,
}

/// The frame of every page behind the sign-in. The signals may read resources: they are read within
/// `Transition`s.
#[component]
pub fn AppFrame(
    /// The path that is open.
    #[prop(into)]
    path: Signal<String>,
    /// Where the pages of the broker begin: `/b/alder-finch`.
    #[prop(into)]
    base: Signal<String>,
    /// Counts beside the pages.
    #[prop(into)]
    counts: Signal<NavCounts>,
    /// Who is signed in.
    #[prop(into)]
    person: Signal<Person>,
    /// Shows what only admins see.
    #[prop(optional, into)]
    admin: Signal<bool>,
    /// Where the form that signs out posts to.
    #[prop(default = "/fn/sign_out".into(), into)]
    sign_out: String,
    /// The broker being looked at; admins switch here.
    #[prop(optional, into)]
    broker: ViewFn,
    /// The dot that says when data was last fresh.
    #[prop(optional, into)]
    live: ViewFn,
    /// What every page says first, if anything.
    #[prop(optional, into)]
    notice: ViewFn,
    /// The page that shows what a search found; without, there is no search.
    #[prop(optional, into)]
    find: Signal<String>,
    /// The field of the search.
    #[prop(optional, into)]
    search: ViewFn,
    /// The switch between light and dark.
    #[prop(optional, into)]
    theme: ViewFn,
    /// The page.
    children: Children,
) -> impl IntoView {
    hotkey::listen(Focus::keep());
    let toaster = Toaster::provide();
    provide_context(TopSlots { broker, live, notice, find, search });
    let shortcuts = RwSignal::new(false);
    provide_context(ShortcutsOpen(shortcuts));
    provide_context(ForAdmins(admin));
    let dock_theme = theme.clone();
    let dock_sign_out = sign_out.clone();
    let side = view! {
        <a class="brand" href="/" aria-label="Steadyline, home">
            <Logo />
            <span>"Steadyline"</span>
        </a>
        <nav class="nav" aria-label="Pages">
            <Transition>
                {PAGES
                    .map(|entry| {
                        view! { <NavItem entry=entry path=path base=base counts=counts /> }
                    })}
                {move || {
                    admin
                        .get()
                        .then(|| {
                            ADMIN
                                .map(|entry| {
                                    view! {
                                        <NavItem entry=entry path=path base=base counts=counts />
                                    }
                                })
                        })
                }}
            </Transition>
        </nav>
        <div class="side-foot">
            <nav class="nav" aria-label="Office">
                <Transition>
                    <NavItem entry=SETTINGS path=path base=base counts=counts />
                    <NavItem entry=SHORTCUTS path=path base=base counts=counts />
                    // A page without a line of its own, for its key.
                    <a
                        hidden
                        href=move || href(&base.get(), ACTIVITY)
                        data-go=go_key(ACTIVITY.label)
                    >
                        {ACTIVITY.label}
                    </a>
                </Transition>
            </nav>
            <div class="me">
                <Menu
                    id="me-menu"
                    class="me-button"
                    label="Your account"
                    opens=Opens::Up
                    face=view! { <Me person=person /> }
                >
                    <Account action=sign_out theme=theme />
                </Menu>
                <input
                    {..Steady::new("type", "checkbox")}
                    class="side-fold"
                    aria-label="Collapse the sidebar"
                    title="Collapse the sidebar"
                />
            </div>
        </div>
    };
    view! {
        <a class="skip-link" href="#main" rel="external">
            "Skip to content"
        </a>
        <div class="app">
            <aside class="side" aria-label="Sidebar">
                {Piece::new(side)}
            </aside>
            <div class="main">{children()}</div>
            <Toasts toaster=toaster />
        </div>
        <Dock path=path base=base counts=counts admin=admin sign_out=dock_sign_out theme=dock_theme />
        <Dialog open=shortcuts title="Shortcuts".to_owned() roomy=true>
            <KeyList pages=nav_labels() />
        </Dialog>
    }
}

#[component]
fn Me(person: Signal<Person>) -> impl IntoView {
    view! {
        <Transition>
            {move || {
                let Person { name, role } = person.get();
                view! {
                    <Avatar name=name.clone() />
                    <span class="me-text cut">
                        <span class="mid">{name}</span>
                        <br />
                        <span class="dim small">{role}</span>
                    </span>
                }
            }}
        </Transition>
    }
}

/// What one does with the own account.
#[component]
pub(super) fn Account(action: String, theme: ViewFn) -> impl IntoView {
    let refresh = Refresh::find();
    // What is heard until the next page is there is no longer theirs to read.
    let leave = move |_| {
        if let Some(refresh) = refresh {
            refresh.leave();
        }
    };
    view! {
        {theme.run()}
        <MenuItem href="/account" icon=Glyph::User>
            "Your account"
        </MenuItem>
        <form method="post" action=action on:submit=leave>
            <MenuItem icon=Glyph::SignOut>"Sign out"</MenuItem>
        </form>
    }
}
