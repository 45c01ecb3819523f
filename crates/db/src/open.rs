//! Opening the database that an address names, and its two doors.

use crate::engine::watch;
use crate::write::Writer;
use crate::{DbError, Tx};
use futures::future::BoxFuture;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool, SqlitePool};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;
use tracing::log::LevelFilter;

/// Connections that read at the same time, and on PostgreSQL also write.
const CONNECTIONS: u32 = 16;

/// Statements that a connection keeps prepared: more than the product has, and some with other filters.
const STATEMENTS: usize = 1000;

/// Which engine it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file: many readers, and one writer task that owns the only writing connection.
    Sqlite {
        /// Connections that read.
        readers: SqlitePool,
        /// The writer.
        writer: Writer,
    },
    /// A server.
    Postgres {
        /// Connections that read and write.
        pool: PgPool,
    },
}

impl Db {
    /// Opens the database, makes an SQLite file with its folder where there is none, and migrates.
    ///
    /// # Errors
    /// [`DbError::Address`] for an unknown kind of address, else what the engine says.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        if address.starts_with("sqlite:") {
            Self::open_sqlite(address).await
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(address)?
                .application_name("steadyline")
                .log_statements(LevelFilter::Trace)
                .log_slow_statements(LevelFilter::Warn, Duration::from_millis(500));
            let pool = PoolOptions::new()
                .max_connections(CONNECTIONS)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            crate::migrate::postgres(&pool).await?;
            Ok(Self::Postgres { pool })
        } else {
            Err(DbError::Address(address.split('@').next_back().unwrap_or_default().to_owned()))
        }
    }

    async fn open_sqlite(address: &str) -> Result<Self, DbError> {
        let options = sqlite_options(SqliteConnectOptions::from_str(address)?).create_if_missing(true);
        if let Some(folder) = options.get_filename().parent().filter(|folder| *folder != Path::new("")) {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        let writing =
            PoolOptions::new().max_connections(1).min_connections(1).connect_with(options.clone()).await?;
        crate::migrate::sqlite(&writing).await?;
        let readers = PoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(10))
            // There is no server that could have gone away.
            .test_before_acquire(false)
            .connect_with(options.pragma("query_only", "on"))
            .await?;
        Ok(Self::Sqlite { readers, writer: Writer::start(writing) })
    }

    /// Which engine it is.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Reads in one snapshot. Nothing is kept of what the job may write.
    ///
    /// # Errors
    /// What the job says, or what the engine says.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
        E: From<DbError>,
    {
        let mut tx = match self {
            Self::Sqlite { readers, .. } => {
                watch::edge("begin");
                Tx::Sqlite(readers.begin_with("begin").await.map_err(DbError::from)?)
            }
            Self::Postgres { pool } => Tx::Postgres(
                pool.begin_with("begin transaction isolation level repeatable read read only")
                    .await
                    .map_err(DbError::from)?,
            ),
        };
        let result = job(&mut tx).await;
        tx.rollback().await?;
        result
    }

    /// Writes in one transaction: the write door. The job owns its input and touches nothing but the [`Tx`],
    /// since it may run again; what to tell others is returned and sent after the commit.
    ///
    /// On SQLite one writer task runs the waiting jobs, each in a savepoint of one transaction, and answers
    /// after the commit. On PostgreSQL a job is one transaction, tried again after a serialization failure or
    /// deadlock, five times at most.
    ///
    /// # Errors
    /// What the job says (nothing of it is then kept), or what the engine says.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match self {
            Self::Sqlite { writer, .. } => writer.write(job).await,
            Self::Postgres { pool } => crate::write::on_postgres(pool, job).await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.read(|tx| {
            Box::pin(async move {
                let (_one,): (i32,) = fetch_one!(tx, (i32,), "select 1")?;
                Ok(())
            })
        })
        .await
    }

    /// Ends the writer after what is under way and closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                writer.stop().await;
                readers.close().await;
            }
            Self::Postgres { pool } => pool.close().await,
        }
    }
}

/// How every connection to an SQLite file is set.
pub(crate) fn sqlite_options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        // A committed call must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        // What is erased is overwritten in the file, also a long note that has pages of its own.
        .pragma("secure_delete", "on")
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, Duration::from_millis(500))
}
