//! Assignments: who is on which number, by status.

mod table;

use crate::address::use_broker;
use crate::components::{Glyph, Notice, NoticeKind, Page, Selection};
use crate::loading::{Load, read};
use crate::pages::narrow::{SilentNotice, UnreadNotice};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::assignment as api;
use steadyline_core::page;
use table::{AssignmentsFilters, AssignmentsTable, href};

/// The assignments.
#[component]
pub fn AssignmentsPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            page::AssignmentsQuery {
                status: value("status"),
                silent: value("silent"),
                number: value("number"),
                state: value("state"),
                area_code: value("area_code"),
                quality: value("quality"),
                search: value("search"),
                sort: value("sort"),
                cursor: value("cursor"),
            }
        })
    });
    Selection::provide();
    let list = read(move || (broker.get(), query.get()), |(broker, query)| api::assignments(broker, query));
    // The answer leaves the place out: only the address knows whether this is the first page.
    let content = move |list: page::AssignmentsPage| {
        let query = page::AssignmentsQuery { cursor: query.get_untracked().cursor, ..list.query };
        content(page::AssignmentsPage { query, ..list })
    };
    view! { <Load from=list title="Assignments" view=content /> }
}

fn content(list: page::AssignmentsPage) -> impl IntoView {
    let told = match list.query.status.as_str() {
        "too_long" if list.too_long_days > 0 => Some(format!(
            "Active for more than {} days without an answer: release them, or lock those that matter.",
            list.too_long_days
        )),
        "out_of_service" => Some("Their number is retired or gone: rehome each on its page.".to_owned()),
        _ => None,
    };
    let told = told.map(|told| {
        view! {
            <Notice kind=NoticeKind::Warn glyph=Glyph::Waiting>
                {told}
            </Notice>
        }
    });
    let (slug, silent) = (list.broker.slug.to_string(), list.query.silent.clone());
    let back = href(&slug, &list.query);
    let without = href(&slug, &page::AssignmentsQuery { cursor: String::new(), ..list.query.clone() });
    let unread = list.unread.clone();
    let list = StoredValue::new(list);
    view! {
        <Page title="Assignments" wide=true>
            <AssignmentsFilters page=list />
            <UnreadNotice unread=unread href=without />
            {told}
            <SilentNotice slug=slug days=silent back=back />
            <AssignmentsTable page=list />
        </Page>
    }
}
