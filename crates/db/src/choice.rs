//! Candidates for a lead, tier by tier. The order here only decides which 32 are handed over: core checks and
//! ranks them again.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use steadyline_core::choice::{Candidate, Policy, RuledOut, Tier, Wish};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::number::Standing;
use steadyline_core::room::Occupancy;
use steadyline_core::setting::Rotation;
use uuid::Uuid;

/// Most candidates of a tier.
const CANDIDATES: i64 = 32;

/// Today for a broker, and what choosing by performance looks back on.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    /// Now.
    pub now: DateTime<Utc>,
    /// The broker-local day.
    pub day: NaiveDate,
    /// The first of the 30 days that `performance` looks at.
    pub performance_from: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct CandidateRow {
    id: Uuid,
    number: String,
    area_code: Option<String>,
    state: Option<String>,
    is_active: bool,
    resting_until: Option<DateTime<Utc>>,
    gone_at: Option<DateTime<Utc>>,
    health_score: i32,
    active_leads: i32,
    never_answered_leads: i32,
    booked_leads: i32,
    calls_day: Option<NaiveDate>,
    calls_on_day: i32,
    last_used_at: Option<DateTime<Utc>>,
    last_assigned_at: Option<DateTime<Utc>>,
    local_calls: i64,
    local_contacts: i64,
}

impl CandidateRow {
    fn candidate(self, today: Today) -> Result<Candidate, DbError> {
        let Self {
            id,
            number,
            area_code,
            state,
            is_active,
            resting_until,
            gone_at,
            health_score,
            active_leads,
            never_answered_leads,
            booked_leads,
            calls_day,
            calls_on_day,
            last_used_at,
            last_assigned_at,
            local_calls,
            local_contacts,
        } = self;
        Ok(Candidate {
            id: NumberId(id),
            number: number.parse().map_err(|error| DbError::row("phone_numbers", error))?,
            area_code: area_code.and_then(|code| code.parse().ok()),
            state: state.and_then(|state| state.parse().ok()),
            standing: Standing::of(gone_at, is_active, resting_until, today.now),
            health_score,
            occupancy: Occupancy { active_leads, never_answered_leads, booked_leads },
            calls_today: if calls_day == Some(today.day) { calls_on_day } else { 0 },
            last_touched_at: last_used_at.max(last_assigned_at),
            local: (local_calls, local_contacts),
        })
    }
}

const COLUMNS: &str = "
    select n.id, n.number, n.area_code, n.state, n.is_active, n.resting_until, n.gone_at, n.health_score,
        n.active_leads, n.never_answered_leads, n.booked_leads, n.calls_day, n.calls_on_day, n.last_used_at,
        n.last_assigned_at, coalesce(local.calls, 0) as local_calls, coalesce(local.contacts, 0) as local_contacts
    from phone_numbers n
    left join (
        select number_id, cast(sum(calls) as bigint) as calls, cast(sum(contacts) as bigint) as contacts
        from number_area_days
        where broker_id = ";

/// The start of every candidate query: the columns, the lead's local figures where the rotation wants them, and
/// the broker's numbers.
macro_rules! push_start {
    ($query:ident, $broker:expr, $policy:expr, $wish:expr, $today:expr) => {
        $query.push_bind(to_sql($broker));
        if $policy.rotation == Rotation::Performance {
            $query.push(" and day >= ").push_bind($today.performance_from);
            $query.push(" and (area_code = ").push_bind(to_sql($wish.area_code.as_ref()));
            $query.push(" or state = ").push_bind(to_sql($wish.state.as_ref())).push(")");
        } else {
            $query.push(" and 1 = 0");
        }
        $query.push(" group by number_id) local on local.number_id = n.id where n.broker_id = ");
        $query.push_bind(to_sql($broker));
    };
}

/// Not the number that the lead comes from.
macro_rules! push_others {
    ($query:ident, $wish:expr) => {
        if let Some(not_on) = $wish.not_on {
            $query.push(" and id <> ").push_bind(to_sql(not_on));
        }
    };
}

/// The numbers at work with room for the wish, whether they rest or not.
macro_rules! push_with_room {
    ($query:ident, $policy:expr, $wish:expr) => {
        $query.push(" and is_active and gone_at is null");
        push_others!($query, $wish);
        if $wish.takes_slot {
            $query.push(" and ").push(counted($policy)).push(" < ").push_bind($policy.leads_per_number);
            if $policy.reserve_booked_numbers {
                $query.push(" and booked_leads = 0");
            }
        }
    };
}

/// Whether a number has had its calls of the day: 1 or 0.
macro_rules! push_is_capped {
    ($query:ident, $policy:expr, $today:expr) => {
        if $policy.daily_call_cap > 0 {
            $query.push("case when calls_day = ").push_bind($today.day);
            $query.push(" and calls_on_day >= ").push_bind($policy.daily_call_cap).push(" then 1 else 0 end");
        } else {
            $query.push("0");
        }
    };
}

/// Whether a number rests.
macro_rules! push_rests {
    ($query:ident, $today:expr) => {
        $query.push("coalesce(resting_until > ").push_bind(to_sql($today.now)).push(", false)");
    };
}

/// The numbers that pass the hard limits: where candidates are looked for, and once more where one is claimed.
macro_rules! push_free {
    ($query:ident, $policy:expr, $wish:expr, $today:expr) => {
        push_with_room!($query, $policy, $wish);
        $query.push(" and not ");
        push_rests!($query, $today);
        $query.push(" and ");
        push_is_capped!($query, $policy, $today);
        $query.push(" = 0");
    };
}

// Below the macros, which it uses.
mod claim;
pub use claim::claim;

/// The leads of a number that take its slots.
fn counted(policy: &Policy) -> &'static str {
    if policy.leads_per_number == 1 { "active_leads" } else { "never_answered_leads" }
}

/// One number as a candidate, whatever stands against it: core says so.
///
/// # Errors
/// What the engine says.
pub async fn candidate(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    policy: &Policy,
    wish: &Wish,
    today: Today,
) -> Result<Option<Candidate>, DbError> {
    let rows = fetch_built!(tx, CandidateRow, COLUMNS, |query| {
        push_start!(query, broker, policy, wish, today);
        query.push(" and n.id = ").push_bind(to_sql(number));
    })?;
    rows.into_iter().next().map(|row| row.candidate(today)).transpose()
}

/// The first numbers of a tier that pass the hard limits.
///
/// # Errors
/// What the engine says.
pub async fn candidates(
    tx: &mut Tx,
    broker: BrokerId,
    tier: Tier,
    policy: &Policy,
    wish: &Wish,
    today: Today,
) -> Result<Vec<Candidate>, DbError> {
    let rows = fetch_built!(tx, CandidateRow, COLUMNS, |query| {
        push_start!(query, broker, policy, wish, today);
        push_free!(query, policy, wish, today);
        match tier {
            Tier::AreaCode => {
                query.push(" and n.area_code = ").push_bind(to_sql(wish.area_code.as_ref()));
            }
            Tier::State => {
                query.push(" and n.state = ").push_bind(to_sql(wish.state.as_ref()));
                if let Some(code) = &wish.area_code {
                    query.push(" and coalesce(n.area_code, '') <> ").push_bind(to_sql(code));
                }
            }
            Tier::Anywhere => {
                if let Some(code) = &wish.area_code {
                    query.push(" and coalesce(n.area_code, '') <> ").push_bind(to_sql(code));
                }
                if let Some(state) = &wish.state {
                    query.push(" and coalesce(n.state, '') <> ").push_bind(to_sql(state));
                }
            }
        }
        query.push(" order by case when n.health_score < ").push_bind(policy.min_health);
        query.push(" then 1 else 0 end");
        if !wish.tried.is_empty() {
            query.push(", case when n.id in (");
            for (n, id) in wish.tried.iter().enumerate() {
                query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(id));
            }
            query.push(") then 1 else 0 end");
        }
        if !policy.preferred_area_codes.is_empty() {
            query.push(", case when n.area_code in (");
            for (n, code) in policy.preferred_area_codes.iter().enumerate() {
                query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(code));
            }
            query.push(") then 0 else 1 end");
        }
        if policy.rotation == Rotation::Performance {
            query.push(", (coalesce(local.contacts, 0) + ").push_bind(policy.pool_answer_rate / 5.0);
            query.push(") / (coalesce(local.calls, 0) + 20) desc");
        }
        let band = |query: &mut sqlx::QueryBuilder<Engine>| {
            query.push(", n.health_score / ").push_bind(policy.health_band.max(1)).push(" desc");
        };
        let load = |query: &mut sqlx::QueryBuilder<Engine>| {
            query.push(", n.never_answered_leads + case when n.calls_day = ").push_bind(today.day);
            query.push(" then n.calls_on_day else 0 end");
        };
        match policy.rotation {
            Rotation::Balanced | Rotation::Performance => {
                band(query);
                load(query);
            }
            Rotation::Healthiest => {
                query.push(", n.health_score desc");
            }
            Rotation::LeastUsed => {
                load(query);
                band(query);
            }
        }
        query.push(
            ", case
                when n.last_used_at is null then n.last_assigned_at
                when n.last_assigned_at is null then n.last_used_at
                when n.last_used_at > n.last_assigned_at then n.last_used_at
                else n.last_assigned_at
            end nulls first, n.id limit ",
        );
        query.push_bind(CANDIDATES);
    })?;
    rows.into_iter().map(|row| row.candidate(today)).collect()
}

/// Which numbers are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Those of the lead's area code or state, which an index finds.
    Area,
    /// All of them: only when nothing was found.
    Pool,
}

/// How many numbers are ruled out by each hard limit.
///
/// # Errors
/// What the engine says.
pub async fn ruled_out(
    tx: &mut Tx,
    broker: BrokerId,
    policy: &Policy,
    wish: &Wish,
    within: Within,
    today: Today,
) -> Result<BTreeMap<RuledOut, i64>, DbError> {
    let rows = fetch_built!(
        tx,
        (String, i64),
        "select reason, cast(count(*) as bigint) from (select case",
        |query| {
            query.push(" when gone_at is not null then 'gone' when not is_active then 'retired'");
            query.push(" when ");
            push_rests!(query, today);
            query.push(" then 'resting'");
            if wish.takes_slot {
                query.push(" when ").push(counted(policy)).push(" >= ").push_bind(policy.leads_per_number);
                query.push(" then 'full'");
            }
            query.push(" when ");
            push_is_capped!(query, policy, today);
            query.push(" = 1 then 'daily_cap'");
            if wish.takes_slot && policy.reserve_booked_numbers {
                query.push(" when booked_leads > 0 then 'reserved'");
            }
            query.push(" else 'too_far' end as reason from phone_numbers where broker_id = ");
            query.push_bind(to_sql(broker));
            push_others!(query, wish);
            if within == Within::Area {
                query.push(" and (area_code = ").push_bind(to_sql(wish.area_code.as_ref()));
                query.push(" or state = ").push_bind(to_sql(wish.state.as_ref())).push(")");
            }
            query.push(") reasons group by reason");
        }
    )?;
    let reason = |word: &str| match word {
        "gone" => Some(RuledOut::Gone),
        "retired" => Some(RuledOut::Retired),
        "resting" => Some(RuledOut::Resting),
        "full" => Some(RuledOut::Full),
        "daily_cap" => Some(RuledOut::DailyCap),
        "reserved" => Some(RuledOut::Reserved),
        // Within the lead's own area these passed; in the whole pool they were too far away.
        _ => (within == Within::Pool).then_some(RuledOut::TooFar),
    };
    Ok(rows.into_iter().filter_map(|(word, count)| Some((reason(&word)?, count))).collect())
}

/// When a lead that found no number may find one.
#[derive(Clone, Copy, Debug, Default)]
pub struct NextFree {
    /// When the next number with room is back from its rest.
    pub rest_ends: Option<DateTime<Utc>>,
    /// Whether one waits for the next day alone: it has had its calls.
    pub is_capped: bool,
}

/// When a number with room that is near enough for the lead may take it.
///
/// # Errors
/// What the engine says.
pub async fn next_free(
    tx: &mut Tx,
    broker: BrokerId,
    policy: &Policy,
    wish: &Wish,
    today: Today,
) -> Result<NextFree, DbError> {
    let tiers = policy.tiers(wish);
    let rows = fetch_built!(tx, (Option<DateTime<Utc>>, i64), "select min(case when ", |query| {
        push_rests!(query, today);
        query.push(" then resting_until end), cast(coalesce(max(case when ");
        push_rests!(query, today);
        query.push(" then 0 else ");
        push_is_capped!(query, policy, today);
        query.push(" end), 0) as bigint) from phone_numbers where broker_id = ").push_bind(to_sql(broker));
        push_with_room!(query, policy, wish);
        if !tiers.contains(&Tier::Anywhere) {
            query.push(" and (area_code = ").push_bind(to_sql(wish.area_code.as_ref()));
            if tiers.contains(&Tier::State) {
                query.push(" or state = ").push_bind(to_sql(wish.state.as_ref()));
            }
            query.push(")");
        }
    })?;
    let (rest_ends, capped) = rows.into_iter().next().unwrap_or_default();
    Ok(NextFree { rest_ends, is_capped: capped > 0 })
}
