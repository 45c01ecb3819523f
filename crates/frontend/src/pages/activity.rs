//! Every event of a broker, newest first.

use crate::address::use_broker;
use crate::components::{
    Card, EmptyState, Feed, FilterChip, FilterMenu, FilterOption, Filters, Glyph, LinkButton, Page, Pager,
    keyed, phone_text,
};
use crate::loading::{Load, Piece, read};
use crate::pages::dashboard::activity::{Entry, known_by};
use crate::pages::narrow::UnreadNotice;
use crate::pages::query::address;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::dashboard;
use steadyline_core::page::{self, ActivityQuery, counted};

/// The events.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            ActivityQuery {
                kind: value("kind"),
                number: value("number"),
                lead: value("lead"),
                who: value("who"),
                cursor: value("cursor"),
            }
        })
    });
    let list =
        read(move || (broker.get(), query.get()), |(broker, query)| dashboard::activity(broker, query));
    // The answer leaves the place out: only the address knows whether this is the first page.
    let content = move |list: page::ActivityPage| {
        let query = ActivityQuery { cursor: query.get_untracked().cursor, ..list.query };
        content(page::ActivityPage { query, ..list })
    };
    view! { <Load from=list title="Activity" view=content /> }
}

fn href(slug: &str, query: &ActivityQuery) -> String {
    let ActivityQuery { kind, number, lead, who, cursor } = query;
    address(
        &format!("/b/{slug}/activity"),
        &[("kind", kind), ("number", number), ("lead", lead), ("who", who), ("cursor", cursor)],
    )
}

fn content(list: page::ActivityPage) -> impl IntoView {
    let page::ActivityPage { broker, zone, events, kinds, actors, number, lead, next_cursor, query, unread } =
        list;
    let slug = broker.slug.to_string();
    let to = |change: &dyn Fn(&mut ActivityQuery)| {
        let mut to = ActivityQuery { cursor: String::new(), ..query.clone() };
        change(&mut to);
        href(&slug, &to)
    };
    let chips: Vec<_> = kinds
        .into_iter()
        .map(|kind| {
            let on = query.kind == kind.value;
            let value = if on { String::new() } else { kind.value };
            let address = to(&|to| to.kind.clone_from(&value));
            view! { <FilterChip label=kind.label href=address on=on /> }
        })
        .collect();
    let of_number = number.map(|link| {
        let label = format!("On {}", phone_text(link.number.as_str()));
        view! { <FilterChip label=label href=to(&|to| to.number.clear()) on=true /> }
    });
    let of_lead = lead.map(|name| {
        view! { <FilterChip label=format!("Of {name}") href=to(&|to| to.lead.clear()) on=true /> }
    });
    let options = actors
        .into_iter()
        .map(|who| FilterOption {
            on: who == query.who,
            href: to(&|to| to.who.clone_from(&who)),
            count: String::new(),
            label: who,
        })
        .collect();
    let clear_who = to(&|to| to.who.clear());
    let without = to(&|_| {});
    let after =
        next_cursor.map(|cursor| href(&slug, &ActivityQuery { cursor, ..query.clone() })).unwrap_or_default();
    let first = (!query.cursor.is_empty()).then(|| {
        view! {
            <a class="link" href=to(&|_| {})>
                "Newest"
            </a>
        }
    });
    let shown = format!("{} on this page, in {zone}", counted(events.len() as i64, "event", "events"));
    let foot = view! {
        {first}
        <Pager shown=shown after=after />
    };
    let body = if events.is_empty() {
        let is_narrowed = query != ActivityQuery { cursor: query.cursor.clone(), ..ActivityQuery::default() };
        let (title, text, to, words) = if is_narrowed {
            (
                "No events match",
                "Remove a filter to see more.",
                format!("/b/{slug}/activity"),
                "Show all events",
            )
        } else {
            (
                "Nothing has happened yet",
                "Assignments, calls, bookings and every change by a person appear here as they happen.",
                format!("/b/{slug}/leads/new"),
                "Add a lead",
            )
        };
        view! {
            <Card label="Events">
                <EmptyState glyph=Glyph::History title=title text=text>
                    <LinkButton href=to>{words}</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any()
    } else {
        let lines = keyed(
            events,
            |event| known_by(&event.line),
            |event| view! { <Entry slug=slug.clone() entry=event.line dated=true who=event.who /> },
        );
        view! {
            <Card label="Events" foot=foot class="events">
                <Feed>{Piece::Rows(lines)}</Feed>
            </Card>
        }
        .into_any()
    };
    view! {
        <Page title="Activity">
            <Filters>
                {of_number} {of_lead} {chips}
                <FilterMenu id="who" label="Who" options=options clear=clear_who />
            </Filters>
            <UnreadNotice unread=unread href=without />
            {body}
        </Page>
    }
}
