//! The only place that knows the current time and makes ids.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use uuid::{ContextV7, Timestamp, Uuid};

/// A time in whole microseconds, which is what both engines keep.
pub(crate) fn whole_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// Time and ids. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds that tests have moved it by.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The host's clock.
    pub fn real() -> Self {
        Self { ahead: Arc::new(AtomicI64::new(0)) }
    }

    /// Now, in whole microseconds.
    #[allow(clippy::disallowed_methods, reason = "this is the place that knows the time")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::microseconds(self.ahead.load(Ordering::Relaxed));
        whole_microseconds(Utc::now() + ahead)
    }

    /// A new id, in order of time.
    pub fn id<T: From<Uuid>>(&self) -> T {
        static CONTEXT: std::sync::LazyLock<std::sync::Mutex<ContextV7>> =
            std::sync::LazyLock::new(|| std::sync::Mutex::new(ContextV7::new()));
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let context = CONTEXT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        T::from(Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos())))
    }

    /// Moves the clock of a test, or of generated data.
    pub fn advance(&self, by: TimeDelta) {
        self.ahead.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
    }
}
