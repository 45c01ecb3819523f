//! The bottom bar of a phone: four pages, and a menu for the rest.

use super::nav::{ADMIN, Entry, IN_DOCK, NavCounts, PAGES, SETTINGS, href, is_at};
use super::sidebar::Account;
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::{Menu, MenuItem, Opens};
use crate::loading::Piece;
use leptos::prelude::*;

/// The bar.
#[component]
pub(super) fn Dock(
    path: Signal<String>,
    base: Signal<String>,
    counts: Signal<NavCounts>,
    admin: Signal<bool>,
    sign_out: String,
    theme: ViewFn,
) -> impl IntoView {
    let item = move |entry: Entry| {
        view! {
            <a
                class="dock-item"
                href=move || href(&base.get(), entry)
                aria-current=move || is_at(&path.get(), &base.get(), entry).then_some("page")
            >
                <Icon glyph=entry.glyph />
                {if entry.path.is_empty() { "Home" } else { entry.label }}
            </a>
        }
    };
    let line = move |entry: Entry| {
        move || {
            view! {
                <MenuItem href=href(&base.get(), entry) icon=entry.glyph end=counts.get().of(entry)>
                    {entry.label}
                </MenuItem>
            }
        }
    };
    // What wants a hand is a page of the menu: it is seen before that opens.
    let alert = move || {
        let count = counts.get().diagnostics;
        (!count.is_empty()).then(|| view! { <span class="nav-alert">{count}</span> })
    };
    let inner = view! {
        <Transition>{PAGES[..IN_DOCK].iter().copied().map(item).collect_view()}</Transition>
        <Menu
            id="more-menu"
            class="dock-item"
            opens=Opens::Up
            face=view! {
                <Icon glyph=Glyph::More />
                "More"
                <Transition>{alert}</Transition>
            }
        >
            <Transition>
                {PAGES[IN_DOCK..].iter().copied().map(line).collect_view()} {line(SETTINGS)} {move || admin.get().then(|| ADMIN.map(line))} <hr />
                <Account action=sign_out.clone() theme=theme.clone() />
            </Transition>
        </Menu>
    };
    view! {
        <nav class="dock" aria-label="Pages">
            {Piece::new(inner)}
        </nav>
    }
}
