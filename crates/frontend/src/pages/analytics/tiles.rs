//! The key figures.

use super::Days;
use super::change::{few, or_as_before, shown};
use crate::components::chart::Means;
use crate::components::{Tile, TileStrip};
use leptos::prelude::*;
use steadyline_core::page::{Change, Counted, counted, grouped, one_decimal};
use steadyline_core::report::{CallsReport, Compared, Definition, UtilizationReport};

/// Most points of a sparkline: more days are put together.
const POINTS: usize = 30;

/// A time in words: "2.3 days", "5 h", "12 min".
pub(super) fn time(seconds: f64) -> (String, &'static str) {
    if seconds >= 86_400.0 {
        as_days(&format!("{:.1}", seconds / 86_400.0))
    } else if seconds >= 3_600.0 {
        (whole(&format!("{:.1}", seconds / 3_600.0)), "h")
    } else {
        (format!("{:.0}", seconds / 60.0), "min")
    }
}

fn as_days(figure: &str) -> (String, &'static str) {
    let days = whole(figure);
    let unit = if days == "1" { "day" } else { "days" };
    (days, unit)
}

/// "5" of "5.0".
fn whole(figure: &str) -> String {
    figure.strip_suffix(".0").unwrap_or(figure).to_owned()
}

#[component]
pub(super) fn Tiles(days: Days, calls: CallsReport, pool: UtilizationReport) -> impl IntoView {
    let rate = Compared { now: calls.total.answer_rate, before: calls.before.answer_rate };
    let (time_figure, time_unit) = pool.mean_assigned_seconds.now.map_or_else(|| ("-".to_owned(), ""), time);
    let in_days = Compared {
        now: pool.mean_assigned_seconds.now.map(|seconds| seconds / 86_400.0),
        before: pool.mean_assigned_seconds.before.map(|seconds| seconds / 86_400.0),
    };
    let longer = in_days.change("", 1, None).map(|change| {
        let (figure, unit) = as_days(&change.amount);
        Change { amount: format!("{figure} {unit}"), ..change }
    });
    let numbers = pool.days.iter().rev().find(|day| day.numbers > 0).map_or(0, |day| day.numbers);
    let rotation = pool.rotation.change("", 1, None).map(or_as_before);
    let tiles = [
        (
            "Answer rate",
            one_decimal(rate.now),
            "%",
            rate.change(" pts", 1, Some(true)),
            format!("of {}{}", counted(calls.total.calls, "call", "calls"), few(calls.total.few_calls)),
            points(calls.days.iter().map(|day| (day.rate.contacts as f64 * 100.0, day.rate.calls as f64))),
        ),
        (
            "Pool utilization",
            pool.utilization.now.map_or_else(|| "-".to_owned(), |share| format!("{share:.0}")),
            "%",
            pool.utilization.change(" pts", 0, None),
            format!("mean, {}", counted(numbers, "number", "numbers")),
            points(pool.days.iter().map(|day| (day.in_use as f64 * 100.0, day.numbers as f64))),
        ),
        (
            "Time assigned, mean",
            time_figure,
            time_unit,
            longer,
            pool.median_assigned_seconds.map_or_else(
                || "none ended".to_owned(),
                |median| {
                    let (figure, unit) = time(median);
                    format!("median {figure}\u{a0}{unit}")
                },
            ),
            points(pool.days.iter().map(|day| (day.ended_seconds as f64, day.ended as f64))),
        ),
        (
            "Rotation",
            one_decimal(pool.rotation.now),
            "",
            rotation,
            "leads a number a week".to_owned(),
            points(pool.days.iter().map(|day| (day.assigned as f64 * 7.0, day.numbers as f64))),
        ),
        (
            "Call success",
            one_decimal(calls.success_rate.now),
            "%",
            calls.success_rate.change(" pts", 1, Some(true)),
            format!(
                "{} booked{}",
                grouped(calls.bookings.now.unwrap_or(0.0) as i64),
                few(calls.total.few_calls)
            ),
            points(calls.days.iter().map(|day| (day.bookings as f64 * 100.0, day.rate.calls as f64))),
        ),
        (
            "Kept on one number",
            one_decimal(pool.kept.now),
            "%",
            pool.kept.change(" pts", 1, Some(true)),
            format!("{} rehomed", grouped(pool.rehomed.now.unwrap_or(0.0) as i64)),
            Vec::new(),
        ),
    ];
    let hrefs = [
        days.calls(&[]),
        days.numbers(""),
        days.counted(Counted::Ended, &[]),
        days.counted(Counted::Assigned, &[]),
        days.calls(&[("outcome", "booked")]),
        days.counted(Counted::Moved, &[]),
    ];
    view! {
        <TileStrip>
            {tiles
                .into_iter()
                .zip(hrefs)
                .map(|((name, figure, unit, change, note, points), href)| {
                    let unit = if figure == "-" { "" } else { unit };
                    view! {
                        <Tile
                            name=name
                            figure=figure
                            unit=unit
                            href=href
                            points=points
                            change=change.map(shown)
                            note=note
                        />
                    }
                })
                .collect_view()}
        </TileStrip>
        <Means means=vec![
            Definition::ANSWER_RATE,
            Definition::UTILIZATION,
            Definition::TIME_ASSIGNED,
            Definition::ROTATION,
            Definition::CALL_SUCCESS,
            Definition::KEPT,
        ] />
    }
}

/// A ratio's course: days are put together until there are at most [`POINTS`]; those without a base are left out.
fn points(days: impl ExactSizeIterator<Item = (f64, f64)>) -> Vec<f64> {
    let at_once = days.len().div_ceil(POINTS).max(1);
    let days: Vec<(f64, f64)> = days.collect();
    days.chunks(at_once)
        .filter_map(|some| {
            let (part, whole) = some.iter().fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
            (whole > 0.0).then(|| part / whole)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_thirty_points_and_a_time_has_its_unit() {
        let year: Vec<(f64, f64)> = (0..365).map(|_| (50.0, 100.0)).collect();
        let points = points(year.into_iter());
        assert!(points.len() <= POINTS && points.iter().all(|point| *point == 0.5), "{points:?}");
        let told = [200_000.0, 432_000.0, 88_000.0, 18_000.0, 16_200.0, 720.0].map(time);
        let told = told.map(|(figure, unit)| format!("{figure} {unit}"));
        assert_eq!(told, ["2.3 days", "5 days", "1 day", "5 h", "4.5 h", "12 min"]);
    }
}
