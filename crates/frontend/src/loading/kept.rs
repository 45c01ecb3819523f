//! A menu that is open stays open while the part of the page around it is made anew from what was read again.

use crate::dom::find;
use leptos::leptos_dom::helpers::{is_browser, queue_microtask};
use leptos::prelude::request_animation_frame;
use leptos::web_sys::HtmlElement;

/// Frames for which it is waited that a menu is replaced: what is read with a page may come after it.
const FRAMES: u32 = 60;

/// Opens the menu again that is open now, once the page was made anew. Called before.
pub(super) fn keep_menu() {
    if !is_browser() {
        return;
    }
    if let Some(menu) = find("main [popover]:popover-open").filter(|menu| !menu.id().is_empty()) {
        let id = menu.id();
        queue_microtask(move || {
            // One that stays in its place may be closed by what was set anew on it.
            if is_there(&menu, &id) && !is_open(&menu) {
                let _ = menu.show_popover();
            }
            follow(menu, id, FRAMES, true);
        });
    }
}

/// Opens what takes the place of a menu; one that was closed meanwhile stays closed.
fn follow(menu: HtmlElement, id: String, frames: u32, was_there: bool) {
    let is_there = is_there(&menu, &id);
    if is_there {
        if !is_open(&menu) {
            return;
        }
    } else {
        if was_there {
            // What was opened for one row acts on no other.
            let _ = menu.hide_popover();
        }
        if let Some(made) = find(&format!("#{id}")) {
            if !is_open(&made) {
                let _ = made.show_popover();
            }
            return;
        }
    }
    if frames > 0 {
        request_animation_frame(move || follow(menu, id, frames - 1, is_there));
    }
}

/// Whether it is on the page, and that of the same row: where rows came or went, an element in its place is another's.
fn is_there(menu: &HtmlElement, id: &str) -> bool {
    menu.is_connected() && menu.id() == id
}

fn is_open(menu: &HtmlElement) -> bool {
    menu.matches(":popover-open").unwrap_or_default()
}
