//! Sums over all brokers, a day each: made from the brokers' own rollups, and marked there as up to date. Whatever
//! changes a broker's rollup takes its mark away, so that a reader knows which days to read from the brokers' own.

use super::histogram;
use crate::{DbError, Tx};
use chrono::NaiveDate;
use steadyline_core::report::Range;

/// What is marked together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Calls and assignments, by the day they were made or ended.
    Calls,
    /// Leads, by the day of their first assignment.
    Leads,
    /// The pool of a day.
    Pool,
}

/// One table and its sums over all brokers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Whose marks it goes by.
    pub(crate) part: Part,
    /// The brokers' own.
    pub(crate) own: &'static str,
    /// The sums.
    pub(crate) all: &'static str,
    /// The columns that name a row, the day first.
    pub(crate) keys: &'static str,
    /// The columns that are summed.
    pub(crate) sums: &'static [&'static str],
}

pub(crate) const BROKER_DAYS: Source = Source {
    part: Part::Calls,
    own: "broker_days",
    all: "all_broker_days",
    keys: "day",
    sums: &[
        "calls",
        "contacts",
        "bookings",
        "local_calls",
        "local_contacts",
        "far_calls",
        "far_contacts",
        "assigned",
        "rehomed",
        "ended",
        "ended_seconds",
        "ended_silent",
        "ended_silent_seconds",
    ],
};

pub(crate) const BROKER_HOURS: Source = Source {
    part: Part::Calls,
    own: "broker_hours",
    all: "all_broker_hours",
    keys: "day, weekday, hour",
    sums: &["calls", "contacts", "bookings"],
};

pub(crate) const AREA_DAYS: Source = Source {
    part: Part::Calls,
    own: "area_days",
    all: "all_area_days",
    keys: "day, area_code, state",
    sums: &["calls", "contacts", "bookings"],
};

pub(crate) const POOL_DAYS: Source = Source {
    part: Part::Pool,
    own: "pool_days",
    all: "all_pool_days",
    keys: "day",
    sums: &["numbers", "in_use", "excellent", "good", "fair", "poor"],
};

pub(crate) const FUNNEL_DAYS: Source = Source {
    part: Part::Leads,
    own: "funnel_days",
    all: "all_funnel_days",
    keys: "day",
    sums: &["assigned", "answered", "booked", "closed", "closed_unbooked", "unreachable"],
};

const SOURCES: [Source; 5] = [BROKER_DAYS, BROKER_HOURS, AREA_DAYS, POOL_DAYS, FUNNEL_DAYS];

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Calls, Self::Leads, Self::Pool];

    /// The table that has the marks.
    const fn marked(self) -> &'static str {
        match self {
            Self::Calls => "broker_days",
            Self::Leads => "funnel_days",
            Self::Pool => "pool_days",
        }
    }

    /// Which histograms go by the marks: the times of assignments that ended stand beside the calls, the times between the
    /// steps of the funnel, and the calls until an answer, beside the leads.
    pub(crate) const fn spans(self) -> Option<&'static str> {
        match self {
            Self::Calls => Some(" and span = 'assigned'"),
            Self::Leads => Some(" and span <> 'assigned'"),
            Self::Pool => None,
        }
    }
}

/// Up to `limit` days, in the range if there is one, of which the sums over all brokers are behind, the oldest first.
///
/// # Errors
/// What the engine says.
pub async fn unsummed(
    tx: &mut Tx,
    part: Part,
    range: Option<Range>,
    limit: i64,
) -> Result<Vec<NaiveDate>, DbError> {
    let days = fetch_built!(tx, (NaiveDate,), "select distinct day from ", |query| {
        // Broker by broker, as the keys of their tables begin with it.
        query.push(format!("brokers b cross join {} r where r.broker_id = b.id", part.marked()));
        query.push(" and not is_summed");
        if let Some(Range { from, to }) = range {
            query.push(" and day >= ").push_bind(from).push(" and day <= ").push_bind(to);
        }
        query.push(" order by day limit ").push_bind(limit);
    })?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// Sums a day's part over all brokers. A change that is under way is waited for, one that comes later takes the mark
/// away again.
///
/// # Errors
/// What the engine says.
pub async fn sum(tx: &mut Tx, part: Part, day: NaiveDate) -> Result<(), DbError> {
    execute_built!(tx, "update ", |query| {
        query.push(part.marked()).push(" set is_summed = true where not is_summed and day = ").push_bind(day);
        query.push(" and broker_id in (select id from brokers)");
    })?;
    for Source { own, all, keys, sums, .. } in SOURCES.into_iter().filter(|source| source.part == part) {
        execute_built!(tx, "delete from ", |query| {
            query.push(all).push(" where day = ").push_bind(day);
        })?;
        let columns = sums.join(", ");
        let summed: Vec<String> = sums.iter().map(|sum| format!("cast(sum({sum}) as bigint)")).collect();
        execute_built!(tx, "insert into ", |query| {
            query.push(format!("{all} ({keys}, {columns}) select {keys}, {} ", summed.join(", ")));
            query.push(format!("from brokers b cross join {own} r where r.broker_id = b.id and r.day = "));
            query.push_bind(day).push(" group by ").push(keys);
        })?;
    }
    match part.spans() {
        Some(only) => histogram::sum(tx, day, only).await,
        None => Ok(()),
    }
}
