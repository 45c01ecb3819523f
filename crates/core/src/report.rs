//! Reports: what is counted, how it is told, and the arithmetic behind it.
//!
//! A page and the API show the same types. Every figure belongs to a broker-local day and comes from rollups, never
//! from the call log; [`definition`] says of each what is counted and what is not.

/// A row with a [`Rate`]. JSON has the rate's figures beside the row's own; where fields have no names, as on the way to a
/// page, the rate stands as a whole at the end.
macro_rules! flat_rate {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* pub $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)+
            /// How its calls were answered.
            pub rate: Rate,
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let is_flat = serializer.is_human_readable();
                let own = [$(stringify!($field)),+].len();
                let length = own + if is_flat { Rate::COLUMNS.len() } else { 1 };
                let mut row = serializer.serialize_struct(stringify!($name), length)?;
                $(row.serialize_field(stringify!($field), &self.$field)?;)+
                if is_flat {
                    self.rate.serialize_into(&mut row)?;
                } else {
                    row.serialize_field("rate", &self.rate)?;
                }
                row.end()
            }
        }
    };
}

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
