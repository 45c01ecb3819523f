//! The pool: a broker's numbers, and what is done with one.

mod add;
mod add_one;
mod address;
mod affected;
mod bulk;
mod carrier;
mod dialogs;
mod empty;
mod filters;
mod keys;
mod number;
mod row;
mod select_bar;
mod selection;
mod stand;
mod strip;
mod table;

pub use add::AddNumbersPage;
pub(crate) use address::number_href;

pub use bulk::NumbersChangePage;
pub use carrier::{BuyNumbersPage, SyncNumbersPage};
pub use number::{
    NumberActivatePage, NumberEditPage, NumberPage, NumberReleasePage, NumberRestPage, NumberRetirePage,
};

use crate::address::use_broker;
use crate::components::Page;
use crate::loading::{Load, read};
use crate::pages::narrow::UnreadNotice;
use address::{pool_href, query_of};
use dialogs::{Dialogs, PoolDialogs};
use empty::{EmptyPool, NothingKept};
use filters::PoolFilters;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use selection::Selection;
use steadyline_api::number as api;
use steadyline_core::page;
use strip::HealthStrip;
use table::PoolTable;

/// The pool.
#[component]
pub fn PoolPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| asked.with(query_of));
    let pool = read(move || (broker.get(), query.get()), |(broker, query)| api::pool(broker, query));
    let (selection, dialogs) = (Selection::provide(), Dialogs::provide());
    keys::listen(selection);
    // Other filters keep other rows: what was chosen of the old ones would be out of sight.
    Effect::new(move |was: Option<page::PoolQuery>| {
        let now = page::PoolQuery { cursor: String::new(), sort: String::new(), ..query.get() };
        if was.is_some_and(|was| was != now) {
            selection.clear();
        }
        now
    });
    view! {
        <Load from=pool title="Pool" view=content />
        <PoolDialogs dialogs=dialogs broker=broker />
    }
}

fn content(pool: page::PoolPage) -> impl IntoView {
    let (slug, sort) = (pool.broker.slug.to_string(), pool.query.sort.clone());
    let is_connected = pool.is_connected;
    let (unread, without) = (pool.unread.clone(), pool_href(&slug, &pool.query));
    let (is_empty, nothing_kept) = (pool.total == 0, pool.rows.is_empty());
    let pool = StoredValue::new(pool);
    let body = if is_empty {
        view! { <EmptyPool slug=slug is_connected=is_connected /> }.into_any()
    } else {
        let table = if nothing_kept {
            view! { <NothingKept slug=slug sort=sort /> }.into_any()
        } else {
            view! { <PoolTable page=pool /> }.into_any()
        };
        view! {
            <HealthStrip page=pool />
            <PoolFilters page=pool />
            <UnreadNotice unread=unread href=without />
            {table}
        }
        .into_any()
    };
    view! {
        <Page title="Pool" wide=true>
            {body}
        </Page>
    }
}
