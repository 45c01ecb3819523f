//! Whether a lead may be called now, and if not, from when on.
//!
//! Zones are not known here: the service turns call hours into UTC windows. The answer advises and guards
//! click-to-call; it never withholds a number and never refuses an outcome.

use crate::setting::BrokerSettings;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How often one person may be called, across all numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CallLimits {
    /// Attempts a day, from 1.
    pub max_attempts_per_day: i32,
    /// Minutes from one attempt to the next; 0 for none.
    pub min_minutes_between_attempts: i32,
}

impl From<&BrokerSettings> for CallLimits {
    fn from(settings: &BrokerSettings) -> Self {
        Self {
            max_attempts_per_day: settings.max_attempts_per_day,
            min_minutes_between_attempts: settings.min_minutes_between_attempts,
        }
    }
}

/// The attempts on one person so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CallHistory {
    /// Attempts in the day that ends at `day_ends_at`.
    pub attempts_today: i32,
    /// The last attempt on any number.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When the day ends and the attempts of a new one begin.
    pub day_ends_at: DateTime<Utc>,
}

/// A stretch of call hours: from `opens` to just before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The first instant at which a call is allowed.
    pub opens: DateTime<Utc>,
    /// The first instant at which it no longer is. A window that closes before it opens is never open.
    pub closes: DateTime<Utc>,
}

impl Window {
    /// Whether a call is allowed at that instant.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.opens <= at && at < self.closes
    }
}

/// Whether the lead may be called now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MayCall {
    /// Whether the call is allowed now.
    pub allowed: bool,
    /// The earliest instant that satisfies every limit; none if that is now, or beyond the windows given.
    pub not_before: Option<DateTime<Utc>>,
    /// The reasons as English sentences.
    pub why: String,
}

/// Whether a person may be called `now`.
///
/// `windows` are the call hours in the strictest of the lead's zones, sorted, for today and the next days:
/// at least two days, since attempts used up today wait for tomorrow's.
pub fn may_call(
    now: DateTime<Utc>,
    windows: &[Window],
    limits: &CallLimits,
    history: &CallHistory,
) -> MayCall {
    let mut why: Vec<String> = Vec::new();
    let mut ready = now;
    if history.attempts_today >= limits.max_attempts_per_day && now < history.day_ends_at {
        let (made, most) = (history.attempts_today, limits.max_attempts_per_day);
        let noun = if made == 1 { "attempt was" } else { "attempts were" };
        why.push(format!("{made} {noun} made today, and {most} a day are allowed."));
        ready = ready.max(history.day_ends_at);
    }
    let gap = TimeDelta::minutes(limits.min_minutes_between_attempts.into());
    let rested = history.last_attempt_at.and_then(|last| last.checked_add_signed(gap));
    if let Some(rested) = rested.filter(|rested| *rested > now) {
        let minutes = limits.min_minutes_between_attempts;
        let noun = if minutes == 1 { "minute" } else { "minutes" };
        why.push(format!("The last attempt was less than {minutes} {noun} ago."));
        ready = ready.max(rested);
    }
    let is_open = windows.iter().any(|window| window.is_open(now));
    if !is_open {
        why.push("It is outside the lead's call hours.".to_owned());
    }
    if why.is_empty() {
        return MayCall { allowed: true, not_before: None, why: "The lead may be called now.".to_owned() };
    }
    let not_before = first_open(windows, ready);
    match not_before {
        None => why.push("The coming days have no call hours left.".to_owned()),
        Some(at) if is_open && at > ready => why.push("After that, call hours begin later.".to_owned()),
        Some(_) => {}
    }
    MayCall { allowed: false, not_before, why: why.join(" ") }
}

/// The first instant from `at` on at which a window is open.
fn first_open(windows: &[Window], at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    windows
        .iter()
        .filter(|window| window.opens < window.closes && at < window.closes)
        .map(|window| window.opens.max(at))
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: CallLimits = CallLimits { max_attempts_per_day: 3, min_minutes_between_attempts: 30 };

    /// Minutes after the midnight that begins day 0.
    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn hour(hour: i64) -> DateTime<Utc> {
        at(hour * 60)
    }

    fn window(opens: DateTime<Utc>, closes: DateTime<Utc>) -> Window {
        Window { opens, closes }
    }

    /// 8:00 to 21:00 on three days.
    fn windows() -> Vec<Window> {
        let day = |day: i64| window(hour(day * 24 + 8), hour(day * 24 + 21));
        (0..3).map(day).collect()
    }

    fn history(attempts_today: i32, last_attempt_at: Option<DateTime<Utc>>) -> CallHistory {
        CallHistory { attempts_today, last_attempt_at, day_ends_at: hour(24) }
    }

    fn ask(now: DateTime<Utc>, history: CallHistory) -> MayCall {
        may_call(now, &windows(), &LIMITS, &history)
    }

    fn assert_refused(answer: &MayCall, until: Option<DateTime<Utc>>) {
        assert_eq!((answer.allowed, answer.not_before), (false, until), "{answer:?}");
    }

    #[test]
    fn inside_call_hours_and_limits_the_lead_may_be_called() {
        for now in [hour(8), hour(12), at(20 * 60 + 59)] {
            let answer = ask(now, history(2, Some(at(7 * 60 + 30))));
            assert!(answer.allowed && answer.not_before.is_none(), "{answer:?}");
        }
    }

    #[test]
    fn outside_call_hours_it_waits_until_they_begin() {
        assert_eq!(ask(hour(7), history(0, None)).not_before, Some(hour(8)));
        assert_refused(&ask(hour(21), history(0, None)), Some(hour(32)));
    }

    #[test]
    fn the_last_attempt_holds_the_next_one_back() {
        let answer = ask(hour(12), history(1, Some(at(11 * 60 + 45))));
        assert_refused(&answer, Some(at(12 * 60 + 15)));
        assert_eq!(answer.why, "The last attempt was less than 30 minutes ago.");
    }

    #[test]
    fn a_pause_that_outlasts_call_hours_ends_when_they_begin_again() {
        let answer = ask(at(20 * 60 + 50), history(1, Some(at(20 * 60 + 45))));
        assert_refused(&answer, Some(hour(32)));
        assert!(answer.why.ends_with("After that, call hours begin later."));
    }

    #[test]
    fn attempts_used_up_today_wait_for_tomorrow() {
        let answer = ask(hour(12), history(3, Some(hour(9))));
        assert_refused(&answer, Some(hour(32)));
        assert!(answer.why.starts_with("3 attempts were made today, and 3 a day"));
    }

    #[test]
    fn every_reason_is_named() {
        let why = ask(hour(22), history(3, Some(at(21 * 60 + 55)))).why;
        for part in ["3 a day", "30 minutes", "call hours"] {
            assert!(why.contains(part), "{why}");
        }
    }

    #[test]
    fn without_any_open_window_no_instant_is_promised() {
        let never = window(hour(9), hour(8));
        for windows in [&[][..], &[never][..]] {
            assert_refused(&may_call(hour(12), windows, &LIMITS, &history(0, None)), None);
        }
    }

    proptest! {
        #[test]
        fn at_not_before_the_call_is_allowed_and_a_minute_earlier_it_is_not(
            now in 0..1_440_i64, attempts in 0..6_i32, since in proptest::option::of(0..2_000_i64),
            most in 1..5_i32, pause in 0..=1_440_i32, opens in 0..1_200_i64, length in 1..240_i64,
        ) {
            let windows: Vec<Window> = (0..4)
                .map(|day| day * 1_440 + opens)
                .map(|opens| window(at(opens), at(opens + length)))
                .collect();
            let limits = CallLimits { max_attempts_per_day: most, min_minutes_between_attempts: pause };
            let past = history(attempts, since.map(|since| at(now - since)));
            let later = |then: DateTime<Utc>| {
                let is_new_day = then >= past.day_ends_at;
                let rolled = CallHistory { attempts_today: 0, day_ends_at: then + TimeDelta::days(1), ..past };
                may_call(then, &windows, &limits, if is_new_day { &rolled } else { &past })
            };
            let answer = later(at(now));
            prop_assert_eq!(answer.allowed, answer.not_before.is_none());
            if let Some(then) = answer.not_before {
                prop_assert!(then > at(now) && later(then).allowed);
                prop_assert!(!later(then - TimeDelta::minutes(1)).allowed);
            }
        }
    }
}
