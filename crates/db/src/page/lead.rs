//! Leads, as their list shows them.

use super::listed;
use super::narrow::{After, Key, LAST_CALL, NEVER, Narrow, push_narrow, push_order};
use crate::assignment::silent_since;
use crate::bind::to_sql;
use crate::lead::Row;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::lead::Lead;

/// Which leads. The default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// By the person's number.
    pub which: Which,
    /// Only those with a live assignment that nobody called since then.
    pub silent_since: Option<DateTime<Utc>>,
    /// Only those with a live assignment on this number.
    pub number_id: Option<NumberId>,
    /// By what the lead itself says.
    pub lead: Narrow,
    /// In which order.
    pub order: Order,
    /// Greatest first.
    pub descending: bool,
    /// After this one.
    pub after: Option<After>,
}

/// Which leads, by their assignments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Whose person never had a number.
    NeverAssigned,
    /// Whose own newest assignment is such a one.
    Of(listed::Which),
}

/// What leads are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// When the record was made.
    #[default]
    Created,
    /// Name, whatever its case; those without one are the greatest.
    Name,
    /// The last call of the newest assignment; those never called are the least.
    LastCall,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Created => "l.created_at",
            Self::Name => "(case when l.name is null then '1' else '0' || lower(l.name) end)",
            Self::LastCall => LAST_CALL,
        }
    }

    /// Where a list in this order goes on after a row, whose newest assignment was last called then.
    pub fn after(self, lead: &Lead, last_call_at: Option<DateTime<Utc>>) -> After {
        let key = match self {
            Self::Created => Key::Time(lead.created_at),
            Self::Name => Key::Name(lead.name.clone()),
            Self::LastCall => Key::Time(last_call_at.unwrap_or(NEVER)),
        };
        After { key, id: lead.id.0 }
    }
}

const SELECT: &str = "
    select l.id, l.broker_id, l.reference, l.name, l.phone, l.area_code, l.state, l.quality, l.deal,
        l.suppressed_at, l.bad_phone_at, l.erased_at, l.notes, l.created_at
    from leads l";

/// The newest assignment of its lead.
const NEWEST: &str = " not exists (
        select 1 from lead_number_assignments b
        where b.broker_id = a.broker_id and b.lead_id = a.lead_id and (b.assigned_at, b.id) > (a.assigned_at, a.id))";

/// Pushes joins and conditions.
macro_rules! push_filter {
    ($query:ident, $broker:expr, $filter:expr) => {
        let by_live = $filter.silent_since.is_some() || $filter.number_id.is_some();
        let which = match $filter.which {
            Which::Of(which) => Some(which),
            _ if by_live => Some(listed::Which::Live),
            _ => None,
        };
        if which.is_some() {
            $query.push(
                " join lead_number_assignments a on a.broker_id = l.broker_id and a.lead_id = l.id
                join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id",
            );
        } else if $filter.order == Order::LastCall {
            $query.push(
                " left join lead_number_assignments a on a.broker_id = l.broker_id and a.lead_id = l.id and",
            );
            $query.push(NEWEST);
        }
        $query.push(" where l.broker_id = ").push_bind(to_sql($broker));
        if let Some(which) = which {
            $query.push(" and").push(NEWEST).push(which.sql());
            if let Some(at) = which.time() {
                $query.push_bind(to_sql(at));
            }
        }
        if $filter.which == Which::NeverAssigned {
            $query.push(
                " and not exists (
                    select 1 from lead_number_assignments b
                    where b.broker_id = l.broker_id and b.lead_id = l.id)
                and not exists (
                    select 1 from leads o
                    where o.broker_id = l.broker_id and o.phone = l.phone and exists (
                        select 1 from lead_number_assignments b
                        where b.broker_id = o.broker_id and b.lead_id = o.id))",
            );
        }
        if let Some(number) = $filter.number_id {
            $query.push(" and a.number_id = ").push_bind(to_sql(number));
        }
        if let Some(since) = $filter.silent_since {
            $query.push(concat!(" and ", silent_since!("a."), " < ")).push_bind(to_sql(since));
        }
        push_narrow!($query, $filter.lead);
    };
}

/// Leads in the order asked for.
///
/// # Errors
/// What the engine says.
pub async fn list(tx: &mut Tx, broker: BrokerId, filter: &Filter, limit: i64) -> Result<Vec<Lead>, DbError> {
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        push_filter!(query, broker, filter);
        push_order!(query, filter.order.sql(), "l.id", filter.descending, &filter.after, limit);
    })?;
    rows.into_iter().map(Lead::try_from).collect()
}

/// How many leads a filter keeps, counted up to `most`.
///
/// # Errors
/// What the engine says.
pub async fn count_kept(tx: &mut Tx, broker: BrokerId, filter: &Filter, most: i64) -> Result<i64, DbError> {
    let rows = fetch_built!(tx, (i64,), "select count(*) from (select 1 from leads l", |query| {
        push_filter!(query, broker, filter);
        query.push(" limit ").push_bind(to_sql(most)).push(") counted");
    })?;
    Ok(rows.into_iter().next().map_or(0, |(count,)| count))
}

const COUNT: &str = "
    select count(*)
    from (select 1 from leads where broker_id = $1 limit $2) counted";

/// How many leads a broker has, counted up to `most`.
///
/// # Errors
/// What the engine says.
pub async fn count(tx: &mut Tx, broker: BrokerId, most: i64) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), COUNT, broker, most)?;
    Ok(count)
}

const BY_STATE: &str = "
    select state, count(*)
    from leads
    where broker_id = $1
        and state is not null
    group by state
    order by state";

/// How many leads a broker has in each state, as stored.
///
/// # Errors
/// What the engine says.
pub async fn by_state(tx: &mut Tx, broker: BrokerId) -> Result<Vec<(String, i64)>, DbError> {
    fetch_all!(tx, (String, i64), BY_STATE, broker)
}

const BY_AREA_CODE: &str = "
    select area_code, count(*)
    from leads
    where broker_id = $1
        and area_code is not null
    group by area_code
    order by count(*) desc, area_code
    limit $2";

/// The area codes with most of a broker's leads.
///
/// # Errors
/// What the engine says.
pub async fn by_area_code(tx: &mut Tx, broker: BrokerId, most: i64) -> Result<Vec<(String, i64)>, DbError> {
    fetch_all!(tx, (String, i64), BY_AREA_CODE, broker, most)
}
