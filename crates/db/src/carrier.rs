//! Rows of `carrier_accounts`: connections to SignalWire, a broker's own or the installation's. What is secret of them
//! is sealed, and this crate cannot open it.

pub mod held;
pub mod order;
pub mod sync;

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::id::{BrokerId, CarrierAccountId};
use uuid::Uuid;

/// A connection.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Id.
    pub id: CarrierAccountId,
    /// Whose; none for that of the installation.
    pub broker_id: Option<BrokerId>,
    /// Made anew when it is connected to another project.
    pub project_id: Uuid,
    /// Space, project, token and signing key, sealed.
    pub sealed: Vec<u8>,
    /// By which key.
    pub sealed_by: Vec<u8>,
    /// What a number costs a month.
    pub monthly_cents: Option<i32>,
    /// Numbers that may be bought a day.
    pub buys_per_day: i32,
    /// When it was last known to work.
    pub tested_at: DateTime<Utc>,
    /// What went wrong last, until something goes well.
    pub error: Option<String>,
    /// When that was.
    pub error_at: Option<DateTime<Utc>>,
    /// Who connected it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// Never in a log.
impl std::fmt::Debug for AccountRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRow")
            .field("id", &self.id)
            .field("broker_id", &self.broker_id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Option<Uuid>,
    project_id: Uuid,
    sealed: Vec<u8>,
    sealed_by: Vec<u8>,
    monthly_cents: Option<i32>,
    buys_per_day: i32,
    tested_at: DateTime<Utc>,
    error: Option<String>,
    error_at: Option<DateTime<Utc>>,
    changed_by: String,
    changed_at: DateTime<Utc>,
}

impl From<Row> for AccountRow {
    fn from(row: Row) -> Self {
        let Row {
            id,
            broker_id,
            project_id,
            sealed,
            sealed_by,
            monthly_cents,
            buys_per_day,
            tested_at,
            error,
            error_at,
            changed_by,
            changed_at,
        } = row;
        Self {
            id: CarrierAccountId(id),
            broker_id: broker_id.map(BrokerId),
            project_id,
            sealed,
            sealed_by,
            monthly_cents,
            buys_per_day,
            tested_at,
            error,
            error_at,
            changed_by,
            changed_at,
        }
    }
}

macro_rules! select_accounts {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, project_id, sealed, sealed_by, monthly_cents, buys_per_day, tested_at, error, error_at,
        changed_by, changed_at
    from carrier_accounts",
            $tail
        )
    };
}

const FIND: &str = select_accounts!("\n    where id = $1");

/// A connection by its id.
///
/// # Errors
/// What the engine says.
pub async fn find(tx: &mut Tx, id: CarrierAccountId) -> Result<Option<AccountRow>, DbError> {
    Ok(fetch_optional!(tx, Row, FIND, id)?.map(AccountRow::from))
}

const OF_BROKER: &str = select_accounts!("\n    where broker_id = $1");
const OF_INSTALLATION: &str = select_accounts!("\n    where broker_id is null");

/// A broker's own connection, or with none that of the installation.
///
/// # Errors
/// What the engine says.
pub async fn own(tx: &mut Tx, broker: Option<BrokerId>) -> Result<Option<AccountRow>, DbError> {
    let row = match broker {
        Some(broker) => fetch_optional!(tx, Row, OF_BROKER, broker)?,
        None => fetch_optional!(tx, Row, OF_INSTALLATION)?,
    };
    Ok(row.map(AccountRow::from))
}

/// The connection that a broker uses: its own, else that of the installation.
///
/// # Errors
/// What the engine says.
pub async fn used_by(tx: &mut Tx, broker: BrokerId) -> Result<Option<AccountRow>, DbError> {
    match self::own(tx, Some(broker)).await? {
        Some(account) => Ok(Some(account)),
        None => self::own(tx, None).await,
    }
}

const CONNECTED: &str = "
    select b.id
    from brokers b
    where exists (select 1 from carrier_accounts a where a.broker_id = b.id or a.broker_id is null)
    order by b.id";

/// Brokers that have a connection, their own or that of the installation.
///
/// # Errors
/// What the engine says.
pub async fn connected(tx: &mut Tx) -> Result<Vec<BrokerId>, DbError> {
    let rows = fetch_all!(tx, (Uuid,), CONNECTED)?;
    Ok(rows.into_iter().map(|(id,)| BrokerId(id)).collect())
}

const PRICE: &str = "
    update carrier_accounts
    set monthly_cents = $2
    where id = $1
        and monthly_cents is null";

/// Keeps what a number costs a month, where that was not known.
///
/// # Errors
/// What the engine says.
pub async fn price(tx: &mut Tx, id: CarrierAccountId, monthly_cents: i32) -> Result<(), DbError> {
    execute!(tx, PRICE, id, monthly_cents)?;
    Ok(())
}

const DELETE_OWN: &str = "delete from carrier_accounts where id = $1";
const INSERT: &str = "
    insert into carrier_accounts
        (id, broker_id, project_id, sealed, sealed_by, monthly_cents, buys_per_day, tested_at, error, error_at,
        changed_by, changed_at, is_installations)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const UPDATE: &str = "
    update carrier_accounts
    set project_id = $2,
        sealed = $3,
        sealed_by = $4,
        monthly_cents = $5,
        buys_per_day = $6,
        tested_at = $7,
        error = $8,
        error_at = $9,
        changed_by = $10,
        changed_at = $11
    where id = $1";

/// Writes a connection, new or changed.
///
/// # Errors
/// What the engine says; a unique violation where the broker got one meanwhile.
pub async fn save(tx: &mut Tx, account: &AccountRow, is_new: bool) -> Result<(), DbError> {
    let AccountRow {
        id,
        broker_id,
        project_id,
        sealed,
        sealed_by,
        monthly_cents,
        buys_per_day,
        tested_at,
        error,
        error_at,
        changed_by,
        changed_at,
    } = account;
    let (sealed, sealed_by) = (sealed.as_slice(), sealed_by.as_slice());
    let (monthly_cents, buys_per_day) = (*monthly_cents, *buys_per_day);
    if is_new {
        execute!(
            tx,
            INSERT,
            id,
            *broker_id,
            *project_id,
            sealed,
            sealed_by,
            monthly_cents,
            buys_per_day,
            *tested_at,
            error,
            *error_at,
            changed_by,
            *changed_at,
            broker_id.is_none()
        )?;
    } else {
        execute!(
            tx,
            UPDATE,
            id,
            *project_id,
            sealed,
            sealed_by,
            monthly_cents,
            buys_per_day,
            *tested_at,
            error,
            *error_at,
            changed_by,
            *changed_at
        )?;
    }
    Ok(())
}

/// Forgets a connection.
///
/// # Errors
/// What the engine says.
pub async fn delete(tx: &mut Tx, id: CarrierAccountId) -> Result<(), DbError> {
    execute!(tx, DELETE_OWN, id)?;
    Ok(())
}

const WORKED: &str = "
    update carrier_accounts
    set tested_at = $2,
        error = null,
        error_at = null
    where id = $1";
const FAILED: &str = "
    update carrier_accounts
    set error = $3,
        error_at = $2
    where id = $1";

/// Notes that the carrier answered, or what went wrong.
///
/// # Errors
/// What the engine says.
pub async fn note(
    tx: &mut Tx,
    id: CarrierAccountId,
    at: DateTime<Utc>,
    error: Option<&str>,
) -> Result<(), DbError> {
    match error {
        None => execute!(tx, WORKED, id, at)?,
        Some(error) => execute!(tx, FAILED, id, at, error)?,
    };
    Ok(())
}
