//! What reports read: sums over rollups, of one broker or of all.

mod calls;
mod pool;

pub use calls::{
    Area, Day, Hour, PresenceSums, areas, brokers as broker_sums, days, funnel, hours, presence, spans,
};
pub use pool::{BrokerPool, NumberSums, PoolSums, broker_pools, numbers, pool_days, scores};

use crate::bind::to_sql;
use steadyline_core::id::BrokerId;
use steadyline_core::report::Range;

/// Whose days, and which.
#[derive(Clone, Copy, Debug)]
pub struct Which {
    /// One broker; all without.
    pub broker: Option<BrokerId>,
    /// The days.
    pub range: Range,
}

/// Pushes the condition on a rollup's broker and day.
macro_rules! push_which {
    ($query:ident, $which:expr) => {{
        let super::Which { broker, range } = $which;
        $query.push(" where day >= ").push_bind(super::to_sql(range.from));
        $query.push(" and day <= ").push_bind(super::to_sql(range.to));
        if let Some(broker) = broker {
            $query.push(" and broker_id = ").push_bind(super::to_sql(broker));
        }
    }};
}
pub(crate) use push_which;
