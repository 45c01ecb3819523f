//! Rows of tables that open. A row's link covers the row until the page is alive; from then on a click anywhere in the row
//! follows it, so that the row's text can be chosen with the mouse and copied, as any other.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, MouseEventInit};

/// What in a row does something by itself, and the row: a control of HTML's, whatever else a keyboard reaches, and what
/// lies above the page. `style/table.css` lifts the same out of the link, but for dialogs, which lie above.
const HIT: &str = "a, button, input, label, select, summary, textarea, [tabindex], dialog, [popover], tr";

/// How far the mouse may move between press and release for a click, in px; farther it chose text.
const STEADY: i32 = 4;

const MIDDLE: i16 = 1;

/// Where in the window the mouse is, in px.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place(i32, i32);

impl Place {
    fn of(event: &MouseEvent) -> Self {
        Self(event.client_x(), event.client_y())
    }

    const fn is_near(self, other: Self) -> bool {
        (self.0 - other.0).abs() <= STEADY && (self.1 - other.1).abs() <= STEADY
    }
}

/// Where the mouse was pressed. A link of a row stays in place from then on when it is dragged over.
pub(super) fn on_press(event: &MouseEvent) -> Place {
    if let Some(link) = hit(event).filter(|hit| hit.matches("tbody a").unwrap_or(false)) {
        // Firefox drags a link unless its element says this, and looks for it after the page has heard of the press.
        let _ = link.set_attribute("draggable", "false");
    }
    Place::of(event)
}

/// Opens the row that was clicked. Where text was dragged over, neither the row nor a link of it opens.
pub(super) fn on_click(event: &MouseEvent, pressed: Place) {
    let Some(hit) = hit(event) else { return };
    // A click by keyboard or by script has no place.
    let was_dragged = event.detail() > 0 && !Place::of(event).is_near(pressed);
    match hit.tag_name().as_str() {
        "A" if was_dragged => event.prevent_default(),
        "TR" if !was_dragged => {
            let same = MouseEventInit::new();
            same.set_ctrl_key(event.ctrl_key());
            same.set_meta_key(event.meta_key());
            same.set_shift_key(event.shift_key());
            same.set_alt_key(event.alt_key());
            follow(&hit, same);
        }
        _ => {}
    }
}

/// The middle button opens the row in another tab, as it does a link.
pub(super) fn on_other_click(event: &MouseEvent) {
    if let Some(row) = hit(event).filter(|hit| event.button() == MIDDLE && hit.tag_name() == "TR") {
        let aside = MouseEventInit::new();
        // Either of them does, each in its system.
        aside.set_ctrl_key(true);
        aside.set_meta_key(true);
        follow(&row, aside);
    }
}

fn hit(event: &MouseEvent) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(HIT).ok()?
}

/// As a click on the row's link, with the keys that are held: the browser opens another tab or window by them.
fn follow(row: &Element, click: MouseEventInit) {
    let Some(link) = row.query_selector("a.row-link").ok().flatten() else { return };
    click.set_bubbles(true);
    click.set_cancelable(true);
    if let Ok(click) = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &click) {
        // Once this one is heard: the listener cannot be called while it runs.
        queue_microtask(move || {
            let _ = link.dispatch_event(&click);
        });
    }
}
