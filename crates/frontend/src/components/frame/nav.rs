//! The pages of the navigation.

use super::ShortcutsOpen;
use crate::components::icon::{Glyph, Icon};
use crate::components::keys::go_key;
use crate::components::link::leads_elsewhere;
use leptos::ev::MouseEvent;
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
    /// What wants a hand.
    pub diagnostics: String,
}

impl NavCounts {
    /// The count beside a page; empty where none is shown.
    pub(super) fn of(self, entry: Entry) -> String {
        match entry.path {
            "/pool" => self.pool,
            "/leads" => self.leads,
            "/assignments" => self.assignments,
            "/diagnostics" => self.diagnostics,
            _ => String::new(),
        }
    }
}

/// A page of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) label: &'static str,
    /// Behind the broker's address, or a whole path.
    pub(super) path: &'static str,
    pub(super) glyph: Glyph,
}

const fn entry(label: &'static str, path: &'static str, glyph: Glyph) -> Entry {
    Entry { label, path, glyph }
}

/// Pages of a broker; the first is its dashboard.
pub(super) const PAGES: [Entry; 6] = [
    entry("Dashboard", "", Glyph::Dashboard),
    entry("Pool", "/pool", Glyph::Pool),
    entry("Leads", "/leads", Glyph::Leads),
    entry("Assignments", "/assignments", Glyph::Assignments),
    entry("Analytics", "/analytics", Glyph::Analytics),
    entry("Diagnostics", "/diagnostics", Glyph::Diagnostics),
];
/// Pages in a phone's bottom bar; the others are in its menu.
pub(super) const IN_DOCK: usize = 4;
/// What happened; no line of its own in the sidebar, but a key.
pub(super) const ACTIVITY: Entry = entry("Activity", "/activity", Glyph::History);
pub(super) const SETTINGS: Entry = entry("Settings", "/settings", Glyph::Settings);
/// What only admins see.
pub(super) const ADMIN: [Entry; 5] = [
    entry("Analytics, all brokers", "/admin/analytics", Glyph::Analytics),
    entry("Brokers", "/admin/brokers", Glyph::Brokers),
    entry("Users", "/admin/users", Glyph::User),
    entry("SignalWire", "/admin/signalwire", Glyph::Call),
    entry("Admin keys", "/admin/keys", Glyph::Key),
];

/// Whether what only admins see is shown; read within a `Transition`.
#[derive(Clone, Copy, Debug)]
pub(super) struct ForAdmins(pub(super) Signal<bool>);

/// The pages that keys lead to, by their names: those that who is signed in may open.
pub fn nav_labels() -> Signal<Vec<&'static str>> {
    let shown = use_context::<ForAdmins>();
    Signal::derive(move || {
        let is_admin = shown.is_some_and(|ForAdmins(shown)| shown.get());
        let admins: &[Entry] = if is_admin { &ADMIN } else { &[] };
        let rest = [ACTIVITY, SETTINGS];
        PAGES.iter().chain(&rest).chain(admins).map(|entry| entry.label).collect()
    })
}

/// Where an entry leads.
pub(super) fn href(base: &str, entry: Entry) -> String {
    if entry.path.starts_with("/admin") || entry.path == SHORTCUTS.path {
        entry.path.to_owned()
    } else {
        format!("{base}{}", entry.path)
    }
}

/// Pages that belong to an entry and whose addresses do not say so.
/// An import is of numbers or of leads, which its address does not say either: there no entry is lit.
const ELSEWHERE: [(&str, &str); 3] =
    [("/many", "/leads"), ("/calls", "/analytics"), ("/counted", "/analytics")];

/// Whether a path belongs to an entry.
pub(super) fn is_at(path: &str, base: &str, entry: Entry) -> bool {
    let (href, path) = (href(base, entry), path.trim_end_matches('/'));
    if entry.path.is_empty() {
        return path == href;
    }
    let is_below = |above: &str| {
        let rest = path.strip_prefix(above);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut elsewhere = ELSEWHERE.iter().filter(|(_, of)| *of == entry.path);
    is_below(&href) || elsewhere.any(|(page, _)| is_below(&format!("{base}{page}")))
}

pub(super) const SHORTCUTS: Entry = entry("Shortcuts", "/shortcuts", Glyph::Keyboard);

/// One line of the sidebar.
#[component]
pub(super) fn NavItem(
    entry: Entry,
    path: Signal<String>,
    base: Signal<String>,
    counts: Signal<NavCounts>,
) -> impl IntoView {
    let count = move || counts.get().of(entry);
    let presses = entry.path == "/diagnostics";
    let shortcuts = use_context::<ShortcutsOpen>().filter(|_| entry == SHORTCUTS);
    let open = move |event: MouseEvent| {
        if let Some(ShortcutsOpen(open)) = shortcuts.filter(|_| !leads_elsewhere(&event)) {
            event.prevent_default();
            open.set(true);
        }
    };
    view! {
        <a
            class="nav-item"
            href=move || href(&base.get(), entry)
            title=entry.label
            data-key=(entry == SHORTCUTS).then_some("?")
            data-go=go_key(entry.label)
            on:click=open
            aria-current=move || is_at(&path.get(), &base.get(), entry).then_some("page")
        >
            <Icon glyph=entry.glyph />
            <span>{entry.label}</span>
            {if entry == SHORTCUTS {
                view! {
                    <kbd class="end" aria-hidden="true">
                        "?"
                    </kbd>
                }
                    .into_any()
            } else {
                let class = move || {
                    if presses && !count().is_empty() { "nav-count nav-alert" } else { "nav-count" }
                };
                view! { <span class=class>{count}</span> }.into_any()
            }}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_current_for_what_is_below_it_and_not_for_its_namesake() {
        let [dashboard, pool, ..] = PAGES;
        assert!(is_at("/b/alder/pool/add", "/b/alder", pool));
        assert!(!is_at("/b/alder/poolside", "/b/alder", pool));
        assert!(is_at("/b/alder/", "/b/alder", dashboard));
        assert!(!is_at("/b/alder/pool", "/b/alder", dashboard));
        assert!(is_at("/admin/brokers/new", "/b/alder", ADMIN[1]));
        let leads = PAGES[2];
        assert!(is_at("/b/alder/many/release", "/b/alder", leads));
        assert!(!is_at("/b/alder/imports", "/b/alder", leads));
        assert!(!is_at("/b/alder/calls", "/b/alder", leads));
    }
}
