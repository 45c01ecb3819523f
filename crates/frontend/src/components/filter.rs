//! Filters above a table. Each is a link: the state of a table stands in its address.

use super::icon::{Glyph, Icon};
use super::menu::{Menu, MenuItem};
use super::slot::Slot;
use leptos::prelude::*;

/// The row of filters. On a phone the chips stand in one line that scrolls sideways.
#[component]
pub fn Filters(
    /// A field that looks for words, behind the chips.
    #[prop(optional, into)]
    search: Option<Slot>,
    /// Counts and buttons at the end.
    #[prop(optional, into)]
    end: Option<Slot>,
    /// `FilterChip`s and `FilterMenu`s.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="bar" role="group" aria-label="Filters">
            <div class="filter-row">{children()}</div>
            {search.map(Slot::run)} {end.map(|end| view! { <div class="end">{end.run()}</div> })}
        </div>
    }
}

/// A filter that is on or off: a link to the table with it, or without.
#[component]
pub fn FilterChip(
    /// What it keeps.
    #[prop(into)]
    label: String,
    /// The table with it (or, if it is on, without it).
    #[prop(into)]
    href: String,
    /// How many rows it keeps.
    #[prop(optional, into)]
    count: String,
    /// Whether it is on.
    #[prop(optional)]
    on: bool,
) -> impl IntoView {
    view! {
        <a class=if on { "filter on" } else { "filter" } href=href aria-current=on.then_some("true")>
            {label} {(!count.is_empty()).then(|| view! { <span class="filter-count">{count}</span> })}
            {on
                .then(|| {
                    view! {
                        <Icon glyph=Glyph::Close />
                        <span class="hush">"Remove"</span>
                    }
                })}
        </a>
    }
}

/// One value a filter may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterOption {
    /// The value in words.
    pub label: String,
    /// How many rows it keeps; may be empty.
    pub count: String,
    /// The table with it.
    pub href: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// A filter with values. Once one is chosen the chip says so and a second link clears it.
#[component]
pub fn FilterMenu(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// What it filters by.
    #[prop(into)]
    label: String,
    /// The values.
    options: Vec<FilterOption>,
    /// The table without this filter.
    #[prop(into)]
    clear: String,
) -> impl IntoView {
    let chosen: Vec<String> =
        options.iter().filter(|option| option.on).map(|option| option.label.clone()).collect();
    let on = !chosen.is_empty();
    let words = if on { format!("{label}: {}", chosen.join(", ")) } else { label };
    view! {
        <Menu
            id=id
            class=if on { "filter on" } else { "filter" }
            face=view! {
                {words}
                <Icon glyph=Glyph::ChevronDown />
            }
        >
            {options
                .into_iter()
                .map(|option| {
                    view! {
                        <MenuItem
                            href=option.href
                            end=option.count
                            on=option.on
                            icon=if option.on { Glyph::Check } else { Glyph::Plus }
                        >
                            {option.label}
                        </MenuItem>
                    }
                })
                .collect_view()}
            {on
                .then(|| {
                    view! {
                        <hr />
                        <MenuItem href=clear icon=Glyph::Close>
                            "Clear"
                        </MenuItem>
                    }
                })}
        </Menu>
    }
}
