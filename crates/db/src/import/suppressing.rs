//! Lines that suppress a person who was not suppressed before.

use super::line::{Line, numbered};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use std::collections::BTreeSet;
use steadyline_core::import::{Import, Suppressed};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// Phones in one statement.
const PHONES_AT_ONCE: usize = 500;

/// That a row of `import_lines` is one of them.
macro_rules! suppresses {
    () => {
        "kind in ('new', 'fill') and ',' || filled || ',' like '%,suppressed,%'"
    };
}

const COUNT: &str = concat!(
    "
    select count(distinct coalesce(leads.phone, said.phone))
            + count(distinct case when coalesce(leads.phone, said.phone) is null then said.row_id end),
        count(case when said.kind = 'fill' and said.filled = 'suppressed' then 1 end)
    from import_lines said
    left join leads
        on leads.broker_id = said.broker_id
        and leads.id = said.row_id
    where said.broker_id = $1
        and said.import_id = $2
        and said.line > $3
        and said.line <= $4
        and ",
    suppresses!()
);

/// How many persons lines after a line, up to another, suppress, and how many of those lines do nothing else to a known
/// lead.
///
/// # Errors
/// What the engine says.
pub async fn count_suppressing(
    tx: &mut Tx,
    import: &Import,
    after: i32,
    last: i32,
) -> Result<Suppressed, DbError> {
    let (persons, alone) = fetch_one!(tx, (i64, i64), COUNT, import.broker_id, import.id, after, last)?;
    Ok(Suppressed { persons, alone })
}

const OF_BROKER: &str =
    concat!("select import_id, line from import_lines where ", suppresses!(), " and broker_id = ");

/// The lines of an import, up to one, that suppress the persons of these phones: by the phone, or of a lead that has
/// it.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn suppressing(
    tx: &mut Tx,
    import: &Import,
    phones: &[E164],
    last: i32,
) -> Result<Vec<Line>, DbError> {
    let mut found = BTreeSet::new();
    for some in phones.chunks(PHONES_AT_ONCE) {
        let rows = fetch_built!(tx, (Uuid, i32), OF_BROKER, |query| {
            query.push_bind(to_sql(import.broker_id)).push(" and phone in ");
            push_ids!(query, some);
            query
                .push(" union ")
                .push(OF_BROKER)
                .push_bind(to_sql(import.broker_id))
                .push(" and row_id in (select id from leads where broker_id = ")
                .push_bind(to_sql(import.broker_id))
                .push(" and phone in ");
            push_ids!(query, some);
            query.push(")");
        })?;
        let lines = rows.into_iter().filter(|(of, line)| *of == import.id.0 && *line <= last);
        found.extend(lines.map(|(_, line)| line));
    }
    let numbers: Vec<i32> = found.into_iter().collect();
    numbered(tx, import, &numbers).await
}
