//! Brokers: each an office with its own pool.

use super::edit::EditDialog;
use crate::address::use_query_value;
use crate::components::{
    ButtonKind, Card, DialogLink, EmptyState, Glyph, Icon, LinkButton, Page, Phone, SortHeader, Sorted,
    Steady, TableScroll, keyed,
};
use crate::loading::{Load, read};
use crate::pages::query::address;
use crate::pages::set_up::zone_name;
use leptos::prelude::*;
use steadyline_api::broker;
use steadyline_core::page::{self, BrokerRow, BrokersQuery, grouped, one_decimal};

/// Every broker.
#[component]
pub fn BrokersPage() -> impl IntoView {
    let (search, sort) = (use_query_value("search"), use_query_value("sort"));
    let query = move || BrokersQuery { search: search.get(), sort: sort.get() };
    let brokers = read(query, broker::brokers);
    view! { <Load from=brokers title="Brokers" view=|brokers| view! { <Brokers page=brokers /> } /> }
}

/// The page in an order.
fn href(query: &BrokersQuery, sort: &str) -> String {
    address("/admin/brokers", &[("search", &query.search), ("sort", sort)])
}

#[component]
fn Brokers(page: page::BrokersPage) -> impl IntoView {
    let page::BrokersPage { brokers, found, total, totals, query, .. } = page;
    let more = found > i64::try_from(brokers.len()).unwrap_or(i64::MAX);
    let words = match total {
        1 => "One broker with its own pool".to_owned(),
        _ if more => {
            format!("The first {} of {} brokers. Search to find another.", brokers.len(), grouped(found))
        }
        _ if !query.search.is_empty() => format!("{} of {} brokers", grouped(found), grouped(total)),
        _ => format!("{} brokers, each with its own pool", grouped(total)),
    };
    let none = brokers.is_empty();
    let (asked, search) = (query.clone(), query.search.clone());
    let table = if none {
        view! {
            <EmptyState
                glyph=Glyph::Search
                title="No broker with that name"
                text="Names, short names and main lines are searched."
            >
                <LinkButton href="/admin/brokers">"Show all"</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <Table brokers=brokers found=found totals=totals query=asked /> }.into_any()
    };
    view! {
        <Page title="Brokers" wide=true>
            <div class="bar">
                <form class="search" role="search" aria-label="Brokers" action="/admin/brokers" method="get">
                    <Icon glyph=Glyph::Search />
                    <input
                        {..Steady::new("type", "search")}
                        name="search"
                        aria-label="Find a broker"
                        placeholder="Find a broker"
                        autocomplete="off"
                        value=search
                    />
                    {(!query.sort.is_empty())
                        .then(|| view! { <input type="hidden" name="sort" value=query.sort.clone() /> })}
                </form>
                <span class="dim">{words}</span>
                <div class="end">
                    <LinkButton href="/admin/brokers/new" kind=ButtonKind::Primary icon=Glyph::Plus>
                        "New broker"
                    </LinkButton>
                </div>
            </div>
            <Card label="Brokers">{table}</Card>
        </Page>
    }
}

/// A column that sorts: its label, its word, whether it holds figures, and whether a phone leaves it out.
const COLUMNS: [(&str, &str, bool, bool); 8] = [
    ("Broker", "name", false, false),
    ("Numbers", "numbers", true, true),
    ("Slots taken, %", "utilization", true, false),
    ("Live leads", "live", true, false),
    ("Calls today", "calls", true, true),
    ("Answered, 7 days, %", "answer", true, true),
    ("Warnings", "warnings", true, false),
    ("People", "users", true, true),
];

#[component]
fn Table(brokers: Vec<BrokerRow>, found: i64, totals: (i64, i64, i64), query: BrokersQuery) -> impl IntoView {
    let heads = COLUMNS.map(|(label, word, num, wide_only)| {
        let down = format!("-{word}");
        let by_name = word == "name" && query.sort.is_empty();
        let (sorted, next) = match query.sort.as_str() {
            sort if sort == word || by_name => (Some(Sorted::Ascending), down),
            sort if sort == down => {
                (Some(Sorted::Descending), if num { word.to_owned() } else { String::new() })
            }
            _ if num => (None, down),
            _ => (None, String::new()),
        };
        let only = if wide_only { "wide-only" } else { "" };
        view! { <SortHeader label=label href=href(&query, &next) sorted=sorted num=num only=only /> }
    });
    let (numbers, live, calls) = totals;
    view! {
        <TableScroll label="Brokers" wide=true>
            <table class="table sticky brokers-table">
                <caption class="hush">"Brokers with their pools"</caption>
                <thead>
                    <tr>
                        {heads} <th scope="col" class="main-line">
                            "Main line"
                        </th> <th scope="col" class="num">
                            <span class="hush">"Edit"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{keyed(brokers, |row| row.link.slug.clone(), |row| view! { <Row row=row /> })}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">
                            {if found == 1 { "1 broker".to_owned() } else { format!("{} brokers", grouped(found)) }}
                        </th>
                        <td class="num wide-only">{grouped(numbers)}</td>
                        <td></td>
                        <td class="num">{grouped(live)}</td>
                        <td class="num wide-only">{grouped(calls)}</td>
                        <td colspan="5"></td>
                    </tr>
                </tfoot>
            </table>
        </TableScroll>
    }
}

#[component]
fn Row(row: BrokerRow) -> impl IntoView {
    let BrokerRow {
        link,
        timezone,
        main_line,
        numbers,
        live,
        slots: (taken, slots),
        utilization,
        calls_today,
        answer_rate,
        warnings,
        hot,
        users,
    } = row;
    let slug = link.slug.as_str().to_owned();
    let main_line = match main_line {
        Some(line) => view! { <Phone number=line.as_str() /> }.into_any(),
        None => view! { <span class="dim">"None"</span> }.into_any(),
    };
    let taken = format!("{} of {} slots are taken", grouped(taken), grouped(slots));
    let warned = match warnings {
        0 => view! { <span class="dim">"0"</span> }.into_any(),
        count => view! {
            <a class="link figure-link" href=format!("/b/{slug}") title=(!hot).then_some("None is urgent")>
                {hot.then(|| view! { <Icon glyph=Glyph::Alert small=true /> })}
                {grouped(count)}
                {hot.then(|| view! { <span class="hush">". At least one is urgent"</span> })}
            </a>
        }
        .into_any(),
    };
    // A phone is too narrow for the place of a zone that has a name.
    let (zone, place) = zone_name(&timezone);
    let zone_words = format!("{zone}{place}");
    let edit = format!("/admin/brokers/{slug}/edit");
    let (title, of) = (format!("Edit {}", link.name), slug.clone());
    view! {
        <tr>
            <th scope="row">
                <a class="mid row-link" href=format!("/b/{slug}")>
                    {link.name}
                </a>
                <br />
                <span class="dim small">
                    {slug.clone()} <span class="wide-only">" · "</span>
                    <span class="zone" title=zone_words>
                        {zone} <span class="wide-only">{place}</span>
                    </span>
                </span>
            </th>
            <td class="num wide-only">{grouped(numbers)}</td>
            <td class="num" title=taken>
                {one_decimal(utilization)}
            </td>
            <td class="num">{grouped(live)}</td>
            <td class="num wide-only">{grouped(calls_today)}</td>
            <td class="num wide-only">{one_decimal(answer_rate)}</td>
            <td class="num">{warned}</td>
            <td class="num wide-only">
                <a class="link" href=format!("/b/{slug}/settings/users")>
                    {grouped(users)}
                </a>
            </td>
            <td class="main-line">{main_line}</td>
            <td class="num">
                <DialogLink href=edit label="Edit" title=title kind=ButtonKind::Quiet>
                    <EditDialog slug=of.clone() />
                </DialogLink>
            </td>
        </tr>
    }
}
