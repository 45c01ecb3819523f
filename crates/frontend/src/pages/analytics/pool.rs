//! Figures over time: answers, and the use of the pool.

use super::Days;
use super::change::few;
use crate::components::chart::{ChartCard, Lines, Point, SheetTable, short_day};
use chrono::Days as CountOfDays;
use leptos::prelude::*;
use steadyline_core::page::{counted, grouped, one_decimal};
use steadyline_core::report::{CallsReport, Definition, UtilizationReport};

#[component]
pub(super) fn AnswerCard(days: Days, calls: CallsReport) -> impl IntoView {
    let sheet = calls.sheet();
    let at_once = calls.days_at_once();
    let (title, group) = match at_once {
        1 => ("Answer rate by day", ""),
        7 => ("Answer rate by week", "week from "),
        14 => ("Answer rate by two weeks", "two weeks from "),
        _ => ("Answer rate by four weeks", "four weeks from "),
    };
    let points = calls
        .grouped(at_once)
        .iter()
        .map(|day| {
            let rate = day.rate;
            let last = day.day + CountOfDays::new(at_once as u64 - 1);
            Point {
                day: day.day,
                value: rate.answer_rate.filter(|_| !rate.few_calls),
                span: rate.low.zip(rate.high).filter(|_| !rate.few_calls),
                words: format!(
                    "{group}{}: {}% of {}{}",
                    short_day(day.day),
                    one_decimal(rate.answer_rate),
                    counted(rate.calls, "call", "calls"),
                    few(rate.few_calls)
                ),
                href: days.calls_between(day.day, last.min(calls.range.to)),
            }
        })
        .collect::<Vec<_>>();
    let shown = points.iter().any(|point| point.value.is_some());
    let before = calls.before.answer_rate.filter(|_| !calls.before.few_calls);
    let label = format!(
        "{title}; {}% overall, {}% before",
        one_decimal(calls.total.answer_rate),
        one_decimal(before)
    );
    view! {
        <ChartCard
            title=title
            sub="In %; shaded: 95% interval"
            means=vec![Definition::ANSWER_RATE]
            csv=days.csv("calls")
            table=view! { <SheetTable label="Calls by day" sheet=sheet /> }
        >
            {if shown {
                view! {
                    <Lines
                        label=label
                        points=points
                        reference=before.map(|before| (before, format!("Period before: {before:.1}%")))
                        at_least=10.0
                    />
                }
                    .into_any()
            } else {
                view! { <p class="dim">"Fewer than 20 calls a day: too few to draw. The table has them."</p> }
                    .into_any()
            }}
        </ChartCard>
    }
}

#[component]
pub(super) fn UtilizationCard(days: Days, pool: UtilizationReport) -> impl IntoView {
    let sheet = pool.sheet();
    let points = pool
        .days
        .iter()
        .map(|day| Point {
            day: day.day,
            value: day.utilization(),
            span: None,
            words: day.utilization().map_or_else(
                || format!("{}: not recorded", short_day(day.day)),
                |share| {
                    format!(
                        "{}: {share:.0}%, {} of {}",
                        short_day(day.day),
                        grouped(day.in_use),
                        counted(day.numbers, "number", "numbers")
                    )
                },
            ),
            href: days.in_use_on(day.day),
        })
        .collect::<Vec<_>>();
    let before = pool.utilization.before;
    let label = format!("Pool utilization by day; mean {}%", one_decimal(pool.utilization.now));
    view! {
        <ChartCard
            title="Pool utilization"
            sub="Numbers in use, in % of those in service"
            means=vec![Definition::UTILIZATION, Definition::ROTATION, Definition::TIME_ASSIGNED]
            csv=days.csv("utilization")
            table=view! { <SheetTable label="The pool by day" sheet=sheet /> }
        >
            <Lines
                label=label
                points=points
                reference=before.map(|before| (before, format!("Period before: {before:.0}%")))
                at_least=100.0
            />
        </ChartCard>
    }
}
