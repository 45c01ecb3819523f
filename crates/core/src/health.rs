//! How healthy a number is: the guide's formula as a pure function, and what the guide leaves open.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Under so many calls a score says little: pages show "learning" instead of judging.
pub const LEARNING_CALLS: i64 = 20;

/// What the formula looks at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthInputs {
    /// Human contacts over outbound calls that count, in percent, over the number's life.
    pub answer_rate: f64,
    /// Outbound calls that count, over the number's life.
    pub call_count: i64,
    /// The last outbound call that counts; none where the number was never used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The same rate over the last 7 broker-local days with today, in percent.
    pub recent_performance: f64,
}

/// The score from 0 to 100, by the formula of the guide.
///
/// A number never used has no recency penalty. The sums are done in the guide's order, and ages in whole
/// milliseconds as JavaScript has them, so that both agree to the last point.
pub fn score(inputs: &HealthInputs, now: DateTime<Utc>) -> i32 {
    let mut score = 100.0;
    score -= (100.0 - inputs.answer_rate) * 0.4;
    if inputs.call_count > 100 {
        score -= 10.0;
    }
    if inputs.call_count > 500 {
        score -= 20.0;
    }
    if let Some(last) = inputs.last_used_at {
        let age = now.timestamp_millis() - last.timestamp_millis();
        let days = age as f64 / 86_400_000.0;
        if days > 7.0 {
            score -= 15.0;
        }
        if days > 30.0 {
            score -= 30.0;
        }
    }
    score -= (100.0 - inputs.recent_performance) * 0.2;
    round_half_up(score).clamp(0.0, 100.0) as i32
}

/// JavaScript's `Math.round`: halves go up, where Rust's `round` takes them away from zero.
fn round_half_up(value: f64) -> f64 {
    let below = value.floor();
    if value - below >= 0.5 { below + 1.0 } else { below }
}

/// What the formula looks at, from counters: without calls both rates are 100, without calls in the last 7
/// days the recent rate is the lifetime rate.
pub fn inputs_from_counts(
    calls: i64,
    contacts: i64,
    recent_calls: i64,
    recent_contacts: i64,
    last_used_at: Option<DateTime<Utc>>,
) -> HealthInputs {
    let lifetime = answer_rate(contacts, calls).unwrap_or(100.0);
    HealthInputs {
        answer_rate: lifetime,
        call_count: calls.max(0),
        last_used_at,
        recent_performance: answer_rate(recent_contacts, recent_calls).unwrap_or(lifetime),
    }
}

/// Human contacts over calls, in percent from 0 to 100; none without calls.
pub fn answer_rate(contacts: i64, calls: i64) -> Option<f64> {
    (calls > 0).then(|| (contacts as f64 * 100.0 / calls as f64).clamp(0.0, 100.0))
}

/// "learning (7 of 20 calls)" while a number has too few calls to be judged.
pub fn learning(calls: i64) -> Option<String> {
    (calls < LEARNING_CALLS).then(|| format!("learning ({} of {LEARNING_CALLS} calls)", calls.max(0)))
}

/// Whether a number's health fell below what its broker asks for: it was good enough, or had too few calls to be judged,
/// and is judged poor now. Both are given as outbound calls and score.
pub fn dropped(before: (i64, i32), after: (i64, i32), min_health: i32) -> bool {
    let is_poor = |(calls, score): (i64, i32)| calls >= LEARNING_CALLS && score < min_health;
    is_poor(after) && !is_poor(before)
}

/// The guide's four classes of health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthBand {
    /// 80 and more.
    Excellent,
    /// 60 and more.
    Good,
    /// 40 and more.
    Fair,
    /// Under 40.
    Poor,
}

impl HealthBand {
    /// Every band, best first.
    pub const ALL: [Self; 4] = [Self::Excellent, Self::Good, Self::Fair, Self::Poor];

    /// The band a score falls into.
    pub fn of(score: i32) -> Self {
        Self::ALL.into_iter().find(|band| score >= band.floor()).unwrap_or(Self::Poor)
    }

    /// The lowest score of the band.
    pub const fn floor(self) -> i32 {
        match self {
            Self::Excellent => 80,
            Self::Good => 60,
            Self::Fair => 40,
            Self::Poor => 0,
        }
    }

    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Excellent => "Excellent",
            Self::Good => "Good",
            Self::Fair => "Fair",
            Self::Poor => "Poor",
        }
    }
}

impl fmt::Display for HealthBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct Vectors {
        now: DateTime<Utc>,
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        #[serde(flatten)]
        inputs: HealthInputs,
        health_score: i32,
    }

    #[test]
    fn every_case_of_the_guides_own_code_is_matched() {
        let vectors: Vectors =
            serde_json::from_str(include_str!("../tests/vectors/health_score.json")).unwrap();
        assert_eq!(vectors.cases.len(), 1004);
        for Case { inputs, health_score } in vectors.cases {
            assert_eq!(score(&inputs, vectors.now), health_score, "{inputs:?}");
        }
    }

    #[test]
    fn a_number_never_used_is_perfectly_healthy() {
        let inputs = inputs_from_counts(0, 0, 0, 0, None);
        assert_eq!((inputs.answer_rate, inputs.recent_performance), (100.0, 100.0));
        assert_eq!(score(&inputs, DateTime::UNIX_EPOCH), 100);
    }

    #[test]
    fn without_recent_calls_the_lifetime_rate_stands_in() {
        assert_eq!(inputs_from_counts(40, 10, 0, 0, None).recent_performance, 25.0);
        assert_eq!(inputs_from_counts(40, 10, 4, 3, None).recent_performance, 75.0);
    }

    #[test]
    fn halves_are_rounded_up_as_in_javascript() {
        for (value, rounded) in [(56.5, 57.0), (-0.5, 0.0), (-1.5, -1.0), (0.499_999_999_999_999_94, 0.0)] {
            assert_eq!(round_half_up(value), rounded, "{value}");
        }
    }

    #[test]
    fn a_number_without_calls_has_no_answer_rate() {
        assert_eq!(answer_rate(0, 0), None);
        assert_eq!(answer_rate(1, 8), Some(12.5));
    }

    #[test]
    fn a_number_learns_until_its_twentieth_call() {
        assert_eq!(learning(7).as_deref(), Some("learning (7 of 20 calls)"));
        assert!(!dropped((7, 80), (8, 30), 40), "too few calls to be judged");
        assert!(dropped((19, 30), (20, 30), 40), "judged from now on");
        assert!(dropped((50, 40), (51, 39), 40));
        assert!(!dropped((50, 39), (51, 38), 40), "it was poor before");
        assert!(!dropped((50, 39), (51, 41), 40));
        assert_eq!(learning(20), None);
    }

    #[test]
    fn bands_begin_at_80_60_and_40() {
        for (score, band) in [
            (100, HealthBand::Excellent),
            (80, HealthBand::Excellent),
            (79, HealthBand::Good),
            (60, HealthBand::Good),
            (59, HealthBand::Fair),
            (40, HealthBand::Fair),
            (39, HealthBand::Poor),
            (-1, HealthBand::Poor),
        ] {
            assert_eq!(HealthBand::of(score), band, "{score}");
        }
    }

    proptest! {
        #[test]
        fn a_score_is_always_from_0_to_100(
            answer_rate in any::<f64>(), call_count in any::<i64>(), recent_performance in any::<f64>(),
            last in proptest::option::of(-4_000_000_000_i64..4_000_000_000),
        ) {
            let last_used_at = last.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            let inputs = HealthInputs { answer_rate, call_count, last_used_at, recent_performance };
            prop_assert!((0..=100).contains(&score(&inputs, DateTime::UNIX_EPOCH)));
        }
    }
}
