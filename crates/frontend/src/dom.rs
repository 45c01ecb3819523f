//! Elements of the page that is open, in the browser alone.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FocusOptions, HtmlElement};

/// The first that matches the selector.
pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Whether nothing has the focus.
pub(crate) fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|element| element.matches("body").unwrap_or(true))
}

/// Gives it the focus where the page is: what moved is not scrolled to.
pub(crate) fn focus_in_place(element: &HtmlElement) {
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    let _ = element.focus_with_options(&still);
}
