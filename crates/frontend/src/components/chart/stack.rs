//! Parts of a whole over days, one on the other.

use super::mark::{Mark, Pointed, Tip};
use super::plot::{Plot, Stretched, across, axis, path};
use super::scale::{told, whole_ticks};
use chrono::NaiveDate;
use leptos::prelude::*;
use steadyline_core::page::grouped;

const HEIGHT: f64 = 280.0;
const TOP: f64 = 10.0;
const FLOOR: f64 = 250.0;
/// Least distance of the words at the right.
const LINE: f64 = 16.0;

/// A day's parts, the lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Layers {
    /// Which day.
    pub day: NaiveDate,
    /// The parts.
    pub parts: Vec<i64>,
    /// The words on hover and focus.
    pub words: String,
    /// The rows behind it.
    pub href: String,
}

/// Areas, one on the other, with the last day's parts in words at the right.
#[component]
pub fn Stack(
    /// What it shows, for screen readers.
    #[prop(into)]
    label: String,
    /// Oldest first.
    days: Vec<Layers>,
    /// Each part's class and name, the lowest first.
    parts: Vec<(&'static str, String)>,
) -> impl IntoView {
    let pointed = Pointed::new();
    let most = days.iter().map(|day| day.parts.iter().sum::<i64>()).max().unwrap_or(0);
    let ticks = whole_ticks(most as f64);
    let top = ticks.last().copied().unwrap_or(1.0);
    let count = days.len();
    let x = move |at: usize| {
        if count < 2 { 0.5 } else { at as f64 / (count - 1) as f64 }
    };
    let y = move |value: i64| FLOOR - (FLOOR - TOP) * value as f64 / top;
    // One day alone is drawn from side to side.
    let place = move |at: usize| if count < 2 { vec![0.0, 1.0] } else { vec![x(at)] };
    let edge = |upto: usize| -> Vec<(f64, f64)> {
        days.iter()
            .enumerate()
            .flat_map(|(at, day)| {
                let sum: i64 = day.parts.iter().take(upto).sum();
                place(at).into_iter().map(move |x| (x, y(sum)))
            })
            .collect()
    };
    let mut words: Vec<(f64, String)> = Vec::new();
    if let Some(last) = days.last() {
        let mut sum = 0;
        for (part, (_, name)) in last.parts.iter().zip(&parts) {
            words.push((y(sum + part / 2) + 4.0, format!("{} {name}", grouped(*part))));
            sum += part;
        }
    }
    spread(&mut words);
    let layers = parts
        .iter()
        .enumerate()
        .map(|(nth, (class, _))| {
            let (low, high) = (edge(nth), edge(nth + 1));
            let outline = path(high.iter().chain(low.iter().rev()));
            view! {
                <g class=*class>
                    <path class="area" d=format!("{outline}Z") />
                    <path class="edge" d=path(high.iter()) />
                </g>
            }
        })
        .collect_view();
    let dates: Vec<NaiveDate> = days.iter().map(|day| day.day).collect();
    let half = if count < 2 { 0.5 } else { 0.5 / (count - 1) as f64 };
    let ticks = ticks.into_iter().map(|tick| (FLOOR - (FLOOR - TOP) * tick / top, told(tick))).collect();
    view! {
        <Plot label=label height=HEIGHT ticks=ticks words_at_right=true>
            <Stretched height=HEIGHT>{layers}</Stretched>
            {words
                .into_iter()
                .map(|(y, words)| {
                    view! {
                        <text class="strong" x="100%" dx="10" y=format!("{y:.1}")>
                            {words}
                        </text>
                    }
                })
                .collect_view()}
            {axis(&dates, x, FLOOR + 20.0)}
            {days
                .into_iter()
                .enumerate()
                .map(|(at, day)| {
                    let px = x(at);
                    let (left, right) = ((px - half).max(0.0), (px + half).min(1.0));
                    view! {
                        <Mark pointed=pointed x=px y=TOP + 30.0 words=day.words href=day.href>
                            <rect
                                class="hit column"
                                x=across(left)
                                y=TOP
                                width=across(right - left)
                                height=FLOOR - TOP
                            />
                        </Mark>
                    }
                })
                .collect_view()}
            <Tip pointed=pointed />
        </Plot>
    }
}

/// Words from the lowest up, none on another.
fn spread(words: &mut [(f64, String)]) {
    let mut below = FLOOR + LINE;
    for (y, _) in words.iter_mut() {
        *y = y.min(below - LINE);
        below = *y;
    }
    // What was pushed over the top comes down again.
    let over = TOP + 6.0 - below;
    if over > 0.0 {
        for (y, _) in words.iter_mut() {
            *y += over;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_at_the_right_do_not_touch() {
        let mut words =
            vec![(198.0, "0 Poor".to_owned()), (197.0, "1 Fair".to_owned()), (60.0, "9 Good".to_owned())];
        spread(&mut words);
        assert!(words.windows(2).all(|pair| pair[0].0 - pair[1].0 >= LINE), "{words:?}");
    }
}
