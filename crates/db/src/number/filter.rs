//! Which numbers of a pool, as conditions of a query.

use crate::bind::{Stamp, to_sql};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::health::HealthBand;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Standing;
use uuid::Uuid;

/// What decides whether a number can take a lead that never answered: the hard limits of choosing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The setting.
    pub leads_per_number: i32,
    /// The setting; 0 is none.
    pub daily_call_cap: i32,
    /// The setting.
    pub reserve_booked_numbers: bool,
    /// The broker-local day.
    pub today: NaiveDate,
}

impl Limits {
    /// The column that counts against `leads_per_number`.
    pub(super) const fn counted(self) -> &'static str {
        if self.leads_per_number == 1 { "active_leads" } else { "never_answered_leads" }
    }
}

/// Whether a number can take a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roomy {
    /// It can.
    Free(Limits),
    /// It is active and cannot.
    Full(Limits),
}

/// Which numbers of a pool: of several values any, without a value all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberFilter {
    /// Of these states.
    pub states: Vec<StateCode>,
    /// Of these area codes.
    pub area_codes: Vec<AreaCode>,
    /// That stand so at the time of asking.
    pub standings: Vec<Standing>,
    /// Of this health.
    pub bands: Vec<HealthBand>,
    /// That can take a lead, or cannot.
    pub room: Option<Roomy>,
    /// With this in their label, or these digits in their number.
    pub search: Option<String>,
    /// These alone.
    pub ids: Option<Vec<NumberId>>,
}

/// In service and taking leads.
const ACTIVE: &str = "gone_at is null and is_active and (resting_until is null or resting_until <= ";

/// Adds that an active number has room.
pub(super) fn push_roomy<DB: Database>(query: &mut QueryBuilder<DB>, limits: Limits)
where
    i32: Encode<'static, DB> + Type<DB>,
    NaiveDate: Encode<'static, DB> + Type<DB>,
{
    query.push(limits.counted()).push(" < ").push_bind(limits.leads_per_number);
    if limits.daily_call_cap > 0 {
        query.push(" and (calls_day is null or calls_day <> ").push_bind(limits.today);
        query.push(" or calls_on_day < ").push_bind(limits.daily_call_cap).push(")");
    }
    if limits.reserve_booked_numbers {
        query.push(" and booked_leads = 0");
    }
}

/// Adds the conditions of a filter, from `where` on.
pub(super) fn push_filter<DB: Database>(
    query: &mut QueryBuilder<DB>,
    broker: BrokerId,
    filter: &NumberFilter,
    now: DateTime<Utc>,
) where
    i32: Encode<'static, DB> + Type<DB>,
    NaiveDate: Encode<'static, DB> + Type<DB>,
    Stamp: Encode<'static, DB> + Type<DB>,
    String: Encode<'static, DB> + Type<DB>,
    Uuid: Encode<'static, DB> + Type<DB>,
{
    query.push(" where broker_id = ").push_bind(to_sql(broker));
    push_list(query, " and state in (", filter.states.iter().map(to_sql));
    push_list(query, " and area_code in (", filter.area_codes.iter().map(to_sql));
    if let Some(ids) = &filter.ids {
        match ids.as_slice() {
            [] => drop(query.push(" and 1 = 0")),
            ids => push_list(query, " and id in (", ids.iter().map(to_sql)),
        }
    }
    push_standings(query, &filter.standings, now);
    push_bands(query, &filter.bands);
    match filter.room {
        None => {}
        Some(Roomy::Free(limits)) => {
            query.push(" and ").push(ACTIVE).push_bind(to_sql(now)).push(") and ");
            push_roomy(query, limits);
        }
        Some(Roomy::Full(limits)) => {
            query.push(" and ").push(ACTIVE).push_bind(to_sql(now)).push(") and not (");
            push_roomy(query, limits);
            query.push(")");
        }
    }
    if let Some(search) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        query.push(" and ");
        crate::search::push_contains!(query, search, ["label"]);
        if let Some(digits) = crate::search::digits(search) {
            query.push(" or number like ").push_bind(digits);
        }
        query.push(")");
    }
}

fn push_list<DB, T>(
    query: &mut QueryBuilder<DB>,
    start: &'static str,
    values: impl ExactSizeIterator<Item = T>,
) where
    DB: Database,
    T: Encode<'static, DB> + Type<DB> + 'static,
{
    if values.len() == 0 {
        return;
    }
    query.push(start);
    for (at, value) in values.enumerate() {
        query.push(if at == 0 { "" } else { ", " }).push_bind(value);
    }
    query.push(")");
}

fn push_standings<DB: Database>(query: &mut QueryBuilder<DB>, standings: &[Standing], now: DateTime<Utc>)
where
    Stamp: Encode<'static, DB> + Type<DB>,
{
    let has = |standing: Standing| standings.contains(&standing);
    if Standing::ALL.into_iter().all(has) || standings.is_empty() {
        return;
    }
    // The usual case in the words of the indexes.
    if has(Standing::Active) && has(Standing::Resting) && standings.len() == 2 {
        query.push(" and gone_at is null and is_active");
        return;
    }
    query.push(" and (");
    for (at, standing) in standings.iter().enumerate() {
        query.push(if at == 0 { "(" } else { " or (" });
        match standing {
            Standing::Gone => drop(query.push("gone_at is not null")),
            Standing::Retired => drop(query.push("gone_at is null and not is_active")),
            Standing::Resting => {
                query.push("gone_at is null and is_active and resting_until > ").push_bind(to_sql(now));
            }
            Standing::Active => {
                query.push(ACTIVE).push_bind(to_sql(now)).push(")");
            }
        }
        query.push(")");
    }
    query.push(")");
}

fn push_bands<DB: Database>(query: &mut QueryBuilder<DB>, bands: &[HealthBand])
where
    i32: Encode<'static, DB> + Type<DB>,
{
    for (at, band) in bands.iter().enumerate() {
        query.push(if at == 0 { " and (" } else { " or " });
        query.push("(health_score >= ").push_bind(band.floor());
        let above = HealthBand::ALL.into_iter().map(HealthBand::floor).filter(|floor| *floor > band.floor());
        if let Some(ceiling) = above.min() {
            query.push(" and health_score < ").push_bind(ceiling);
        }
        query.push(")");
    }
    if !bands.is_empty() {
        query.push(")");
    }
}
