//! Where leads answer: area codes, states, and whether local presence pays.

use super::Days;
use super::change::{and_before, change_cell, change_head, few};
use crate::components::chart::{ChartCard, IntervalMark, SheetTable, Told, ToldCell, ToldLine, shade};
use crate::components::map::PLACES;
use crate::components::{TableScroll, keyed};
use leptos::prelude::*;
use steadyline_core::page::{counted, grouped, one_decimal};
use steadyline_core::report::{AreaRow, AreasReport, Definition, PresenceReport, Rate};

/// Rows of the card; the table has all of them.
const ROWS: usize = 10;

/// A scale that holds every interval shown.
fn scale_of<'r>(rates: impl Iterator<Item = &'r Rate> + Clone) -> (f64, f64) {
    let low = rates.clone().filter_map(|rate| rate.low).fold(100.0, f64::min);
    let high = rates.filter_map(|rate| rate.high).fold(0.0, f64::max);
    if low < high { (low, high) } else { (0.0, 100.0) }
}

/// The cells of a rate: interval, figure, half width, change, calls.
fn rate_cells(rate: Rate, before: Rate, mean: Option<f64>, scale: (f64, f64)) -> impl IntoView {
    let mark = match (rate.answer_rate, rate.low, rate.high) {
        (Some(figure), Some(low), Some(high)) if !rate.few_calls => {
            view! { <IntervalMark rate=figure span=(low, high) mean=mean scale=scale /> }.into_any()
        }
        _ if rate.calls == 0 => view! { <span class="dim">"no calls"</span> }.into_any(),
        _ => view! { <span class="dim">"few calls"</span> }.into_any(),
    };
    let figure = if rate.few_calls { "–".to_owned() } else { one_decimal(rate.answer_rate) };
    let half = rate.half_width().filter(|_| !rate.few_calls).map(|half| format!("± {half:.1}"));
    view! {
        <td>{mark}</td>
        <td class="num mid">{figure}</td>
        <td class="num dim">{half}</td>
        {change_cell(rate, before)}
        <td class="num">{grouped(rate.calls)}</td>
    }
}

/// Rates side by side, each with its interval.
#[component]
fn RateTable(
    /// What it is, for screen readers.
    label: &'static str,
    /// The head of the first column.
    head: &'static str,
    /// What each is known by, what people see it is of, the rate, and that of as many days right before.
    rows: Vec<(String, AnyView, Rate, Rate)>,
    /// Of all of them: a dashed line.
    mean: Option<f64>,
    /// What the intervals are drawn on.
    scale: (f64, f64),
) -> impl IntoView {
    view! {
        <TableScroll label=label narrow=true>
            <table class="table areas">
                <caption class="hush">{label}</caption>
                <thead>
                    <tr>
                        <th scope="col">{head}</th>
                        <th scope="col">
                            <span class="hush">"Interval"</span>
                            {mean.map(|_| view! { <span aria-hidden="true">"dashed: mean"</span> })}
                        </th>
                        <th scope="col" class="num">
                            "%"
                        </th>
                        <th scope="col" class="num">
                            <span class="hush">"Plus or minus"</span>
                        </th>
                        {change_head()}
                        <th scope="col" class="num">
                            "Calls"
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {keyed(
                        rows,
                        |(key, ..)| key.clone(),
                        |(_, head, rate, before)| {
                            view! {
                                <tr>
                                    <th scope="row">{head}</th>
                                    {rate_cells(rate, before, mean, scale)}
                                </tr>
                            }
                        },
                    )}
                </tbody>
            </table>
        </TableScroll>
    }
}

#[component]
pub(super) fn AreasCard(days: Days, areas: AreasReport) -> impl IntoView {
    let sheet = areas.sheet();
    let mean = areas.total.answer_rate;
    let mut rows: Vec<AreaRow> = areas.area_codes.into_iter().take(ROWS).collect();
    let scale = scale_of(rows.iter().map(|row| &row.rate).filter(|rate| !rate.few_calls));
    rows.sort_by(|a, b| {
        let figure = |row: &AreaRow| row.rate.answer_rate.filter(|_| !row.rate.few_calls).unwrap_or(-1.0);
        figure(b).total_cmp(&figure(a))
    });
    let lines = rows.into_iter().map(|row| {
        let href = days.calls(&[("area_code", &row.code)]);
        (row.code.clone(), place(row.code, row.name, href), row.rate, row.before)
    });
    let lines: Vec<_> = lines.collect();
    view! {
        <ChartCard
            title="Where leads answer"
            sub="Answer rate, 95% interval"
            means=vec![Definition::AREAS, Definition::ANSWER_RATE]
            csv=days.csv("areas")
            table=view! { <SheetTable label="Answer rate by area code and state" sheet=sheet /> }
            bare=true
        >
            <RateTable
                label="Answer rate by area code with interval, the ten with the most calls"
                head="Area code"
                rows=lines
                mean=mean
                scale=scale
            />
        </ChartCard>
    }
}

fn place(code: String, name: String, href: String) -> AnyView {
    if code.is_empty() {
        return view! { "Not known" }.into_any();
    }
    if href.is_empty() {
        return view! {
            <b>{code}</b>
            " "
            {name}
        }
        .into_any();
    }
    view! {
        <a href=href>
            <b>{code}</b>
            " "
            {name}
        </a>
    }
    .into_any()
}

#[component]
pub(super) fn PresenceCard(days: Days, presence: PresenceReport) -> impl IntoView {
    let scale = scale_of([&presence.local, &presence.far].into_iter());
    let rows = [
        ("Local", "same area code or state", presence.local, presence.local_before),
        ("Not local", "any other number", presence.far, presence.far_before),
        ("Not known", "place unknown", presence.unknown, presence.unknown_before),
    ];
    let difference = match (presence.difference, presence.difference_low, presence.difference_high) {
        (Some(difference), Some(low), Some(high)) => {
            format!("{difference:+.1} points, {low:+.1} to {high:+.1}")
        }
        _ => "-".to_owned(),
    };
    let lines = rows.map(|(name, means, rate, before)| {
        (name.to_owned(), view! { <span title=means>{name}</span> }.into_any(), rate, before)
    });
    let verdict = presence.verdict();
    let sheet = presence.sheet();
    view! {
        <ChartCard
            title="Does local presence pay?"
            sub="Answer rate, 95% interval"
            means=vec![Definition::PRESENCE]
            csv=days.csv("presence")
            table=view! { <SheetTable label="Local against non-local calls" sheet=sheet /> }
            note=view! { <span>{verdict}</span> }
            bare=true
        >
            <div class="card-body presence-figure">
                <span class="dim">"Local against not local"</span>
                <b>{difference}</b>
            </div>
            <RateTable
                label="Answer rate of local and non-local calls with interval"
                head="Presence"
                rows=Vec::from(lines)
                mean=None
                scale=scale
            />
        </ChartCard>
    }
}

#[component]
pub(super) fn StatesCard(days: Days, areas: AreasReport) -> impl IntoView {
    let rates =
        || areas.states.iter().filter(|row| !row.rate.few_calls).filter_map(|row| row.rate.answer_rate);
    let scale = (rates().fold(100.0, f64::min), rates().fold(0.0, f64::max));
    let scale = if scale.0 > scale.1 { (0.0, 1.0) } else { scale };
    let told = Told::default();
    let tiles = PLACES
        .into_iter()
        .map(|(code, row, column)| {
            let place = format!("r{row} c{column}");
            let found = areas.states.iter().find(|state| state.code == code);
            let Some(state) = found else {
                return view! {
                    <span class=place aria-hidden="true">
                        {code}
                    </span>
                }
                .into_any();
            };
            let rate = state.rate;
            let shown = rate.answer_rate.filter(|_| !rate.few_calls);
            let words = format!(
                "{}: {}% of {}{}{}",
                if state.name.is_empty() { code } else { state.name.as_str() },
                one_decimal(rate.answer_rate),
                counted(rate.calls, "call", "calls"),
                few(rate.few_calls),
                and_before(&state.before)
            );
            let class = format!("{place} {}", shown.map_or("few-calls", |figure| shade(figure, scale)));
            let inner = view! {
                <b>{code}</b>
                {shown.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.0}"))}
            };
            let href = days.calls(&[("state", code)]);
            view! {
                <ToldCell told=told class=class words=words href=href>
                    {inner}
                </ToldCell>
            }
            .into_any()
        })
        .collect_view();
    let sheet = areas.sheet();
    view! {
        <ChartCard
            title="Answer rate by state"
            sub="In %, by the lead's state; a dash: fewer than 20 calls"
            means=vec![Definition::AREAS]
            csv=days.csv("areas")
            table=view! { <SheetTable label="Answer rate by area code and state" sheet=sheet /> }
        >
            <div class="map rates" role="group" aria-label="Answer rate in percent by state">
                {tiles}
            </div>
            <ToldLine told=told />
        </ChartCard>
    }
}
