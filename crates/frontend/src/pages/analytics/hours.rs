//! When leads answer.

use super::Days;
use crate::components::chart::{ChartCard, HeatCell, HeatMap};
use leptos::prelude::*;
use steadyline_core::page::{grouped, one_decimal};
use steadyline_core::report::{Definition, HourCell, HoursReport};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

#[component]
pub(super) fn HoursCard(days: Days, hours: HoursReport) -> impl IntoView {
    let cells = hours.hours;
    let first = cells.iter().map(|cell| cell.hour).min().unwrap_or(8).min(8);
    let last = cells.iter().map(|cell| cell.hour).max().unwrap_or(20).max(20);
    let rates = || cells.iter().filter(|cell| !cell.rate.few_calls).filter_map(|cell| cell.rate.answer_rate);
    let scale = (rates().fold(100.0, f64::min), rates().fold(0.0, f64::max));
    let scale = if scale.0 > scale.1 { (0.0, 1.0) } else { scale };
    let find = |weekday: i32, hour: i32| -> Option<&HourCell> {
        cells.iter().find(|cell| cell.weekday == weekday && cell.hour == hour)
    };
    let rows = (0..7)
        .map(|weekday| {
            let name = WEEKDAYS[usize::try_from(weekday).unwrap_or(0)];
            let row = (first..=last)
                .map(|hour| {
                    let Some(cell) = find(weekday, hour) else {
                        return HeatCell {
                            value: None,
                            words: format!("{name} {hour}:00, no calls"),
                            href: String::new(),
                        };
                    };
                    let rate = cell.rate;
                    let words = format!(
                        "{name} {hour}:00: {}% of {} calls, {} to {}",
                        one_decimal(rate.answer_rate),
                        grouped(rate.calls),
                        one_decimal(rate.low),
                        one_decimal(rate.high)
                    );
                    HeatCell {
                        value: rate.answer_rate.filter(|_| !rate.few_calls),
                        words: if rate.few_calls {
                            format!("{name} {hour}:00, few calls: {}", rate.calls)
                        } else {
                            words
                        },
                        href: days.calls(&[("weekday", &weekday.to_string()), ("hour", &hour.to_string())]),
                    }
                })
                .collect();
            (name.to_owned(), row)
        })
        .collect();
    let best = cells
        .iter()
        .filter(|cell| !cell.rate.few_calls)
        .max_by(|a, b| a.rate.low.unwrap_or(0.0).total_cmp(&b.rate.low.unwrap_or(0.0)))
        .map(|cell| {
            let name = WEEKDAYS.get(usize::try_from(cell.weekday).unwrap_or(0)).copied().unwrap_or_default();
            format!("Best: {name} {}:00, {}%", cell.hour, one_decimal(cell.rate.answer_rate))
        });
    let columns = (first..=last).map(|hour| hour.to_string()).collect();
    view! {
        <ChartCard
            title="When leads answer"
            sub="Answer rate in %, lead's own hour"
            means=vec![Definition::HOURS]
            csv=days.csv("hours")
            note=view! {
                <span class="legend">
                    <span>{format!("{:.0}%", scale.0)}</span>
                    <span class="ramp" aria-hidden="true">
                        {(0..7).map(|shade| view! { <i class=format!("swatch heat-{shade}")></i> }).collect_view()}
                    </span>
                    <span>{format!("{:.0}%", scale.1)}</span>
                </span>
                <span class="end">{best}</span>
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
