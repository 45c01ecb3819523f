//! A menu that is open stays open while the part of the page around it is made anew from what was read again.

use leptos::leptos_dom::helpers::{is_browser, queue_microtask};
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Opens the menu again that is open now, once the page was made anew. Called before.
pub(super) fn keep_menu() {
    if !is_browser() {
        return;
    }
    let menu = find("main [popover]:popover-open").map(|menu| menu.id()).filter(|id| !id.is_empty());
    if let Some(id) = menu {
        queue_microtask(move || {
            if let Some(menu) = find(&format!("#{id}:not(:popover-open)")) {
                let _ = menu.show_popover();
            }
        });
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}
