//! The steady line: one number from assignment to now, with every call on it at its true distance. On a phone
//! there is no room for distances, so the calls stand evenly.

use crate::components::{Attributes, Inert, contact_tone};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use steadyline_core::page::{CallerId, LineMark, When};

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
            {wide(&label, &left, &since, &latest)} {narrow(&label, &since, few)}
        </div>
    }
}

/// Every call at its distance.
fn wide(label: &str, left: &str, since: &When, marks: &[LineMark]) -> InertElement {
    let mut drawing = line("chart wide-only", "0 0 712 74", label);
    let past = format!("M{START} 34H{NOW}");
    drawing.add("path", &[("class", &"line-past"), ("d", &past)]);
    drawing.add("path", &[("class", &"reference"), ("d", &"M620 34H710")]);
    drawing.write("text", &[("x", &710), ("y", &21), ("text-anchor", &"end")], &left);
    drawing.add("circle", &[("class", &"bar-fill"), ("cx", &START), ("cy", &34), ("r", &5.5)]);
    drawing.write(
        "text",
        &[("class", &"strong"), ("x", &0), ("y", &21), ("text-anchor", &"start")],
        &format_args!("Assigned {}, {}", since.day, since.clock),
    );
    for ((x, labelled), mark) in spread(marks).into_iter().zip(marks) {
        let place = if x < 40.0 { (0.0, "start") } else { (x, "middle") };
        draw_mark(&mut drawing, mark, x, 34.0, labelled.then_some(place));
    }
    drawing.view()
}

/// The last calls, evenly.
fn narrow(label: &str, since: &When, marks: Vec<LineMark>) -> InertElement {
    let mut drawing = line("chart phone-only", "0 0 330 60", label);
    drawing.add("path", &[("class", &"line-past"), ("d", &"M8 16H302")]);
    drawing.add("path", &[("class", &"reference"), ("d", &"M312 16H328")]);
    drawing.add("circle", &[("class", &"bar-fill"), ("cx", &8), ("cy", &16), ("r", &5.5)]);
    let assigned: Attributes<'_> = &[("class", &"strong"), ("x", &0), ("y", &40), ("text-anchor", &"start")];
    drawing.write("text", assigned, &"Assigned");
    drawing.write("text", &[("x", &0), ("y", &55), ("text-anchor", &"start")], &since.day);
    for (x, mark) in evenly(marks) {
        let place = if x > 290.0 { (330.0, "end") } else { (x, "middle") };
        draw_mark(&mut drawing, &mark, x, 16.0, Some(place));
    }
    drawing.view()
}

fn line(class: &'static str, sides: &'static str, label: &str) -> Inert {
    Inert::new("svg", &[("class", &class), ("viewBox", &sides), ("role", &"img"), ("aria-label", &label)])
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
fn draw_mark(drawing: &mut Inert, mark: &LineMark, x: f64, y: f64, words: Option<(f64, &'static str)>) {
    let LineMark { ordinal, label, inbound, at, outcome, .. } = mark;
    let tone = outcome.and_then(contact_tone);
    let (class, radius) = match (inbound, tone, ordinal) {
        (_, Some(tone), _) => (format!("dot {tone}"), 7),
        (true, None, _) => ("dot is-hot".to_owned(), 7),
        (false, None, Some(_)) => ("line-attempt".to_owned(), 7),
        (false, None, None) => ("dot is-plain".to_owned(), 4),
    };
    drawing.open("g", &[]);
    drawing.write("title", &[], &format_args!("{label}, {}", at.exact));
    drawing.add("circle", &[("class", &class), ("cx", &round(x)), ("cy", &round(y)), ("r", &radius)]);
    match ordinal {
        Some(ordinal) if !inbound => {
            let class = if tone.is_some() { "on-tone" } else { "strong" };
            let place: Attributes<'_> =
                &[("class", &class), ("x", &round(x)), ("y", &round(y + 4.0)), ("text-anchor", &"middle")];
            drawing.write("text", place, ordinal);
        }
        None if *inbound => {
            let arrow = format!("M{} {}l-5 5m0-4v4h4", round(x + 2.5), round(y - 2.5));
            drawing.add("path", &[("class", &"line-back"), ("d", &arrow)]);
        }
        _ => {}
    }
    drawing.close("g");
    if let Some((x, anchor)) = words {
        let (x, first, second) = (round(x), round(y + 23.0), round(y + 38.0));
        let strong: Attributes<'_> =
            &[("class", &"strong"), ("x", &x), ("y", &first), ("text-anchor", &anchor)];
        drawing.write("text", strong, label);
        drawing.write("text", &[("x", &x), ("y", &second), ("text-anchor", &anchor)], &at.day);
    }
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(place: f64) -> LineMark {
        LineMark {
            place,
            ordinal: Some(1),
            label: "Busy".into(),
            inbound: false,
            at: When::default(),
            outcome: None,
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
