//! Reports.

use super::word::{Phone, StandingWord};
use chrono::NaiveDate;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whose figures, and of which days.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Days {
    /// Slug or id of the broker. Without it: the key's own broker, or all brokers with an admin's key.
    broker: Option<String>,
    /// The first day, in the broker's time zone; by default 30 days up to `to`. At most 731 days.
    from: Option<NaiveDate>,
    /// The last day; today by default.
    to: Option<NaiveDate>,
}

/// The days a report is about, both ends included.
#[derive(ToSchema)]
#[schema(example = json!({"from": "2026-10-21", "to": "2026-11-19"}))]
pub(crate) struct Range {
    from: NaiveDate,
    to: NaiveDate,
}

/// A figure, and the same for the same number of days right before.
#[derive(ToSchema)]
#[schema(example = json!({"now": 72.4, "before": 68.0}))]
pub(crate) struct Compared {
    #[schema(required)]
    now: Option<f64>,
    #[schema(required)]
    before: Option<f64>,
}

/// A shape whose rows have an answer rate.
macro_rules! rated {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })+) => {$(
        #[derive(ToSchema)]
        $(#[$meta])*
        pub(crate) struct $name {
            $($(#[$field_meta])* $field: $type,)*
            /// Outbound calls that count: all except failed ones.
            #[schema(minimum = 0)]
            calls: i64,
            /// Of those, with human contact.
            #[schema(minimum = 0)]
            contacts: i64,
            /// Contacts divided by calls, in percent; null without calls.
            #[schema(required)]
            answer_rate: Option<f64>,
            /// Lower end of its 95% interval (Wilson).
            #[schema(required)]
            low: Option<f64>,
            /// Upper end.
            #[schema(required)]
            high: Option<f64>,
            /// True below 20 calls: the rate says little.
            few_calls: bool,
        }
    )+};
}

rated! {
    /// An answer rate with its base and its interval.
    #[schema(example = json!({"calls": 812, "contacts": 196, "answer_rate": 24.1, "low": 21.3, "high": 27.2, "few_calls": false}))]
    Rate {}
    /// A day's calls.
    CallDay {
        day: NaiveDate,
        /// Calls that were booked.
        bookings: i64,
    }
    /// An hour of the week.
    HourCell {
        /// The lead's own weekday, 0 is Monday.
        #[schema(minimum = 0, maximum = 6)]
        weekday: i32,
        /// The lead's own hour.
        #[schema(minimum = 0, maximum = 23)]
        hour: i32,
        /// The same number of days right before.
        before: Rate,
    }
    /// Calls to leads of an area code or a state.
    AreaRow {
        /// `area_code` or `state`.
        kind: String,
        /// Empty if the lead's is unknown.
        code: String,
        name: String,
        bookings: i64,
        /// The same number of days right before.
        before: Rate,
    }
    /// A number over the range.
    ReportNumber {
        number_id: Uuid,
        number: Phone,
        #[schema(required)]
        area_code: Option<String>,
        #[schema(required)]
        state: Option<String>,
        /// Its standing now.
        standing: StandingWord,
        /// Its health now.
        #[schema(minimum = 0, maximum = 100)]
        health_score: i32,
        bookings: i64,
        /// Leads it was given.
        assigned: i64,
        /// Days it was in service.
        days: i64,
        /// Leads it was given, over days in service, times seven.
        #[schema(required)]
        leads_a_week: Option<f64>,
        /// Its calls in the same number of days right before.
        before: Rate,
    }
    /// A broker over the range.
    ReportBroker {
        slug: String,
        name: String,
        /// Numbers in service now.
        numbers: i64,
        /// Number-days in use divided by number-days in service, in percent.
        #[schema(required)]
        utilization: Option<f64>,
        bookings: i64,
        /// Assignments made.
        assigned: i64,
        /// Mean health of its numbers in service now.
        #[schema(required)]
        mean_score: Option<f64>,
        /// Its calls in the same number of days right before.
        before: Rate,
    }
}

/// Calls and how many succeed.
#[derive(ToSchema)]
pub(crate) struct CallsReport {
    range: Range,
    total: Rate,
    before: Rate,
    /// Calls that were booked.
    bookings: Compared,
    /// Booked calls over calls that count, in percent.
    success_rate: Compared,
    days: Vec<CallDay>,
}

/// When leads answer.
#[derive(ToSchema)]
pub(crate) struct HoursReport {
    range: Range,
    total: Rate,
    /// The same number of days right before.
    before: Rate,
    /// Hours of the week with calls.
    hours: Vec<HourCell>,
}

/// Where leads answer.
#[derive(ToSchema)]
pub(crate) struct AreasReport {
    range: Range,
    total: Rate,
    /// The same number of days right before.
    before: Rate,
    area_codes: Vec<AreaRow>,
    states: Vec<AreaRow>,
}

/// A day of a pool.
#[derive(ToSchema)]
pub(crate) struct PoolDay {
    day: NaiveDate,
    /// Numbers in service.
    numbers: i64,
    /// Of those, with a live lead at any time of the day.
    in_use: i64,
    /// Assignments made.
    assigned: i64,
    /// Of those, moves from another number.
    rehomed: i64,
    /// Assignments that gave their number back.
    ended: i64,
    /// Seconds they had it, in all.
    ended_seconds: i64,
    /// Of those, never answered.
    ended_silent: i64,
    /// Seconds these had it, in all.
    ended_silent_seconds: i64,
}

/// How the pool is used.
#[derive(ToSchema)]
pub(crate) struct UtilizationReport {
    range: Range,
    /// Number-days in use divided by number-days in service, in percent.
    utilization: Compared,
    /// Assignments divided by number-days in service, times seven: leads per number per week.
    rotation: Compared,
    /// Assignments made.
    assigned: Compared,
    /// Mean seconds on one number, of assignments that ended in the range.
    mean_assigned_seconds: Compared,
    /// The same of those that never answered.
    mean_silent_seconds: Compared,
    /// Median of the first, to within 2.5 %.
    #[schema(required)]
    median_assigned_seconds: Option<f64>,
    /// Assignments that moved a lead from another number.
    rehomed: Compared,
    /// Assignments that moved nobody, in percent.
    kept: Compared,
    days: Vec<PoolDay>,
}

/// A day's numbers in service by health.
#[derive(ToSchema)]
pub(crate) struct HealthDay {
    day: NaiveDate,
    /// 80 and more.
    excellent: i64,
    /// 60 and more.
    good: i64,
    /// 40 and more.
    fair: i64,
    /// Under 40.
    poor: i64,
}

/// Numbers in service by their score now.
#[derive(ToSchema)]
pub(crate) struct ScoreRow {
    from: i32,
    to: i32,
    numbers: i64,
}

/// How healthy the pool is.
#[derive(ToSchema)]
pub(crate) struct HealthReport {
    range: Range,
    days: Vec<HealthDay>,
    scores: Vec<ScoreRow>,
    #[schema(required)]
    mean_score: Option<f64>,
}

/// Numbers side by side.
#[derive(ToSchema)]
pub(crate) struct NumbersReport {
    range: Range,
    /// All calls of the pool.
    pool: Rate,
    /// Calls of the same number of days right before.
    before: Rate,
    numbers: Vec<ReportNumber>,
}

/// A step of the funnel.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Step {
    Assigned,
    Answered,
    Booked,
    Closed,
}

/// A step with its figures.
#[derive(ToSchema)]
pub(crate) struct StepRow {
    step: Step,
    /// Leads that got this far.
    leads: Compared,
    /// In percent of the step before it.
    rate: Compared,
    /// Median seconds from the step before it, to within 2.5 %.
    #[schema(required)]
    median_seconds: Option<f64>,
}

/// Leads that answered at their n-th call.
#[derive(ToSchema)]
pub(crate) struct AttemptRow {
    attempts: i32,
    leads: i64,
}

/// The funnel of leads first assigned in the range, as far as they have come.
#[derive(ToSchema)]
pub(crate) struct FunnelReport {
    range: Range,
    steps: Vec<StepRow>,
    /// Closed as won without a booked call: outside the funnel.
    closed_unbooked: i64,
    /// Never answered, attempts used up.
    unreachable: i64,
    /// The same in percent of assigned.
    unreachable_share: Compared,
    attempts: Vec<AttemptRow>,
    #[schema(required)]
    median_attempts: Option<i32>,
}

/// Local against non-local calls.
#[derive(ToSchema)]
pub(crate) struct PresenceReport {
    range: Range,
    /// From a number that shares area code or state with the lead.
    local: Rate,
    /// From any other number.
    far: Rate,
    /// Calls where the lead's or number's place is unknown.
    unknown: Rate,
    /// Local calls in the same number of days right before.
    local_before: Rate,
    far_before: Rate,
    unknown_before: Rate,
    /// How many points more often local calls are answered.
    #[schema(required)]
    difference: Option<f64>,
    /// Lower end of its 95% interval (Newcombe).
    #[schema(required)]
    difference_low: Option<f64>,
    /// Upper end.
    #[schema(required)]
    difference_high: Option<f64>,
}

/// Brokers side by side.
#[derive(ToSchema)]
pub(crate) struct BrokersReport {
    range: Range,
    total: Rate,
    /// The same number of days right before.
    before: Rate,
    brokers: Vec<ReportBroker>,
}
