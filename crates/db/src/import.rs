//! Rows of `imports`: numbers or leads brought in at once, from the check of their lines to the undo.

mod erase;
mod line;
mod suppressing;
mod undo;

pub use erase::{blank_person, lock_about};
pub use line::{Line, Which, added, count_lines, drop_lines, insert_lines, lines, set_line, to_do, to_undo};
pub use suppressing::{count_suppressing, suppressing};
pub use undo::{NAMES_LEAD, NAMES_NUMBER, delete_unused_leads, delete_unused_numbers, with_assignments};

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use steadyline_core::id::{BrokerId, ImportId};
use steadyline_core::import::{Import, ImportStatus, Layout, LineCounts, Noun, Suppressed};
use uuid::Uuid;

/// The columns of [`Row`].
macro_rules! select_imports {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, noun, status, actor, file_name, layout, fill, new_lines, fill_lines, known_lines,
        double_lines, bad_lines, done, added, filled, suppressed_persons, suppressed_alone, removed, kept,
        created_at, ended_at, undone_at
    from imports",
            $tail
        )
    };
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    noun: String,
    status: String,
    actor: String,
    file_name: Option<String>,
    layout: Json<Layout>,
    fill: bool,
    new_lines: i32,
    fill_lines: i32,
    known_lines: i32,
    double_lines: i32,
    bad_lines: i32,
    done: i32,
    added: i32,
    filled: i32,
    suppressed_persons: i32,
    suppressed_alone: i32,
    removed: i32,
    kept: i32,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Import {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            noun,
            status,
            actor,
            file_name,
            layout,
            fill,
            new_lines,
            fill_lines,
            known_lines,
            double_lines,
            bad_lines,
            done,
            added,
            filled,
            suppressed_persons,
            suppressed_alone,
            removed,
            kept,
            created_at,
            ended_at,
            undone_at,
        } = row;
        let bad = |what: String| DbError::row("imports", format!("{id}: {what}"));
        Ok(Self {
            id: ImportId(id),
            broker_id: BrokerId(broker_id),
            noun: noun.parse::<Noun>().map_err(|error| bad(error.to_string()))?,
            status: status.parse::<ImportStatus>().map_err(|error| bad(error.to_string()))?,
            actor,
            file_name,
            layout: layout.0,
            fill,
            lines: LineCounts {
                new: new_lines.into(),
                fill: fill_lines.into(),
                known: known_lines.into(),
                double: double_lines.into(),
                bad: bad_lines.into(),
            },
            done: done.into(),
            added: added.into(),
            filled: filled.into(),
            suppressed: Suppressed { persons: suppressed_persons.into(), alone: suppressed_alone.into() },
            removed: removed.into(),
            kept: kept.into(),
            created_at,
            ended_at,
            undone_at,
        })
    }
}

const INSERT: &str = "
    insert into imports (id, broker_id, noun, status, actor, file_name, layout, fill, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Writes a new import, whose lines and counts come after it.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, import: &Import, expires_at: DateTime<Utc>) -> Result<(), DbError> {
    let Import { id, broker_id, noun, status, actor, file_name, layout, fill, created_at, .. } = import;
    execute!(
        tx,
        INSERT,
        id,
        broker_id,
        *noun,
        *status,
        actor,
        file_name,
        Json(layout.clone()),
        *fill,
        *created_at,
        expires_at,
    )?;
    Ok(())
}

const FIND: &str = select_imports!(
    "
    where broker_id = $1
        and id = $2"
);

/// An import of a broker.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: ImportId) -> Result<Option<Import>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(Import::try_from).transpose()
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_locked(tx: &mut Tx, broker: BrokerId, id: ImportId) -> Result<Option<Import>, DbError> {
    crate::dialect::lock_import(tx, broker, id).await?;
    find(tx, broker, id).await
}

const LIST: &str = select_imports!(
    "
    where broker_id = $1
        and status <> 'staging'
        and (created_at < $2 or (created_at = $2 and id < $3))
    order by created_at desc, id desc
    limit $4"
);

/// A broker's imports, newest first, after a place in the list.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    before: Option<(DateTime<Utc>, ImportId)>,
    limit: i64,
) -> Result<Vec<Import>, DbError> {
    let (at, id) = before.unwrap_or((DateTime::<Utc>::MAX_UTC, ImportId(Uuid::nil())));
    // No year has more digits than four on SQLite, whose times are text.
    let at = at.min(DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(at));
    fetch_all!(tx, Row, LIST, broker, at, id, limit)?.into_iter().map(Import::try_from).collect()
}

const UNDER_WAY: &str = "
    select broker_id, id
    from imports
    where status in ('running', 'undoing')
    order by created_at
    limit 20";

/// Imports of any broker that a job is to work on, oldest first.
///
/// # Errors
/// What the engine says.
pub async fn under_way(tx: &mut Tx) -> Result<Vec<(BrokerId, ImportId)>, DbError> {
    let rows = fetch_all!(tx, (Uuid, Uuid), UNDER_WAY)?;
    Ok(rows.into_iter().map(|(broker, id)| (BrokerId(broker), ImportId(id))).collect())
}

const SET_STATUS: &str = "
    update imports
    set status = $4
    where broker_id = $1
        and id = $2
        and status = $3";

/// Moves an import from one status to another; `false` if it was not in the first.
///
/// # Errors
/// What the engine says.
pub async fn set_status(tx: &mut Tx, import: &Import, to: ImportStatus) -> Result<bool, DbError> {
    let Import { id, broker_id, status, .. } = import;
    Ok(execute!(tx, SET_STATUS, broker_id, id, *status, to)? == 1)
}

const SET_COUNTS: &str = "
    update imports
    set new_lines = $3,
        fill_lines = $4,
        known_lines = $5,
        double_lines = $6,
        bad_lines = $7
    where broker_id = $1
        and id = $2";

/// Writes how many lines there are of each kind.
///
/// # Errors
/// What the engine says.
pub async fn set_counts(tx: &mut Tx, import: &Import) -> Result<(), DbError> {
    let LineCounts { new, fill, known, double, bad } = import.lines;
    let [new, fill, known, double, bad] = [new, fill, known, double, bad].map(small);
    execute!(tx, SET_COUNTS, import.broker_id, import.id, new, fill, known, double, bad)?;
    Ok(())
}

const SET_DONE: &str = "
    update imports
    set done_line = $3,
        done = $4,
        added = $5,
        filled = $6,
        suppressed_persons = $7,
        suppressed_alone = $8,
        status = $9,
        ended_at = $10,
        expires_at = $11
    where broker_id = $1
        and id = $2";

/// Writes how far an import has come, and that it is done if it is. Its lines are kept until `expires_at`.
///
/// # Errors
/// What the engine says.
pub async fn set_done(
    tx: &mut Tx,
    import: &Import,
    line: i32,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let Import { id, broker_id, done, added, filled, suppressed, status, ended_at, .. } = import;
    let [done, added, filled] = [*done, *added, *filled].map(small);
    let [persons, alone] = [suppressed.persons, suppressed.alone].map(small);
    execute!(
        tx, SET_DONE, broker_id, id, line, done, added, filled, persons, alone, *status, *ended_at,
        expires_at,
    )?;
    Ok(())
}

const SET_UNDONE: &str = "
    update imports
    set undone_line = $3,
        removed = $4,
        kept = $5,
        status = $6,
        undone_at = $7
    where broker_id = $1
        and id = $2";

/// Writes how far the undo of an import has come, and that it is done if it is.
///
/// # Errors
/// What the engine says.
pub async fn set_undone(tx: &mut Tx, import: &Import, line: i32) -> Result<(), DbError> {
    let Import { id, broker_id, removed, kept, status, undone_at, .. } = import;
    let [removed, kept] = [*removed, *kept].map(small);
    execute!(tx, SET_UNDONE, broker_id, id, line, removed, kept, *status, *undone_at)?;
    Ok(())
}

const PLACE: &str = "
    select done_line, undone_line
    from imports
    where broker_id = $1
        and id = $2";

/// The last lines that were imported and undone.
///
/// # Errors
/// What the engine says.
pub async fn place(tx: &mut Tx, import: &Import) -> Result<(i32, i32), DbError> {
    fetch_one!(tx, (i32, i32), PLACE, import.broker_id, import.id)
}

const DELETE: &str = "
    delete from imports
    where broker_id = $1
        and id = $2
        and status in ('staging', 'draft')";

/// Removes an import that has not run, with its lines; `false` if it has.
///
/// # Errors
/// What the engine says.
pub async fn delete_draft(tx: &mut Tx, broker: BrokerId, id: ImportId) -> Result<bool, DbError> {
    Ok(execute!(tx, DELETE, broker, id)? == 1)
}

const EXPIRE: &str = "
    update imports
    set status = 'staging',
        expires_at = created_at
    where broker_id = $1
        and id = $2
        and status = 'draft'";

/// Makes a draft one that nobody sees any more and that is past keeping.
///
/// # Errors
/// What the engine says.
pub async fn expire(tx: &mut Tx, broker: BrokerId, id: ImportId) -> Result<(), DbError> {
    execute!(tx, EXPIRE, broker, id)?;
    Ok(())
}

const EXPIRED: &str = "
    select broker_id, id, status in ('staging', 'draft')
    from imports
    where expires_at <= $1
        and status not in ('running', 'undoing')
        and (status in ('staging', 'draft') or exists (
            select 1
            from import_lines
            where import_lines.broker_id = imports.broker_id
                and import_lines.import_id = imports.id
        ))
    order by expires_at
    limit 1";

/// An import whose lines are past keeping by `now`, and whether it goes with them, since it has never run.
///
/// # Errors
/// What the engine says.
pub async fn expired(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<(BrokerId, ImportId, bool)>, DbError> {
    let row = fetch_optional!(tx, (Uuid, Uuid, bool), EXPIRED, now)?;
    Ok(row.map(|(broker, id, goes)| (BrokerId(broker), ImportId(id), goes)))
}

/// A count of lines: [`LARGEST`](steadyline_core::import::LARGEST) is far below what fits.
fn small(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
