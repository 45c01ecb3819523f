//! The funnel: assigned, answered, booked, closed.

use super::figure::share;
use super::histogram::bucket;
use super::{Cell, Compared, Histogram, Range, Sheet, Span};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How far a lead has come. What it counts as is [`Self::counts`] and [`Self::spans`]: a day's figures are the sums
/// over the leads first assigned on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelLead {
    /// The broker-local day of its first assignment.
    pub day: NaiveDate,
    /// Its first assignment.
    pub assigned_at: DateTime<Utc>,
    /// The first of its outbound calls with human contact: those of its assignments, and those made while it had none.
    pub answered_at: Option<DateTime<Utc>>,
    /// The first of them that was booked.
    pub booked_at: Option<DateTime<Utc>>,
    /// When its deal was closed as won.
    pub closed_at: Option<DateTime<Utc>>,
    /// Calls up to and with the first answer; 0 while there is none.
    pub attempts: i32,
    /// Never answered, though an assignment used up its attempts.
    pub is_unreachable: bool,
}

/// Leads by how far they have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelCounts {
    /// First assigned.
    pub assigned: i64,
    /// Of those, answered.
    pub answered: i64,
    /// Of those, booked on a call.
    pub booked: i64,
    /// Of those, closed as won.
    pub closed: i64,
    /// Closed as won without a booked call.
    pub closed_unbooked: i64,
    /// Never answered, attempts used up.
    pub unreachable: i64,
}

impl FunnelCounts {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            assigned: self.assigned + other.assigned,
            answered: self.answered + other.answered,
            booked: self.booked + other.booked,
            closed: self.closed + other.closed,
            closed_unbooked: self.closed_unbooked + other.closed_unbooked,
            unreachable: self.unreachable + other.unreachable,
        }
    }

    /// What remains to be added to come from `before` to `self`.
    #[must_use]
    pub const fn since(self, before: Self) -> Self {
        Self {
            assigned: self.assigned - before.assigned,
            answered: self.answered - before.answered,
            booked: self.booked - before.booked,
            closed: self.closed - before.closed,
            closed_unbooked: self.closed_unbooked - before.closed_unbooked,
            unreachable: self.unreachable - before.unreachable,
        }
    }
}

impl FunnelLead {
    /// What the lead counts as.
    pub fn counts(&self) -> FunnelCounts {
        let (booked, closed) = (self.booked_at.is_some(), self.closed_at.is_some());
        FunnelCounts {
            assigned: 1,
            answered: self.answered_at.is_some().into(),
            booked: booked.into(),
            closed: (closed && booked).into(),
            closed_unbooked: (closed && !booked).into(),
            unreachable: self.is_unreachable.into(),
        }
    }

    /// The buckets it stands in. A step that was reported earlier than the one before it took no time.
    pub fn spans(&self) -> Vec<(Span, i32)> {
        let mut spans = Vec::new();
        let seconds = |from: DateTime<Utc>, to: DateTime<Utc>| bucket((to - from).num_seconds());
        if let Some(answered) = self.answered_at {
            spans.push((Span::Answer, seconds(self.assigned_at, answered)));
            spans.push((Span::Attempts, self.attempts));
            if let Some(booked) = self.booked_at {
                spans.push((Span::Booking, seconds(answered, booked)));
            }
        }
        if let (Some(booked), Some(closed)) = (self.booked_at, self.closed_at) {
            spans.push((Span::Closing, seconds(booked, closed)));
        }
        spans
    }
}

/// A step of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// First assigned in the range.
    Assigned,
    /// Spoke to us.
    Answered,
    /// Booked on a call.
    Booked,
    /// Closed as won.
    Closed,
}

impl Step {
    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Answered => "answered",
            Self::Booked => "booked",
            Self::Closed => "closed",
        }
    }

    /// The word people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assigned => "Assigned",
            Self::Answered => "Answered",
            Self::Booked => "Booked",
            Self::Closed => "Closed",
        }
    }
}

/// A step with its figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepRow {
    /// Which.
    pub step: Step,
    /// Leads that came so far, and of the days before.
    pub leads: Compared,
    /// In percent of the step before it.
    pub rate: Compared,
    /// Median time from the step before it, in seconds, to within 2.5 %.
    pub median_seconds: Option<f64>,
}

/// Leads that answered at their n-th call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRow {
    /// The n-th.
    pub attempts: i32,
    /// How many leads.
    pub leads: i64,
}

/// What the database counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Funnel {
    /// Leads.
    pub counts: FunnelCounts,
    /// Times to an answer.
    pub answer: Histogram,
    /// Times to a booking.
    pub booking: Histogram,
    /// Times to a deal.
    pub closing: Histogram,
    /// Calls until the first answer.
    pub attempts: Histogram,
}

/// The funnel of leads first assigned in the range, as far as they have come by now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelReport {
    /// The days.
    pub range: Range,
    /// Assigned, answered, booked, closed.
    pub steps: Vec<StepRow>,
    /// Closed as won without a booked call: outside the funnel.
    pub closed_unbooked: i64,
    /// Never answered, attempts used up.
    pub unreachable: i64,
    /// The same in percent of assigned, now and before.
    pub unreachable_share: Compared,
    /// Leads by how many calls their first answer took.
    pub attempts: Vec<AttemptRow>,
    /// The median of it.
    pub median_attempts: Option<i32>,
}

impl FunnelReport {
    /// From what was counted, in the range and before it.
    pub fn of(range: Range, now: &Funnel, before: &Funnel) -> Self {
        let (is, was) = (now.counts, before.counts);
        let step = |step, leads: (i64, i64), of: (i64, i64), spans: Option<&Histogram>| StepRow {
            step,
            leads: Compared::counts(leads.0, leads.1),
            rate: if step == Step::Assigned {
                Compared::default()
            } else {
                Compared { now: share(leads.0, of.0), before: share(leads.1, of.1) }
            },
            median_seconds: spans.and_then(Histogram::median_seconds),
        };
        let assigned = (is.assigned, was.assigned);
        let answered = (is.answered, was.answered);
        let booked = (is.booked, was.booked);
        Self {
            range,
            steps: vec![
                step(Step::Assigned, assigned, assigned, None),
                step(Step::Answered, answered, assigned, Some(&now.answer)),
                step(Step::Booked, booked, answered, Some(&now.booking)),
                step(Step::Closed, (is.closed, was.closed), booked, Some(&now.closing)),
            ],
            closed_unbooked: is.closed_unbooked,
            unreachable: is.unreachable,
            unreachable_share: Compared::shares(
                (is.unreachable, is.assigned),
                (was.unreachable, was.assigned),
            ),
            attempts: now
                .attempts
                .0
                .iter()
                .filter(|(_, leads)| **leads > 0)
                .map(|(attempts, leads)| AttemptRow { attempts: *attempts, leads: *leads })
                .collect(),
            median_attempts: now.attempts.median_bucket(),
        }
    }

    /// As rows.
    pub fn sheet(&self) -> Sheet {
        Sheet {
            columns: vec!["step", "leads", "leads_before", "rate", "rate_before", "median_seconds"],
            rows: self
                .steps
                .iter()
                .map(|row| {
                    vec![
                        Cell::from(row.step.as_str()),
                        row.leads.now.into(),
                        row.leads.before.into(),
                        row.rate.now.into(),
                        row.rate.before.into(),
                        row.median_seconds.into(),
                    ]
                })
                .collect(),
        }
    }

    /// The attempts as rows.
    pub fn attempts_sheet(&self) -> Sheet {
        let rows = self.attempts.iter();
        Sheet {
            columns: vec!["attempts", "leads"],
            rows: rows.map(|row| vec![i64::from(row.attempts).into(), row.leads.into()]).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hour)
    }

    #[test]
    fn a_lead_counts_in_every_step_it_took() {
        let lead = FunnelLead {
            day: at(0).date_naive(),
            assigned_at: at(0),
            answered_at: Some(at(2)),
            booked_at: None,
            closed_at: Some(at(9)),
            attempts: 3,
            is_unreachable: false,
        };
        let counts = lead.counts();
        assert_eq!((counts.answered, counts.booked, counts.closed, counts.closed_unbooked), (1, 0, 0, 1));
        assert_eq!(lead.spans(), [(Span::Answer, bucket(7200)), (Span::Attempts, 3)]);
        let booked = FunnelLead { booked_at: Some(at(1)), ..lead };
        assert_eq!((booked.counts().closed, booked.counts().closed_unbooked), (1, 0));
        // A booking that was reported late, as earlier than the answer: no time.
        assert!(booked.spans().contains(&(Span::Booking, 0)));
    }
}
