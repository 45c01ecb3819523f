//! What reports read: sums over rollups, of one broker or of all.

mod behind;
mod calls;
mod pool;
mod spans;

pub use behind::{Behind, CallsOf, behind};
pub use calls::{
    Area, Day, Hour, PresenceSums, areas, brokers as broker_sums, days, funnel, hours, presence,
};
pub use pool::{BrokerPool, NumberSums, PoolSums, broker_pools, numbers, pool_days, scores};
pub use spans::{ended_spans, funnel_spans};

use crate::bind::to_sql;
use crate::rollup::{Source, unsummed};
use crate::{DbError, Tx};
use chrono::NaiveDate;
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

/// With more days of which the sums over all brokers are behind, these are left alone: so it is after a rebuilding.
const MOST_UNSUMMED: i64 = 90;

/// The rows of a rollup that a report sums.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    source: Source,
    which: Which,
    /// Of all brokers: the days to be read from the brokers' own rows.
    unsummed: Vec<NaiveDate>,
}

/// Finds out where the rows are.
pub(crate) async fn rows(tx: &mut Tx, source: Source, which: Which) -> Result<Rows, DbError> {
    let unsummed = match which.broker {
        Some(_) => Vec::new(),
        None => unsummed(tx, source.part, Some(which.range), MOST_UNSUMMED + 1).await?,
    };
    Ok(Rows { source, which, unsummed })
}

/// Whether the sums over all brokers are near enough for a report to begin with them.
fn is_summed(unsummed: &[NaiveDate]) -> bool {
    i64::try_from(unsummed.len()).is_ok_and(|days| days <= MOST_UNSUMMED)
}

/// Pushes the rows as a table named `summed`.
macro_rules! push_rows {
    ($query:ident, $rows:expr) => {{
        let super::Rows { source, which, unsummed } = $rows;
        let columns = format!("{}, {}", source.keys, source.sums.join(", "));
        let (from, to) = (which.range.from, which.range.to);
        let is_summed = which.broker.is_none() && super::is_summed(unsummed);
        let table = if is_summed { source.all } else { source.own };
        $query.push(format!("(select {columns} from {table} where day >= ")).push_bind(from);
        $query.push(" and day <= ").push_bind(to);
        if let Some(broker) = which.broker {
            $query.push(" and broker_id = ").push_bind(super::to_sql(broker));
        }
        if is_summed && !unsummed.is_empty() {
            $query.push(" and day not in ");
            super::push_days!($query, unsummed);
            $query.push(format!(
                " union all select {columns} from brokers b cross join {} r where r.broker_id = b.id and r.day in ",
                source.own
            ));
            super::push_days!($query, unsummed);
        }
        $query.push(") summed");
    }};
}
pub(crate) use push_rows;

macro_rules! push_days {
    ($query:ident, $days:expr) => {{
        $query.push("(");
        let mut days = $query.separated(", ");
        for day in $days {
            days.push_bind(*day);
        }
        $query.push(")");
    }};
}
pub(crate) use push_days;

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
