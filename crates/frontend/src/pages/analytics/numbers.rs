//! Numbers side by side, and brokers side by side.

use super::Days;
use super::change::{and_before, change_cell, change_head, few};
use crate::components::chart::{ChartCard, Scatter, ScatterDot, SheetTable};
use crate::components::{HealthBadge, TableScroll, keyed, phone_text};
use leptos::prelude::*;
use steadyline_core::health::HealthBand;
use steadyline_core::page::{counted, grouped, one_decimal};
use steadyline_core::report::{BrokerRow, BrokersReport, Definition, NumbersReport};

#[component]
pub(super) fn NumbersCard(days: Days, numbers: NumbersReport, count: usize) -> impl IntoView {
    let sheet = numbers.sheet();
    let told = if count > numbers.numbers.len() {
        format!(
            "The {} of {} numbers with the most calls; the file has all.",
            numbers.numbers.len(),
            grouped(count as i64)
        )
    } else {
        String::new()
    };
    let dots = numbers
        .numbers
        .iter()
        .filter_map(|row| {
            let rate = row.rate.answer_rate?;
            Some(ScatterDot {
                calls: row.rate.calls,
                rate,
                band: HealthBand::of(row.health_score),
                words: format!(
                    "{}: {rate:.1}% of {}{}{}",
                    phone_text(row.number.as_str()),
                    counted(row.rate.calls, "call", "calls"),
                    few(row.rate.few_calls),
                    and_before(&row.before)
                ),
                href: days.page(&format!("/pool/{}", row.number.as_str().trim_start_matches('+'))),
            })
        })
        .collect::<Vec<_>>();
    let shown = dots.len();
    let label = format!(
        "{} by calls and answer rate; the band is what chance alone explains",
        counted(shown as i64, "number", "numbers")
    );
    view! {
        <ChartCard
            title="Numbers that stand out"
            sub="Answer rate in %, by calls; shaded: chance alone"
            means=vec![Definition::NUMBERS, Definition::ANSWER_RATE]
            csv=days.csv("numbers")
            table=view! { <SheetTable label="Numbers side by side" sheet=sheet /> }
            note=view! {
                <span>
                    {if told.is_empty() {
                        format!("{shown} of {} called from; the shape is today's health.", counted(count as i64, "number was", "numbers were"))
                    } else {
                        told
                    }}
                </span>
            }
        >
            <Scatter label=label dots=dots mean=numbers.pool.answer_rate />
        </ChartCard>
    }
}

#[component]
pub(super) fn BrokersCard(days: Days, brokers: BrokersReport, count: usize) -> impl IntoView {
    let range = days.range;
    let shown = brokers.brokers.len();
    let sum = |of: fn(&BrokerRow) -> i64| grouped(brokers.brokers.iter().map(of).sum());
    // Of brokers that are not shown only the calls are known.
    let [numbers, bookings, assigned] = if shown < count {
        [const { String::new() }; 3]
    } else {
        [sum(|row| row.numbers), sum(|row| row.bookings), sum(|row| row.assigned)]
    };
    let note = (shown < count).then(|| {
        format!("The {shown} of {} brokers with the most calls; the file has all.", grouped(count as i64))
    });
    let total = brokers.total;
    view! {
        <ChartCard
            title="Brokers compared"
            sub=note.unwrap_or_default()
            means=vec![Definition::BROKERS, Definition::ANSWER_RATE, Definition::UTILIZATION]
            csv=days.csv("brokers")
            bare=true
        >
            <TableScroll label="Brokers side by side" narrow=true>
                <table class="table brokers-compared">
                    <caption class="hush">"Brokers side by side"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Broker"</th>
                            <th scope="col" class="num">
                                "Numbers"
                            </th>
                            <th scope="col" class="num">
                                "In use, %"
                            </th>
                            <th scope="col" class="num">
                                "Calls"
                            </th>
                            <th scope="col" class="num">
                                "Answer, %"
                            </th>
                            {change_head()}
                            <th scope="col" class="num">
                                "Assigned"
                            </th>
                            <th scope="col" class="num">
                                "Booked"
                            </th>
                            <th scope="col" class="num">
                                "Health"
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {keyed(
                            brokers.brokers,
                            |row| row.slug.clone(),
                            |row| {
                                let href = format!(
                                    "/b/{}/analytics?from={}&to={}",
                                    row.slug.as_str(),
                                    range.from,
                                    range.to,
                                );
                                let is_few = row.rate.few_calls;
                                view! {
                                    <tr>
                                        <th scope="row">
                                            <a class="mid row-link" href=href>
                                                {row.name}
                                            </a>
                                        </th>
                                        <td class="num">{grouped(row.numbers)}</td>
                                        <td class="num">
                                            {row.utilization.map_or_else(|| "-".to_owned(), |share| format!("{share:.0}"))}
                                        </td>
                                        <td class="num">{grouped(row.rate.calls)}</td>
                                        <td class="num mid" title=is_few.then_some("few calls")>
                                            {if is_few { "–".to_owned() } else { one_decimal(row.rate.answer_rate) }}
                                        </td>
                                        {change_cell(row.rate, row.before)}
                                        <td class="num">{grouped(row.assigned)}</td>
                                        <td class="num">{grouped(row.bookings)}</td>
                                        <td class="num">
                                            {row
                                                .mean_score
                                                .map(|score| {
                                                    view! { <HealthBadge score=score.round() as i32 brief=true /> }
                                                })}
                                        </td>
                                    </tr>
                                }
                            },
                        )}
                    </tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"All"</th>
                            <td class="num">{numbers}</td>
                            <td></td>
                            <td class="num">{grouped(total.calls)}</td>
                            <td class="num">{one_decimal(total.answer_rate)}</td>
                            {change_cell(total, brokers.before)}
                            <td class="num">{assigned}</td>
                            <td class="num">{bookings}</td>
                            <td></td>
                        </tr>
                    </tfoot>
                </table>
            </TableScroll>
        </ChartCard>
    }
}
