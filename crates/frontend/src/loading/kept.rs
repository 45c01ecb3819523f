//! What somebody has open and where they are, kept while a part of the page is made anew from what was read again.

use leptos::leptos_dom::helpers::{is_browser, queue_microtask};
use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// An open menu and the element with the focus, as selectors that find them, or what stands in their place.
#[derive(Debug, Default)]
struct Kept {
    menu: Option<String>,
    focus: Option<String>,
}

/// Opens the menu again that is open now, and gives the focus back, once the page was made anew. Called before.
pub(super) fn keep() {
    if !is_browser() {
        return;
    }
    let kept = Kept::now();
    if kept.menu.is_some() || kept.focus.is_some() {
        queue_microtask(move || kept.again());
    }
}

impl Kept {
    fn now() -> Self {
        let menu = find("main [popover]:popover-open").map(|menu| menu.id()).filter(|id| !id.is_empty());
        let at = document().active_element().filter(|at| at.closest("main").ok().flatten().is_some());
        Self { menu: menu.map(|id| format!("#{id}")), focus: at.and_then(|at| name(&at)) }
    }

    fn again(self) {
        let closed = |menu: &String| find(&format!("{menu}:not(:popover-open)"));
        if let Some(menu) = self.menu.as_ref().and_then(closed) {
            let _ = menu.show_popover();
        }
        let lost = document().active_element().is_none_or(|at| at.tag_name().eq_ignore_ascii_case("body"));
        if let Some(at) = self.focus.filter(|_| lost).and_then(|focus| find(&focus)) {
            let _ = at.focus();
        }
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// A selector that finds the element, or what does the same.
fn name(element: &Element) -> Option<String> {
    let by = |attribute: &str| {
        let value = element.get_attribute(attribute).filter(|value| !value.contains(['\'', '\\']))?;
        Some(format!("main [{attribute}='{value}']"))
    };
    ["id", "popovertarget", "href", "aria-label"].into_iter().find_map(by)
}
