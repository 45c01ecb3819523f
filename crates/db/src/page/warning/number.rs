//! Numbers that want a hand.

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// A number with the figures that make it stand out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Id.
    pub id: NumberId,
    /// The number.
    pub number: E164,
    /// Its score.
    pub health_score: i32,
    /// Calls that are meant: of its life, or of the days asked for.
    pub calls: i64,
    /// Those with human contact.
    pub contacts: i64,
    /// Its live leads.
    pub leads: i64,
    /// Its last call, or when it was added.
    pub since: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    health_score: i32,
    calls: i64,
    contacts: i64,
    leads: i64,
    since: DateTime<Utc>,
}

impl TryFrom<Row> for Named {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row { id, number, health_score, calls, contacts, leads, since } = row;
        let number =
            E164::parse(&number).map_err(|error| DbError::row("phone_numbers", format!("{id}: {error}")))?;
        Ok(Self { id: id.into(), number, health_score, calls, contacts, leads, since })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Named>, DbError> {
    rows.into_iter().map(Named::try_from).collect()
}

const LOW: &str = "
    select id, number, health_score, cast(call_count as bigint) as calls,
        cast(contact_count as bigint) as contacts, cast(active_leads + booked_leads as bigint) as leads,
        coalesce(last_used_at, created_at) as since
    from phone_numbers
    where broker_id = $1
        and is_active
        and gone_at is null
        and (resting_until is null or resting_until <= $2)
        and call_count >= $3
        and health_score <= $4
    order by health_score, number";

/// Active numbers with at least so many calls and at most this score, the poorest first.
///
/// # Errors
/// What the engine says.
pub async fn low(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
    least_calls: i64,
    most_score: i32,
) -> Result<Vec<Named>, DbError> {
    all(fetch_all!(tx, Row, LOW, broker, now, least_calls, most_score)?)
}

const RARELY: &str = "
    select n.id, n.number, n.health_score, d.calls, d.contacts,
        cast(n.active_leads + n.booked_leads as bigint) as leads, coalesce(n.last_used_at, n.created_at) as since
    from (
        select number_id, cast(sum(calls) as bigint) as calls, cast(sum(contacts) as bigint) as contacts
        from number_days
        where broker_id = $1
            and day >= $2
        group by number_id
        having sum(calls) >= $3
            and sum(contacts) * 2 * $4 < sum(calls) * $5
    ) d
    join phone_numbers n on n.broker_id = $1 and n.id = d.number_id
    where n.is_active
        and n.gone_at is null
        and (n.resting_until is null or n.resting_until <= $6)
    order by d.contacts * 1000 / d.calls, n.number";

/// Active numbers with at least so many calls from a day on, of which under half the pool's share were answered;
/// `pool` is its calls and contacts.
///
/// # Errors
/// What the engine says.
pub async fn rarely_answered(
    tx: &mut Tx,
    broker: BrokerId,
    from: NaiveDate,
    least_calls: i64,
    pool: (i64, i64),
    now: DateTime<Utc>,
) -> Result<Vec<Named>, DbError> {
    all(fetch_all!(tx, Row, RARELY, broker, from, least_calls, pool.0, pool.1, now)?)
}

const FALLEN: &str = "
    select n.id, n.number, n.health_score, d.calls, d.contacts,
        cast(n.active_leads + n.booked_leads as bigint) as leads, coalesce(n.last_used_at, n.created_at) as since
    from (
        select number_id,
            cast(sum(case when day >= $3 then calls else 0 end) as bigint) as calls,
            cast(sum(case when day >= $3 then contacts else 0 end) as bigint) as contacts,
            cast(sum(case when day < $3 then calls else 0 end) as bigint) as calls_before,
            cast(sum(case when day < $3 then contacts else 0 end) as bigint) as contacts_before
        from number_days
        where broker_id = $1
            and day >= $2
        group by number_id
    ) d
    join phone_numbers n on n.broker_id = $1 and n.id = d.number_id
    where d.calls >= $4
        and d.calls_before >= $4
        and d.contacts * d.calls_before * 4 <= d.contacts_before * d.calls * 3
        and n.is_active
        and n.gone_at is null
        and (n.resting_until is null or n.resting_until <= $5)
    order by d.contacts * 1000 / d.calls - d.contacts_before * 1000 / d.calls_before, n.number";

/// Active numbers whose rate from `recent` on is a quarter or more below that of the days before, back to `from`;
/// with at least so many calls in each, those that fell most first.
///
/// # Errors
/// What the engine says.
pub async fn fallen(
    tx: &mut Tx,
    broker: BrokerId,
    (from, recent): (NaiveDate, NaiveDate),
    least_calls: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Named>, DbError> {
    all(fetch_all!(tx, Row, FALLEN, broker, from, recent, least_calls, now)?)
}

const UNUSED: &str = "
    select id, number, health_score, cast(call_count as bigint) as calls,
        cast(contact_count as bigint) as contacts, cast(active_leads + booked_leads as bigint) as leads,
        coalesce(last_used_at, created_at) as since
    from phone_numbers
    where broker_id = $1
        and is_active
        and gone_at is null
        and coalesce(last_used_at, created_at) < $2
    order by coalesce(last_used_at, created_at), number";

/// Numbers in service without a call since a time, those unused for longest first.
///
/// # Errors
/// What the engine says.
pub async fn unused(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<Vec<Named>, DbError> {
    all(fetch_all!(tx, Row, UNUSED, broker, since)?)
}
