//! Calls: one row of the call log, and how a later report about the same call is weighed.

use crate::id::{AssignmentId, BrokerId, CallId, LeadId, NumberId};
use crate::outcome::Outcome;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which way a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// We called the lead.
    Outbound,
    /// The lead called a number of the pool.
    Inbound,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Outbound, Self::Inbound];

    /// The word of the `direction` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Outbound => "outbound",
            Self::Inbound => "inbound",
        }
    }
}

/// Who reported an outcome. A person or CRM outranks the carrier's status and machine detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The carrier's call status or machine detection.
    Carrier,
    /// n8n or a CRM, through the API.
    Api,
    /// A person, on a page.
    User,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Carrier, Self::Api, Self::User];

    /// The word of the `source` column.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Carrier => "carrier",
            Self::Api => "api",
            Self::User => "user",
        }
    }

    /// 1 for a person or a CRM, 0 for the carrier: the higher wins.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Carrier => 0,
            Self::Api | Self::User => 1,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One call as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Id.
    pub id: CallId,
    /// Whose.
    pub broker_id: BrokerId,
    /// Whom we called.
    pub lead_id: LeadId,
    /// From which number, where known.
    pub number_id: Option<NumberId>,
    /// To which assignment it belongs, where known.
    pub assignment_id: Option<AssignmentId>,
    /// The caller's own name for the call, unique in a broker.
    pub reference: Option<String>,
    /// Which way it went.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Outcome,
    /// Who said so.
    pub source: Source,
    /// When it was made.
    pub called_at: DateTime<Utc>,
    /// The broker-local day it counts for.
    pub local_day: NaiveDate,
    /// How long it took, in seconds.
    pub duration_seconds: Option<i32>,
    /// The appointment named with a booking.
    pub appointment_at: Option<DateTime<Utc>>,
    /// Free text.
    pub notes: Option<String>,
}

/// A report about a call that is already known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it says.
    pub outcome: Outcome,
    /// Who says so.
    pub source: Source,
    /// When the reported event happened, if the report says so.
    pub at: Option<DateTime<Utc>>,
    /// The report asks to take back a booking or a suppression.
    pub correct: bool,
}

/// What a later report does to a known call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It says what is known: nothing changes, the first reply is given again.
    Repeats,
    /// It replaces what is known.
    Corrects,
    /// It is kept in the history and changes nothing.
    Outranked,
}

/// Weighs a later report against what is known of the call. Within one source the later event wins, and the later report
/// where one of them gives no time: the clock that it was written down by says when it came, not when it happened.
pub fn weigh(known: Report, later: Report) -> Verdict {
    if known.outcome == later.outcome {
        return Verdict::Repeats;
    }
    let by_person = later.source == Source::User || later.correct;
    if known.outcome.is_binding() && !by_person {
        return Verdict::Outranked;
    }
    let is_older = known.at.zip(later.at).is_some_and(|(known, later)| later < known);
    match later.source.rank().cmp(&known.source.rank()) {
        std::cmp::Ordering::Less => Verdict::Outranked,
        std::cmp::Ordering::Greater => Verdict::Corrects,
        std::cmp::Ordering::Equal if by_person || !is_older => Verdict::Corrects,
        std::cmp::Ordering::Equal => Verdict::Outranked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(outcome: Outcome, source: Source, second: i64, correct: bool) -> Report {
        let at = DateTime::from_timestamp(1_790_000_000 + second, 0).expect("in range");
        Report { outcome, source, at: Some(at), correct }
    }

    fn untimed(outcome: Outcome, source: Source) -> Report {
        Report { outcome, source, at: None, correct: false }
    }

    #[test]
    fn a_later_report_is_weighed_by_source_and_time() {
        use Outcome::{Answered, Booked, DoNotCall, NoAnswer, Voicemail};
        use Source::{Api, Carrier, User};
        let cases = [
            (report(Voicemail, Api, 0, false), report(Voicemail, User, 9, false), Verdict::Repeats),
            (report(Voicemail, Api, 0, false), report(Answered, Api, 9, false), Verdict::Corrects),
            (report(Voicemail, Api, 5, false), report(Answered, Api, 1, false), Verdict::Outranked),
            (untimed(Voicemail, Api), report(Answered, Api, 1, false), Verdict::Corrects),
            (report(Voicemail, Api, 5, false), untimed(Answered, Api), Verdict::Corrects),
            (untimed(Answered, Api), untimed(NoAnswer, Carrier), Verdict::Outranked),
            (report(Answered, Api, 0, false), report(NoAnswer, Carrier, 9, false), Verdict::Outranked),
            (report(NoAnswer, Carrier, 9, false), report(Answered, Api, 0, false), Verdict::Corrects),
            (report(Booked, Api, 0, false), report(NoAnswer, Api, 9, false), Verdict::Outranked),
            (report(Booked, Api, 0, false), report(NoAnswer, Api, 9, true), Verdict::Corrects),
            (report(Booked, Api, 0, false), report(Answered, User, 9, false), Verdict::Corrects),
            (report(DoNotCall, User, 0, false), report(Answered, Api, 9, false), Verdict::Outranked),
        ];
        for (known, later, expected) in cases {
            assert_eq!(weigh(known, later), expected, "{known:?} then {later:?}");
        }
    }
}
