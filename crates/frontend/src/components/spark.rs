//! A small line of a figure over some days, drawn on the server.

use super::health::band_class;
use super::inert::{Attributes, Inert};
use leptos::prelude::*;
use steadyline_core::health::HealthBand;

/// A line whose last point carries a dot.
#[component]
pub fn Sparkline(
    /// Oldest first; fewer than two points draw nothing but keep the place.
    #[prop(into)]
    points: Vec<f64>,
    /// What it shows and between which values, for screen readers; empty where a figure beside it says so.
    #[prop(optional, into)]
    label: String,
    /// Width in px.
    #[prop(default = 84)]
    width: u32,
    /// Height in px.
    #[prop(default = 30)]
    height: u32,
    /// The least span of the scale, so that noise looks like noise.
    #[prop(default = 0.0)]
    least_span: f64,
    /// Grey, with the end in this score's band colour: a health trend in a table.
    #[prop(optional)]
    trend: Option<i32>,
) -> impl IntoView {
    let dot = if trend.is_some() { 2.5 } else { 3.0 };
    let line = trace(&points, f64::from(width), f64::from(height), least_span);
    let class = match trend {
        Some(score) => format!("spark trend {}", band_class(HealthBand::of(score))),
        None => "spark".to_owned(),
    };
    let sides = format!("0 0 {width} {height}");
    let size: Attributes<'_> =
        &[("class", &class), ("width", &width), ("height", &height), ("viewBox", &sides)];
    let name: Attributes<'_> = if label.is_empty() {
        &[("aria-hidden", &"true")]
    } else {
        &[("role", &"img"), ("aria-label", &label)]
    };
    let mut drawing = Inert::new("svg", &[size, name].concat());
    if let Some(Trace { path, left, end: (x, y) }) = line {
        if trend.is_none() {
            let area = format!("{path}V{height}H{left:.1}Z");
            drawing.add("path", &[("class", &"spark-area"), ("d", &area)]);
        }
        drawing.add("path", &[("class", &"spark-line"), ("d", &path)]);
        let (x, y) = (format!("{x:.1}"), format!("{y:.1}"));
        drawing.add("circle", &[("class", &"spark-end"), ("cx", &x), ("cy", &y), ("r", &dot)]);
    }
    drawing.view()
}

struct Trace {
    path: String,
    left: f64,
    end: (f64, f64),
}

/// Points that are no numbers are left out: a day without calls has no rate.
fn trace(points: &[f64], width: f64, height: f64, least_span: f64) -> Option<Trace> {
    const PAD: f64 = 3.0;
    let known: Vec<f64> = points.iter().copied().filter(|point| point.is_finite()).collect();
    if known.len() < 2 {
        return None;
    }
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(least_span).max(f64::EPSILON);
    let floor = low - (span - (high - low)) / 2.0;
    let step = (width - 2.0 * PAD) / (known.len() - 1) as f64;
    let place = |index: usize, value: f64| {
        let y = if high > low || least_span > 0.0 { 1.0 - (value - floor) / span } else { 0.5 };
        (PAD + step * index as f64, PAD + y * (height - 2.0 * PAD))
    };
    let mut path = String::with_capacity(known.len() * 10);
    for (index, value) in known.iter().enumerate() {
        let (x, y) = place(index, *value);
        path.push_str(&format!("{}{x:.1} {y:.1}", if index == 0 { 'M' } else { 'L' }));
    }
    Some(Trace { path, left: PAD, end: place(known.len() - 1, known[known.len() - 1]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_line_runs_in_the_middle() {
        let line = trace(&[4.0, 4.0, 4.0], 84.0, 30.0, 0.0).expect("three points");
        assert_eq!(line.path, "M3.0 15.0L42.0 15.0L81.0 15.0");
    }

    #[test]
    fn a_day_without_a_figure_is_left_out() {
        assert!(trace(&[f64::NAN, 2.0], 84.0, 30.0, 0.0).is_none());
    }

    #[test]
    fn the_least_span_keeps_noise_small() {
        let line = trace(&[70.0, 71.0], 72.0, 24.0, 14.0).expect("two points");
        assert!((line.end.1 - 12.0).abs() < 2.0, "{}", line.end.1);
    }
}
