//! What tables share. A page writes the table itself, `<table class="table sticky">` with a hushed caption,
//! `<thead>`, `<tbody>` and, for totals, `<tfoot>`; figures stand in cells of class `num`, units in the head.

use super::icon::{Glyph, Icon};
use super::row_link::{self, Place};
use super::steady::Steady;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// The order a column is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sorted {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// A column head that sorts by a link.
#[component]
pub fn SortHeader(
    /// The column's name, with its unit: "Answer, %".
    #[prop(into)]
    label: String,
    /// The table sorted by it, or the other way round if it is.
    #[prop(into)]
    href: String,
    /// How it is sorted by this column now.
    #[prop(optional_no_strip)]
    sorted: Option<Sorted>,
    /// Figures: at the right.
    #[prop(optional)]
    num: bool,
    /// Windows too narrow for the column leave it out: `laptop-only`, `desk-only`, `wide-only`. Its cells say the same.
    #[prop(optional)]
    only: &'static str,
) -> impl IntoView {
    let class = if num { format!("num {only}") } else { only.to_owned() };
    let class = (!class.is_empty()).then_some(class);
    let (order, glyph) = match sorted {
        Some(Sorted::Ascending) => (Some("ascending"), Some(Glyph::ArrowUp)),
        Some(Sorted::Descending) => (Some("descending"), Some(Glyph::ArrowDown)),
        None => (None, None),
    };
    view! {
        <th scope="col" class=class aria-sort=order>
            <a href=href>
                {label} {glyph.map(|glyph| view! { <Icon glyph=glyph small=true /> })}
            </a>
        </th>
    }
}

/// Lets a table scroll by itself where the window is too narrow for it, and its rows open by a click anywhere.
#[component]
pub fn TableScroll(
    /// Its name for screen readers.
    #[prop(into)]
    label: String,
    /// Scrolls at any width: for tables in narrow cards.
    #[prop(optional)]
    narrow: bool,
    /// Has so many columns that some are left out under 1,280 px, and that it may scroll.
    #[prop(optional)]
    wide: bool,
    /// The table.
    children: Children,
) -> impl IntoView {
    let class = match (narrow, wide) {
        (true, _) => "table-scroll scrolls",
        (_, true) => "table-scroll wide",
        _ => "table-scroll",
    };
    let pressed = StoredValue::new(Place::default());
    view! {
        <div
            {..Steady::new("tabindex", "0")}
            class=class
            role="group"
            aria-label=label
            on:mousedown:capture=move |event: MouseEvent| pressed.set_value(row_link::on_press(&event))
            on:click:capture=move |event: MouseEvent| row_link::on_click(&event, pressed.get_value())
            on:auxclick=|event: MouseEvent| row_link::on_other_click(&event)
        >
            {children()}
        </div>
    }
}

/// What is shown of how many, and the links to what comes before and after: for a card's foot.
#[component]
pub fn Pager(
    /// "50 of 8,412 leads".
    #[prop(into)]
    shown: String,
    /// The first page, where a page knows none before it; empty on the first.
    #[prop(optional, into)]
    first: String,
    /// The page before; empty on the first.
    #[prop(optional, into)]
    before: String,
    /// The page after; empty on the last.
    #[prop(optional, into)]
    after: String,
) -> impl IntoView {
    let link = |href: String, words: &'static str, rel: &'static str| {
        if href.is_empty() {
            view! {
                <span class="button quiet" aria-disabled="true">
                    {words}
                </span>
            }
            .into_any()
        } else {
            view! {
                <a class="button" href=href rel=rel>
                    {words}
                </a>
            }
            .into_any()
        }
    };
    let there = !before.is_empty() || !after.is_empty();
    view! {
        {(!first.is_empty())
            .then(|| {
                view! {
                    <a class="link" href=first>
                        "First page"
                    </a>
                }
            })}
        <span>{shown}</span>
        {there
            .then(|| {
                view! {
                    <nav class="pager" aria-label="Pages of the table">
                        {link(before, "Previous", "prev")} {link(after, "Next", "next")}
                    </nav>
                }
            })}
    }
}

/// Work on the rows that are chosen; shown while any is. Without JavaScript the bar always stands there, since
/// its buttons submit the form around the table.
#[component]
pub fn SelectBar(
    /// How many rows; nothing known yet is none.
    #[prop(into)]
    count: Signal<usize>,
    /// "3 numbers, 43 live leads".
    #[prop(into)]
    words: Signal<String>,
    /// The buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div
            class="select-bar"
            role="region"
            aria-label="Selection"
            data-none=move || (count.get() == 0).then_some("true")
        >
            <b aria-live="polite">{move || words.get()}</b>
            <span class="rule" aria-hidden="true"></span>
            {children()}
        </div>
    }
}
