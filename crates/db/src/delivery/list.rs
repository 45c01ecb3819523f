//! The log of deliveries.

use super::{Row, columns, read};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::delivery::{Delivery, DeliveryStatus, Reply, Sent};
use steadyline_core::id::{BrokerId, DeliveryId, EndpointId, LeadId};

/// Which deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// To this endpoint.
    pub endpoint: Option<EndpointId>,
    /// That stand so.
    pub status: Option<DeliveryStatus>,
    /// About this lead.
    pub lead: Option<LeadId>,
}

/// Deliveries of a broker, newest first, those before a time and id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: DeliveryFilter,
    before: Option<(DateTime<Utc>, DeliveryId)>,
    limit: i64,
) -> Result<Vec<Delivery>, DbError> {
    let rows = fetch_built!(tx, Row, concat!("select ", columns!(), " from deliveries d"), |query| {
        query.push(" where d.broker_id = ").push_bind(to_sql(broker));
        if let Some(endpoint) = filter.endpoint {
            query.push(" and d.endpoint_id = ").push_bind(to_sql(endpoint));
        }
        if let Some(status) = filter.status {
            query.push(" and d.status = ").push_bind(to_sql(status));
        }
        if let Some(lead) = filter.lead {
            query.push(" and d.lead_id = ").push_bind(to_sql(lead));
        }
        if let Some((at, id)) = before {
            query.push(" and (d.created_at, d.id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by d.created_at desc, d.id desc limit ").push_bind(to_sql(limit));
    })?;
    read(rows)
}

#[derive(sqlx::FromRow)]
struct TryRow {
    number: i32,
    at: DateTime<Utc>,
    url: String,
    signature: String,
    status: Option<i32>,
    error: Option<String>,
    reply: String,
    millis: i32,
}

impl From<TryRow> for Sent {
    fn from(row: TryRow) -> Self {
        let TryRow { number, at, url, signature, status, error, reply, millis } = row;
        let status = status.and_then(|status| u16::try_from(status).ok());
        Self { number, at, url, signature, reply: Reply { status, error, text: reply, millis } }
    }
}

const TRIES: &str = "
    select number, at, url, signature, status, error, reply, millis
    from delivery_tries
    where broker_id = $1
        and delivery_id = $2
    order by number desc
    limit $3";

/// The tries of a delivery, newest first.
///
/// # Errors
/// What the engine says.
pub async fn tries(tx: &mut Tx, broker: BrokerId, id: DeliveryId, limit: i64) -> Result<Vec<Sent>, DbError> {
    Ok(fetch_all!(tx, TryRow, TRIES, broker, id, limit)?.into_iter().map(Sent::from).collect())
}

/// How an endpoint's deliveries stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// On their way.
    pub pending: i64,
    /// Given up.
    pub parked: i64,
    /// When the last was taken.
    pub last_taken: Option<DateTime<Utc>>,
}

const PENDING: &str = "
    select count(*) from deliveries where broker_id = $1 and endpoint_id = $2 and status = 'pending'";

const PARKED: &str = "
    select count(*) from deliveries where broker_id = $1 and endpoint_id = $2 and status = 'parked'";

const ALL_PARKED: &str = "select count(*) from deliveries where broker_id = $1 and status = 'parked'";

/// Deliveries of a broker that were given up.
///
/// # Errors
/// What the engine says.
pub async fn parked(tx: &mut Tx, broker: BrokerId) -> Result<i64, DbError> {
    Ok(fetch_one!(tx, (i64,), ALL_PARKED, broker)?.0)
}

const LAST_TAKEN: &str = "
    select ended_at
    from deliveries
    where broker_id = $1
        and endpoint_id = $2
        and status = 'delivered'
    order by seq desc
    limit 1";

/// How an endpoint's deliveries stand.
///
/// # Errors
/// What the engine says.
pub async fn counts(tx: &mut Tx, broker: BrokerId, endpoint: EndpointId) -> Result<Counts, DbError> {
    let (pending,) = fetch_one!(tx, (i64,), PENDING, broker, endpoint)?;
    let (parked,) = fetch_one!(tx, (i64,), PARKED, broker, endpoint)?;
    let last = fetch_optional!(tx, (Option<DateTime<Utc>>,), LAST_TAKEN, broker, endpoint)?;
    Ok(Counts { pending, parked, last_taken: last.and_then(|(at,)| at) })
}
