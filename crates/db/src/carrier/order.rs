//! Rows of `carrier_orders`: numbers that are bought.

use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use steadyline_core::carrier::{Order, OrderStatus};
use steadyline_core::id::{BrokerId, OrderId};
use steadyline_core::phone::E164;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    number: String,
    status: String,
    monthly_cents: i32,
    local_day: NaiveDate,
    error: Option<String>,
    actor: String,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Order {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            number,
            status,
            monthly_cents,
            local_day,
            error,
            actor,
            created_at,
            ended_at,
        } = row;
        let wrong = |what: &str| DbError::row("carrier_orders", format!("{id}: {what}"));
        let known = OrderStatus::ALL.into_iter().find(|known| known.as_str() == status);
        Ok(Self {
            id: OrderId(id),
            broker_id: BrokerId(broker_id),
            number: E164::parse(&number).map_err(|error| wrong(&error.to_string()))?,
            status: known.ok_or_else(|| wrong(&status))?,
            monthly_cents,
            local_day,
            error,
            actor,
            created_at,
            ended_at,
        })
    }
}

macro_rules! select_orders {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, number, status, monthly_cents, local_day, error, actor, created_at, ended_at
    from carrier_orders",
            $tail
        )
    };
}

const INSERT: &str = "
    insert into carrier_orders
        (id, broker_id, number, status, monthly_cents, local_day, actor, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Writes a new one.
///
/// # Errors
/// What the engine says; a unique violation if the number is being bought already.
pub async fn insert(tx: &mut Tx, order: &Order) -> Result<(), DbError> {
    let Order { id, broker_id, number, status, monthly_cents, local_day, actor, created_at, .. } = order;
    execute!(tx, INSERT, id, broker_id, number, *status, *monthly_cents, *local_day, actor, *created_at)?;
    Ok(())
}

const SET: &str = "
    update carrier_orders
    set status = $3,
        error = $4,
        ended_at = $5
    where broker_id = $1
        and id = $2
        and status in ('pending', 'unsure')";

/// What came of it; `false` where that was known already.
///
/// # Errors
/// What the engine says.
pub async fn set(
    tx: &mut Tx,
    broker: BrokerId,
    id: OrderId,
    status: OrderStatus,
    error: Option<&str>,
    ended_at: Option<DateTime<Utc>>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, SET, broker, id, status, error, ended_at)? == 1)
}

const ON_DAY: &str = "
    select count(*)
    from carrier_orders
    where broker_id = $1
        and local_day = $2
        and status <> 'failed'";

/// Numbers that were bought on a broker-local day, or may have been.
///
/// # Errors
/// What the engine says.
pub async fn on_day(tx: &mut Tx, broker: BrokerId, day: NaiveDate) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), ON_DAY, broker, day)?;
    Ok(count)
}

const OPEN: &str = select_orders!(
    "
    where broker_id = $1
        and status in ('pending', 'unsure')
        and created_at < $2
    order by created_at, id"
);

/// Orders of a broker, made before a time, of which it is not known what came of them.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn open(tx: &mut Tx, broker: BrokerId, before: DateTime<Utc>) -> Result<Vec<Order>, DbError> {
    fetch_all!(tx, Row, OPEN, broker, before)?.into_iter().map(Order::try_from).collect()
}

const LIST: &str = select_orders!(
    "
    where broker_id = $1
        and created_at >= $2
    order by created_at desc, id desc
    limit 200"
);

/// The newest orders of a broker since a time.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(tx: &mut Tx, broker: BrokerId, since: DateTime<Utc>) -> Result<Vec<Order>, DbError> {
    fetch_all!(tx, Row, LIST, broker, since)?.into_iter().map(Order::try_from).collect()
}
