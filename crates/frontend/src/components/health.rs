//! A number's health: shape, word and score, never colour alone.

use super::icon;
use super::inert::Inert;
use crate::letters::capital;
use leptos::prelude::*;
use steadyline_core::health::{HealthBand, LEARNING_CALLS, learning};

/// The class that sets a band's colours.
pub(crate) const fn band_class(band: HealthBand) -> &'static str {
    match band {
        HealthBand::Excellent => "band-excellent",
        HealthBand::Good => "band-good",
        HealthBand::Fair => "band-fair",
        HealthBand::Poor => "band-poor",
    }
}

const fn band_mark(band: HealthBand) -> &'static str {
    match band {
        HealthBand::Excellent => "#h-excellent",
        HealthBand::Good => "#h-good",
        HealthBand::Fair => "#h-fair",
        HealthBand::Poor => "#h-poor",
    }
}

/// A band as shape and word, with the score before it where given.
#[component]
pub fn HealthBadge(
    /// 0 to 100.
    score: i32,
    /// Puts the figure before the word.
    #[prop(optional)]
    figure: bool,
    /// Leaves the word to screen readers, where a head or the row says it.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    badge(score, LEARNING_CALLS, figure || brief, brief).view()
}

fn badge(score: i32, calls: i64, figure: bool, brief: bool) -> Inert {
    let band = HealthBand::of(score);
    let (class, mark, word) = match learning(calls) {
        Some(words) => ("band-learning", "#h-learning", capital(&words)),
        None => (band_class(band), band_mark(band), band.label().to_owned()),
    };
    let mut badge = Inert::new("span", &[("class", &format_args!("band {class}"))]);
    badge.hold(icon::mark(mark));
    if figure {
        badge.write("b", &[], &score);
    }
    badge.write("span", &[("class", &if brief { "hush" } else { "" })], &word);
    badge
}

/// Score, a bar in four parts with gaps at 40, 60 and 80, shape and word.
#[component]
pub fn HealthMeter(
    /// 0 to 100.
    score: i32,
    /// Calls so far; under 20 the meter says how many are missing.
    #[prop(default = LEARNING_CALLS)]
    calls: i64,
) -> impl IntoView {
    let mut meter = Inert::new("span", &[("class", &"health")]);
    meter.write("b", &[], &score);
    if calls >= LEARNING_CALLS {
        meter.hold(bar(band_class(HealthBand::of(score)), score));
    }
    meter.hold(badge(score, calls, false, false));
    meter.view()
}

fn bar(class: &'static str, score: i32) -> Inert {
    let reach = f64::from(score.clamp(0, 100)) * WIDTH / 100.0;
    let mut drawing = Inert::new(
        "svg",
        &[
            ("class", &class),
            ("width", &WIDTH),
            ("height", &6),
            ("viewBox", &"0 0 64 6"),
            ("aria-hidden", &"true"),
        ],
    );
    drawing.gauge((0, 3), WIDTH, reach, &[("stroke-width", &6), ("stroke-dasharray", &PARTS)]);
    drawing
}

const WIDTH: f64 = 64.0;
/// 40, 20, 20 and 20 hundredths of the width, less the gaps between them.
const PARTS: &str = "24.9 1.4 11.4 1.4 11.4 1.4 12.1";
