//! A rate with its interval, on a scale that rows share.

use crate::components::inert::Inert;
use leptos::prelude::*;

const WIDTH: f64 = 120.0;

/// A dot on its interval, and a dashed line where the mean is.
#[component]
pub fn IntervalMark(
    /// The rate.
    rate: f64,
    /// Its interval.
    span: (f64, f64),
    /// The mean of all rows.
    #[prop(optional_no_strip)]
    mean: Option<f64>,
    /// The scale: what stands at the left and at the right.
    scale: (f64, f64),
) -> impl IntoView {
    let (from, to) = scale;
    let width = (to - from).max(0.1);
    let x = move |value: f64| 5.0 + (WIDTH - 10.0) * (value.clamp(from, to) - from) / width;
    let words = format!("{:.1} to {:.1} percent", span.0, span.1);
    let mut drawing = Inert::new(
        "svg",
        &[
            ("class", &"chart interval"),
            ("width", &WIDTH),
            ("height", &20),
            ("viewBox", &"0 0 120 20"),
            ("role", &"img"),
            ("aria-label", &words),
        ],
    );
    if let Some(mean) = mean {
        drawing.add("path", &[("class", &"reference"), ("d", &format_args!("M{:.1} 0V20", x(mean)))]);
    }
    let line = format!("M{:.1} 10H{:.1}", x(span.0), x(span.1));
    drawing.add("path", &[("class", &"span"), ("d", &line)]);
    drawing.add(
        "circle",
        &[("class", &"dot"), ("cx", &format_args!("{:.1}", x(rate))), ("cy", &10), ("r", &4.5)],
    );
    drawing.view()
}
