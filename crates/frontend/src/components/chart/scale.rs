//! Scales: round steps of an axis, and days in words.

use chrono::{Datelike, NaiveDate};

/// Round values from 0 to at least `most`, four or five steps.
pub(super) fn ticks(most: f64) -> Vec<f64> {
    steps(most, |_| true)
}

/// The same for what is counted: there is no half of a lead.
pub(super) fn whole_ticks(most: f64) -> Vec<f64> {
    steps(most, |step| step.fract().abs() < 0.001)
}

fn steps(most: f64, is_fit: impl Fn(f64) -> bool) -> Vec<f64> {
    let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
    let rough = most / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999 && is_fit(*step))
        .unwrap_or(10.0 * power);
    let count = (most / step - 0.001).ceil().max(1.0) as u32;
    (0..=count).map(|at| f64::from(at) * step).collect()
}

/// A value of an axis: no decimals it does not need.
pub(super) fn told(value: f64) -> String {
    if value.fract().abs() < 0.001 {
        steadyline_core::page::grouped(value.round() as i64)
    } else {
        format!("{value:.1}")
    }
}

/// "Nov 4".
pub(crate) fn short_day(day: NaiveDate) -> String {
    format!("{} {}", day.format("%b"), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_steps_and_reaches_over_everything() {
        for most in [0.0, 0.3, 1.0, 7.0, 18.4, 64.0, 100.0, 9_999.0] {
            let ticks = ticks(most);
            assert!((2..=6).contains(&ticks.len()), "{most}: {ticks:?}");
            assert!(ticks.last().is_some_and(|last| *last >= most), "{most}: {ticks:?}");
        }
        assert_eq!(ticks(18.4), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(9.0), [0.0, 2.5, 5.0, 7.5, 10.0]);
        for most in [0.0, 1.0, 3.0, 9.0, 10.0, 18.0, 104.0] {
            let ticks = whole_ticks(most);
            assert!(
                ticks.len() >= 2 && ticks.iter().all(|tick| tick.fract().abs() < 0.001),
                "{most}: {ticks:?}"
            );
            assert!(ticks.last().is_some_and(|last| *last >= most), "{most}: {ticks:?}");
        }
        assert_eq!((told(2.5), told(2500.0)), ("2.5".to_owned(), "2,500".to_owned()));
        assert_eq!(short_day(NaiveDate::from_ymd_opt(2026, 11, 4).unwrap()), "Nov 4");
    }
}
