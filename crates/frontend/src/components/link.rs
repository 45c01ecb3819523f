//! Links that by script open a dialog in place of the page they lead to.

use super::menu::close_menu_around;
use leptos::ev::MouseEvent;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, js_sys};

/// A link that is followed in this tab.
pub(crate) struct Followed {
    pub(crate) path: String,
    pub(crate) query: String,
}

fn link_of(event: &MouseEvent) -> Option<Element> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok())?;
    target.closest("a[href]").ok().flatten()
}

/// Whether the browser itself follows a click: into another tab or window, or onto the disk.
pub(crate) fn leads_elsewhere(event: &MouseEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0
}

/// The link that a click follows; none for one that the browser itself follows.
pub(crate) fn followed(event: &MouseEvent) -> Option<Followed> {
    if leads_elsewhere(event) {
        return None;
    }
    let href = link_of(event)?.get_attribute("href")?;
    let (path, query) = href.split_once('?').unwrap_or((&href, ""));
    Some(Followed { path: path.to_owned(), query: query.to_owned() })
}

/// A value of a query, decoded.
pub(crate) fn value_of(query: &str, name: &str) -> String {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let decoded = value.and_then(|value| js_sys::decode_uri_component(value).ok());
    decoded.map(String::from).unwrap_or_default()
}

/// Closes the menu that the link stands in.
pub(crate) fn close_menu(event: &MouseEvent) {
    if let Some(link) = link_of(event) {
        close_menu_around(&link);
    }
}
