//! Menus: a button and a popover, which the browser opens and closes without JavaScript.

use super::icon::{Glyph, Icon};
use super::slot::Slot;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Where a menu opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Opens {
    /// Below, from the start of its button.
    #[default]
    Down,
    /// Below, to the end of its button: overflow menus at the end of a row.
    DownEnd,
    /// Above.
    Up,
}

/// A button that opens a menu.
#[component]
pub fn Menu(
    /// Its id, unique in the page.
    #[prop(into)]
    id: String,
    /// What the button looks like; `icon-button small` with three dots if nothing is given.
    #[prop(optional, into)]
    face: Option<Slot>,
    /// The button's class.
    #[prop(optional, into)]
    class: String,
    /// What the button does, for screen readers; needed where its face is no words.
    #[prop(optional, into)]
    label: String,
    /// Where it opens.
    #[prop(optional)]
    opens: Opens,
    /// `MenuItem`s, forms, headings.
    children: Children,
) -> impl IntoView {
    let class = if class.is_empty() { "icon-button small".to_owned() } else { class };
    let menu_class = match opens {
        Opens::Down => "menu",
        Opens::DownEnd => "menu end-side",
        Opens::Up => "menu up",
    };
    view! {
        <button
            type="button"
            class=class
            popovertarget=id.clone()
            aria-label=(!label.is_empty()).then_some(label)
        >
            {match face {
                Some(face) => face.run(),
                None => view! { <Icon glyph=Glyph::More /> }.into_any(),
            }}
        </button>
        <div class=menu_class id=id popover="auto">
            {children()}
        </div>
    }
}

/// Closes the menu that something stands in, once it has been used.
pub fn close_menu_around(element: &Element) {
    let menu = element.closest("[popover]").ok().flatten();
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        let _ = menu.hide_popover();
    }
}

/// A line of a menu: a link, or a button of a form where `href` is empty.
#[component]
pub fn MenuItem(
    /// Where it leads; without, it is a submit button for the form around it.
    #[prop(optional, into)]
    href: String,
    /// Before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// A count or key at the end.
    #[prop(optional, into)]
    end: String,
    /// Takes something away.
    #[prop(optional)]
    danger: bool,
    /// Whether it is chosen.
    #[prop(optional)]
    on: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = if danger { "menu-item danger" } else { "menu-item" };
    let inner = view! {
        {icon.map(|glyph| view! { <Icon glyph=glyph /> })}
        <span>{children()}</span>
        {(!end.is_empty()).then(|| view! { <span class="end">{end}</span> })}
    };
    if href.is_empty() {
        view! {
            <button type="submit" class=class>
                {inner}
            </button>
        }
        .into_any()
    } else {
        view! {
            <a class=class href=href aria-current=on.then_some("true")>
                {inner}
            </a>
        }
        .into_any()
    }
}
