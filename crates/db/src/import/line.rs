//! Rows of `import_lines`.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use sqlx::FromRow;
use sqlx::types::Json;
use std::collections::HashSet;
use steadyline_core::id::{BrokerId, ImportId};
use steadyline_core::import::{Column, Import, LineCounts, LineKind};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// A line of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its line in the file, from 1.
    pub line: i32,
    /// As it was written, in the order of the import's layout.
    pub cells: Vec<String>,
    /// What becomes of it, or became.
    pub kind: LineKind,
    /// The field at fault of a bad line.
    pub field: Option<String>,
    /// Why it is bad, or what else there is to know of it.
    pub why: Option<String>,
    /// A lead's phone, so that an erasure finds the line.
    pub phone: Option<E164>,
    /// The caller's own name for a lead.
    pub reference: Option<String>,
    /// The number or lead that it is, or will be.
    pub row_id: Option<Uuid>,
    /// The columns that it filled. Of a new lead only that its person is suppressed.
    pub filled: Vec<String>,
    /// Whether the undo left what it added, since it has been used.
    pub kept: bool,
}

impl Line {
    /// Whether it suppresses the lead's person, who was not suppressed before.
    pub fn suppresses(&self) -> bool {
        self.filled.iter().any(|name| name == Column::Suppressed.as_str())
    }
}

#[derive(FromRow)]
struct Row {
    line: i32,
    cells: Json<Vec<String>>,
    kind: String,
    field: Option<String>,
    why: Option<String>,
    phone: Option<String>,
    reference: Option<String>,
    row_id: Option<Uuid>,
    filled: Option<String>,
    kept: bool,
}

impl TryFrom<Row> for Line {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row { line, cells, kind, field, why, phone, reference, row_id, filled, kept } = row;
        let kind: LineKind = kind.parse().map_err(|error| DbError::row("import_lines", error))?;
        Ok(Self {
            line,
            cells: cells.0,
            kind,
            field,
            why,
            phone: phone.and_then(|phone| E164::parse(&phone).ok()),
            reference,
            row_id,
            filled: filled.iter().flat_map(|names| names.split(',')).map(str::to_owned).collect(),
            kept,
        })
    }
}

/// The columns of [`Row`].
macro_rules! columns {
    () => {
        "line, cells, kind, field, why, phone, reference, row_id, filled, kept"
    };
}

macro_rules! select_lines {
    ($tail:literal) => {
        concat!(
            "
    select ",
            columns!(),
            "
    from import_lines
    where broker_id = $1
        and import_id = $2",
            $tail
        )
    };
}

/// Rows in one statement: twelve arguments each, far below what either engine takes.
const ROWS_AT_ONCE: usize = 500;

/// Writes lines of an import.
///
/// # Errors
/// What the engine says.
pub async fn insert_lines(
    tx: &mut Tx,
    broker: BrokerId,
    import: ImportId,
    lines: &[Line],
) -> Result<(), DbError> {
    for some in lines.chunks(ROWS_AT_ONCE) {
        execute_built!(
            tx,
            "insert into import_lines
                (broker_id, import_id, line, cells, kind, field, why, phone, reference, row_id, filled, kept) ",
            |query| {
                query.push_values(some, |mut row, line| {
                    let Line { line, cells, kind, field, why, phone, reference, row_id, filled, kept } = line;
                    row.push_bind(to_sql(broker))
                        .push_bind(to_sql(import))
                        .push_bind(to_sql(line))
                        .push_bind(Json(cells.clone()))
                        .push_bind(to_sql(kind))
                        .push_bind(to_sql(field))
                        .push_bind(to_sql(why))
                        .push_bind(to_sql(phone))
                        .push_bind(to_sql(reference))
                        .push_bind(to_sql(row_id))
                        .push_bind(to_sql(names(filled)))
                        .push_bind(to_sql(kept));
                });
            }
        )?;
    }
    Ok(())
}

fn names(filled: &[String]) -> Option<String> {
    (!filled.is_empty()).then(|| filled.join(","))
}

const SET: &str = "
    update import_lines
    set kind = $4,
        field = $5,
        why = $6,
        row_id = $7,
        filled = $8,
        kept = $9
    where broker_id = $1
        and import_id = $2
        and line = $3";

/// Writes what became of a line.
///
/// # Errors
/// What the engine says.
pub async fn set_line(tx: &mut Tx, import: &Import, line: &Line) -> Result<(), DbError> {
    let Line { line, kind, field, why, row_id, filled, kept, .. } = line;
    let (broker_id, id) = (import.broker_id, import.id);
    execute!(tx, SET, broker_id, id, line, *kind, field, why, row_id, names(filled), kept)?;
    Ok(())
}

const AFTER: &str = select_lines!(
    "
        and line > $3
    order by line
    limit $4"
);
const OF_KIND: &str = select_lines!(
    "
        and kind = $5
        and line > $3
    order by line
    limit $4"
);
const KEPT: &str = select_lines!(
    "
        and kept
        and line > $3
    order by line
    limit $4"
);

/// Which lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those of a kind.
    Kind(LineKind),
    /// Those that the undo left.
    Kept,
}

/// Lines after a line, in order.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn lines(
    tx: &mut Tx,
    broker: BrokerId,
    import: ImportId,
    which: Which,
    after: i32,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let rows = match which {
        Which::All => fetch_all!(tx, Row, AFTER, broker, import, after, limit)?,
        Which::Kind(kind) => fetch_all!(tx, Row, OF_KIND, broker, import, after, limit, kind)?,
        Which::Kept => fetch_all!(tx, Row, KEPT, broker, import, after, limit)?,
    };
    rows.into_iter().map(Line::try_from).collect()
}

const COUNT: &str = "
    select kind, count(*)
    from import_lines
    where broker_id = $1
        and import_id = $2
    group by kind";

/// How many lines of an import there are of each kind.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn count_lines(tx: &mut Tx, import: &Import) -> Result<LineCounts, DbError> {
    let mut counts = LineCounts::default();
    for (kind, lines) in fetch_all!(tx, (String, i64), COUNT, import.broker_id, import.id)? {
        let kind: LineKind = kind.parse().map_err(|error| DbError::row("import_lines", error))?;
        counts.add(kind, lines);
    }
    Ok(counts)
}

const NUMBERED: &str = concat!("select ", columns!(), " from import_lines where broker_id = ");

/// Lines by their numbers, which are in order.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub(super) async fn numbered(tx: &mut Tx, import: &Import, numbers: &[i32]) -> Result<Vec<Line>, DbError> {
    let mut found = Vec::with_capacity(numbers.len());
    for some in numbers.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(tx, Row, NUMBERED, |query| {
            query
                .push_bind(to_sql(import.broker_id))
                .push(" and import_id = ")
                .push_bind(to_sql(import.id))
                .push(" and line in ");
            push_ids!(query, some);
            query.push(" order by line");
        })?;
        for row in rows {
            found.push(Line::try_from(row)?);
        }
    }
    Ok(found)
}

const TO_DO: &str = select_lines!(
    "
        and kind in ('new', 'fill')
        and line > $3
    order by line
    limit $4"
);
const TO_UNDO: &str = select_lines!(
    "
        and kind in ('new', 'fill')
        and line > $3
        and line <= $5
    order by line
    limit $4"
);

/// Lines that change something, after a line.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn to_do(tx: &mut Tx, import: &Import, after: i32, limit: i64) -> Result<Vec<Line>, DbError> {
    let rows = fetch_all!(tx, Row, TO_DO, import.broker_id, import.id, after, limit)?;
    rows.into_iter().map(Line::try_from).collect()
}

/// Lines that changed something, after a line, up to the last that was worked off.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn to_undo(
    tx: &mut Tx,
    import: &Import,
    after: i32,
    last: i32,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    let rows = fetch_all!(tx, Row, TO_UNDO, import.broker_id, import.id, after, limit, last)?;
    rows.into_iter().map(Line::try_from).collect()
}

/// Which of these numbers or leads an import added. They alone are looked for: an import has many lines.
///
/// # Errors
/// What the engine says.
pub async fn added(tx: &mut Tx, import: &Import, ids: &[Uuid]) -> Result<HashSet<Uuid>, DbError> {
    let mut found = HashSet::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (Uuid, Uuid, String),
            "select row_id, import_id, kind from import_lines where broker_id = ",
            |query| {
                query.push_bind(to_sql(import.broker_id)).push(" and row_id in ");
                push_ids!(query, some);
            }
        )?;
        let is_new = |of: Uuid, kind: &str| of == import.id.0 && kind == LineKind::New.as_str();
        found.extend(rows.into_iter().filter(|(_, of, kind)| is_new(*of, kind)).map(|(id, ..)| id));
    }
    Ok(found)
}

const DROP: &str = "
    delete from import_lines
    where broker_id = $1
        and import_id = $2
        and line in (
            select line
            from import_lines
            where broker_id = $1
                and import_id = $2
            limit $3
        )";

/// Removes at most `limit` lines of an import; gives how many.
///
/// # Errors
/// What the engine says.
pub async fn drop_lines(tx: &mut Tx, broker: BrokerId, import: ImportId, limit: i64) -> Result<u64, DbError> {
    execute!(tx, DROP, broker, import, limit)
}
