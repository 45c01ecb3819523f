//! What stands around every page, and what admins see of all brokers.

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;
use steadyline_core::id::{BrokerId, UserId};
use uuid::Uuid;

const POOL: &str = "
    select
        count(case when is_active and gone_at is null then 1 end),
        cast(coalesce(sum(active_leads + booked_leads), 0) as bigint)
    from phone_numbers
    where broker_id = $1";

/// Numbers in service and live leads of a broker, by the counters on the numbers' rows.
///
/// # Errors
/// What the engine says.
pub async fn pool_counts(tx: &mut Tx, broker: BrokerId) -> Result<(i64, i64), DbError> {
    fetch_one!(tx, (i64, i64), POOL, broker)
}

/// A broker's figures for admins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Numbers in service.
    pub numbers: i64,
    /// Live leads.
    pub live: i64,
    /// Slots taken on numbers in service.
    pub slots: i64,
}

const FIGURES: &str = "
    select
        count(case when is_active and gone_at is null then 1 end),
        cast(coalesce(sum(active_leads + booked_leads), 0) as bigint),
        cast(coalesce(sum(case
            when not is_active or gone_at is not null then 0
            when (case when $2 = 1 then active_leads else never_answered_leads end) > $2 then $2
            when $2 = 1 then active_leads
            else never_answered_leads
        end), 0) as bigint)
    from phone_numbers
    where broker_id = $1";

/// A broker's figures; `leads_per_number` is its setting.
///
/// # Errors
/// What the engine says.
pub async fn figures(tx: &mut Tx, broker: BrokerId, leads_per_number: i32) -> Result<Figures, DbError> {
    let (numbers, live, slots) = fetch_one!(tx, (i64, i64, i64), FIGURES, broker, leads_per_number)?;
    Ok(Figures { numbers, live, slots })
}

/// What a broker's day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCalls {
    /// Broker-local.
    pub day: NaiveDate,
    /// Calls that count.
    pub calls: i64,
    /// Human contacts among them.
    pub contacts: i64,
}

/// Broker by broker, as the index is: never through all days.
const CALLS: &str = "
    select broker_id, day, calls, contacts
    from broker_days
    where broker_id in (select id from brokers)
        and day >= $1
        and day <= $2";

/// The days of all brokers from one to another.
///
/// # Errors
/// What the engine says.
pub async fn calls(
    tx: &mut Tx,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<HashMap<BrokerId, Vec<DayCalls>>, DbError> {
    let mut days: HashMap<BrokerId, Vec<DayCalls>> = HashMap::new();
    for (broker, day, calls, contacts) in fetch_all!(tx, (Uuid, NaiveDate, i64, i64), CALLS, from, to)? {
        days.entry(BrokerId(broker)).or_default().push(DayCalls { day, calls, contacts });
    }
    Ok(days)
}

const USERS: &str = "
    select broker_id, count(*)
    from users
    where broker_id is not null
        and disabled_at is null
    group by broker_id";

/// How many people may sign in for each broker; one for which nobody may is left out.
///
/// # Errors
/// What the engine says.
pub async fn users(tx: &mut Tx) -> Result<HashMap<BrokerId, i64>, DbError> {
    let users = fetch_all!(tx, (Uuid, i64), USERS)?;
    Ok(users.into_iter().map(|(broker, users)| (BrokerId(broker), users)).collect())
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// What they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// None for admins.
    pub broker_id: Option<BrokerId>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When they were last there, give or take some minutes.
    pub last_seen_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    broker_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
    last_seen_at: Option<DateTime<Utc>>,
}

const PEOPLE: &str = "
    select id, email, name, broker_id, created_at, disabled_at, last_seen_at
    from users
    order by lower(name), email";

const PEOPLE_OF_BROKER: &str = "
    select id, email, name, broker_id, created_at, disabled_at, last_seen_at
    from users
    where broker_id = $1
    order by lower(name), email";

/// Who signs in for a broker, or with none everybody, by name.
///
/// # Errors
/// What the engine says.
pub async fn people(tx: &mut Tx, broker: Option<BrokerId>) -> Result<Vec<Person>, DbError> {
    let rows = match broker {
        Some(broker) => fetch_all!(tx, Row, PEOPLE_OF_BROKER, broker)?,
        None => fetch_all!(tx, Row, PEOPLE)?,
    };
    Ok(rows
        .into_iter()
        .map(|Row { id, email, name, broker_id, created_at, disabled_at, last_seen_at }| Person {
            id: id.into(),
            email,
            name,
            broker_id: broker_id.map(Into::into),
            created_at,
            disabled_at,
            last_seen_at,
        })
        .collect())
}
