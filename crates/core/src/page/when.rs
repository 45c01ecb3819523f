//! Times as people read them.

use serde::{Deserialize, Serialize};

/// A time in the broker's zone, in every form a page needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// RFC 3339 in UTC, for machines and for refreshing the words: `2026-11-19T20:42:00Z`.
    pub iso: String,
    /// From now: "12 min ago", "in 1 h 18 min", "yesterday, 11:20", "Tue, Nov 17, 17:41".
    pub relative: String,
    /// With year and zone, on hover: "Thu, Nov 19, 2026, 14:42 CST".
    pub exact: String,
    /// The day: "Nov 19", with the year where it is another one.
    pub day: String,
    /// Day and time for tables and appointments: "Today, 16:00", "Fri, Nov 20, 9:30".
    pub short: String,
    /// Hour and minute: "14:42".
    pub clock: String,
}
