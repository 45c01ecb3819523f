//! SQL by hand, for benchmarks: a database that stays, filled by statements.

use crate::{Db, DbError};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use std::str::FromStr;

/// Runs statements in one transaction.
///
/// # Errors
/// What the engine says.
pub async fn execute_all(db: &Db, statements: Vec<String>) -> Result<(), DbError> {
    db.write(move |tx| {
        let statements = statements.clone();
        Box::pin(async move {
            for sql in statements {
                on_engine!(tx, conn => conn.execute(AssertSqlSafe(sql)).await.map(drop).map_err(DbError::from))?;
            }
            Ok(())
        })
    })
    .await
}

/// The first column of the first row, a 64-bit integer.
///
/// # Errors
/// What the engine says.
pub async fn count(db: &Db, sql: &str) -> Result<i64, DbError> {
    let sql = sql.to_owned();
    db.read(move |tx| {
        Box::pin(async move {
            on_engine!(tx, conn => {
                let one = sqlx::query_scalar::<Engine, i64>(AssertSqlSafe(sql)).fetch_one(conn).await;
                one.map_err(DbError::from)
            })
        })
    })
    .await
}

/// The address of a database in a cluster, made if it is not there: empty, or a copy of another.
///
/// # Errors
/// What the engine says.
pub async fn database_in(cluster: &str, name: &str, like: Option<&str>) -> Result<String, DbError> {
    let cluster = PgConnectOptions::from_str(cluster)?;
    let mut connection = cluster.connect().await?;
    let known = sqlx::query_scalar::<_, i64>("select count(*) from pg_database where datname = $1")
        .bind(name)
        .fetch_one(&mut connection)
        .await?;
    if known == 0 {
        let sql =
            format!("create database {name} template {} strategy file_copy", like.unwrap_or("template0"));
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    connection.close().await?;
    Ok(cluster.database(name).to_url_lossy().to_string())
}
