//! What the pool is narrowed by.

use super::address::{By, is_narrowed, pool_href};
use super::dialogs::{Dialogs, Opened};
use super::empty::carrier_links;
use crate::components::{
    ButtonKind, CsvLink, FilterChip, FilterMenu, FilterOption, Filters, Glyph, Icon, LinkButton, Steady,
};
use crate::letters::capital;
use crate::pages::query::sheet;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::Form;
use steadyline_core::page::{Choice, PoolPage, PoolQuery, grouped};

/// The row of filters, with the count and the way to add numbers.
#[component]
pub(super) fn PoolFilters(
    /// The page.
    page: StoredValue<PoolPage>,
) -> impl IntoView {
    let (slug, query, choices, kept, total) = page.with_value(|page| {
        let slug = page.broker.slug.to_string();
        (slug, page.query.clone(), page.choices.clone(), page.totals.numbers, page.total)
    });
    let menu = |id: &'static str, label: &'static str, by: By, offered: &[Choice]| {
        let options = options(&slug, &query, by, offered);
        let clear = pool_href(&slug, &by.set(&query, String::new()));
        (!options.is_empty()).then(|| view! { <FilterMenu id=id label=label options=options clear=clear /> })
    };
    let count = if is_narrowed(&query) {
        format!("{} of {}", grouped(kept), grouped(total))
    } else {
        format!("{} {}", grouped(kept), if kept == 1 { "number" } else { "numbers" })
    };
    let add = format!("/b/{slug}/pool/add");
    let searched = (!query.search.is_empty()).then(|| {
        let without = PoolQuery { search: String::new(), cursor: String::new(), ..query.clone() };
        let label = format!("Search: {}", query.search);
        view! { <FilterChip label=label href=pool_href(&slug, &without) on=true /> }
    });
    let all = is_narrowed(&query).then(|| {
        let bare = PoolQuery { sort: query.sort.clone(), ..PoolQuery::default() };
        view! {
            <a class="link small" href=pool_href(&slug, &bare)>
                "Clear all"
            </a>
        }
    });
    let csv = sheet(&pool_href(&slug, &PoolQuery { cursor: String::new(), ..query.clone() }));
    let dialogs = Dialogs::find();
    let on_add = move |event: MouseEvent| {
        event.prevent_default();
        dialogs.open(Opened::Add);
    };
    let at_carrier = page.with_value(|page| page.is_connected).then(|| carrier_links(&slug));
    let end = view! {
        <span class="dim">{count}</span>
        <CsvLink href=csv />
        {at_carrier}
        <LinkButton href=add.clone() on_click=on_add>
            "Add one"
        </LinkButton>
        <LinkButton href=add kind=ButtonKind::Primary icon=Glyph::Plus>
            "Add numbers"
        </LinkButton>
    };
    let menus = [
        menu("by-state", "State", By::State, &choices.states),
        menu("by-band", "Health", By::Band, &choices.bands),
        menu("by-area-code", "Area code", By::AreaCode, &choices.area_codes),
        menu("by-standing", "Standing", By::Standing, &choices.standings),
        menu("by-room", "Room", By::Room, &choices.rooms),
    ];
    view! {
        <Filters search=view! { <PoolSearch slug=slug query=query /> } end=end>
            {menus} {searched} {all}
        </Filters>
    }
}

fn options(slug: &str, query: &PoolQuery, by: By, offered: &[Choice]) -> Vec<FilterOption> {
    let is_offered = |value: &str| offered.iter().any(|choice| choice.value == value);
    // What is asked for and not offered is shown all the same, so that it can be taken away.
    let others = (by.value(query).split(','))
        .filter(|value| !value.is_empty() && !is_offered(value))
        .map(|value| (value.to_owned(), capital(value), String::new()));
    let counted =
        offered.iter().map(|choice| (choice.value.clone(), choice.label.clone(), grouped(choice.count)));
    others
        .chain(counted)
        .map(|(value, label, count)| FilterOption {
            label,
            count,
            href: pool_href(slug, &by.toggle(query, &value)),
            on: by.value(query).split(',').any(|chosen| chosen == value),
        })
        .collect()
}

/// Finds numbers by digits or label, within the other filters.
#[component]
fn PoolSearch(slug: String, query: PoolQuery) -> impl IntoView {
    let kept: Vec<_> = query
        .pairs()
        .into_iter()
        .filter(|(name, value)| !value.is_empty() && !matches!(*name, "search" | "cursor"))
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    view! {
        <Form method="GET" action=format!("/b/{slug}/pool") attr:class="filter-search short" attr:role="search" attr:aria-label="Numbers">
            <Icon glyph=Glyph::Filter small=true />
            <input
                {..Steady::new("type", "search")}
                name="search"
                value=query.search
                aria-label="Digits or label of a number"
                placeholder="Digits or label"
                autocomplete="off"
            />
            {kept
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
        </Form>
    }
}
