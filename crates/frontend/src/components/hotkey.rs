//! Keys. Any element with `data-key` is pressed (or, with `data-key-does="focus"`, reached) by that key, unless
//! somebody is typing; Escape leaves a field. Under an open dialog or menu the page's own keys do nothing. `/` and
//! Ctrl-K go to the search, `?` to the list of shortcuts, `g` and a letter to the page whose link has it as `data-go`.
//! Single keys can be turned off on that list, as WCAG 2.1.4 asks.

use super::focus::Focus;
use crate::dom::find;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, js_sys};

/// Where the browser keeps whether single keys are on.
const STORED: &str = "steadyline-keys";

/// How long `g` waits for the letter of a page.
const GO_WITHIN_MS: f64 = 1500.0;

/// Marks the document as alive: what needs JavaScript shows from then on. For the browser alone, once everything
/// listens.
pub fn mark_alive() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-alive", "");
    }
}

/// Starts listening, in the browser alone.
pub fn listen(focus: Focus) {
    Effect::new(move |_| {
        // When `g` was pressed last; never is long ago.
        let went = StoredValue::new(f64::NEG_INFINITY);
        let handle = window_event_listener(ev::keydown, move |event| on_key(&event, went, focus));
        on_cleanup(move || handle.remove());
    });
}

/// Whether single keys are on; they are unless turned off.
pub fn single_keys() -> bool {
    storage().and_then(|store| store.get_item(STORED).ok().flatten()).is_none_or(|kept| kept != "off")
}

/// Turns single keys on or off in this browser.
pub fn set_single_keys(on: bool) {
    if let Some(store) = storage() {
        let _ = store.set_item(STORED, if on { "on" } else { "off" });
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn on_key(event: &KeyboardEvent, went: StoredValue<f64>, focus: Focus) {
    let key = event.key();
    let chord = event.ctrl_key() || event.meta_key();
    let is_modal = find("dialog[open]").is_some();
    if chord && key.eq_ignore_ascii_case("k") {
        if !is_modal && let Some(search) = find(".search input") {
            event.prevent_default();
            let _ = search.focus();
        }
        return;
    }
    if key == "Escape" {
        leave(event);
        // What had the focus may be made anew at this moment: it was left all the same.
        focus.leave();
        return;
    }
    if chord || event.alt_key() || event.repeat() || typing(event) || !single_keys() {
        return;
    }
    let letter = key.to_ascii_lowercase();
    let plain = letter.chars().count() == 1 && letter.chars().all(|c| c.is_ascii_alphanumeric());
    let now = js_sys::Date::now();
    let goes = plain && now - went.get_value() < GO_WITHIN_MS;
    went.set_value(f64::NEG_INFINITY);
    // A click by script reaches what a dialog has made inert.
    let is_covered = is_modal || find("[popover]:popover-open").is_some();
    let target = match key.as_str() {
        _ if goes && !is_modal => find(&format!("[data-go='{letter}']")),
        "g" if !is_modal => {
            went.set_value(now);
            None
        }
        "/" if !is_modal => find(".search input"),
        "?" if !is_modal => find("[data-key='?']"),
        _ if plain && is_modal => find(&format!("dialog[open] [data-key='{letter}']")),
        _ if plain && !is_covered => find(&format!("main [data-key='{letter}']")),
        _ => None,
    };
    let Some(target) = target else { return };
    event.prevent_default();
    let reach = key == "/" || target.get_attribute("data-key-does").as_deref() == Some("focus");
    if reach {
        // A field stands within what names the key.
        let field = target.query_selector("input, textarea, select").ok().flatten();
        let field = field.and_then(|field| field.dyn_into::<HtmlElement>().ok());
        let _ = field.unwrap_or(target).focus();
    } else {
        target.click();
    }
}

/// Leaves the field that is typed into, so that single keys are keys again. Dialogs and menus close by the same key.
fn leave(event: &KeyboardEvent) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let within = |selector: &str, field: &HtmlElement| field.closest(selector).ok().flatten().is_some();
    if let Some(field) = field.filter(|field| {
        within("main form :is(input, textarea, select)", field) && !within("dialog, [popover]", field)
    }) {
        let _ = field.blur();
    }
}

/// Whether the key is meant for what has the focus.
fn typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|element| element.closest("input, textarea, select, [contenteditable], [popover]").ok())
        .flatten()
        .is_some()
}
