//! A number's last 30 days: the score as a line over its bands, below it the calls of each day and those answered.

use crate::components::Card;
use crate::components::chart::{Plot, Stretched, across, path};
use crate::components::health::band_class;
use leptos::prelude::*;
use steadyline_core::health::HealthBand;
use steadyline_core::page::{NumberDay, NumberPage, counted, grouped, in_days, one_decimal};

/// Where scores of 100 and of 0 are.
const TOP: f64 = 8.0;
const FLOOR: f64 = 118.0;
/// Where the calls stand, and how high they may be.
const GROUND: f64 = 170.0;
const CALLS: f64 = 40.0;

fn height(score: f64) -> f64 {
    FLOOR - (FLOOR - TOP) * score.clamp(0.0, 100.0) / 100.0
}

/// The chart.
#[component]
pub(super) fn CourseCard(
    /// The page.
    page: StoredValue<NumberPage>,
) -> impl IntoView {
    let (course, score) = page.with_value(|page| (page.course.clone(), page.row.health_score));
    let calls: i64 = course.iter().map(|day| day.calls).sum();
    let contacts: i64 = course.iter().map(|day| day.contacts).sum();
    let known: Vec<i32> = course.iter().filter_map(|day| day.health_score).collect();
    let label = match (known.first(), known.last()) {
        (Some(first), Some(last)) => format!(
            "Health from {first} to {last} over {} with a score; {}, {} answered",
            in_days(known.len() as i64),
            counted(calls, "call", "calls"),
            grouped(contacts)
        ),
        _ => "No scores yet".to_owned(),
    };
    let most = course.iter().map(|day| day.calls).max().unwrap_or(0).max(1);
    let slot = 1.0 / course.len().max(1) as f64;
    let middle = move |at: usize| slot * (at as f64 + 0.5);
    let line = score_line(&course, middle);
    let end = course
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, day)| day.health_score.map(|score| (middle(at), height(f64::from(score)))));
    let band = band_class(HealthBand::of(score));
    let ticks = [0, 40, 60, 80, 100].map(|tick| (height(f64::from(tick)), tick.to_string()));
    let last = course.len().saturating_sub(1);
    let marks: Vec<_> = course
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == 0 || *at == last / 2 || *at == last)
        .map(|(at, day)| {
            let anchor = match at {
                0 => "start",
                at if at == last => "end",
                _ => "middle",
            };
            let x = match at {
                0 => 0.0,
                at if at == last => 1.0,
                at => middle(at),
            };
            view! {
                <text x=across(x) y="186" text-anchor=anchor>
                    {day.day.clone()}
                </text>
            }
        })
        .collect();
    let days: Vec<_> = course
        .into_iter()
        .enumerate()
        .map(|(at, day)| day_marks(day, slot * at as f64, slot, most))
        .collect();
    let sub = format!("{}, {} answered", counted(calls, "call", "calls"), grouped(contacts));
    view! {
        <Card title="Health and calls, 30 days" sub=sub>
            <div class="course">
                <Plot label=label height=192.0 ticks=Vec::from(ticks)>
                    {marks}
                    {days}
                    <Stretched height=192.0>
                        <path class="score" d=line />
                    </Stretched>
                    {end
                        .map(|(x, y)| {
                            view! {
                                <circle class=format!("dot {band}") cx=across(x) cy=format!("{y:.1}") r="4.5" />
                            }
                        })}
                </Plot>
            </div>
            <p class="course-legend">
                <span>"Line: health score, of 100"</span>
                <span>
                    <svg viewBox="0 0 10 10" aria-hidden="true">
                        <rect class="call-bar" width="10" height="10" rx="2" />
                    </svg>
                    {format!("Calls a day, {} on the busiest", grouped(most))}
                </span>
                <span>
                    <svg viewBox="0 0 10 10" aria-hidden="true">
                        <rect class="contact-bar" width="10" height="10" rx="2" />
                    </svg>
                    "Answered calls"
                </span>
            </p>
        </Card>
    }
}

/// A line through the days that have a score.
fn score_line(course: &[NumberDay], middle: impl Fn(usize) -> f64) -> String {
    let points: Vec<(f64, f64)> = (course.iter().enumerate())
        .filter_map(|(at, day)| Some((middle(at), height(f64::from(day.health_score?)))))
        .collect();
    path(points.iter())
}

/// The calls of a day, and what it says when somebody points at it.
fn day_marks(day: NumberDay, x: f64, slot: f64, most: i64) -> impl IntoView {
    let tall = |calls: i64| CALLS * calls as f64 / most as f64;
    let words = match day.health_score {
        Some(score) => format!("{}: health {score}, ", day.day),
        None => format!("{}: ", day.day),
    };
    let words = match day.calls {
        0 => format!("{words}no calls"),
        calls => format!(
            "{words}{}, {} answered, {}%",
            counted(calls, "call", "calls"),
            grouped(day.contacts),
            one_decimal(day.answer_rate)
        ),
    };
    let bar = move |class: &'static str, calls: i64| {
        (calls > 0).then(|| {
            view! {
                <rect
                    class=class
                    x=across(x + slot * 0.18)
                    y=format!("{:.1}", GROUND - tall(calls))
                    width=across(slot * 0.64)
                    height=format!("{:.1}", tall(calls))
                    rx="1.5"
                />
            }
        })
    };
    view! {
        <g>
            <title>{words}</title>
            <rect class="hit" x=across(x) y="0" width=across(slot) height="172" />
            {bar("call-bar", day.calls)}
            {bar("contact-bar", day.contacts)}
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_score_is_passed_over() {
        let day = |score| NumberDay {
            day: "Thu, Nov 19".to_owned(),
            calls: 0,
            contacts: 0,
            bookings: 0,
            assigned: 0,
            answer_rate: None,
            health_score: score,
        };
        let line = score_line(&[day(Some(100)), day(None), day(Some(0))], |at| at as f64 / 4.0);
        assert_eq!(line, "M0.0 8.0L500.0 118.0");
    }
}
