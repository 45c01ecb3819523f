//! Brokers behind a figure about all of them; each leads to its own rows.

use crate::components::{Card, Glyph, TableScroll, keyed};
use crate::loading::{Load, read};
use crate::pages::figure::{FigurePage, NoRows, days, figures, hour, named, weekday, wider};
use crate::pages::narrow::UnreadNotice;
use crate::pages::query::address;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::report as api;
use steadyline_core::page::{self, BehindQuery, BehindRow, grouped, one_decimal};
use steadyline_core::report::{Range, Rate};

/// The brokers.
#[component]
pub fn BehindPage() -> impl IntoView {
    let asked = use_query_map();
    let query = Memo::new(move |_| {
        asked.with(|asked| {
            let value = |name| asked.get(name).unwrap_or_default();
            BehindQuery {
                of: value("of"),
                from: value("from"),
                to: value("to"),
                weekday: value("weekday"),
                hour: value("hour"),
                area_code: value("area_code"),
                state: value("state"),
                outcome: value("outcome"),
                attempts: value("attempts"),
                band: value("band"),
            }
        })
    });
    let found = read(move || query.get(), api::brokers_behind);
    view! { <Load from=found title="Behind the figure" view=|found| view! { <Brokers found=found /> } /> }
}

/// What narrows the figure, as the address has it.
fn narrowed(query: &BehindQuery) -> [(&'static str, &str); 7] {
    [
        ("weekday", &query.weekday),
        ("hour", &query.hour),
        ("area_code", &query.area_code),
        ("state", &query.state),
        ("outcome", &query.outcome),
        ("attempts", &query.attempts),
        ("band", &query.band),
    ]
}

fn href(path: &str, range: Range, query: &BehindQuery, of: &str) -> String {
    let (from, to) = (range.from.to_string(), range.to.to_string());
    address(path, &[&[("of", of), ("from", &from), ("to", &to)][..], &narrowed(query)].concat())
}

/// The broker's own rows.
fn own(slug: &str, range: Range, query: &BehindQuery) -> String {
    match query.of.as_str() {
        "" | "calls" => href(&format!("/b/{slug}/calls"), range, query, ""),
        "numbers" => address(&format!("/b/{slug}/pool"), &[("band", &query.band)]),
        of => href(&format!("/b/{slug}/counted"), range, query, of),
    }
}

#[component]
fn Brokers(found: page::BehindPage) -> impl IntoView {
    let page::BehindPage { range, query, title, whole, part, total, rows, count, unread } = found;
    let figures = figures("/admin/analytics", range);
    let understood = href("/admin/analytics/brokers", range, &query, &query.of);
    let without = |change: fn(&mut BehindQuery)| {
        let mut query = query.clone();
        change(&mut query);
        href("/admin/analytics/brokers", range, &query, &query.of)
    };
    let narrowed = vec![
        (weekday(&query.weekday), without(|query| query.weekday.clear())),
        (hour(&query.hour), without(|query| query.hour.clear())),
        (named("Area code", &query.area_code), without(|query| query.area_code.clear())),
        (named("State", &query.state), without(|query| query.state.clear())),
    ];
    let now = !query.band.is_empty();
    let words = if now { "as it is now".to_owned() } else { days(range) };
    let told = match (rows.len(), count) {
        (shown, count) if shown < count => {
            format!("The {shown} of {} brokers with the most", grouped(count as i64))
        }
        (1, _) => "1 broker".to_owned(),
        (shown, _) => format!("{shown} brokers"),
    };
    let name = title.clone();
    let table = if rows.is_empty() {
        view! {
            <NoRows
                label=title.clone()
                glyph=Glyph::Analytics
                title=if now { "Nothing is counted" } else { "Nothing was counted on these days" }
                text=wider(&narrowed)
                figures=figures.clone()
            />
        }
        .into_any()
    } else {
        let has_part = !part.is_empty();
        let share = format!("{part}, %");
        let lines = keyed(
            rows,
            |row| row.broker.slug.clone(),
            |BehindRow { broker, rate }| {
                let href = own(broker.slug.as_str(), range, &query);
                view! {
                    <tr>
                        <th scope="row">
                            <a class="row-link mid" href=href>
                                {broker.name}
                            </a>
                        </th>
                        {cells(rate, has_part)}
                    </tr>
                }
            },
        );
        view! {
            <Card label=title.clone() foot=view! { <span class="dim">{told}</span> }>
                <TableScroll label=title.clone() narrow=true>
                    <table class="table">
                        <caption class="hush">{title.clone()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Broker"</th>
                                <th scope="col" class="num">
                                    {whole}
                                </th>
                                {has_part
                                    .then(|| {
                                        view! {
                                            <th scope="col" class="num">
                                                {part}
                                            </th>
                                            <th scope="col" class="num">
                                                {share}
                                            </th>
                                        }
                                    })}
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                        <tfoot>
                            <tr>
                                <th scope="row">"All"</th>
                                {cells(total, has_part)}
                            </tr>
                        </tfoot>
                    </table>
                </TableScroll>
            </Card>
        }
        .into_any()
    };
    view! {
        <FigurePage title=name figures=figures narrowed=narrowed words=words>
            <UnreadNotice unread=unread href=understood />
            {table}
        </FigurePage>
    }
}

/// All of it; and where there is a part, that and its share, which few make a dash.
fn cells(rate: Rate, has_part: bool) -> impl IntoView {
    let few = rate.few_calls;
    view! {
        <td class="num">{grouped(rate.calls)}</td>
        {has_part
            .then(|| {
                view! {
                    <td class="num">{grouped(rate.contacts)}</td>
                    <td class="num mid" title=few.then_some("fewer than 20")>
                        {if few { "–".to_owned() } else { one_decimal(rate.answer_rate) }}
                    </td>
                }
            })}
    }
}
