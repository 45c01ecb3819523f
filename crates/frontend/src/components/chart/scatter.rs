//! Numbers by calls and answer rate, with the band that chance alone explains.

use super::mark::{Mark, Pointed, Tip};
use super::plot::{Plot, Stretched, across, path, reference};
use super::scale::{ticks, told, whole_ticks};
use leptos::prelude::*;
use steadyline_core::health::HealthBand;
use steadyline_core::page::counted;

const HEIGHT: f64 = 250.0;
const TOP: f64 = 8.0;
const FLOOR: f64 = 222.0;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.96;
/// With fewer calls a rate is so high by chance that the axis does not reach for it.
const SETTLED: i64 = 10;

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
    let along = whole_ticks(dots.iter().map(|dot| dot.calls).max().unwrap_or(0) as f64);
    let up = rates_up(&dots);
    let (wide, high) = (along.last().copied().unwrap_or(1.0), up.last().copied().unwrap_or(1.0));
    let x = move |calls: f64| calls / wide;
    let y = move |rate: f64| FLOOR - (FLOOR - TOP) * rate.clamp(0.0, high) / high;
    let chance = mean.map(|mean| {
        let share = mean / 100.0;
        let step = wide / 60.0;
        let at = move |calls: f64| 100.0 * Z * (share * (1.0 - share) / calls.max(1.0)).sqrt();
        let places: Vec<f64> = (1..=60).map(|nth| f64::from(nth) * step).collect();
        let high = places.iter().map(|calls| (x(*calls), y(mean + at(*calls))));
        let low = places.iter().rev().map(|calls| (x(*calls), y(mean - at(*calls))));
        let band: Vec<(f64, f64)> = high.chain(low).collect();
        view! {
            <Stretched height=HEIGHT>
                <path class="chance" d=format!("{}Z", path(band.iter())) />
            </Stretched>
            {reference(y(mean))}
            <text class="strong" x="4" y=format!("{:.1}", y(mean) - 6.0)>
                {format!("Pool {mean:.1}%")}
            </text>
        }
    });
    let above = dots.iter().filter(|dot| dot.rate > high).count();
    let above = (above > 0).then(|| {
        let words = format!("{} over {}%", counted(above as i64, "number", "numbers"), told(high));
        view! {
            <text x="100%" dx="-4" y=TOP + 16.0 text-anchor="end">
                {words}
            </text>
        }
    });
    let up = up.into_iter().map(|tick| (y(tick), told(tick))).collect();
    view! {
        <Plot label=label height=HEIGHT ticks=up>
            {along
                .into_iter()
                .map(|tick| {
                    view! {
                        <text x=across(x(tick)) y=FLOOR + 20.0 text-anchor="middle">
                            {told(tick)}
                        </text>
                    }
                })
                .collect_view()}
            {chance}
            {above}
            {dots
                .into_iter()
                .map(|dot| {
                    let (px, py) = (x(dot.calls as f64), y(dot.rate));
                    let (class, shape) = shape(dot.band);
                    view! {
                        <g class=class>
                            <Mark pointed=pointed x=px y=py words=dot.words href=dot.href>
                                <svg x=across(px) y=format!("{py:.1}") overflow="visible">
                                    <path class="dot" d=shape />
                                </svg>
                            </Mark>
                        </g>
                    }
                })
                .collect_view()}
            <Tip pointed=pointed />
        </Plot>
    }
}

/// The axis of rates, up to the highest that is settled; where none is, to the highest there is.
fn rates_up(dots: &[ScatterDot]) -> Vec<f64> {
    let highest =
        |calls: i64| dots.iter().filter(|dot| dot.calls >= calls).map(|dot| dot.rate).reduce(f64::max);
    let most = highest(SETTLED).or_else(|| highest(0)).unwrap_or(0.0).max(5.0) * 1.1;
    ticks(most.min(100.0))
}

/// Triangle up, disc, diamond, triangle down, around the place they stand at.
const fn shape(band: HealthBand) -> (&'static str, &'static str) {
    match band {
        HealthBand::Excellent => ("band-excellent", "M0 -5.6l5.3 9.4h-10.6z"),
        HealthBand::Good => ("band-good", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"),
        HealthBand::Fair => ("band-fair", "M0 -5.6l5.6 5.6l-5.6 5.6l-5.6 -5.6z"),
        HealthBand::Poor => ("band-poor", "M0 5.6l5.3 -9.4h-10.6z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_reaches_to_the_highest_settled_rate_and_without_one_to_the_highest() {
        let dots = |of: &[(i64, f64)]| -> Vec<ScatterDot> {
            of.iter()
                .map(|(calls, rate)| ScatterDot {
                    calls: *calls,
                    rate: *rate,
                    band: HealthBand::Good,
                    words: String::new(),
                    href: String::new(),
                })
                .collect()
        };
        let high = |of: &[(i64, f64)]| rates_up(&dots(of)).last().copied();
        assert_eq!(high(&[(1, 100.0), (40, 18.0), (60, 12.0)]), Some(20.0));
        assert_eq!(high(&[(1, 100.0), (4, 50.0)]), Some(100.0));
        assert_eq!(high(&[]), Some(6.0));
    }
}
