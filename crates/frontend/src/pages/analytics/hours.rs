//! When leads answer.

use super::Days;
use super::change::and_before;
use crate::components::chart::{ChartCard, HeatCell, HeatMap};
use leptos::prelude::*;
use steadyline_core::page::{grouped, one_decimal};
use steadyline_core::report::{Definition, HoursReport, Rate};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn name(weekday: i32) -> &'static str {
    usize::try_from(weekday).ok().and_then(|at| WEEKDAYS.get(at)).copied().unwrap_or_default()
}

/// "Tue 10:00: 23.4% of 48 calls, 19.0 to 28.1; 21.0% before".
fn told(weekday: Option<i32>, hour: Option<i32>, rate: Rate, before: Rate) -> String {
    let place = match (weekday.map(name), hour) {
        (Some(day), Some(hour)) => format!("{day} {hour}:00"),
        (Some(day), None) => format!("{day}, all hours"),
        (None, Some(hour)) => format!("All days, {hour}:00"),
        (None, None) => "All hours".to_owned(),
    };
    if rate.calls == 0 {
        return format!("{place}: no calls");
    }
    if rate.few_calls {
        return format!("{place}: few calls, {}", rate.calls);
    }
    format!(
        "{place}: {}% of {} calls, {} to {}{}",
        one_decimal(rate.answer_rate),
        grouped(rate.calls),
        one_decimal(rate.low),
        one_decimal(rate.high),
        and_before(&before)
    )
}

#[component]
pub(super) fn HoursCard(days: Days, hours: HoursReport) -> impl IntoView {
    let cells = hours.hours;
    let first = cells.iter().map(|cell| cell.hour).min().unwrap_or(8).min(8);
    let last = cells.iter().map(|cell| cell.hour).max().unwrap_or(20).max(20);
    let sum = |weekday: Option<i32>, hour: Option<i32>| {
        let of = cells.iter().filter(|cell| weekday.is_none_or(|weekday| cell.weekday == weekday));
        let of = of.filter(|cell| hour.is_none_or(|hour| cell.hour == hour));
        let of: Vec<_> = of.collect();
        (Rate::sum(of.iter().map(|cell| &cell.rate)), Rate::sum(of.iter().map(|cell| &cell.before)))
    };
    let cell = |weekday: Option<i32>, hour: Option<i32>| {
        let (rate, before) = sum(weekday, hour);
        let of = |figure: Option<i32>| figure.map_or_else(String::new, |figure| figure.to_string());
        HeatCell {
            value: rate.answer_rate.filter(|_| !rate.few_calls),
            words: told(weekday, hour, rate, before),
            href: if rate.calls == 0 {
                String::new()
            } else {
                days.calls(&[("weekday", &of(weekday)), ("hour", &of(hour))])
            },
        }
    };
    let row = |weekday: Option<i32>| -> Vec<HeatCell> {
        (first..=last).map(Some).chain([None]).map(|hour| cell(weekday, hour)).collect()
    };
    let rows: Vec<(String, Vec<HeatCell>)> = (0..7)
        .map(|weekday| (name(weekday).to_owned(), row(Some(weekday))))
        .chain([("All".to_owned(), row(None))])
        .collect();
    // Whole days and hours have their shades of the same scale, and with few calls in every hour there are but these.
    let rates = || rows.iter().flat_map(|(_, cells)| cells).filter_map(|cell| cell.value);
    let scale = (rates().fold(100.0, f64::min), rates().fold(0.0, f64::max));
    let has_rates = scale.0 <= scale.1;
    let best = cells
        .iter()
        .filter(|cell| !cell.rate.few_calls)
        .max_by(|a, b| a.rate.low.unwrap_or(0.0).total_cmp(&b.rate.low.unwrap_or(0.0)))
        .map(|cell| {
            let rate = one_decimal(cell.rate.answer_rate);
            format!("Best: {} {}:00, {rate}%", name(cell.weekday), cell.hour)
        });
    let columns = (first..=last).map(|hour| hour.to_string()).chain(["All".to_owned()]).collect();
    view! {
        <ChartCard
            title="When leads answer"
            sub="Answer rate in %, lead's own hour"
            means=vec![Definition::HOURS]
            csv=days.csv("hours")
            note=view! {
                {has_rates
                    .then(|| {
                        view! {
                            <span class="legend">
                                <span>{format!("{:.0}%", scale.0)}</span>
                                <span class="ramp" aria-hidden="true">
                                    {(0..7)
                                        .map(|shade| view! { <i class=format!("swatch heat-{shade}")></i> })
                                        .collect_view()}
                                </span>
                                <span>{format!("{:.0}%", scale.1)}</span>
                            </span>
                        }
                    })}
                <span class=has_rates.then_some("end")>{best.unwrap_or_else(|| "Fewer than 20 calls in each hour of each day: choose more days.".to_owned())}</span>
            }
        >
            <HeatMap
                label="Answer rate in percent by weekday and hour"
                columns=columns
                rows=rows
                scale=scale
            />
        </ChartCard>
    }
}
