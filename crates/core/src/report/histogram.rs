//! Histograms of a day, and the median they tell.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Each bucket of a time is so many times as wide as the one before.
const GROWTH: f64 = 1.05;

/// What a histogram is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Seconds from the first assignment to the first answer, on the day of the assignment.
    Answer,
    /// Seconds from the first answer to the first booking, on the day of the assignment.
    Booking,
    /// Seconds from the first booking to the deal, on the day of the assignment.
    Closing,
    /// Calls up to and with the first answer, on the day of the assignment; a bucket for each count.
    Attempts,
    /// Seconds that an assignment had its number, on the day the number was released.
    Assigned,
}

impl Span {
    /// Every span.
    pub const ALL: [Self; 5] = [Self::Answer, Self::Booking, Self::Closing, Self::Attempts, Self::Assigned];

    /// The word of the `span` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Booking => "booking",
            Self::Closing => "closing",
            Self::Attempts => "attempts",
            Self::Assigned => "assigned",
        }
    }

    /// The span of a column's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.as_str() == word)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The bucket of a time in seconds: 0 for nothing, else the n-th of those that are each 5 % wide.
pub fn bucket(seconds: i64) -> i32 {
    if seconds <= 0 { 0 } else { ((seconds as f64).ln() / GROWTH.ln()).floor() as i32 + 1 }
}

/// The middle of a bucket, in seconds: no time in it is further off than half its width.
pub fn bucket_middle(bucket: i32) -> f64 {
    if bucket <= 0 { 0.0 } else { GROWTH.powi(bucket - 1) * GROWTH.sqrt() }
}

/// Buckets and how many are in each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram(pub BTreeMap<i32, i64>);

impl Histogram {
    /// How many in all.
    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// The bucket of the median: the lower one of two.
    pub fn median_bucket(&self) -> Option<i32> {
        let half = (self.count() + 1) / 2;
        let mut seen = 0;
        self.0.iter().find_map(|(bucket, count)| {
            seen += count;
            (*count > 0 && seen >= half).then_some(*bucket)
        })
    }

    /// The median of a time, in seconds.
    pub fn median_seconds(&self) -> Option<f64> {
        self.median_bucket().map(bucket_middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_median_is_the_lower_of_two() {
        let of = |values: &[(i32, i64)]| Histogram(values.iter().copied().collect()).median_bucket();
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(3, 1)]), Some(3));
        assert_eq!(of(&[(1, 1), (4, 1)]), Some(1));
        assert_eq!(of(&[(1, 1), (4, 2)]), Some(4));
        assert_eq!(of(&[(1, 0), (4, 1)]), Some(4));
    }

    proptest! {
        #[test]
        fn a_bucket_is_at_most_five_percent_wide(seconds in 1_i64..1_000_000_000) {
            let middle = bucket_middle(bucket(seconds));
            prop_assert!((middle / seconds as f64 - 1.0).abs() < 0.026, "{seconds} {middle}");
            prop_assert!(bucket(seconds) <= bucket(seconds + 1));
        }
    }
}
