//! A figure about all brokers, broker by broker.

use crate::rollup::Buckets;
use crate::{DbError, Tx};
use std::collections::BTreeMap;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::health::HealthBand;
use steadyline_core::id::BrokerId;
use steadyline_core::page::{Counted, FirstAnswer};
use steadyline_core::report::Range;
use uuid::Uuid;

/// Which calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallsOf {
    /// All that count.
    All,
    /// Those of the lead's weekday, of its hour, or of both.
    Hours(Option<i32>, Option<i32>),
    /// Those of the lead's area code, of its state, or of both.
    Place(Option<AreaCode>, Option<StateCode>),
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Calls, and those with human contact.
    Calls(CallsOf),
    /// Calls, and those that were booked.
    BookedCalls(CallsOf),
    /// All leads or assignments, and those that are counted.
    Counted(Counted),
    /// Leads that answered, and those that did at that call.
    Attempts(FirstAnswer),
    /// Number-days in service, and those in use.
    Numbers,
    /// Numbers in service now, and those of the band.
    Band(HealthBand),
}

/// The table, all of it and the part.
const fn counted(of: Counted) -> (&'static str, &'static str, &'static str) {
    match of {
        Counted::Leads => ("funnel_days", "assigned", "assigned"),
        Counted::Answered => ("funnel_days", "assigned", "answered"),
        Counted::Booked => ("funnel_days", "answered", "booked"),
        Counted::Closed => ("funnel_days", "booked", "closed"),
        Counted::ClosedUnbooked => ("funnel_days", "closed + closed_unbooked", "closed_unbooked"),
        Counted::Unreachable => ("funnel_days", "assigned", "unreachable"),
        Counted::Assigned => ("broker_days", "assigned", "assigned"),
        Counted::Moved => ("broker_days", "assigned", "rehomed"),
        Counted::Ended => ("broker_days", "ended", "ended"),
    }
}

impl CallsOf {
    const fn table(&self) -> &'static str {
        match self {
            Self::All => "broker_days",
            Self::Hours(..) => "broker_hours",
            Self::Place(..) => "area_days",
        }
    }
}

/// The first score that is over a band.
fn above(band: HealthBand) -> i32 {
    HealthBand::ALL
        .into_iter()
        .map(HealthBand::floor)
        .filter(|floor| *floor > band.floor())
        .min()
        .unwrap_or(101)
}

/// Of each broker all of it and the part, of the days; of a band now.
///
/// # Errors
/// What the engine says.
pub async fn behind(
    tx: &mut Tx,
    of: &Behind,
    range: Range,
) -> Result<BTreeMap<BrokerId, (i64, i64)>, DbError> {
    let in_band;
    let (table, whole, part) = match of {
        Behind::Calls(of) => (of.table(), "calls", "contacts"),
        Behind::BookedCalls(of) => (of.table(), "calls", "bookings"),
        Behind::Counted(of) => counted(*of),
        Behind::Attempts(answer) => return attempts(tx, *answer, range).await,
        Behind::Numbers => ("pool_days", "numbers", "in_use"),
        Behind::Band(band) => {
            let (from, below) = (band.floor(), above(*band));
            in_band =
                format!("case when health_score >= {from} and health_score < {below} then 1 else 0 end");
            ("phone_numbers", "1", in_band.as_str())
        }
    };
    // Broker by broker, as the keys of their tables begin with it.
    let start = format!(
        "select b.id, cast(sum({whole}) as bigint), cast(sum({part}) as bigint)
        from brokers b cross join {table} r where r.broker_id = b.id"
    );
    let rows = fetch_built!(tx, (Uuid, i64, i64), start, |query| {
        if let Behind::Band(_) = of {
            query.push(" and r.is_active and r.gone_at is null");
        } else {
            query.push(" and r.day >= ").push_bind(range.from).push(" and r.day <= ").push_bind(range.to);
        }
        if let Behind::Calls(calls) | Behind::BookedCalls(calls) = of {
            match calls {
                CallsOf::All => {}
                CallsOf::Hours(weekday, hour) => {
                    if let Some(weekday) = weekday {
                        query.push(" and weekday = ").push_bind(*weekday);
                    }
                    if let Some(hour) = hour {
                        query.push(" and hour = ").push_bind(*hour);
                    }
                }
                CallsOf::Place(area_code, state) => {
                    if let Some(area_code) = area_code {
                        query.push(" and area_code = ").push_bind(area_code.as_str().to_owned());
                    }
                    if let Some(state) = state {
                        query.push(" and r.state = ").push_bind(state.as_str().to_owned());
                    }
                }
            }
        }
        query.push(" group by b.id");
    })?;
    Ok(rows.into_iter().map(|(id, whole, part)| (BrokerId(id), (whole, part))).collect())
}

/// Of each broker the leads that answered, and those that did at that call.
async fn attempts(
    tx: &mut Tx,
    answer: FirstAnswer,
    range: Range,
) -> Result<BTreeMap<BrokerId, (i64, i64)>, DbError> {
    let start = "select b.id, buckets from brokers b cross join span_days r
        where r.broker_id = b.id and span = 'attempts' and r.day >= ";
    let rows = fetch_built!(tx, (Uuid, Vec<u8>), start, |query| {
        query.push_bind(range.from).push(" and r.day <= ").push_bind(range.to);
    })?;
    let mut brokers: BTreeMap<Uuid, Buckets> = BTreeMap::new();
    for (broker, buckets) in rows {
        brokers.entry(broker).or_default().read(&buckets)?;
    }
    let FirstAnswer { nth, or_later } = answer;
    let is_part = |attempts| attempts == nth || (or_later && attempts > nth);
    Ok(brokers.into_iter().map(|(id, buckets)| (BrokerId(id), buckets.split(is_part))).collect())
}
