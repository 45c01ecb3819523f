//! Pages of a pool in any of its orders, without counting rows: each begins where the last one ended.

use super::filter::{Limits, NumberFilter, push_filter};
use super::{Row, select_numbers};
use crate::bind::{Stamp, to_sql};
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use steadyline_core::id::BrokerId;
use steadyline_core::number::Number;
use steadyline_core::phone::E164;

/// By what numbers are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Health score.
    Health,
    /// The number itself.
    Number,
    /// State; unknown ones last, both ways.
    State,
    /// Human contacts over calls; numbers without calls last, both ways.
    AnswerRate,
    /// Calls in all.
    Calls,
    /// Calls on the broker-local day.
    CallsToday,
    /// Leads that count against `leads_per_number`.
    Leads,
    /// Never-answered leads plus calls today.
    Load,
    /// The last call; numbers never used last, both ways.
    LastCall,
}

/// An order. Numbers that are equal in it follow one another by the number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: By,
    /// From the largest on.
    pub descending: bool,
}

/// What a number is ordered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A figure.
    Figure(i64),
    /// A word.
    Word(String),
    /// A time.
    Time(DateTime<Utc>),
}

/// Where a number stands in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// None where it has no value: those come last.
    pub key: Option<Key>,
    /// The number itself.
    pub number: E164,
}

/// Parts of a rate that are told apart: two rates this close are as good as equal.
const RATE_PARTS: i64 = 1_000_000_000;

impl By {
    /// Where a number stands in this order.
    pub fn place(self, number: &Number, limits: Limits) -> Place {
        let calls = i64::from(number.call_count);
        let key = match self {
            Self::Health => Some(Key::Figure(number.health_score.into())),
            Self::Number => None,
            Self::State => number.state.map(|state| Key::Word(state.as_str().to_owned())),
            Self::AnswerRate => (calls > 0)
                .then(|| Key::Figure(i64::from(number.contact_count).saturating_mul(RATE_PARTS) / calls)),
            Self::Calls => Some(Key::Figure(calls)),
            Self::CallsToday => Some(Key::Figure(number.calls_today(limits.today).into())),
            Self::Leads => Some(Key::Figure(number.occupancy.counted(limits.leads_per_number).into())),
            Self::Load => Some(Key::Figure(number.load(limits.today).into())),
            Self::LastCall => number.last_used_at.map(Key::Time),
        };
        Place { key, number: number.number.clone() }
    }

    /// Whether a number may have no value.
    const fn may_be_unknown(self) -> bool {
        matches!(self, Self::State | Self::AnswerRate | Self::LastCall)
    }
}

fn push_key<DB: Database>(query: &mut QueryBuilder<DB>, by: By, limits: Limits)
where
    NaiveDate: Encode<'static, DB> + Type<DB>,
{
    match by {
        By::Health => drop(query.push("health_score")),
        By::Number => drop(query.push("number")),
        By::State => drop(query.push("state")),
        By::AnswerRate => drop(query.push(
            "case when call_count > 0 then cast(contact_count as bigint) * 1000000000 / call_count end",
        )),
        By::Calls => drop(query.push("call_count")),
        By::CallsToday => {
            query
                .push("case when calls_day = ")
                .push_bind(limits.today)
                .push(" then calls_on_day else 0 end");
        }
        By::Leads => drop(query.push(limits.counted())),
        By::Load => {
            query.push("never_answered_leads + case when calls_day = ").push_bind(limits.today);
            query.push(" then calls_on_day else 0 end");
        }
        By::LastCall => drop(query.push("last_used_at")),
    }
}

fn push_value<DB: Database>(query: &mut QueryBuilder<DB>, key: &Key)
where
    Stamp: Encode<'static, DB> + Type<DB>,
    String: Encode<'static, DB> + Type<DB>,
    i64: Encode<'static, DB> + Type<DB>,
{
    match key {
        Key::Figure(figure) => drop(query.push_bind(*figure)),
        Key::Word(word) => drop(query.push_bind(word.clone())),
        Key::Time(time) => drop(query.push_bind(Stamp(*time))),
    }
}

/// Which way from a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What comes after it.
    After,
    /// What comes before it, nearest first.
    Before,
}

/// Only what comes after a place, or before it.
fn push_place<DB: Database>(
    query: &mut QueryBuilder<DB>,
    order: Order,
    place: &Place,
    way: Way,
    limits: Limits,
) where
    NaiveDate: Encode<'static, DB> + Type<DB>,
    Stamp: Encode<'static, DB> + Type<DB>,
    String: Encode<'static, DB> + Type<DB>,
    i64: Encode<'static, DB> + Type<DB>,
{
    let is_after = way == Way::After;
    let number = if is_after { "number > " } else { "number < " };
    if order.by == By::Number {
        let number = if is_after != order.descending { " and number > " } else { " and number < " };
        query.push(number).push_bind(to_sql(&place.number));
        return;
    }
    let Some(key) = &place.key else {
        query.push(" and (");
        if !is_after {
            query.push("(");
            push_key(query, order.by, limits);
            query.push(") is not null or ");
        }
        query.push("((");
        push_key(query, order.by, limits);
        query.push(") is null and ").push(number).push_bind(to_sql(&place.number)).push("))");
        return;
    };
    let (beyond, at_least) = if is_after == order.descending { ("<", "<=") } else { (">", ">=") };
    // An index may begin at the key itself.
    query.push(" and (((");
    push_key(query, order.by, limits);
    query.push(") ").push(at_least).push(" ");
    push_value(query, key);
    query.push(" and ((");
    push_key(query, order.by, limits);
    query.push(") ").push(beyond).push(" ");
    push_value(query, key);
    query.push(" or ").push(number).push_bind(to_sql(&place.number)).push("))");
    if is_after && order.by.may_be_unknown() {
        query.push(" or (");
        push_key(query, order.by, limits);
        query.push(") is null");
    }
    query.push(")");
}

fn push_order<DB: Database>(query: &mut QueryBuilder<DB>, order: Order, way: Way, limits: Limits)
where
    NaiveDate: Encode<'static, DB> + Type<DB>,
{
    let is_after = way == Way::After;
    query.push(" order by ");
    if order.by.may_be_unknown() {
        query.push("(");
        push_key(query, order.by, limits);
        query.push(if is_after { ") is null, " } else { ") is not null, " });
    }
    push_key(query, order.by, limits);
    query.push(if order.descending == is_after { " desc" } else { " asc" });
    if order.by != By::Number {
        query.push(if is_after { ", number asc" } else { ", number desc" });
    }
}

const SELECT: &str = select_numbers!("");

/// Numbers of a pool in an order, from its start or from a place on; those before a place nearest first.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
#[allow(clippy::too_many_arguments, reason = "whose, which, in which order, from where, how many")]
pub async fn ordered(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &NumberFilter,
    limits: Limits,
    now: DateTime<Utc>,
    order: Order,
    from: Option<(&Place, Way)>,
    limit: i64,
) -> Result<Vec<Number>, DbError> {
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        push_filter(query, broker, filter, now);
        if let Some((place, way)) = from {
            push_place(query, order, place, way, limits);
        }
        push_order(query, order, from.map_or(Way::After, |(_, way)| way), limits);
        query.push(" limit ").push_bind(limit);
    })?;
    rows.into_iter().map(Number::try_from).collect()
}
