//! Reports: what is counted, how it is told, and the arithmetic behind it.
//!
//! A page and the API show the same types. Every figure belongs to a broker-local day and comes from rollups, never
//! from the call log; [`definition`] says of each what is counted and what is not.

mod definition;
mod figure;
mod funnel;
mod histogram;
mod pool;
mod presence;
mod range;
mod rate;
mod sheet;

pub use definition::Definition;
pub use figure::Compared;
pub use funnel::{AttemptRow, Funnel, FunnelCounts, FunnelLead, FunnelReport, Step, StepRow};
pub use histogram::{Histogram, Span, bucket, bucket_middle};
pub use pool::{
    BrokerRow, BrokersReport, HealthDay, HealthReport, NumberRow, NumbersReport, PoolDay, ScoreRow,
    UtilizationReport,
};
pub use presence::{Presence, PresenceReport};
pub use range::{MAX_DAYS, Preset, Range};
pub use rate::{
    AreaRow, AreasReport, CallDay, CallsReport, FEW_CALLS, HourCell, HoursReport, Rate, difference,
};
pub use sheet::{Cell, Sheet};
