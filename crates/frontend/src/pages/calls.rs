//! Calls: the rows behind a figure of the analytics.

use crate::address::use_broker;
use crate::components::chart::short_day;
use crate::components::{
    Card, Crumb, EmptyState, FilterChip, Filters, Glyph, LinkButton, Page, Pager, Phone, TableScroll, When,
};
use crate::loading::{Load, read};
use crate::pages::leads::lead_href;
use crate::pages::pool::number_href;
use crate::pages::query::address;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::call as api;
use steadyline_core::outcome::Outcome;
use steadyline_core::page::{self, CallRow, CallsQuery};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The calls.
#[component]
pub fn CallsPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            CallsQuery {
                from: value("from"),
                to: value("to"),
                weekday: value("weekday"),
                hour: value("hour"),
                area_code: value("area_code"),
                state: value("state"),
                outcome: value("outcome"),
                cursor: value("cursor"),
            }
        })
    });
    let list = read(move || (broker.get(), query.get()), |(broker, query)| api::calls(broker, query));
    view! { <Load from=list title="Calls" view=|list| view! { <Calls list=list /> } /> }
}

fn href(slug: &str, query: &CallsQuery) -> String {
    address(
        &format!("/b/{slug}/calls"),
        &[
            ("from", &query.from),
            ("to", &query.to),
            ("weekday", &query.weekday),
            ("hour", &query.hour),
            ("area_code", &query.area_code),
            ("state", &query.state),
            ("outcome", &query.outcome),
            ("cursor", &query.cursor),
        ],
    )
}

#[component]
fn Calls(list: page::CallsPage) -> impl IntoView {
    let page::CallsPage { broker, range, query, rows, next_cursor } = list;
    let slug = broker.slug.to_string();
    let days = address(
        &format!("/b/{slug}/analytics"),
        &[("from", &range.from.to_string()), ("to", &range.to.to_string())],
    );
    let first = CallsQuery { cursor: String::new(), ..query.clone() };
    let without = |change: fn(&mut CallsQuery)| {
        let mut query = first.clone();
        change(&mut query);
        href(&slug, &query)
    };
    let chips: Vec<(String, String)> = [
        (weekday(&query.weekday), without(|query| query.weekday.clear())),
        (hour(&query.hour), without(|query| query.hour.clear())),
        (named("Area code", &query.area_code), without(|query| query.area_code.clear())),
        (named("State", &query.state), without(|query| query.state.clear())),
        (outcome(&query.outcome), without(|query| query.outcome.clear())),
    ]
    .into_iter()
    .filter(|(label, _)| !label.is_empty())
    .collect();
    let after = next_cursor.map(|cursor| href(&slug, &CallsQuery { cursor, ..query.clone() }));
    let words = format!("{} to {}, outbound calls that count", short_day(range.from), short_day(range.to));
    let back = days.clone();
    let table = if rows.is_empty() {
        view! {
            <Card label="Calls">
                <EmptyState
                    glyph=Glyph::Call
                    title="No such calls"
                    text="Take a filter away, or go back to the figures and choose other days."
                >
                    <LinkButton href=back>"To analytics"</LinkButton>
                </EmptyState>
            </Card>
        }
        .into_any()
    } else {
        let shown = match rows.len() {
            1 => "1 call on this page".to_owned(),
            some => format!("{some} calls on this page"),
        };
        let to_first = (!query.cursor.is_empty()).then(|| {
            view! {
                <a class="link" href=href(&slug, &first)>
                    "First page"
                </a>
            }
        });
        let foot = view! {
            {to_first}
            <Pager shown=shown after=after.unwrap_or_default() />
        };
        view! {
            <Card label="Calls" foot=foot>
                <TableScroll label="Calls">
                    <table class="table sticky">
                        <caption class="hush">"Calls"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Lead"</th>
                                <th scope="col">"Outcome"</th>
                                <th scope="col">"From"</th>
                                <th scope="col">"Lead's place"</th>
                                <th scope="col" class="num">
                                    "Seconds"
                                </th>
                                <th scope="col" class="num">
                                    "When"
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {rows
                                .into_iter()
                                .map(|row| view! { <Line slug=slug.clone() row=row /> })
                                .collect_view()}
                        </tbody>
                    </table>
                </TableScroll>
            </Card>
        }
        .into_any()
    };
    view! {
        <Page title="Calls" wide=true crumbs=vec![Crumb::new("Analytics", days)]>
            <Filters end=view! { <span class="dim">{words}</span> }>
                {chips
                    .into_iter()
                    .map(|(label, href)| view! { <FilterChip label=label href=href on=true /> })
                    .collect_view()}
            </Filters>
            {table}
        </Page>
    }
}

#[component]
fn Line(slug: String, row: CallRow) -> impl IntoView {
    let CallRow { at, lead, number, outcome, place, duration_seconds } = row;
    let number = number.map(|link| {
        view! { <Phone number=link.number.to_string() href=number_href(&slug, &link, "") /> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="row-link mid" href=lead_href(&slug, lead.id, "")>
                    {lead.title}
                </a>
            </th>
            <td>{outcome.label()}</td>
            <td>{number}</td>
            <td>{place}</td>
            <td class="num">{duration_seconds.map(|seconds| seconds.to_string())}</td>
            <td class="num dim">
                <When words=at.short exact=at.exact at=at.iso />
            </td>
        </tr>
    }
}

pub(super) fn weekday(figure: &str) -> String {
    figure
        .parse::<usize>()
        .ok()
        .and_then(|at| WEEKDAYS.get(at))
        .map_or_else(String::new, |day| (*day).to_owned())
}

pub(super) fn hour(figure: &str) -> String {
    if figure.is_empty() { String::new() } else { format!("{figure}:00 to {figure}:59 there") }
}

pub(super) fn named(what: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{what} {value}") }
}

fn outcome(word: &str) -> String {
    word.parse::<Outcome>().map_or_else(|_| String::new(), |outcome| outcome.label().to_owned())
}
