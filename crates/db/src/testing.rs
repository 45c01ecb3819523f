//! Databases for tests, one for each test, on both engines. Behind the feature `testing`.
//!
//! A test is written once, inside [`on_both_engines!`](crate::on_both_engines), and runs as `sqlite::name`
//! and as `postgres::name`:
//!
//! ```ignore
//! steadyline_db::on_both_engines! {
//!     async fn a_resting_number_takes_no_lead(db: TestDb) {
//!         let service = Service::new(db.db.clone());
//!         // ...
//!     }
//! }
//! ```
//!
//! On SQLite it gets a file of its own, on PostgreSQL a database of its own in the cluster that
//! `TEST_POSTGRES_URL` names, copied from a template that the first test migrates. Without that variable the
//! test fails, and says how to run it. Both go away when the [`TestDb`] is dropped.

mod agreement;
mod bulk;
mod holding;
pub(crate) mod recording;

pub use agreement::disagreements;
pub use bulk::{count, database_in, execute_all};
pub use holding::columns_holding;
pub use recording::Recording;

use crate::{Db, DbError, Engine};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the cluster for tests is.
const URL_VARIABLE: &str = "TEST_POSTGRES_URL";

/// Holds off other test processes while one makes the template. Any number will do.
const TEMPLATE_LOCK: i64 = 0x5374_6561_6479;

/// The database of one test.
#[derive(Debug)]
pub struct TestDb {
    /// The database, migrated and empty.
    pub db: Db,
    /// Its address, as `DATABASE_URL` has it, for a program that opens it itself.
    pub address: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Database { cluster: Box<PgConnectOptions>, name: String },
}

impl TestDb {
    /// An SQLite file in a folder of its own.
    pub async fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(unique_name("steadyline-test"));
        let address = format!("sqlite://{}", folder.join("test.db").display());
        let db = Db::open(&address).await.expect("an SQLite file can be made in the temporary folder");
        Self { db, address, place: Place::Folder(folder) }
    }

    /// A PostgreSQL database, copied from the migrated template.
    pub async fn postgres() -> Self {
        let cluster = cluster();
        let template = template(&cluster).await.expect("the template database can be made");
        Self::postgres_from(cluster, Some(&template)).await
    }

    /// A PostgreSQL database that is empty, and not migrated until [`Db::open`] is called with its address.
    /// What `first` says runs in it before.
    pub async fn empty_postgres(first: &str) -> Self {
        let cluster = cluster();
        let name = unique_name("test");
        create(&cluster, &name, None).await.expect("a database can be made");
        let options = cluster.clone().database(&name);
        let mut connection = options.connect().await.expect("the new database answers");
        connection.execute(AssertSqlSafe(first)).await.expect("the SQL to begin with runs");
        connection.close().await.expect("the connection closes");
        Self::open(cluster, name).await
    }

    async fn postgres_from(cluster: PgConnectOptions, template: Option<&str>) -> Self {
        let name = unique_name("test");
        create(&cluster, &name, template).await.expect("a database can be made");
        Self::open(cluster, name).await
    }

    async fn open(cluster: PgConnectOptions, name: String) -> Self {
        let address = cluster.clone().database(&name).to_url_lossy().to_string();
        let db = Db::open(&address).await.expect("the new database opens");
        Self { db, address, place: Place::Database { cluster: Box::new(cluster), name } }
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    /// Runs SQL as somebody would by hand: rows that this program did not write.
    pub async fn execute(&self, sql: &str) -> Result<u64, DbError> {
        let sql = sql.to_owned();
        self.db
            .write(move |tx| {
                let sql = sql.clone();
                Box::pin(async move {
                    on_engine!(tx, conn => {
                        let done = conn.execute(AssertSqlSafe(sql)).await;
                        done.map(|done| done.rows_affected()).map_err(DbError::from)
                    })
                })
            })
            .await
    }

    /// How the engine would run a query, in its own words.
    pub async fn plan(&self, sql: &str) -> String {
        let sql = sql.to_owned();
        let rows: Result<Vec<String>, DbError> = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok(match tx {
                        crate::Tx::Sqlite(tx) => {
                            let sql = AssertSqlSafe(format!("explain query plan {sql}"));
                            let rows: Vec<(i64, i64, i64, String)> =
                                sqlx::query_as(sql).fetch_all(&mut **tx).await?;
                            rows.into_iter().map(|(_, _, _, step)| step).collect()
                        }
                        crate::Tx::Postgres(tx) => {
                            let sql = AssertSqlSafe(format!("explain {sql}"));
                            let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut **tx).await?;
                            rows.into_iter().map(|(step,)| step).collect()
                        }
                    })
                })
            })
            .await;
        rows.expect("the query can be explained").join("\n")
    }

    /// The first column of the first row, which must be a 64-bit integer, such as a count.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = sql.to_owned();
        let counted: Result<i64, DbError> = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    on_engine!(tx, conn => {
                        let one = sqlx::query_scalar::<Engine, i64>(AssertSqlSafe(sql)).fetch_one(conn).await;
                        one.map_err(DbError::from)
                    })
                })
            })
            .await;
        counted.expect("the count can be taken")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.place {
            Place::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Place::Database { cluster, name } => {
                let (cluster, name) = (cluster.clone(), name.clone());
                // Dropping is not async, and the test's own runtime may be ending.
                let thread = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .map_err(sqlx::Error::Io)?;
                    runtime.block_on(async {
                        let mut connection = cluster.connect().await?;
                        let sql = format!("drop database if exists {name} with (force)");
                        connection.execute(AssertSqlSafe(sql)).await?;
                        Ok::<_, DbError>(())
                    })
                });
                // A database that stays behind goes away with its cluster.
                drop(thread.join());
            }
        }
    }
}

/// The cluster for tests.
///
/// # Panics
/// Where there is none, with a message that says how to run the tests.
#[allow(clippy::disallowed_methods, reason = "tests have no settings file, only this variable")]
fn cluster() -> PgConnectOptions {
    let Ok(url) = std::env::var(URL_VARIABLE) else {
        panic!(
            "{URL_VARIABLE} is not set, and tests on PostgreSQL are never skipped. Run `cargo xtask test`, or \
             `cargo xtask postgres -- cargo nextest run` for some of them: both start a private cluster."
        );
    };
    PgConnectOptions::from_str(&url).expect("the variable holds the address of a PostgreSQL cluster")
}

/// The name of a migrated database that nobody is connected to. The first test of all processes makes it.
async fn template(cluster: &PgConnectOptions) -> Result<String, DbError> {
    let name = format!("template_{:016x}", crate::migrate::fingerprint());
    let mut connection = cluster.connect().await?;
    lock(&mut connection, "select pg_advisory_lock($1)").await?;
    let made = make_template(cluster, &mut connection, &name).await;
    lock(&mut connection, "select pg_advisory_unlock($1)").await?;
    connection.close().await?;
    made.map(|()| name)
}

async fn lock(connection: &mut PgConnection, sql: &'static str) -> Result<(), DbError> {
    sqlx::query(sql).bind(TEMPLATE_LOCK).execute(connection).await?;
    Ok(())
}

async fn make_template(
    cluster: &PgConnectOptions,
    connection: &mut PgConnection,
    name: &str,
) -> Result<(), DbError> {
    let known = sqlx::query_scalar::<_, i64>("select count(*) from pg_database where datname = $1")
        .bind(name)
        .fetch_one(&mut *connection)
        .await?;
    if known > 0 {
        return Ok(());
    }
    // Renamed when it is complete: a half-made one has another name.
    let half = unique_name("half");
    create(cluster, &half, None).await?;
    let db = Db::open(cluster.clone().database(&half).to_url_lossy().as_str()).await?;
    db.close().await;
    let sql = format!("alter database {half} rename to {name}");
    // A connection that was closed may take the server a moment to forget.
    for _ in 0..50 {
        if connection.execute(AssertSqlSafe(sql.clone())).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    connection.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}

async fn create(cluster: &PgConnectOptions, name: &str, template: Option<&str>) -> Result<(), DbError> {
    let template = template.unwrap_or("template0");
    let mut connection = cluster.connect().await?;
    let sql = format!("create database {name} template {template}");
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await?;
    Ok(())
}

/// A name that no other test has, in this process or another.
fn unique_name(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{what}_{}_{:x}_{next}", std::process::id(), since.as_nanos())
}

/// Runs each test on SQLite and on PostgreSQL: see [`testing`](crate::testing).
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)+) => {
        $($(#[$meta])* async fn $name($db: $crate::testing::TestDb) $body)+

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::testing::TestDb::sqlite().await).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::testing::TestDb::postgres().await).await;
            })+
        }
    };
}
