//! A figure beside the same one of the days before.

use crate::page::{Change, Trend};
use serde::{Deserialize, Serialize};

/// A figure, and the same of as many days right before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// In the range; none where there is nothing to make it of.
    pub now: Option<f64>,
    /// In as many days right before.
    pub before: Option<f64>,
}

impl Compared {
    /// Of two counts.
    pub fn counts(now: i64, before: i64) -> Self {
        Self { now: Some(now as f64), before: Some(before as f64) }
    }

    /// Of shares in percent: a part of a whole, now and before.
    pub fn shares(now: (i64, i64), before: (i64, i64)) -> Self {
        Self { now: share(now.0, now.1), before: share(before.0, before.1) }
    }

    /// Of means: a sum over a count, now and before.
    pub fn means(now: (i64, i64), before: (i64, i64)) -> Self {
        Self { now: ratio(now.0, now.1), before: ratio(before.0, before.1) }
    }
}

/// A part of a whole in percent; none of nothing.
pub(super) fn share(part: i64, whole: i64) -> Option<f64> {
    ratio(part, whole).map(|ratio| ratio * 100.0)
}

/// A sum over a count; none over nothing.
pub(super) fn ratio(sum: i64, count: i64) -> Option<f64> {
    (count > 0).then(|| sum as f64 / count as f64)
}

impl Compared {
    /// How it changed, in `unit`, with one decimal or none; none where there is nothing to compare with.
    pub fn change(&self, unit: &str, decimals: usize, rising_is_good: Option<bool>) -> Option<Change> {
        let scale = if decimals == 0 { 1.0 } else { 10.0 };
        let difference = ((self.now? - self.before?) * scale).round() / scale;
        let (trend, good) = if difference > 0.0 {
            (Trend::Up, rising_is_good)
        } else if difference < 0.0 {
            (Trend::Down, rising_is_good.map(|good| !good))
        } else {
            (Trend::Flat, None)
        };
        Some(Change { trend, amount: format!("{:.decimals$}{unit}", difference.abs()), good })
    }

    /// How it changed, in percent of what it was; none where there was nothing.
    pub fn change_percent(&self, rising_is_good: Option<bool>) -> Option<Change> {
        let before = self.before.filter(|before| *before != 0.0)?;
        let percent = (self.now? - before) * 100.0 / before;
        Self { now: Some(percent), before: Some(0.0) }.change("%", 0, rising_is_good)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_its_way_and_whether_that_is_good() {
        let figure = Compared { now: Some(17.5), before: Some(18.4) };
        let change = figure.change(" pts", 1, Some(true)).unwrap();
        assert_eq!(
            (change.trend, change.amount.as_str(), change.good),
            (Trend::Down, "0.9 pts", Some(false))
        );
        assert_eq!(Compared { now: Some(1.0), before: None }.change("", 0, None), None);
        assert_eq!(Compared::counts(106, 100).change_percent(None).unwrap().amount, "6%");
        assert_eq!(Compared::counts(5, 0).change_percent(None), None);
    }
}
