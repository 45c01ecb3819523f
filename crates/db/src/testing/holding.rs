//! Where in the whole database a text stands: what a test asks after it was to be gone.

use crate::{Db, DbError, Tx};
use sqlx::AssertSqlSafe;

const SQLITE_COLUMNS: &str = "
    select t.name, c.name, c.type
    from sqlite_schema t, pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";

const POSTGRES_COLUMNS: &str = "
    select table_name::text, column_name::text, data_type::text
    from information_schema.columns
    where table_schema = 'public' and table_name <> '_sqlx_migrations'";

/// A column's value as text, bytes included.
fn as_text(tx: &Tx, column: &str, kind: &str) -> String {
    match tx {
        Tx::Sqlite(_) => format!("cast({column} as text)"),
        Tx::Postgres(_) if kind == "bytea" => format!("encode({column}, 'escape')"),
        Tx::Postgres(_) => format!("cast({column} as text)"),
    }
}

/// Every column of every table that holds the text in one of its rows, whatever its case, as `table.column`. The
/// text is of plain letters, digits and spaces.
///
/// # Errors
/// What the engine says.
pub async fn columns_holding(db: &Db, text: &str) -> Result<Vec<String>, DbError> {
    let pattern = format!("%{}%", text.to_lowercase());
    db.read(move |tx| {
        let pattern = pattern.clone();
        Box::pin(async move {
            let columns = match tx {
                Tx::Sqlite(_) => SQLITE_COLUMNS,
                Tx::Postgres(_) => POSTGRES_COLUMNS,
            };
            let mut holding = Vec::new();
            for (table, column, kind) in fetch_all!(tx, (String, String, String), columns)? {
                let value = as_text(tx, &format!("\"{column}\""), &kind);
                let sql = format!("select count(*) from {table} where lower({value}) like $1");
                let (count,) = fetch_one!(tx, (i64,), AssertSqlSafe(sql), &pattern)?;
                if count > 0 {
                    holding.push(format!("{table}.{column}"));
                }
            }
            holding.sort();
            Ok(holding)
        })
    })
    .await
}
