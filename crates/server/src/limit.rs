//! How often somebody may ask.

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use steadyline_api::error::{ApiError, ErrorKind};
use uuid::Uuid;

/// Sign-ins that an account takes at once, and then one every ten seconds.
const SIGN_INS_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Sign-ins that an address may try at once, and then one every two seconds: an office shares one.
const SIGN_INS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// Streams that an API key may have open at once.
const STREAMS: usize = 20;
/// Seconds after which one may be free again.
const STREAM_WAIT: f64 = 15.0;
/// Longest account name that is kept: longer ones share their start.
const ACCOUNT_CHARS: usize = 200;

/// The counters. In memory: every node counts for itself.
#[derive(Debug)]
pub(crate) struct Limits {
    keys: DefaultKeyedRateLimiter<Uuid>,
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    streams: Arc<Mutex<HashMap<Uuid, usize>>>,
    clock: DefaultClock,
}

/// One open stream of a key, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenStream {
    key: Uuid,
    streams: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&self.key) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.key);
            }
        }
    }
}

impl Limits {
    pub(crate) fn new(requests_per_second: u32, burst: u32) -> Self {
        let one = NonZeroU32::MIN;
        let requests = Quota::per_second(NonZeroU32::new(requests_per_second).unwrap_or(one))
            .allow_burst(NonZeroU32::new(burst).unwrap_or(one));
        Self {
            keys: RateLimiter::keyed(requests),
            accounts: RateLimiter::keyed(Quota::per_minute(six()).allow_burst(SIGN_INS_PER_ACCOUNT)),
            addresses: RateLimiter::keyed(Quota::per_minute(thirty()).allow_burst(SIGN_INS_PER_ADDRESS)),
            streams: Arc::default(),
            clock: DefaultClock::default(),
        }
    }

    /// A request with an API key.
    pub(crate) fn request(&self, key: Uuid) -> Result<(), ApiError> {
        self.keys.check_key(&key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now()).as_secs_f64().ceil();
            refused("The key makes too many requests.", wait)
        })
    }

    /// A stream that an API key opens.
    pub(crate) fn stream(&self, key: Uuid) -> Result<OpenStream, ApiError> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let open = streams.entry(key).or_default();
        if *open >= STREAMS {
            return Err(refused(&format!("The key has {STREAMS} streams open: close one."), STREAM_WAIT));
        }
        *open += 1;
        drop(streams);
        Ok(OpenStream { key, streams: Arc::clone(&self.streams) })
    }

    /// A form with a password: counted by where it comes from and, where it says so, whom it is for.
    pub(crate) fn sign_in(&self, address: IpAddr, account: Option<&str>) -> Result<(), ApiError> {
        let by_address = self.addresses.check_key(&address).err();
        let by_account = account.and_then(|account| {
            let account: String = account.trim().to_lowercase().chars().take(ACCOUNT_CHARS).collect();
            self.accounts.check_key(&account).err()
        });
        match by_address
            .into_iter()
            .chain(by_account)
            .map(|until| until.wait_time_from(self.clock.now()))
            .max()
        {
            None => Ok(()),
            Some(wait) => Err(refused("Too many tries. Wait a moment.", wait.as_secs_f64().ceil())),
        }
    }

    /// Forgets who has not asked for long, so that memory does not grow. A job calls it.
    pub(crate) fn forget(&self) {
        self.keys.retain_recent();
        self.accounts.retain_recent();
        self.addresses.retain_recent();
    }
}

const fn six() -> NonZeroU32 {
    NonZeroU32::new(6).expect("not zero")
}

const fn thirty() -> NonZeroU32 {
    NonZeroU32::new(30).expect("not zero")
}

#[allow(clippy::cast_possible_truncation, reason = "a wait of seconds")]
fn refused(message: &str, wait: f64) -> ApiError {
    ApiError::new(ErrorKind::TooManyRequests, message).retry_after((wait as i64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_key_may_burst_and_is_then_told_when_to_come_again() {
        let limits = Limits::new(1, 3);
        let key = Uuid::from_u128(1);
        for _ in 0..3 {
            assert_eq!(limits.request(key), Ok(()));
        }
        let refused = limits.request(key).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::TooManyRequests);
        assert_eq!(refused.facts.and_then(|facts| facts.retry_after), Some(1));
        assert_eq!(limits.request(Uuid::from_u128(2)), Ok(()));
    }

    #[test]
    fn a_key_has_so_many_streams_open_and_each_that_closes_makes_room() {
        let limits = Limits::new(1, 1);
        let key = Uuid::from_u128(1);
        let mut open: Vec<_> = (0..STREAMS).map(|_| limits.stream(key).unwrap()).collect();
        assert_eq!(limits.stream(key).unwrap_err().kind, ErrorKind::TooManyRequests);
        assert!(limits.stream(Uuid::from_u128(2)).is_ok());
        open.pop();
        assert!(limits.stream(key).is_ok());
        open.clear();
        assert!(limits.streams.lock().unwrap().is_empty(), "nothing is kept of who closed all");
    }

    #[test]
    fn an_account_is_limited_whichever_address_asks_and_however_it_is_written() {
        let limits = Limits::new(1, 1);
        let address = |last| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last));
        for n in 0..10 {
            assert_eq!(limits.sign_in(address(n), Some("Ada@Example.com ")), Ok(()));
        }
        assert!(limits.sign_in(address(99), Some("ada@example.com")).is_err());
        assert_eq!(limits.sign_in(address(99), Some("bob@example.com")), Ok(()));
    }

    #[test]
    fn forms_that_name_no_account_are_limited_by_address_alone() {
        let limits = Limits::new(1, 1);
        let address = |last| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last));
        for _ in 0..30 {
            assert_eq!(limits.sign_in(address(1), None), Ok(()));
        }
        let refused = limits.sign_in(address(1), None).unwrap_err();
        assert_eq!(refused.facts.and_then(|facts| facts.retry_after), Some(2));
        assert_eq!(limits.sign_in(address(2), None), Ok(()), "nobody else has to wait");
    }
}
