//! Every statement that runs, with its arguments, so that a benchmark can run the very same ones again without
//! anything of ours around them. SQLite alone, and one recording at a time in a process.

use crate::DbError;
use sqlx::query::{Query, QueryAs};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions};
use sqlx::{ConnectOptions, Connection, Database, Execute, Executor, FromRow, IntoArguments, SqlStr};
use std::any::Any;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

static ON: AtomicBool = AtomicBool::new(false);
static STEPS: Mutex<Vec<Step>> = Mutex::new(Vec::new());

/// What ran.
#[derive(Clone, Debug)]
enum Step {
    /// A transaction began or ended.
    Edge(&'static str),
    /// A statement.
    Statement(SqlStr, SqliteArguments),
}

/// What one action of the product ran, from its first transaction to its last.
#[derive(Clone, Debug, Default)]
pub struct Recording(Vec<Step>);

impl Recording {
    /// Starts anew.
    pub fn start() {
        STEPS.lock().unwrap_or_else(PoisonError::into_inner).clear();
        ON.store(true, Ordering::SeqCst);
    }

    /// Ends, and gives what ran since the start.
    pub fn stop() -> Self {
        ON.store(false, Ordering::SeqCst);
        Self(std::mem::take(&mut STEPS.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// How many statements ran, without those that begin and end a transaction.
    pub fn statements(&self) -> usize {
        self.0.iter().filter(|step| matches!(step, Step::Statement(..))).count()
    }

    /// How many transactions that may write there were.
    pub fn writes(&self) -> usize {
        self.0.iter().filter(|step| matches!(step, Step::Edge("begin immediate"))).count()
    }

    /// The statements.
    pub fn statements_as_text(&self) -> Vec<String> {
        let text = |step: &Step| match step {
            Step::Statement(sql, _) => Some(sql.as_str().to_owned()),
            Step::Edge(_) => None,
        };
        self.0.iter().filter_map(text).collect()
    }

    /// Runs the recordings again, one after the other on one connection, and gives the time of each. The database
    /// must be as it was before the first of them.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn replay(address: &str, recordings: &[Self]) -> Result<Vec<Duration>, DbError> {
        let options = crate::open::sqlite_options(SqliteConnectOptions::from_str(address)?);
        let mut connection = options.connect().await?;
        let mut times = Vec::with_capacity(recordings.len());
        for recording in recordings {
            let began = Instant::now();
            for step in &recording.0 {
                match step {
                    Step::Edge(sql) => {
                        connection.execute(*sql).await?;
                    }
                    Step::Statement(sql, arguments) => {
                        let query = sqlx::query_with::<sqlx::Sqlite, _>(sql.clone(), arguments.clone());
                        drop(query.fetch_all(&mut connection).await?);
                    }
                }
            }
            times.push(began.elapsed());
        }
        connection.close().await?;
        Ok(times)
    }
}

/// A transaction begins or ends.
pub(crate) fn edge(sql: &'static str) {
    if ON.load(Ordering::Relaxed) {
        STEPS.lock().unwrap_or_else(PoisonError::into_inner).push(Step::Edge(sql));
    }
}

/// A query that is about to run: it is noted where somebody records.
pub(crate) trait Watch: Sized {
    fn watched(self) -> Self;
}

impl<DB> Watch for Query<'_, DB, DB::Arguments>
where
    DB: Database,
    DB::Arguments: IntoArguments<DB> + Clone,
{
    fn watched(self) -> Self {
        if !ON.load(Ordering::Relaxed) {
            return self;
        }
        let (sql, arguments) = note(self);
        sqlx::query_with(sql, arguments)
    }
}

impl<DB, O> Watch for QueryAs<'_, DB, O, DB::Arguments>
where
    DB: Database,
    DB::Arguments: IntoArguments<DB> + Clone,
    O: Send + for<'r> FromRow<'r, DB::Row>,
{
    fn watched(self) -> Self {
        if !ON.load(Ordering::Relaxed) {
            return self;
        }
        let (sql, arguments) = note(self);
        sqlx::query_as_with(sql, arguments)
    }
}

fn note<'q, DB: Database>(mut query: impl Execute<'q, DB>) -> (SqlStr, DB::Arguments) {
    let arguments = query.take_arguments().expect("the arguments can be encoded").unwrap_or_default();
    let sql = query.sql();
    if let Some(arguments) = (&arguments as &dyn Any).downcast_ref::<SqliteArguments>() {
        let step = Step::Statement(sql.clone(), arguments.clone());
        STEPS.lock().unwrap_or_else(PoisonError::into_inner).push(step);
    }
    (sql, arguments)
}
