//! The sidebar, the bottom bar of a phone, and what is around every page.

use super::TopSlots;
use crate::components::fact::Avatar;
use crate::components::hotkey;
use crate::components::icon::{Glyph, Icon, Logo};
use crate::components::menu::{Menu, MenuItem, Opens};
use crate::components::toast::{Toaster, Toasts};
use leptos::prelude::*;

/// Counts beside the pages, written out; empty shows none.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NavCounts {
    /// Numbers in service.
    pub pool: String,
    /// Lead records.
    pub leads: String,
    /// Live assignments.
    pub assignments: String,
    /// Warnings that want a hand.
    pub warnings: u32,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// "Admin" or their office.
    pub role: String,
}

/// A page of the navigation: label, address, icon.
type Entry = (&'static str, &'static str, Glyph);

const PAGES: [Entry; 6] = [
    ("Dashboard", "/", Glyph::Dashboard),
    ("Pool", "/pool", Glyph::Pool),
    ("Leads", "/leads", Glyph::Leads),
    ("Assignments", "/assignments", Glyph::Assignments),
    ("Analytics", "/analytics", Glyph::Analytics),
    ("Diagnostics", "/diagnostics", Glyph::Diagnostics),
];
const BROKERS: Entry = ("Brokers", "/brokers", Glyph::Brokers);
const SETTINGS: Entry = ("Settings", "/settings", Glyph::Settings);

/// Whether a path belongs to a page.
fn is_at(path: &str, href: &str) -> bool {
    if href == "/" { path == "/" } else { path == href || path.starts_with(&format!("{href}/")) }
}

/// The frame of every page behind the sign-in.
#[component]
pub fn AppFrame(
    /// The path that is open.
    #[prop(into)]
    path: Signal<String>,
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
    #[prop(default = "/sign-out".into(), into)]
    sign_out: String,
    /// The broker being looked at; admins switch here.
    #[prop(optional, into)]
    broker: ViewFn,
    /// The dot that says when data was last fresh.
    #[prop(optional, into)]
    live: ViewFn,
    /// The page.
    children: Children,
) -> impl IntoView {
    hotkey::listen();
    let toaster = Toaster::provide();
    provide_context(TopSlots { broker, live });
    let dock_sign_out = sign_out.clone();
    view! {
        <a class="skip-link" href="#main">
            "Skip to content"
        </a>
        <div class="app">
            <aside class="side" aria-label="Sidebar">
                <a class="brand" href="/" aria-label="Steadyline, dashboard">
                    <Logo />
                    <span>"Steadyline"</span>
                </a>
                <nav class="nav" aria-label="Pages">
                    {PAGES.map(|entry| view! { <NavItem entry=entry path=path counts=counts /> })}
                    {move || {
                        admin.get().then(|| view! { <NavItem entry=BROKERS path=path counts=counts /> })
                    }}
                </nav>
                <div class="side-foot">
                    <nav class="nav" aria-label="Account">
                        <NavItem entry=SETTINGS path=path counts=counts />
                        <a
                            class="nav-item"
                            href="/shortcuts"
                            data-key="?"
                            aria-current=move || is_at(&path.get(), "/shortcuts").then_some("page")
                        >
                            <Icon glyph=Glyph::Keyboard />
                            <span>"Shortcuts"</span>
                            <kbd class="end" aria-hidden="true">
                                "?"
                            </kbd>
                        </a>
                    </nav>
                    <div class="me">
                        <Menu
                            id="me-menu"
                            class="me-button"
                            label="Your account"
                            opens=Opens::Up
                            face=move || view! { <Me person=person /> }
                        >
                            <Account action=sign_out />
                        </Menu>
                        <input
                            type="checkbox"
                            class="side-fold"
                            aria-label="Fold the sidebar"
                            title="Fold the sidebar"
                        />
                    </div>
                </div>
            </aside>
            <div class="main">{children()}</div>
        </div>
        <Dock path=path counts=counts admin=admin sign_out=dock_sign_out />
        <Toasts toaster=toaster />
    }
}

#[component]
fn Me(person: Signal<Person>) -> impl IntoView {
    view! {
        {move || view! { <Avatar name=person.get().name /> }}
        <span class="me-text cut">
            <span class="mid">{move || person.get().name}</span>
            <br />
            <span class="dim small">{move || person.get().role}</span>
        </span>
    }
}

#[component]
fn Account(action: String) -> impl IntoView {
    view! {
        <MenuItem href="/account" icon=Glyph::User>
            "Your account"
        </MenuItem>
        <form method="post" action=action>
            <MenuItem icon=Glyph::SignOut>"Sign out"</MenuItem>
        </form>
    }
}

#[component]
fn NavItem(entry: Entry, path: Signal<String>, counts: Signal<NavCounts>) -> impl IntoView {
    let (label, href, glyph) = entry;
    let count = move || match href {
        "/pool" => counts.get().pool,
        "/leads" => counts.get().leads,
        "/assignments" => counts.get().assignments,
        _ => String::new(),
    };
    view! {
        <a
            class="nav-item"
            href=href
            title=label
            aria-current=move || is_at(&path.get(), href).then_some("page")
        >
            <Icon glyph=glyph />
            <span>{label}</span>
            {if href == "/diagnostics" {
                view! { <Warnings counts=counts /> }.into_any()
            } else {
                view! { <span class="nav-count">{count}</span> }.into_any()
            }}
        </a>
    }
}

#[component]
fn Warnings(counts: Signal<NavCounts>) -> impl IntoView {
    move || {
        let warnings = counts.get().warnings;
        (warnings > 0).then(|| {
            view! {
                <span class="nav-count nav-alert">
                    {warnings}
                    <span class="hush">{if warnings == 1 { " warning" } else { " warnings" }}</span>
                </span>
            }
        })
    }
}

/// The bottom bar of a phone: four pages, and a menu for the rest.
#[component]
fn Dock(
    path: Signal<String>,
    counts: Signal<NavCounts>,
    admin: Signal<bool>,
    sign_out: String,
) -> impl IntoView {
    let item = move |index: usize, label: &'static str| {
        let (_, href, glyph) = PAGES[index];
        view! {
            <a
                class="dock-item"
                href=href
                aria-current=move || is_at(&path.get(), href).then_some("page")
            >
                <Icon glyph=glyph />
                {label}
            </a>
        }
    };
    view! {
        <nav class="dock" aria-label="Pages">
            {item(0, "Home")}
            {item(1, "Pool")}
            {item(2, "Leads")}
            {item(4, "Analytics")}
            <Menu
                id="more-menu"
                class="dock-item"
                opens=Opens::Up
                face=move || {
                    view! {
                        <Icon glyph=Glyph::More />
                        "More"
                        <Warnings counts=counts />
                    }
                }
            >
                {[3, 5]
                    .map(|index| {
                        let (label, href, glyph) = PAGES[index];
                        view! {
                            <MenuItem href=href icon=glyph>
                                {label}
                            </MenuItem>
                        }
                    })}
                {move || {
                    admin
                        .get()
                        .then(|| {
                            view! {
                                <MenuItem href=BROKERS.1 icon=BROKERS.2>
                                    {BROKERS.0}
                                </MenuItem>
                            }
                        })
                }}
                <MenuItem href=SETTINGS.1 icon=SETTINGS.2>
                    {SETTINGS.0}
                </MenuItem>
                <hr />
                <Account action=sign_out />
            </Menu>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn a_page_is_current_for_what_is_below_it_and_not_for_its_namesake() {
        assert!(is_at("/pool/add", "/pool"));
        assert!(!is_at("/poolside", "/pool"));
        assert!(!is_at("/pool", "/"));
    }
}
