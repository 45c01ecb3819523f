//! Small words: counts, changes of figures, times that people type.

use crate::{ServiceError, local_time as zones};
use chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::page::{Change, Trend, grouped};

/// "one" to "ten", then digits.
pub(super) fn spelled(count: i64) -> String {
    const WORDS: [&str; 11] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    usize::try_from(count)
        .ok()
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| grouped(count), |word| (*word).to_owned())
}

/// "Florida, Arizona and Texas"; beyond three "Florida, Arizona and 4 others".
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] if names.len() <= 3 => format!("{} and {last}", all.join(", ")),
        [a, b, others @ ..] => format!("{a}, {b} and {} others", others.len()),
    }
}

fn trend(difference: f64, amount: String, rising_is_good: Option<bool>) -> Change {
    let (trend, good) = if difference > 0.0 {
        (Trend::Up, rising_is_good)
    } else if difference < 0.0 {
        (Trend::Down, rising_is_good.map(|good| !good))
    } else {
        (Trend::Flat, None)
    };
    Change { trend, amount, good }
}

/// A change in percent of what was; none where there was nothing.
#[allow(clippy::cast_precision_loss, reason = "counts of calls and leads")]
pub(super) fn percent_change(now: i64, before: i64, rising_is_good: Option<bool>) -> Option<Change> {
    if before == 0 {
        return None;
    }
    let percent = ((now - before) as f64 * 100.0 / before as f64).round();
    Some(trend(percent, format!("{:.0}%", percent.abs()), rising_is_good))
}

/// A change of a rate in points of percent, with `decimals` places.
pub(super) fn point_change(
    now: Option<f64>,
    before: Option<f64>,
    decimals: usize,
    rising_is_good: Option<bool>,
) -> Option<Change> {
    let scale = if decimals == 0 { 1.0 } else { 10.0 };
    let points = ((now? - before?) * scale).round() / scale;
    let amount = format!("{:.decimals$} pts", points.abs());
    Some(trend(points, amount, rising_is_good))
}

/// A change of a count.
#[allow(clippy::cast_precision_loss, reason = "health points and counts of a day")]
pub(super) fn count_change(now: i64, before: i64, unit: &str, rising_is_good: Option<bool>) -> Change {
    let difference = now - before;
    let amount = format!("{}{unit}", grouped(difference.abs()));
    trend(difference as f64, amount, rising_is_good)
}

/// A share in percent; none of nothing.
#[allow(clippy::cast_precision_loss, reason = "counts of slots")]
pub(super) fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// A time that a person typed as `2026-11-20T09:30`, local to the office. Empty is none. An hour that the clock
/// shows twice is the first one.
///
/// # Errors
/// [`FieldError`] on `appointment_at` for anything else, and for a time the clock leaves out.
pub fn local_time(broker: &Broker, text: &str) -> Result<Option<DateTime<Utc>>, ServiceError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |message: &str| ServiceError::from(FieldError::new("appointment_at", message));
    let naive = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .ok_or_else(|| wrong("Enter day and time, such as 2026-11-20 09:30."))?;
    match zones::zone(broker).from_local_datetime(&naive) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(Some(at.with_timezone(&Utc))),
        LocalResult::None => Err(wrong("There is no such time on that day: the clock is set forward.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_its_way_and_whether_that_is_good() {
        let change = percent_change(106, 100, Some(true)).expect("a change");
        assert_eq!((change.trend, change.amount.as_str(), change.good), (Trend::Up, "6%", Some(true)));
        assert_eq!(percent_change(5, 0, None), None);
        let change = point_change(Some(17.5), Some(18.4), 1, Some(true)).expect("a change");
        assert_eq!(
            (change.trend, change.amount.as_str(), change.good),
            (Trend::Down, "0.9 pts", Some(false))
        );
        assert_eq!(point_change(None, Some(1.0), 1, None), None);
        assert_eq!(count_change(3, 3, "", Some(true)).trend, Trend::Flat);
    }

    #[test]
    fn names_are_listed_as_people_say_them() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(&["Florida"])), "Florida");
        assert_eq!(listed(&names(&["Florida", "Arizona"])), "Florida and Arizona");
        assert_eq!(listed(&names(&["A", "B", "C"])), "A, B and C");
        assert_eq!(listed(&names(&["A", "B", "C", "D"])), "A, B and 2 others");
        assert_eq!((spelled(2).as_str(), spelled(1200).as_str()), ("two", "1,200"));
    }
}
