//! Numbers by calls and answer rate, with the band that chance alone explains.

use super::mark::{Mark, Pointed, Tip};
use super::scale::{ticks, told};
use leptos::prelude::*;
use steadyline_core::health::HealthBand;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 250.0;
const LEFT: f64 = 36.0;
const RIGHT: f64 = 632.0;
const TOP: f64 = 8.0;
const FLOOR: f64 = 222.0;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.96;

/// A number.
#[derive(Clone, Debug, PartialEq)]
pub struct ScatterDot {
    /// How many calls.
    pub calls: i64,
    /// In percent.
    pub rate: f64,
    /// Its shape and colour.
    pub band: HealthBand,
    /// The words on hover and focus.
    pub words: String,
    /// Its page.
    pub href: String,
}

/// Dots by calls and rate.
#[component]
pub fn Scatter(
    /// What it shows, for screen readers.
    #[prop(into)]
    label: String,
    /// The numbers.
    dots: Vec<ScatterDot>,
    /// The rate of all of them.
    #[prop(optional_no_strip)]
    mean: Option<f64>,
) -> impl IntoView {
    let pointed = Pointed::new();
    let across = ticks(dots.iter().map(|dot| dot.calls).max().unwrap_or(0) as f64);
    let most = dots.iter().filter(|dot| dot.calls >= 10).map(|dot| dot.rate).fold(5.0, f64::max) * 1.1;
    let up = ticks(most.min(100.0));
    let (wide, high) = (across.last().copied().unwrap_or(1.0), up.last().copied().unwrap_or(1.0));
    let x = move |calls: f64| LEFT + (RIGHT - LEFT) * calls / wide;
    let y = move |rate: f64| FLOOR - (FLOOR - TOP) * rate.clamp(0.0, high) / high;
    let chance = mean.map(|mean| {
        let share = mean / 100.0;
        let step = wide / 60.0;
        let at = move |calls: f64| 100.0 * Z * (share * (1.0 - share) / calls.max(1.0)).sqrt();
        let places: Vec<f64> = (1..=60).map(|nth| f64::from(nth) * step).collect();
        let mut path = String::new();
        for (nth, calls) in places.iter().enumerate() {
            let letter = if nth == 0 { "M" } else { "L" };
            path.push_str(&format!("{letter}{:.1} {:.1}", x(*calls), y(mean + at(*calls))));
        }
        for calls in places.iter().rev() {
            path.push_str(&format!("L{:.1} {:.1}", x(*calls), y(mean - at(*calls))));
        }
        view! {
            <path class="chance" d=format!("{path}Z") />
            <path class="reference" d=format!("M{LEFT} {:.1}H{RIGHT}", y(mean)) />
            <text class="strong" x=LEFT + 4.0 y=format!("{:.1}", y(mean) - 6.0)>
                {format!("Pool {mean:.1}%")}
            </text>
        }
    });
    view! {
        <div class="chart-scroll">
            <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="group" aria-label=label>
                <desc>{label.clone()}</desc>
                {up
                    .into_iter()
                    .map(|tick| {
                        view! {
                            <path class="grid" d=format!("M{LEFT} {:.1}H{RIGHT}", y(tick)) />
                            <text x=LEFT - 8.0 y=format!("{:.1}", y(tick) + 4.0) text-anchor="end">
                                {told(tick)}
                            </text>
                        }
                    })
                    .collect_view()}
                {across
                    .into_iter()
                    .map(|tick| {
                        view! {
                            <text x=format!("{:.1}", x(tick)) y=FLOOR + 20.0 text-anchor="middle">
                                {told(tick)}
                            </text>
                        }
                    })
                    .collect_view()}
                {chance}
                {dots
                    .into_iter()
                    .map(|dot| {
                        let (px, py) = (x(dot.calls as f64), y(dot.rate));
                        let (class, shape) = shape(dot.band, px, py);
                        view! {
                            <g class=class>
                                <Mark pointed=pointed x=px y=py words=dot.words href=dot.href>
                                    <path class="dot" d=shape />
                                </Mark>
                            </g>
                        }
                    })
                    .collect_view()}
                <Tip pointed=pointed width=WIDTH />
            </svg>
        </div>
    }
}

/// Triangle up, disc, diamond, triangle down.
fn shape(band: HealthBand, x: f64, y: f64) -> (&'static str, String) {
    match band {
        HealthBand::Excellent => ("band-excellent", format!("M{x:.1} {:.1}l5.3 9.4h-10.6z", y - 5.6)),
        HealthBand::Good => {
            ("band-good", format!("M{:.1} {y:.1}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z", x - 4.5))
        }
        HealthBand::Fair => ("band-fair", format!("M{x:.1} {:.1}l5.6 5.6l-5.6 5.6l-5.6 -5.6z", y - 5.6)),
        HealthBand::Poor => ("band-poor", format!("M{x:.1} {:.1}l5.3 -9.4h-10.6z", y + 5.6)),
    }
}
