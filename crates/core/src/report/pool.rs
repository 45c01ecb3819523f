//! The pool over time: use, rotation, health; numbers and brokers side by side.

use super::figure::{ratio, share};
use super::{Cell, Compared, Range, Rate, Sheet};
use crate::broker::Slug;
use crate::id::NumberId;
use crate::number::Standing;
use crate::phone::E164;
use chrono::NaiveDate;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// A day of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolDay {
    /// Which.
    pub day: NaiveDate,
    /// Numbers in service.
    pub numbers: i64,
    /// Of those, with a live lead at any time of the day.
    pub in_use: i64,
    /// Assignments made.
    pub assigned: i64,
    /// Of those, by moving a lead from another number.
    pub rehomed: i64,
    /// Assignments whose number was released.
    pub ended: i64,
    /// Seconds those had it, in all.
    pub ended_seconds: i64,
    /// Of those, never answered.
    pub ended_silent: i64,
    /// Seconds these had it, in all.
    pub ended_silent_seconds: i64,
}

impl PoolDay {
    /// A day on which nothing happened.
    pub const fn empty(day: NaiveDate) -> Self {
        Self {
            day,
            numbers: 0,
            in_use: 0,
            assigned: 0,
            rehomed: 0,
            ended: 0,
            ended_seconds: 0,
            ended_silent: 0,
            ended_silent_seconds: 0,
        }
    }

    /// Numbers in use over numbers in service, in percent.
    pub fn utilization(&self) -> Option<f64> {
        share(self.in_use, self.numbers)
    }

    /// Mean seconds on one number, of assignments that ended.
    pub fn mean_seconds(&self) -> Option<f64> {
        ratio(self.ended_seconds, self.ended)
    }

    fn plus(self, other: &Self) -> Self {
        Self {
            day: self.day,
            numbers: self.numbers + other.numbers,
            in_use: self.in_use + other.in_use,
            assigned: self.assigned + other.assigned,
            rehomed: self.rehomed + other.rehomed,
            ended: self.ended + other.ended,
            ended_seconds: self.ended_seconds + other.ended_seconds,
            ended_silent: self.ended_silent + other.ended_silent,
            ended_silent_seconds: self.ended_silent_seconds + other.ended_silent_seconds,
        }
    }

    /// Leads a number takes a week: assignments over number-days in service, times seven.
    pub fn rotation(&self) -> Option<f64> {
        ratio(self.assigned, self.numbers).map(|a_day| a_day * 7.0)
    }
}

/// How the pool is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UtilizationReport {
    /// The days.
    pub range: Range,
    /// Number-days in use over number-days in service, in percent.
    pub utilization: Compared,
    /// Assignments over number-days in service, times seven.
    pub rotation: Compared,
    /// Assignments made.
    pub assigned: Compared,
    /// Mean seconds on one number, of assignments that ended in the range.
    pub mean_assigned_seconds: Compared,
    /// The same of those that never answered.
    pub mean_silent_seconds: Compared,
    /// Median of the first, to within 2.5 %.
    pub median_assigned_seconds: Option<f64>,
    /// Assignments made that moved a lead from another number.
    pub rehomed: Compared,
    /// Assignments made that moved nobody, in percent.
    pub kept: Compared,
    /// Every day of the range.
    pub days: Vec<PoolDay>,
}

impl UtilizationReport {
    /// From the days of the range and of the range before it.
    pub fn of(range: Range, days: Vec<PoolDay>, before: &[PoolDay], median: Option<f64>) -> Self {
        let sum = |days: &[PoolDay]| days.iter().fold(PoolDay::empty(range.from), PoolDay::plus);
        let (now, was) = (sum(&days), sum(before));
        let both = |figure: fn(&PoolDay) -> Option<f64>| Compared { now: figure(&now), before: figure(&was) };
        Self {
            range,
            utilization: both(PoolDay::utilization),
            rotation: both(PoolDay::rotation),
            assigned: Compared::counts(now.assigned, was.assigned),
            mean_assigned_seconds: both(PoolDay::mean_seconds),
            mean_silent_seconds: both(|sum| ratio(sum.ended_silent_seconds, sum.ended_silent)),
            median_assigned_seconds: median,
            rehomed: Compared::counts(now.rehomed, was.rehomed),
            kept: both(|sum| share(sum.assigned - sum.rehomed, sum.assigned)),
            days,
        }
    }

    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: vec![
                "day",
                "numbers",
                "in_use",
                "utilization",
                "assigned",
                "rehomed",
                "ended",
                "mean_assigned_seconds",
            ],
            rows: self
                .days
                .iter()
                .map(|day| {
                    vec![
                        day.day.into(),
                        day.numbers.into(),
                        day.in_use.into(),
                        day.utilization().into(),
                        day.assigned.into(),
                        day.rehomed.into(),
                        day.ended.into(),
                        day.mean_seconds().into(),
                    ]
                })
                .collect(),
        }
    }
}

/// A day's numbers in service by health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthDay {
    /// Which.
    pub day: NaiveDate,
    /// 80 and more.
    pub excellent: i64,
    /// 60 and more.
    pub good: i64,
    /// 40 and more.
    pub fair: i64,
    /// Under 40.
    pub poor: i64,
}

impl HealthDay {
    /// Best first.
    pub const fn bands(&self) -> [i64; 4] {
        [self.excellent, self.good, self.fair, self.poor]
    }
}

/// Numbers in service with a score now, from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreRow {
    /// The lowest score.
    pub from: i32,
    /// The highest.
    pub to: i32,
    /// How many numbers.
    pub numbers: i64,
}

/// How healthy the pool is, and was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthReport {
    /// The days.
    pub range: Range,
    /// Every day on which scores were kept.
    pub days: Vec<HealthDay>,
    /// Scores now, five points a row; the last has six.
    pub scores: Vec<ScoreRow>,
    /// The mean of them.
    pub mean_score: Option<f64>,
}

impl HealthReport {
    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: vec!["day", "excellent", "good", "fair", "poor"],
            rows: self
                .days
                .iter()
                .map(|day| {
                    let mut cells = vec![Cell::from(day.day)];
                    cells.extend(day.bands().into_iter().map(Cell::from));
                    cells
                })
                .collect(),
        }
    }

    /// The scores of now as rows.
    pub fn scores_sheet(&self) -> Sheet {
        Sheet {
            columns: vec!["from", "to", "numbers"],
            rows: self
                .scores
                .iter()
                .map(|row| vec![i64::from(row.from).into(), i64::from(row.to).into(), row.numbers.into()])
                .collect(),
        }
    }
}

flat_rate! {
    /// A number over the range.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct NumberRow {
        /// Id.
        pub number_id: NumberId,
        /// The number.
        pub number: E164,
        /// Its area code, as its row has it.
        pub area_code: Option<String>,
        /// Its state.
        pub state: Option<String>,
        /// Where it stands now.
        pub standing: Standing,
        /// Its health now.
        pub health_score: i32,
        /// Calls that were booked.
        pub bookings: i64,
        /// Leads it was given.
        pub assigned: i64,
        /// Days it was in service.
        pub days: i64,
        /// Leads a week: assigned over days in service, times seven.
        pub leads_a_week: Option<f64>,
        /// Its calls of as many days right before.
        pub before: Rate,
    }
}

/// Numbers side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumbersReport {
    /// The days.
    pub range: Range,
    /// All calls of the pool.
    pub pool: Rate,
    /// Those of as many days right before.
    pub before: Rate,
    /// Every number that is in service or was called from, most calls first.
    pub numbers: Vec<NumberRow>,
}

impl NumbersReport {
    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: [
                &["number", "area_code", "state", "standing", "health_score"][..],
                &Rate::COLUMNS,
                &["bookings", "assigned", "days", "leads_a_week"],
                &Rate::COLUMNS_BEFORE,
            ]
            .concat(),
            rows: self
                .numbers
                .iter()
                .map(|row| {
                    let mut cells = vec![
                        Cell::from(row.number.as_str()),
                        Cell::from(row.area_code.as_deref().unwrap_or_default()),
                        Cell::from(row.state.as_deref().unwrap_or_default()),
                        Cell::from(row.standing.as_str()),
                        i64::from(row.health_score).into(),
                    ];
                    cells.extend(row.rate.cells());
                    cells.extend([
                        row.bookings.into(),
                        row.assigned.into(),
                        row.days.into(),
                        row.leads_a_week.into(),
                    ]);
                    cells.extend(row.before.cells_before());
                    cells
                })
                .collect(),
        }
    }
}

flat_rate! {
    /// A broker over the range.
    #[derive(Clone, Debug, PartialEq, Deserialize)]
    pub struct BrokerRow {
        /// In addresses.
        pub slug: Slug,
        /// What people call it.
        pub name: String,
        /// Numbers in service now.
        pub numbers: i64,
        /// Number-days in use over number-days in service, in percent.
        pub utilization: Option<f64>,
        /// Calls that were booked.
        pub bookings: i64,
        /// Assignments made.
        pub assigned: i64,
        /// Mean health of its numbers in service now.
        pub mean_score: Option<f64>,
        /// Its calls of as many days right before.
        pub before: Rate,
    }
}

/// Brokers side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrokersReport {
    /// The days.
    pub range: Range,
    /// All of them together.
    pub total: Rate,
    /// The same of as many days right before.
    pub before: Rate,
    /// Every broker, by name.
    pub brokers: Vec<BrokerRow>,
}

impl BrokersReport {
    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: [
                &["slug", "name", "numbers", "utilization"][..],
                &Rate::COLUMNS,
                &["bookings", "assigned", "mean_score"],
                &Rate::COLUMNS_BEFORE,
            ]
            .concat(),
            rows: self
                .brokers
                .iter()
                .map(|row| {
                    let mut cells = vec![
                        Cell::from(row.slug.as_str()),
                        Cell::from(&*row.name),
                        row.numbers.into(),
                        row.utilization.into(),
                    ];
                    cells.extend(row.rate.cells());
                    cells.extend([row.bookings.into(), row.assigned.into(), row.mean_score.into()]);
                    cells.extend(row.before.cells_before());
                    cells
                })
                .collect(),
        }
    }
}
