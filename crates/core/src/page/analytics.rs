//! Analytics: every report of a broker, or of all of them, at once.

use super::{BrokerLink, Unread};
use crate::report::{
    AreasReport, BrokersReport, CallsReport, FunnelReport, HealthReport, HoursReport, NumbersReport,
    PresenceReport, Range, UtilizationReport,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most numbers, and most brokers, that the page shows; their files have all of them.
pub const MOST_SHOWN: usize = 300;

/// Every report at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analytics {
    /// Whose; of all brokers without.
    pub broker: Option<BrokerLink>,
    /// The broker's today.
    pub today: NaiveDate,
    /// The days.
    pub range: Range,
    /// As many days before.
    pub before: Range,
    /// Calls.
    pub calls: CallsReport,
    /// When leads answer.
    pub hours: HoursReport,
    /// Where leads answer.
    pub areas: AreasReport,
    /// How the pool is used.
    pub utilization: UtilizationReport,
    /// How healthy the pool is.
    pub health: HealthReport,
    /// The funnel.
    pub funnel: FunnelReport,
    /// Local against non-local calls.
    pub presence: PresenceReport,
    /// Numbers side by side, of one broker: the [`MOST_SHOWN`] with most calls.
    pub numbers: Option<NumbersReport>,
    /// How many numbers there are.
    pub numbers_count: usize,
    /// Brokers side by side, over all of them: the [`MOST_SHOWN`] with most calls.
    pub brokers: Option<BrokersReport>,
    /// How many brokers there are.
    pub brokers_count: usize,
    /// Days that could not be read.
    pub unread: Vec<Unread>,
}
