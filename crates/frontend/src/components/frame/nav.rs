//! The pages of the navigation.

use crate::components::icon::{Glyph, Icon};
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
pub(super) const PAGES: [Entry; 4] = [
    entry("Dashboard", "", Glyph::Dashboard),
    entry("Pool", "/pool", Glyph::Pool),
    entry("Leads", "/leads", Glyph::Leads),
    entry("Assignments", "/assignments", Glyph::Assignments),
];
pub(super) const SETTINGS: Entry = entry("Settings", "/settings", Glyph::Settings);
/// What only admins see.
pub(super) const ADMIN: [Entry; 3] = [
    entry("Brokers", "/admin/brokers", Glyph::Brokers),
    entry("Users", "/admin/users", Glyph::User),
    entry("Admin keys", "/admin/keys", Glyph::Key),
];

/// Where an entry leads.
pub(super) fn href(base: &str, entry: Entry) -> String {
    if entry.path.starts_with("/admin") || entry.path == SHORTCUTS.path {
        entry.path.to_owned()
    } else {
        format!("{base}{}", entry.path)
    }
}

/// Whether a path belongs to an entry.
pub(super) fn is_at(path: &str, base: &str, entry: Entry) -> bool {
    let (href, path) = (href(base, entry), path.trim_end_matches('/'));
    path == href || (!entry.path.is_empty() && path.starts_with(&format!("{href}/")))
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
    let count = move || match entry.path {
        "/pool" => counts.get().pool,
        "/leads" => counts.get().leads,
        "/assignments" => counts.get().assignments,
        _ => String::new(),
    };
    view! {
        <a
            class="nav-item"
            href=move || href(&base.get(), entry)
            title=entry.label
            data-key=(entry == SHORTCUTS).then_some("?")
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
                view! { <span class="nav-count">{count}</span> }.into_any()
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
        assert!(is_at("/admin/brokers/new", "/b/alder", ADMIN[0]));
    }
}
