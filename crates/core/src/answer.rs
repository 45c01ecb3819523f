//! When a rate of answers is bad enough to say so: a number's against its pool, a pool's against its own past.

use crate::health::answer_rate;

/// Calls a number must have made in [`RATE_DAYS`] before its rate is judged.
pub const RATE_CALLS: i64 = 50;
/// Broker-local days, with today, that a number's rate is judged by.
pub const RATE_DAYS: u64 = 14;
/// Broker-local days, with today, that are compared with the [`BEFORE_DAYS`] before them.
pub const RECENT_DAYS: u64 = 7;
/// The days before.
pub const BEFORE_DAYS: u64 = 30;
/// Calls in either span below which a fall says nothing.
pub const FALL_CALLS: i64 = 50;

/// Calls that count, and those with human contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Outbound calls that count.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
}

impl Answers {
    /// In percent; none without calls.
    pub fn rate(self) -> Option<f64> {
        answer_rate(self.contacts, self.calls)
    }

    /// Whether this fell by a quarter or more against what was before, with calls enough in both.
    pub const fn fell_from(self, before: Self) -> bool {
        self.calls >= FALL_CALLS
            && before.calls >= FALL_CALLS
            && before.contacts > 0
            && self.contacts * before.calls * 4 <= before.contacts * self.calls * 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_a_quarter_or_more_of_the_rate() {
        let of = |calls, contacts| Answers { calls, contacts };
        for (now, before, fell) in [
            (of(100, 15), of(400, 80), true),
            (of(100, 16), of(400, 80), false),
            (of(49, 0), of(400, 80), false),
            (of(100, 0), of(49, 20), false),
            (of(100, 0), of(400, 0), false),
            (of(100, 30), of(400, 80), false),
        ] {
            assert_eq!(now.fell_from(before), fell, "{now:?} after {before:?}");
        }
    }
}
