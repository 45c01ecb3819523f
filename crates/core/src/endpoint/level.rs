//! How full a pool is.

use crate::field::FieldError;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// From so much of the pool on, in percent, few numbers are free.
const LOW_FROM: i64 = 80;

/// How full a pool is. A broker is told when it gets worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolLevel {
    /// Enough numbers are free.
    Fine,
    /// Over 80 % of the slots are taken.
    Low,
    /// No number can take a lead.
    Exhausted,
}

impl PoolLevel {
    /// The level of a pool with so many numbers in service, so many of them free for a lead, and so many of its slots
    /// taken. A pool without numbers is not a full one: the office is not set up yet.
    pub const fn of(in_service: i64, free: i64, taken: i64, slots: i64) -> Self {
        if in_service <= 0 {
            Self::Fine
        } else if free <= 0 {
            Self::Exhausted
        } else if taken * 100 > slots * LOW_FROM {
            Self::Low
        } else {
            Self::Fine
        }
    }

    /// The word used in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Low => "low",
            Self::Exhausted => "exhausted",
        }
    }
}

impl FromStr for PoolLevel {
    type Err = FieldError;

    fn from_str(text: &str) -> Result<Self, FieldError> {
        let all = [Self::Fine, Self::Low, Self::Exhausted];
        let found = all.into_iter().find(|level| level.as_str() == text);
        found.ok_or_else(|| FieldError::new("level", "must be fine, low or exhausted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_is_low_over_80_percent_and_exhausted_without_a_free_number() {
        assert_eq!(PoolLevel::of(10, 2, 8, 10), PoolLevel::Fine);
        assert_eq!(PoolLevel::of(10, 1, 9, 10), PoolLevel::Low);
        assert_eq!(PoolLevel::of(10, 0, 10, 10), PoolLevel::Exhausted);
        assert_eq!(PoolLevel::of(10, 0, 2, 10), PoolLevel::Exhausted, "all may be at their cap, or rest");
        assert_eq!(PoolLevel::of(0, 0, 0, 0), PoolLevel::Fine);
        assert_eq!(PoolLevel::of(4, 1, 90, 100), PoolLevel::Low);
    }
}
