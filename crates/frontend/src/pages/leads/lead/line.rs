//! The steady line: one number from assignment to now, with every call on it at its true distance. On a phone
//! there is no room for distances, so the calls stand evenly.

use leptos::prelude::*;
use steadyline_core::page::{CallerId, LineMark};

const START: f64 = 6.0;
const NOW: f64 = 612.0;
/// The least distance of two marks, so that each can be seen.
const APART: f64 = 15.0;
/// What a letter of a label takes, about, and what stands between two labels.
const LETTER: f64 = 6.3;
const BETWEEN: f64 = 10.0;
/// So many marks have room on the line.
const MARKS: usize = 38;
/// So many on a phone; one less where a label is long.
const FEW: usize = 4;
const SHORT_LABEL: usize = 10;

/// The line, wide and narrow.
#[component]
pub(super) fn SteadyLine(
    /// The number and the calls on it.
    caller: CallerId,
    /// "2 attempts left"; may be empty.
    left: String,
) -> impl IntoView {
    let CallerId { since, line, .. } = caller;
    let latest = line[line.len().saturating_sub(MARKS)..].to_vec();
    let few = line.len().saturating_sub(FEW);
    let is_long = line[few..].iter().any(|mark| mark.label.len() > SHORT_LABEL);
    let few = line[(few + usize::from(is_long && line.len() >= FEW))..].to_vec();
    let calls = if line.len() == 1 { "1 call".to_owned() } else { format!("{} calls", line.len()) };
    let label = format!("One line from assignment on {} to now, {calls} on it", since.day);
    view! {
        <div class="lead-line">
            <svg class="chart wide-only" viewBox="0 0 712 74" role="img" aria-label=label.clone()>
                <path class="line-past" d=format!("M{START} 34H{NOW}") />
                <path class="reference" d="M620 34H710" />
                <text x="710" y="21" text-anchor="end">
                    {left}
                </text>
                <circle class="bar-fill" cx="6" cy="34" r="5.5" />
                <text class="strong" x="0" y="21" text-anchor="start">
                    {format!("Assigned {}, {}", since.day, since.clock)}
                </text>
                {spread(&latest)
                    .into_iter()
                    .zip(latest)
                    .map(|((x, labelled), mark)| {
                        let anchor = if x < 40.0 { "start" } else { "middle" };
                        let at = if x < 40.0 { 0.0 } else { x };
                        mark_at(mark, x, 34.0, labelled.then_some((at, anchor)))
                    })
                    .collect_view()}
            </svg>
            <svg class="chart phone-only" viewBox="0 0 330 60" role="img" aria-label=label>
                <path class="line-past" d="M8 16H302" />
                <path class="reference" d="M312 16H328" />
                <circle class="bar-fill" cx="8" cy="16" r="5.5" />
                <text class="strong" x="0" y="40" text-anchor="start">
                    "Assigned"
                </text>
                <text x="0" y="55" text-anchor="start">
                    {since.day}
                </text>
                {evenly(few)
                    .into_iter()
                    .map(|(x, mark)| {
                        let place = if x > 290.0 { (330.0, "end") } else { (x, "middle") };
                        mark_at(mark, x, 16.0, Some(place))
                    })
                    .collect_view()}
            </svg>
        </div>
    }
}

/// Where marks stand, and whether there is room for their words: the latest come first.
fn spread(marks: &[LineMark]) -> Vec<(f64, bool)> {
    let mut places: Vec<f64> =
        marks.iter().map(|mark| START + mark.place.clamp(0.0, 1.0) * (NOW - START)).collect();
    let mut least = START + APART;
    for place in &mut places {
        *place = place.max(least);
        least = *place + APART;
    }
    let mut most = NOW;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - APART;
    }
    let mut taken = f64::INFINITY;
    let mut labelled = vec![false; places.len()];
    for (index, place) in places.iter().enumerate().rev() {
        let width = label_width(&marks[index]);
        let left = if *place < 40.0 { 0.0 } else { *place - width / 2.0 };
        if left + width + BETWEEN <= taken {
            labelled[index] = true;
            taken = left;
        }
    }
    places.into_iter().zip(labelled).collect()
}

fn label_width(mark: &LineMark) -> f64 {
    mark.label.chars().count().max(mark.at.day.chars().count()) as f64 * LETTER
}

/// From behind the word "Assigned" to now.
fn evenly(marks: Vec<LineMark>) -> Vec<(f64, LineMark)> {
    let (first, last) = (94.0, 302.0);
    let step = (last - first) / marks.len().saturating_sub(1).max(1) as f64;
    marks.into_iter().enumerate().map(|(index, mark)| (first + step * index as f64, mark)).collect()
}

/// One call: an attempt with its count, a contact in its tone, a missed callback in its own.
fn mark_at(mark: LineMark, x: f64, y: f64, words: Option<(f64, &'static str)>) -> impl IntoView {
    let LineMark { ordinal, label, inbound, contact, at, .. } = mark;
    let (class, radius) = match (inbound, contact, ordinal) {
        (_, true, _) => ("dot is-held", "7"),
        (true, false, _) => ("dot is-hot", "7"),
        (false, false, Some(_)) => ("line-attempt", "7"),
        (false, false, None) => ("dot is-plain", "4"),
    };
    let count = ordinal.filter(|_| !inbound).map(|ordinal| {
        let class = if contact { "on-tone" } else { "strong" };
        view! {
            <text class=class x=round(x) y=round(y + 4.0) text-anchor="middle">
                {ordinal}
            </text>
        }
    });
    let arrow = (inbound && ordinal.is_none()).then(|| {
        let d = format!("M{} {}l-5 5m0-4v4h4", round(x + 2.5), round(y - 2.5));
        view! { <path class="line-back" d=d /> }
    });
    let title = format!("{label}, {}", at.exact);
    let words = words.map(|(at_x, anchor)| {
        view! {
            <text class="strong" x=round(at_x) y=round(y + 23.0) text-anchor=anchor>
                {label}
            </text>
            <text x=round(at_x) y=round(y + 38.0) text-anchor=anchor>
                {at.day}
            </text>
        }
    });
    view! {
        <g>
            <title>{title}</title>
            <circle class=class cx=round(x) cy=round(y) r=radius />
            {count}
            {arrow}
        </g>
        {words}
    }
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadyline_core::page::When;

    fn mark(place: f64) -> LineMark {
        LineMark {
            place,
            ordinal: Some(1),
            label: "Busy".into(),
            inbound: false,
            contact: false,
            at: When::default(),
        }
    }

    #[test]
    fn calls_that_stand_close_are_kept_apart_and_on_the_line() {
        let marks: Vec<_> = [0.0, 0.0, 0.99, 1.0, 1.0].map(mark).into();
        let places = spread(&marks);
        assert!(places.windows(2).all(|pair| pair[1].0 - pair[0].0 >= APART - 0.01), "{places:?}");
        assert!(places.iter().all(|(x, _)| (START..=NOW).contains(x)), "{places:?}");
        assert!(places[4].1 && !places[3].1, "the latest has its words: {places:?}");
    }
}
