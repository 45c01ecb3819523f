//! The pool by keyboard: j and k, or the arrows once a row has the focus, go from row to row; Enter opens, x chooses,
//! with Shift a range; Escape lets all go.

use super::selection::Selection;
use crate::components::hotkey;
use crate::dom::find;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Starts listening, in the browser alone, for as long as the page is open.
pub(super) fn listen(selection: Selection) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| on_key(&event, selection));
        on_cleanup(move || handle.remove());
    });
}

fn on_key(event: &KeyboardEvent, selection: Selection) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || find("dialog[open]").is_some() {
        return;
    }
    let focused = document().active_element();
    let row = focused.as_ref().and_then(|element| element.closest("tr[data-row]").ok().flatten());
    let is_typing = focused.as_ref().is_some_and(|element| {
        let typed =
            element.closest("textarea, select, [contenteditable], [popover], input:not([type='checkbox'])");
        typed.ok().flatten().is_some()
    });
    if is_typing {
        return;
    }
    let key = event.key();
    let letters = hotkey::single_keys();
    match key.as_str() {
        "ArrowDown" if row.is_some() => step(event, row.as_ref(), true),
        "ArrowUp" if row.is_some() => step(event, row.as_ref(), false),
        "j" | "J" if letters => step(event, row.as_ref(), true),
        "k" | "K" if letters => step(event, row.as_ref(), false),
        "x" | "X" if letters => choose(event, row.as_ref()),
        // An open menu is closed by it first.
        "Escape" if selection.count() > 0 && find("[popover]:popover-open").is_none() => selection.clear(),
        _ => {}
    }
}

/// To the row after or before; from outside to the first.
fn step(event: &KeyboardEvent, from: Option<&Element>, forward: bool) {
    let to = match from {
        None => find("tr[data-row]").map(Element::from),
        Some(row) if forward => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
    };
    let link = to.and_then(|row| row.query_selector("a.row-link").ok().flatten());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        let _ = link.focus();
    }
}

/// As a click on the row's checkbox, with Shift too.
fn choose(event: &KeyboardEvent, row: Option<&Element>) {
    let check = row.and_then(|row| row.query_selector("input[name='n']").ok().flatten());
    let Some(check) = check.and_then(|check| check.dyn_into::<HtmlElement>().ok()) else { return };
    event.prevent_default();
    if event.shift_key() {
        let shifted = web_sys::MouseEventInit::new();
        shifted.set_shift_key(true);
        shifted.set_bubbles(true);
        shifted.set_cancelable(true);
        if let Ok(click) = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &shifted) {
            let _ = check.dispatch_event(&click);
        }
    } else {
        check.click();
    }
}
