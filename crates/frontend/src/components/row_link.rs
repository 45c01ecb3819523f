//! Rows of tables that open. A row's link covers the row until the page is alive; from then on a click anywhere in the row
//! follows it, so that the row's text can be chosen with the mouse and copied, as any other.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// What in a row does something by itself, and the row.
const HIT: &str = "a, button, input, label, [popover], .over, tr";

/// Opens the row that was clicked. Where text was dragged over, neither the row nor a link of it opens.
pub(super) fn on_click(event: &MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(hit) = target.and_then(|target| target.closest(HIT).ok().flatten()) else { return };
    // A click by keyboard or by script drags over nothing.
    let was_dragged = event.detail() > 0 && is_chosen(&hit);
    match hit.tag_name().as_str() {
        "A" if was_dragged => event.prevent_default(),
        "TR" if !was_dragged => follow(&hit, event),
        _ => {}
    }
}

/// Whether text of the element is chosen.
fn is_chosen(element: &Element) -> bool {
    let chosen = window().get_selection().ok().flatten().filter(|chosen| !chosen.is_collapsed());
    chosen.is_some_and(|chosen| {
        chosen.contains_node_with_allow_partial_containment(element, true).unwrap_or_default()
    })
}

/// As a click on the row's link, with the keys that are held: the browser opens another tab or window by them.
fn follow(row: &Element, event: &MouseEvent) {
    let Some(link) = row.query_selector("a.row-link").ok().flatten() else { return };
    let same = web_sys::MouseEventInit::new();
    same.set_bubbles(true);
    same.set_cancelable(true);
    same.set_ctrl_key(event.ctrl_key());
    same.set_meta_key(event.meta_key());
    same.set_shift_key(event.shift_key());
    same.set_alt_key(event.alt_key());
    if let Ok(click) = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &same) {
        // Once this one is heard: the listener cannot be called while it runs.
        queue_microtask(move || {
            let _ = link.dispatch_event(&click);
        });
    }
}
