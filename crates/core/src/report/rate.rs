//! Rates with their intervals: by day, by hour, by area.

use super::{Cell, Compared, Range, Sheet};
use crate::health::answer_rate;
use crate::page::Change;
use chrono::NaiveDate;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Under so many calls a rate is marked: it says little.
pub const FEW_CALLS: i64 = 20;
/// Of the normal distribution, for 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// An answer rate with what it is made of and its 95 % interval (Wilson's). People read all of it; into a page go its two
/// counts, of which the rest is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Outbound calls that count: all but failed ones.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// In percent; none without calls.
    pub answer_rate: Option<f64>,
    /// Lower end of the interval, in percent.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Under 20 calls.
    pub few_calls: bool,
}

impl Rate {
    /// The columns of [`Self::cells`].
    pub const COLUMNS: [&'static str; 6] = ["calls", "contacts", "answer_rate", "low", "high", "few_calls"];

    /// From the counts.
    pub fn of(contacts: i64, calls: i64) -> Self {
        let (low, high) = wilson(contacts, calls).unzip();
        Self {
            calls,
            contacts,
            answer_rate: answer_rate(contacts, calls),
            low,
            high,
            few_calls: calls < FEW_CALLS,
        }
    }

    /// Of all their calls.
    pub fn sum<'r>(rates: impl IntoIterator<Item = &'r Self>) -> Self {
        let counts = |sum: (i64, i64), rate: &Self| (sum.0 + rate.contacts, sum.1 + rate.calls);
        let (contacts, calls) = rates.into_iter().fold((0, 0), counts);
        Self::of(contacts, calls)
    }

    /// How many points it rose or fell; none where one of both has few calls.
    pub fn change_from(&self, before: &Self) -> Option<Change> {
        let says = |rate: &Self| rate.answer_rate.filter(|_| !rate.few_calls);
        Compared { now: says(self), before: says(before) }.change("", 1, Some(true))
    }

    /// As fields of a row.
    pub(super) fn serialize_into<S: SerializeStruct>(&self, row: &mut S) -> Result<(), S::Error> {
        row.serialize_field("calls", &self.calls)?;
        row.serialize_field("contacts", &self.contacts)?;
        row.serialize_field("answer_rate", &self.answer_rate)?;
        row.serialize_field("low", &self.low)?;
        row.serialize_field("high", &self.high)?;
        row.serialize_field("few_calls", &self.few_calls)
    }

    /// Half the width of the interval.
    pub fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }

    /// As cells of a row.
    pub fn cells(&self) -> Vec<Cell> {
        vec![
            self.calls.into(),
            self.contacts.into(),
            self.answer_rate.into(),
            self.low.into(),
            self.high.into(),
            Cell::from(if self.few_calls { "yes" } else { "no" }),
        ]
    }

    /// The columns of [`Self::cells_before`].
    pub const COLUMNS_BEFORE: [&'static str; 2] = ["calls_before", "answer_rate_before"];

    /// As cells of a row that begins with what is now.
    pub fn cells_before(&self) -> [Cell; 2] {
        [self.calls.into(), self.answer_rate.into()]
    }
}

impl Default for Rate {
    /// Of no calls.
    fn default() -> Self {
        Self::of(0, 0)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let mut rate = serializer.serialize_struct("Rate", Self::COLUMNS.len())?;
            self.serialize_into(&mut rate)?;
            return rate.end();
        }
        Counts { calls: self.calls, contacts: self.contacts }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Counts::deserialize(deserializer).map(|Counts { calls, contacts }| Self::of(contacts, calls))
    }
}

/// What a rate is made of.
#[derive(Serialize, Deserialize)]
struct Counts {
    calls: i64,
    contacts: i64,
}

/// Wilson's interval, in percent.
fn wilson(hits: i64, of: i64) -> Option<(f64, f64)> {
    let share = answer_rate(hits, of)? / 100.0;
    let n = of as f64;
    let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some((((middle - half) * 100.0).max(0.0), ((middle + half) * 100.0).min(100.0)))
}

/// By how many points `a` is above `b`, with Newcombe's 95 % interval.
pub fn difference(a: Rate, b: Rate) -> Option<(f64, f64, f64)> {
    let (p, q) = (a.answer_rate?, b.answer_rate?);
    let ((p_low, p_high), (q_low, q_high)) = ((a.low?, a.high?), (b.low?, b.high?));
    let difference = p - q;
    let low = difference - ((p - p_low).powi(2) + (q_high - q).powi(2)).sqrt();
    let high = difference + ((p_high - p).powi(2) + (q - q_low).powi(2)).sqrt();
    Some((difference, low, high))
}

flat_rate! {
    /// A day's calls.
    #[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
    pub struct CallDay {
        /// Which.
        pub day: NaiveDate,
        /// Calls that were booked.
        pub bookings: i64,
    }
}

/// Calls and how many succeed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallsReport {
    /// The days.
    pub range: Range,
    /// The whole range.
    pub total: Rate,
    /// As many days before.
    pub before: Rate,
    /// Calls that were booked, now and before.
    pub bookings: Compared,
    /// Booked calls over calls that count, in percent, now and before.
    pub success_rate: Compared,
    /// Every day of the range.
    pub days: Vec<CallDay>,
}

impl CallsReport {
    /// How many days are best put together so that rates say something: the fewest with which half of the groups that
    /// have calls have not few; all are few, then it is a day.
    pub fn days_at_once(&self) -> usize {
        let says_something = |days: usize| {
            let groups = self.grouped(days);
            let with_calls = groups.iter().filter(|group| group.rate.calls > 0).count();
            let few = groups.iter().filter(|group| group.rate.calls > 0 && group.rate.few_calls).count();
            with_calls > 0 && few * 2 <= with_calls && (days == 1 || groups.len() > 2)
        };
        [1, 7, 14, 28].into_iter().find(|days| says_something(*days)).unwrap_or(1)
    }

    /// The days put together, so many at once, the last group ending on the last day.
    pub fn grouped(&self, days: usize) -> Vec<CallDay> {
        let mut groups: Vec<CallDay> = self
            .days
            .rchunks(days.max(1))
            .filter_map(|some| {
                let sum = some.iter().fold((0, 0, 0), |sum, day| {
                    (sum.0 + day.rate.contacts, sum.1 + day.rate.calls, sum.2 + day.bookings)
                });
                let day = some.first()?.day;
                Some(CallDay { day, rate: Rate::of(sum.0, sum.1), bookings: sum.2 })
            })
            .collect();
        groups.reverse();
        groups
    }

    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: [&["day"][..], &Rate::COLUMNS, &["bookings"]].concat(),
            rows: self
                .days
                .iter()
                .map(|day| {
                    let mut cells = vec![Cell::from(day.day)];
                    cells.extend(day.rate.cells());
                    cells.push(day.bookings.into());
                    cells
                })
                .collect(),
        }
    }
}

flat_rate! {
    /// An hour of the week.
    #[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
    pub struct HourCell {
        /// The lead's own weekday, 0 is Monday.
        pub weekday: i32,
        /// The lead's own hour, 0 to 23.
        pub hour: i32,
        /// As many days right before.
        pub before: Rate,
    }
}

/// When leads answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoursReport {
    /// The days.
    pub range: Range,
    /// The whole range.
    pub total: Rate,
    /// As many days right before.
    pub before: Rate,
    /// Hours of the week with calls, by weekday and hour.
    pub hours: Vec<HourCell>,
}

impl HoursReport {
    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: [&["weekday", "hour"][..], &Rate::COLUMNS, &Rate::COLUMNS_BEFORE].concat(),
            rows: self
                .hours
                .iter()
                .map(|cell| {
                    let mut cells = vec![i64::from(cell.weekday).into(), i64::from(cell.hour).into()];
                    cells.extend(cell.rate.cells());
                    cells.extend(cell.before.cells_before());
                    cells
                })
                .collect(),
        }
    }
}

flat_rate! {
    /// An area code or a state.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct AreaRow {
        /// `area_code` or `state`.
        pub kind: String,
        /// Its code; empty where the lead's is not known.
        pub code: String,
        /// Its name: a state's, or that of the area code's state.
        pub name: String,
        /// Calls that were booked.
        pub bookings: i64,
        /// As many days right before.
        pub before: Rate,
    }
}

/// Where leads answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreasReport {
    /// The days.
    pub range: Range,
    /// The whole range.
    pub total: Rate,
    /// As many days right before.
    pub before: Rate,
    /// By the lead's area code, most calls first.
    pub area_codes: Vec<AreaRow>,
    /// By the lead's state, most calls first.
    pub states: Vec<AreaRow>,
}

impl AreasReport {
    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: [&["kind", "code", "name"][..], &Rate::COLUMNS, &["bookings"], &Rate::COLUMNS_BEFORE]
                .concat(),
            rows: self
                .area_codes
                .iter()
                .chain(&self.states)
                .map(|row| {
                    let mut cells =
                        vec![Cell::from(&*row.kind), Cell::from(&*row.code), Cell::from(&*row.name)];
                    cells.extend(row.rate.cells());
                    cells.push(row.bookings.into());
                    cells.extend(row.before.cells_before());
                    cells
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.05
    }

    #[test]
    fn days_with_few_calls_are_put_together() {
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let report = |calls: i64| {
            let days: Vec<CallDay> = first
                .iter_days()
                .take(30)
                .map(|day| CallDay { day, rate: Rate::of(1, calls), bookings: 0 })
                .collect();
            let range = Range { from: first, to: days[29].day };
            CallsReport {
                range,
                total: Rate::default(),
                before: Rate::default(),
                bookings: Compared::default(),
                success_rate: Compared::default(),
                days,
            }
        };
        assert_eq!([25, 8, 2].map(|calls| report(calls).days_at_once()), [1, 7, 14]);
        assert_eq!(report(0).days_at_once(), 1);
        let weeks = report(8).grouped(7);
        let of = |group: &CallDay| (group.day.to_string(), group.rate.calls, group.rate.contacts);
        assert_eq!(of(&weeks[0]), ("2026-11-01".to_owned(), 16, 2));
        assert_eq!(of(&weeks[4]), ("2026-11-24".to_owned(), 56, 7));
    }

    #[test]
    fn people_read_all_of_a_rate_and_a_page_its_counts() {
        let rate = Rate::of(15, 50);
        let told = serde_json::to_value(rate).unwrap();
        assert_eq!((&told["answer_rate"], &told["few_calls"]), (&30.0.into(), &false.into()));
        assert_eq!(serde_json::from_value::<Rate>(told).unwrap(), rate);
        let kept = postcard::to_allocvec(&rate).unwrap();
        assert_eq!((kept.len(), postcard::from_bytes::<Rate>(&kept).unwrap()), (2, rate));
    }

    #[test]
    fn the_interval_is_wilsons() {
        // 15 of 50, a worked example of the literature: 19.1 % to 43.8 %.
        let rate = Rate::of(15, 50);
        assert!(near(rate.low.unwrap(), 19.1) && near(rate.high.unwrap(), 43.8), "{rate:?}");
        let none = Rate::of(0, 10);
        assert!(near(none.low.unwrap(), 0.0) && near(none.high.unwrap(), 27.8), "{none:?}");
        assert_eq!(Rate::of(0, 0).low, None);
        assert!(Rate::of(9, 19).few_calls && !Rate::of(9, 20).few_calls);
    }

    #[test]
    fn a_rate_is_compared_where_both_say_something() {
        let change = Rate::of(10, 40).change_from(&Rate::of(12, 40)).unwrap();
        assert_eq!((change.amount.as_str(), change.good), ("5.0", Some(false)));
        assert_eq!(Rate::of(10, 40).change_from(&Rate::of(12, 19)), None);
        assert_eq!(Rate::of(10, 19).change_from(&Rate::of(12, 40)), None);
    }

    #[test]
    fn the_interval_of_a_difference_is_newcombes() {
        // Newcombe 1998, method 10, case (a): 56/70 against 48/80, 0.2000 with 0.0524 to 0.3339.
        let (difference, low, high) = difference(Rate::of(56, 70), Rate::of(48, 80)).unwrap();
        assert!(near(difference, 20.0) && near(low, 5.24) && near(high, 33.39), "{difference} {low} {high}");
    }
}
