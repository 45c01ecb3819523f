//! Figures over time: answers, and the use of the pool.

use super::Days;
use super::tiles::few;
use crate::components::chart::{ChartCard, Lines, Point, SheetTable, short_day};
use leptos::prelude::*;
use steadyline_core::page::{grouped, one_decimal};
use steadyline_core::report::{CallsReport, Definition, UtilizationReport};

#[component]
pub(super) fn AnswerCard(days: Days, calls: CallsReport) -> impl IntoView {
    let sheet = calls.sheet();
    let points = calls
        .days
        .iter()
        .map(|day| {
            let rate = day.rate;
            Point {
                day: day.day,
                value: rate.answer_rate.filter(|_| !rate.few_calls),
                span: rate.low.zip(rate.high).filter(|_| !rate.few_calls),
                words: format!(
                    "{}: {}% of {} calls{}",
                    short_day(day.day),
                    one_decimal(rate.answer_rate),
                    grouped(rate.calls),
                    few(rate.few_calls)
                ),
                href: days.on(day.day),
            }
        })
        .collect::<Vec<_>>();
    let before = calls.before.answer_rate.filter(|_| !calls.before.few_calls);
    let label = format!(
        "Answer rate by day; {}% over all, {}% before",
        one_decimal(calls.total.answer_rate),
        one_decimal(before)
    );
    view! {
        <ChartCard
            title="Answer rate by day"
            sub="In %; shaded: 95% interval"
            means=vec![Definition::ANSWER_RATE]
            csv=days.csv("calls")
            table=view! { <SheetTable label="Calls by day" sheet=sheet /> }
        >
            <Lines
                label=label
                points=points
                reference=before.map(|before| (before, format!("before {before:.1}%")))
                at_least=10.0
            />
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
                || format!("{}: not looked at", short_day(day.day)),
                |share| {
                    format!(
                        "{}: {share:.0}%, {} of {} numbers",
                        short_day(day.day),
                        grouped(day.in_use),
                        grouped(day.numbers)
                    )
                },
            ),
            href: days.on(day.day),
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
                reference=before.map(|before| (before, format!("before {before:.0}%")))
                at_least=100.0
            />
        </ChartCard>
    }
}
