//! Calls: the rows behind a figure of the analytics.

use crate::address::use_broker;
use crate::components::{Card, Glyph, Pager, Phone, TableScroll, When, keyed};
use crate::loading::{Load, Piece, read};
use crate::pages::figure::{FigurePage, NoRows, days, figures, hour, named, outcome, weekday, wider};
use crate::pages::leads::lead_href;
use crate::pages::narrow::UnreadNotice;
use crate::pages::pool::number_href;
use crate::pages::query::address;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::call as api;
use steadyline_core::page::{self, CallRow, CallsQuery};

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
    let page::CallsPage { broker, range, query, rows, next_cursor, unread } = list;
    let slug = broker.slug.to_string();
    let figures = figures(&format!("/b/{slug}/analytics"), range);
    let first = CallsQuery { cursor: String::new(), ..query.clone() };
    let without = |change: fn(&mut CallsQuery)| {
        let mut query = first.clone();
        change(&mut query);
        href(&slug, &query)
    };
    let understood = href(&slug, &first);
    let narrowed = vec![
        (weekday(&query.weekday), without(|query| query.weekday.clear())),
        (hour(&query.hour), without(|query| query.hour.clear())),
        (named("Area code", &query.area_code), without(|query| query.area_code.clear())),
        (named("State", &query.state), without(|query| query.state.clear())),
        (outcome(&query.outcome), without(|query| query.outcome.clear())),
    ];
    let after = next_cursor.map(|cursor| href(&slug, &CallsQuery { cursor, ..query.clone() }));
    let words = format!("{}, outbound calls that count", days(range));
    let table = if rows.is_empty() {
        view! {
            <NoRows
                label="Calls"
                glyph=Glyph::Call
                title="No calls match"
                text=wider(&narrowed)
                figures=figures.clone()
            />
        }
        .into_any()
    } else {
        let shown = match rows.len() {
            1 => "1 call on this page".to_owned(),
            some => format!("{some} calls on this page"),
        };
        let first = if query.cursor.is_empty() { String::new() } else { href(&slug, &first) };
        let foot = view! { <Pager shown=shown first=first after=after.unwrap_or_default() /> };
        view! {
            <Card label="Calls" foot=foot>
                <TableScroll label="Calls">
                    <table class="table sticky">
                        <caption class="hush">"Calls"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Lead"</th>
                                <th scope="col">"Outcome"</th>
                                <th scope="col" class="wide-only">
                                    "From"
                                </th>
                                <th scope="col" class="wide-only">
                                    "Lead's place"
                                </th>
                                <th scope="col" class="num wide-only">
                                    "Seconds"
                                </th>
                                <th scope="col" class="num">
                                    "When"
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {Piece::Rows(
                                keyed(
                                    rows,
                                    |row| (row.at.iso.clone(), row.lead.id),
                                    |row| view! { <Line slug=slug.clone() row=row /> },
                                ),
                            )}
                        </tbody>
                    </table>
                </TableScroll>
            </Card>
        }
        .into_any()
    };
    view! {
        <FigurePage title="Calls" figures=figures narrowed=narrowed words=words wide=true>
            <UnreadNotice unread=unread href=understood />
            {table}
        </FigurePage>
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
            <td class="wide-only">{number}</td>
            <td class="wide-only">{place}</td>
            <td class="num wide-only">{duration_seconds.map(|seconds| seconds.to_string())}</td>
            <td class="num dim">
                <When words=at.short exact=at.exact at=at.iso />
            </td>
        </tr>
    }
}
