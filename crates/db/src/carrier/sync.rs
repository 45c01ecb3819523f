//! Rows of `carrier_syncs`: looks at the carrier's numbers.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use steadyline_core::carrier::{NumberSync, Plan, SyncStatus};
use steadyline_core::id::{BrokerId, SyncId};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    project_id: Uuid,
    is_automatic: bool,
    applies: bool,
    configures: bool,
    takes_new: bool,
    status: String,
    seen: i32,
    done: i32,
    plan: Json<Plan>,
    error: Option<String>,
    actor: String,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for NumberSync {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            project_id,
            is_automatic,
            applies,
            configures,
            takes_new,
            status,
            seen,
            done,
            plan: Json(plan),
            error,
            actor,
            created_at,
            read_at,
            ended_at,
        } = row;
        let known = SyncStatus::ALL.into_iter().find(|known| known.as_str() == status);
        Ok(Self {
            id: SyncId(id),
            broker_id: BrokerId(broker_id),
            project_id,
            is_automatic,
            applies,
            configures,
            takes_new,
            status: known.ok_or_else(|| DbError::row("carrier_syncs", format!("{id}: {status}")))?,
            seen,
            done,
            plan,
            error,
            actor,
            created_at,
            read_at,
            ended_at,
        })
    }
}

macro_rules! select_syncs {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, project_id, is_automatic, applies, configures, takes_new, status, seen, done, plan, error,
        actor, created_at, read_at, ended_at
    from carrier_syncs",
            $tail
        )
    };
}

const INSERT: &str = "
    insert into carrier_syncs
        (id, broker_id, project_id, is_automatic, applies, configures, takes_new, status, actor, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Writes a new one.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, sync: &NumberSync) -> Result<(), DbError> {
    let NumberSync {
        id,
        broker_id,
        project_id,
        is_automatic,
        applies,
        configures,
        takes_new,
        status,
        actor,
        created_at,
        ..
    } = sync;
    execute!(
        tx,
        INSERT,
        id,
        broker_id,
        *project_id,
        *is_automatic,
        *applies,
        *configures,
        *takes_new,
        *status,
        actor,
        *created_at
    )?;
    Ok(())
}

const FIND: &str = select_syncs!("\n    where broker_id = $1\n        and id = $2");

/// One of a broker's.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: SyncId) -> Result<Option<NumberSync>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(NumberSync::try_from).transpose()
}

const NEWEST: &str =
    select_syncs!("\n    where broker_id = $1\n    order by created_at desc, id desc\n    limit 1");

/// The newest of a broker's.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn newest(tx: &mut Tx, broker: BrokerId) -> Result<Option<NumberSync>, DbError> {
    fetch_optional!(tx, Row, NEWEST, broker)?.map(NumberSync::try_from).transpose()
}

const UNDER_WAY: &str = select_syncs!(
    "
    where status in ('reading', 'applying')
    order by created_at, id
    limit $1"
);

/// The oldest of all brokers' that go on by themselves.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn under_way(tx: &mut Tx, limit: i64) -> Result<Vec<NumberSync>, DbError> {
    fetch_all!(tx, Row, UNDER_WAY, limit)?.into_iter().map(NumberSync::try_from).collect()
}

const DUE: &str = "
    select b.id
    from brokers b
    where exists (select 1 from carrier_accounts a where a.broker_id = b.id or a.broker_id is null)
        and not exists (
            select 1
            from carrier_syncs s
            where s.broker_id = b.id
                and (s.created_at > $1 or s.read_at > $2 and s.status = 'ready' or s.status in ('reading', 'applying'))
        )
    order by b.id";

/// Connected brokers whose numbers were not looked at since a time, and of whom no look waits that is newer than another.
///
/// # Errors
/// What the engine says.
pub async fn due(
    tx: &mut Tx,
    looked_before: DateTime<Utc>,
    read_before: DateTime<Utc>,
) -> Result<Vec<BrokerId>, DbError> {
    let rows = fetch_all!(tx, (Uuid,), DUE, looked_before, read_before)?;
    Ok(rows.into_iter().map(|(id,)| BrokerId(id)).collect())
}

const GO_ON: &str = "
    update carrier_syncs
    set done = $3
    where broker_id = $1
        and id = $2
        and status = 'applying'
        and done = $4";

/// Writes how far its changes are made, if they still were as far as they were; `false` where somebody was quicker.
///
/// # Errors
/// What the engine says.
pub async fn go_on(tx: &mut Tx, sync: &NumberSync, was: i32) -> Result<bool, DbError> {
    Ok(execute!(tx, GO_ON, sync.broker_id, sync.id, sync.done, was)? == 1)
}

const READ: &str = "
    update carrier_syncs
    set seen = $3
    where broker_id = $1
        and id = $2
        and status = 'reading'";

/// Writes how many numbers were read.
///
/// # Errors
/// What the engine says.
pub async fn read_so_far(tx: &mut Tx, broker: BrokerId, id: SyncId, seen: i32) -> Result<(), DbError> {
    execute!(tx, READ, broker, id, seen)?;
    Ok(())
}

const UPDATE: &str = "
    update carrier_syncs
    set applies = $3,
        configures = $4,
        status = $5,
        seen = $6,
        done = $7,
        plan = $8,
        error = $9,
        actor = $10,
        read_at = $11,
        ended_at = $12,
        is_automatic = $13
    where broker_id = $1
        and id = $2
        and status = $14";

/// Writes how it stands, if it still stands as it did; `false` where somebody was quicker.
///
/// # Errors
/// What the engine says.
pub async fn update(tx: &mut Tx, sync: &NumberSync, was: SyncStatus) -> Result<bool, DbError> {
    let NumberSync {
        id,
        broker_id,
        is_automatic,
        applies,
        configures,
        status,
        seen,
        done,
        plan,
        error,
        actor,
        read_at,
        ended_at,
        ..
    } = sync;
    let plan = Json(plan.clone());
    let rows = execute!(
        tx,
        UPDATE,
        broker_id,
        id,
        *applies,
        *configures,
        *status,
        *seen,
        *done,
        plan,
        error,
        actor,
        *read_at,
        *ended_at,
        *is_automatic,
        was
    )?;
    Ok(rows == 1)
}

const DELETE_BUT: &str = "
    delete from carrier_syncs
    where broker_id = $1
        and id <> $2
        and status in ('ready', 'done', 'failed')
        and (is_automatic or created_at < $3)
        and id <> coalesce(
            (
                select s.id
                from carrier_syncs s
                where s.broker_id = $1
                    and s.status = 'done'
                order by s.ended_at desc, s.id desc
                limit 1
            ),
            $2
        )";

/// Forgets those before one: automatic ones at once, what people asked for after a time. The last that went through stays.
///
/// # Errors
/// What the engine says.
pub async fn forget_before(
    tx: &mut Tx,
    broker: BrokerId,
    newest: SyncId,
    asked_before: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, DELETE_BUT, broker, newest, asked_before)?;
    Ok(())
}
