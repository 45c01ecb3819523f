//! One figure over days.

use super::mark::{Mark, Pointed, Tip};
use super::plot::{Plot, Stretched, WIDE, across, axis, reference as dashed};
use super::scale::{ticks, told};
use chrono::NaiveDate;
use leptos::prelude::*;

const HEIGHT: f64 = 210.0;
const TOP: f64 = 10.0;
const FLOOR: f64 = 184.0;

/// A day's point.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Which day.
    pub day: NaiveDate,
    /// The figure; none leaves a gap.
    pub value: Option<f64>,
    /// Its interval, where it comes from a sample.
    pub span: Option<(f64, f64)>,
    /// The words on hover and focus.
    pub words: String,
    /// The rows behind it.
    pub href: String,
}

/// A line over days; the interval as a band.
#[component]
pub fn Lines(
    /// What it shows and between which values, for screen readers.
    #[prop(into)]
    label: String,
    /// Oldest first.
    points: Vec<Point>,
    /// A dashed line, and its words below the chart: the mean of the days before.
    #[prop(optional_no_strip)]
    reference: Option<(f64, String)>,
    /// The least that the scale reaches to.
    #[prop(default = 0.0)]
    at_least: f64,
) -> impl IntoView {
    let pointed = Pointed::new();
    let (reference, words) = reference.unzip();
    let ticks = ticks(most(&points).into_iter().chain(reference).fold(at_least, f64::max));
    let top = ticks.last().copied().unwrap_or(1.0);
    let count = points.len();
    let x = move |at: usize| {
        if count < 2 { 0.5 } else { at as f64 / (count - 1) as f64 }
    };
    let y = move |value: f64| FLOOR - (FLOOR - TOP) * value.clamp(0.0, top) / top;
    let line = traced(&points, |at, value| (x(at) * WIDE, y(value)));
    let band = banded(&points, |at, value| (x(at) * WIDE, y(value)));
    let days = points.iter().map(|point| point.day).collect::<Vec<_>>();
    let half = if count < 2 { 0.5 } else { 0.5 / (count - 1) as f64 };
    let ticks = ticks.into_iter().map(|tick| (y(tick), told(tick))).collect();
    view! {
        <Plot label=label height=HEIGHT ticks=ticks>
            {axis(&days, x, FLOOR + 20.0)}
            <Stretched height=HEIGHT>
                {(!band.is_empty()).then(|| view! { <path class="chance" d=band /> })}
                <path class="series" d=line />
            </Stretched>
            {reference.map(|value| dashed(y(value)))}
            {points
                .into_iter()
                .enumerate()
                .map(|(at, point)| {
                    let (px, py) = (x(at), y(point.value.unwrap_or(0.0)));
                    let (left, right) = ((px - half).max(0.0), (px + half).min(1.0));
                    let shown = point.value.is_some();
                    view! {
                        <Mark pointed=pointed x=px y=py words=point.words href=point.href>
                            <rect
                                class="hit"
                                x=across(left)
                                y=TOP
                                width=across(right - left)
                                height=FLOOR - TOP
                            />
                            {shown
                                .then(|| {
                                    view! { <circle class="dot shy" cx=across(px) cy=format!("{py:.1}") r="4" /> }
                                })}
                        </Mark>
                    }
                })
                .collect_view()}
            <Tip pointed=pointed />
        </Plot>
        {words.map(dash_means)}
    }
}

/// What the dashed line is. In the chart itself the words lay on the line of the days.
fn dash_means(words: String) -> impl IntoView {
    view! {
        <p class="legend plot-legend">
            <span>
                <svg width="20" height="2" aria-hidden="true">
                    <path class="reference" d="M0 1H20" />
                </svg>
                {words}
            </span>
        </p>
    }
}

/// The highest that is drawn, of the points or of their intervals.
fn most(points: &[Point]) -> Option<f64> {
    points
        .iter()
        .flat_map(|point| point.value.into_iter().chain(point.span.map(|(_, high)| high)))
        .reduce(f64::max)
}

/// The line through the points, with gaps where there are none.
fn traced(points: &[Point], place: impl Fn(usize, f64) -> (f64, f64)) -> String {
    let mut path = String::new();
    let mut draws = false;
    for (at, point) in points.iter().enumerate() {
        let Some(value) = point.value else {
            draws = false;
            continue;
        };
        let (x, y) = place(at, value);
        path.push_str(&format!("{}{x:.1} {y:.1}", if draws { "L" } else { "M" }));
        draws = true;
    }
    path
}

/// The band of the intervals, one piece for each run of days that have one.
fn banded(points: &[Point], place: impl Fn(usize, f64) -> (f64, f64)) -> String {
    let mut path = String::new();
    let spans: Vec<(usize, Option<(f64, f64)>)> = points.iter().map(|point| point.span).enumerate().collect();
    for run in spans.split(|(_, span)| span.is_none()).filter(|run| run.len() > 1) {
        let ends = run.iter().filter_map(|(at, span)| span.map(|span| (*at, span)));
        let highs = ends.clone().map(|(at, (_, high))| place(at, high));
        let lows = ends.rev().map(|(at, (low, _))| place(at, low));
        for (nth, (x, y)) in highs.chain(lows).enumerate() {
            path.push_str(&format!("{}{x:.1} {y:.1}", if nth == 0 { "M" } else { "L" }));
        }
        path.push('Z');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_figure_is_a_gap() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let point = |value: Option<f64>| Point {
            day,
            value,
            span: value.map(|value| (value - 1.0, value + 1.0)),
            words: String::new(),
            href: String::new(),
        };
        let points = [point(Some(2.0)), point(Some(3.0)), point(None), point(Some(4.0))];
        let place = |at: usize, value: f64| (at as f64, value);
        assert_eq!(traced(&points, place), "M0.0 2.0L1.0 3.0M3.0 4.0");
        assert_eq!(banded(&points, place), "M0.0 3.0L1.0 4.0L1.0 2.0L0.0 1.0Z");
        assert_eq!(most(&points), Some(5.0), "the scale has room for the interval");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_dashed_line_is_named_beside_a_piece_of_it_and_not_in_the_chart() {
        let html = dash_means("Period before: 18.4%".to_owned()).to_html();
        let (piece, words) = html.split_once("</svg>").unwrap();
        assert!(piece.contains(r#"class="reference""#) && words.contains("Period before: 18.4%"), "{html}");
    }
}
