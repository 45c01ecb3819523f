//! Reports: utilization, calls, hours, areas, numbers, funnel, health, presence, brokers side by side.
//!
//! A page and the API ask the same functions. Who names no broker and is an admin asks about all of them; a broker
//! asks about its own. Figures come from rollups, which are kept in the transaction that records what they count, and
//! which [`rebuild`] makes anew.

mod behind;
mod keep;
mod read;
mod rebuild;
mod scope;
mod sheet;
mod sum;

pub use behind::behind;
pub(crate) use keep::{count_ended, refresh_funnel};
pub use read::{areas, brokers, calls, funnel, health, hours, numbers, presence, utilization, whole};
pub use rebuild::{Rebuilt, rebuild};
pub use scope::Asked;
pub use sheet::sheet;
pub use sum::sum_days;
