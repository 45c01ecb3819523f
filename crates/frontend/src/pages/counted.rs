//! Leads and assignments: the rows behind a figure of the analytics.

use crate::address::use_broker;
use crate::components::{Card, Glyph, Pager, Phone, TableScroll, When, keyed};
use crate::loading::{Load, Piece, read};
use crate::pages::figure::{FigurePage, NoRows, days, figures, wider};
use crate::pages::leads::lead_href;
use crate::pages::narrow::UnreadNotice;
use crate::pages::pool::number_href;
use crate::pages::query::address;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::report as api;
use steadyline_core::page::{self, Counted, CountedQuery, CountedRow, counted};

/// The rows.
#[component]
pub fn CountedPage() -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            CountedQuery {
                of: value("of"),
                from: value("from"),
                to: value("to"),
                attempts: value("attempts"),
                cursor: value("cursor"),
            }
        })
    });
    let list = read(move || (broker.get(), query.get()), |(broker, query)| api::counted(broker, query));
    view! { <Load from=list title="Behind the figure" view=|list| view! { <Rows list=list /> } /> }
}

fn href(slug: &str, query: &CountedQuery) -> String {
    address(
        &format!("/b/{slug}/counted"),
        &[
            ("of", &query.of),
            ("from", &query.from),
            ("to", &query.to),
            ("attempts", &query.attempts),
            ("cursor", &query.cursor),
        ],
    )
}

#[component]
fn Rows(list: page::CountedPage) -> impl IntoView {
    let page::CountedPage { broker, of, range, query, rows, next_cursor, unread } = list;
    let slug = broker.slug.to_string();
    let figures = figures(&format!("/b/{slug}/analytics"), range);
    let first = CountedQuery { cursor: String::new(), ..query.clone() };
    let understood = href(&slug, &first);
    let without = CountedQuery { attempts: String::new(), ..first.clone() };
    let narrowed = vec![(at_call(&query.attempts), href(&slug, &without))];
    let table = if rows.is_empty() {
        view! {
            <NoRows
                label=of.label()
                glyph=Glyph::Leads
                title="None on these days"
                text=wider(&narrowed)
                figures=figures.clone()
            />
        }
        .into_any()
    } else {
        let (one, many) = if of.is_of_leads() { ("lead", "leads") } else { ("assignment", "assignments") };
        let shown = format!("{} on this page", counted(rows.len() as i64, one, many));
        let next = next_cursor.map(|cursor| href(&slug, &CountedQuery { cursor, ..query.clone() }));
        let first = if query.cursor.is_empty() { String::new() } else { href(&slug, &first) };
        let foot = view! { <Pager shown=shown first=first after=next.unwrap_or_default() /> };
        view! {
            <Card label=of.label() foot=foot>
                <TableScroll label=of.label()>
                    <table class="table sticky counted">
                        <caption class="hush">{of.label()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Lead"</th>
                                {heads(of)
                                    .iter()
                                    .map(|head| {
                                        let class = match (*head != NUMBER, is_wide_only(of, head)) {
                                            (false, _) => None,
                                            (true, false) => Some("num"),
                                            (true, true) => Some("num wide-only"),
                                        };
                                        view! {
                                            <th scope="col" class=class>
                                                {*head}
                                            </th>
                                        }
                                    })
                                    .collect_view()}
                            </tr>
                        </thead>
                        <tbody>
                            {Piece::Rows(
                                keyed(
                                    rows,
                                    |row| (row.lead.id, row.assigned.iso.clone()),
                                    |row| view! { <Line slug=slug.clone() of=of row=row /> },
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
        <FigurePage title=of.label() figures=figures narrowed=narrowed words=days(range) wide=true>
            <UnreadNotice unread=unread href=understood />
            {table}
        </FigurePage>
    }
}

/// Which call was answered, if the figure is about one.
fn at_call(attempts: &str) -> String {
    match attempts.strip_suffix('+') {
        Some(nth) => format!("Answered at call {nth} or later"),
        None if attempts.is_empty() => String::new(),
        None => format!("Answered at call {attempts}"),
    }
}

const NUMBER: &str = "Number";
const CALLS: &str = "Calls";
const UNTIL_ANSWER: &str = "Calls until answer";
const FIRST_ASSIGNED: &str = "First assigned";
const ASSIGNED: &str = "Assigned";
const ANSWERED: &str = "Answered";
const BOOKED: &str = "Booked";
const WON: &str = "Won";
const GIVEN_BACK: &str = "Given back";

/// Of leads the steps of the funnel, of assignments what became of them.
const fn heads(of: Counted) -> [&'static str; 5] {
    if of.is_of_leads() {
        [UNTIL_ANSWER, FIRST_ASSIGNED, ANSWERED, BOOKED, WON]
    } else {
        [NUMBER, CALLS, ASSIGNED, ANSWERED, GIVEN_BACK]
    }
}

/// Whether a phone leaves a column out: it holds two beside the lead, and what is counted is one of them.
fn is_wide_only(of: Counted, head: &str) -> bool {
    match of {
        Counted::Leads | Counted::Answered | Counted::Unreachable => {
            matches!(head, UNTIL_ANSWER | BOOKED | WON)
        }
        Counted::Booked => matches!(head, UNTIL_ANSWER | FIRST_ASSIGNED | WON),
        Counted::Closed | Counted::ClosedUnbooked => matches!(head, UNTIL_ANSWER | FIRST_ASSIGNED | BOOKED),
        Counted::Assigned | Counted::Moved => matches!(head, CALLS | ANSWERED | GIVEN_BACK),
        Counted::Ended => matches!(head, CALLS | ASSIGNED | ANSWERED),
    }
}

#[component]
fn Line(slug: String, of: Counted, row: CountedRow) -> impl IntoView {
    let CountedRow { lead, number, assigned, answered, booked, closed, ended, calls } = row;
    let number = number.map(|link| {
        view! { <Phone number=link.number.to_string() href=number_href(&slug, &link, "") /> }
    });
    let when = |head: &str, at: Option<page::When>| {
        let on_phone = !is_wide_only(of, head);
        let class = if on_phone { "num dim" } else { "num dim wide-only" };
        let words = at.map(|page::When { short, day, exact, iso, .. }| {
            // Two hours leave a name no room on a phone, and what is counted is counted by days.
            let day = on_phone.then(|| {
                view! {
                    <span class="phone-only">
                        <When words=day exact=exact.clone() at=iso.clone() />
                    </span>
                }
            });
            view! {
                <span class="wide-only">
                    <When words=short exact=exact at=iso />
                </span>
                {day}
            }
        });
        view! { <td class=class>{words}</td> }
    };
    let counted = if of.is_of_leads() { UNTIL_ANSWER } else { CALLS };
    let class = if is_wide_only(of, counted) { "num wide-only" } else { "num" };
    let count = view! { <td class=class>{(calls > 0).then(|| calls.to_string())}</td> };
    let cells = if of.is_of_leads() {
        view! {
            {count}
            {when(FIRST_ASSIGNED, Some(assigned))}
            {when(ANSWERED, answered)}
            {when(BOOKED, booked)}
            {when(WON, closed)}
        }
        .into_any()
    } else {
        view! {
            <td>{number}</td>
            {count}
            {when(ASSIGNED, Some(assigned))}
            {when(ANSWERED, answered)}
            {when(GIVEN_BACK, ended)}
        }
        .into_any()
    };
    let name = lead.title.clone();
    view! {
        <tr>
            <th scope="row">
                <a class="row-link mid" href=lead_href(&slug, lead.id, "") title=name>
                    {lead.title}
                </a>
            </th>
            {cells}
        </tr>
    }
}
