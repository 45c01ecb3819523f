//! Analytics: every report of a broker, or of all of them, at once.

use super::BrokerLink;
use crate::report::{
    AreasReport, BrokersReport, CallsReport, FunnelReport, HealthReport, HoursReport, NumbersReport,
    PresenceReport, Range, UtilizationReport,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Numbers side by side, of one broker.
    pub numbers: Option<NumbersReport>,
    /// Brokers side by side, over all of them.
    pub brokers: Option<BrokersReport>,
}
