//! Leaves a space alone that failed several times in a row, so that nobody waits for what will not come.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How the breaker of a space stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaker {
    /// Requests go through; so many failed in a row.
    Closed {
        /// 0 when the last one went well.
        failures: u32,
    },
    /// Nothing is asked until then.
    Open {
        /// From now.
        still: Duration,
    },
    /// One request is let through, and what comes of it decides.
    Trying,
}

/// When it opens, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Failures in a row.
    pub failures: u32,
    /// How long it is open the first time; each time after that twice as long.
    pub first: Duration,
    /// The longest that it is open.
    pub longest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { failures: 5, first: Duration::from_secs(15), longest: Duration::from_secs(300) }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Space {
    failures: u32,
    /// How often it has opened without a success between.
    opened: u32,
    open_until: Option<Instant>,
    /// Since when one is on its way to find out.
    trying_since: Option<Instant>,
}

/// A probe that never came back is forgotten after this long.
const PROBE: Duration = Duration::from_secs(60);

/// The breakers of all spaces, of one program. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breakers {
    limits: Limits,
    spaces: Arc<Mutex<HashMap<String, Space>>>,
}

impl Breakers {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, spaces: Arc::default() }
    }

    fn spaces(&self) -> MutexGuard<'_, HashMap<String, Space>> {
        self.spaces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request may be made; else how long not yet.
    pub(crate) fn enter(&self, name: &str) -> Result<(), Duration> {
        let now = Instant::now();
        let mut spaces = self.spaces();
        let Some(space) = spaces.get_mut(name) else { return Ok(()) };
        let Some(until) = space.open_until else { return Ok(()) };
        if until > now {
            return Err(until - now);
        }
        if space.trying_since.is_some_and(|since| now - since < PROBE) {
            return Err(Duration::from_secs(1));
        }
        space.trying_since = Some(now);
        Ok(())
    }

    pub(crate) fn went_well(&self, name: &str) {
        self.spaces().remove(name);
    }

    pub(crate) fn failed(&self, name: &str) {
        let mut spaces = self.spaces();
        let space = spaces.entry(name.to_owned()).or_default();
        space.failures = space.failures.saturating_add(1);
        let was_trying = space.trying_since.take().is_some();
        if was_trying || (space.open_until.is_none() && space.failures >= self.limits.failures) {
            let longer = 2_u32.saturating_pow(space.opened.min(16));
            let wait = self.limits.first.saturating_mul(longer).min(self.limits.longest);
            space.opened = space.opened.saturating_add(1);
            space.open_until = Some(Instant::now() + wait);
            tracing::warn!(space = name, seconds = wait.as_secs(), "SignalWire is left alone for a while");
        }
    }

    pub(crate) fn state(&self, name: &str) -> Breaker {
        let now = Instant::now();
        match self.spaces().get(name) {
            None => Breaker::Closed { failures: 0 },
            Some(Space { open_until: Some(until), .. }) if *until > now => {
                Breaker::Open { still: *until - now }
            }
            Some(Space { open_until: Some(_), .. }) => Breaker::Trying,
            Some(Space { failures, .. }) => Breaker::Closed { failures: *failures },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breakers() -> Breakers {
        Breakers::new(Limits {
            failures: 3,
            first: Duration::from_secs(10),
            longest: Duration::from_secs(30),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_failures_in_a_row_and_lets_one_through_to_find_out() {
        let all = breakers();
        for _ in 0..2 {
            all.failed("a");
        }
        assert_eq!((all.state("a"), all.enter("a")), (Breaker::Closed { failures: 2 }, Ok(())));
        all.failed("a");
        assert!(all.enter("a").is_err());
        assert_eq!(all.enter("b"), Ok(()), "every space has its own");
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(all.state("a"), Breaker::Trying);
        assert_eq!(all.enter("a"), Ok(()));
        assert!(all.enter("a").is_err(), "one alone is let through");
        all.went_well("a");
        assert_eq!((all.state("a"), all.enter("a")), (Breaker::Closed { failures: 0 }, Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn each_time_it_stays_open_longer_up_to_a_limit() {
        let all = breakers();
        for _ in 0..3 {
            all.failed("a");
        }
        for seconds in [20, 30, 30] {
            tokio::time::advance(Duration::from_secs(40)).await;
            assert_eq!(all.enter("a"), Ok(()));
            all.failed("a");
            assert_eq!(all.state("a"), Breaker::Open { still: Duration::from_secs(seconds) });
        }
    }
}
