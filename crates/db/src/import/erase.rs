//! Taking a person out of the lines of imports.

use crate::{DbError, Tx, dialect};
use sqlx::types::Json;
use std::collections::BTreeSet;
use steadyline_core::id::{BrokerId, ImportId};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use uuid::Uuid;

/// Three questions and not one with `or`, nor in an order, nor each answer once: for that SQLite walks through all lines
/// of the broker.
const IMPORTS: &str = "
    select import_id from import_lines where broker_id = $1 and row_id = $2
    union all select import_id from import_lines where broker_id = $1 and phone = $3
    union all select import_id from import_lines where broker_id = $1 and reference = $4";

/// The imports with lines about a record, in the order in which they are locked.
async fn imports_about(
    tx: &mut Tx,
    broker: BrokerId,
    record: &Lead,
    phone: Option<&E164>,
) -> Result<BTreeSet<Uuid>, DbError> {
    let (id, reference) = (record.id, &record.reference);
    let found = fetch_all!(tx, (Uuid,), IMPORTS, broker, id, phone, reference)?;
    Ok(found.into_iter().map(|(import,)| import).collect())
}

/// Locks the imports with lines about records of a person until the transaction ends. To be called before the records
/// are locked, for a batch holds its import while it locks the records of its lines.
///
/// # Errors
/// What the engine says.
pub async fn lock_about(tx: &mut Tx, broker: BrokerId, records: &[Lead]) -> Result<(), DbError> {
    let mut imports = BTreeSet::new();
    for record in records {
        imports.extend(imports_about(tx, broker, record, record.phone.as_ref()).await?);
    }
    for import in imports {
        dialect::lock_import(tx, broker, ImportId(import)).await?;
    }
    Ok(())
}

/// That a row of `import_lines` is one of an import about a record. For the same reason three questions.
macro_rules! is_about {
    () => {
        "broker_id = $1
            and import_id = $5
            and line in (
                select line from import_lines where broker_id = $1 and import_id = $5 and row_id = $2
                union all select line from import_lines where broker_id = $1 and import_id = $5 and phone = $3
                union all select line from import_lines where broker_id = $1 and import_id = $5 and reference = $4
            )"
    };
}

/// What was worked off is counted as what became of it. The lines are found by their numbers, not from where it is: hence
/// the sum.
const RECOUNT: &str = concat!(
    "
    update imports
    set (new_lines, fill_lines, known_lines) = (
        select imports.new_lines - count(case when kind = 'new' then 1 end),
            imports.fill_lines - count(case when kind = 'fill' then 1 end),
            imports.known_lines + count(*)
        from import_lines
        where ",
    is_about!(),
    "
            and line + 0 > imports.done_line
            and kind in ('new', 'fill')
    )
    where broker_id = $1
        and id = $5
        and status in ('draft', 'running', 'stopped')"
);

const BLANK: &str = concat!(
    "
    update import_lines
    set cells = $6,
        kind = case when kind in ('double', 'bad') then kind else 'known' end,
        field = null,
        why = 'The data of the person was erased.',
        phone = null,
        reference = null,
        filled = null
    where ",
    is_about!()
);

/// Blanks every line about an erased person's record: it is neither shown nor imported any more. One that something was
/// to become of is counted as known from now on; a bad or doubled one is counted as that and stays so.
///
/// # Errors
/// What the engine says.
pub async fn blank_person(
    tx: &mut Tx,
    broker: BrokerId,
    record: &Lead,
    phone: Option<&E164>,
) -> Result<(), DbError> {
    let (id, reference) = (record.id, &record.reference);
    for import in imports_about(tx, broker, record, phone).await? {
        // Held already, unless a line about the person has come since.
        dialect::lock_import(tx, broker, ImportId(import)).await?;
        execute!(tx, RECOUNT, broker, id, phone, reference, import)?;
        execute!(tx, BLANK, broker, id, phone, reference, import, Json(Vec::<String>::new()))?;
    }
    Ok(())
}
