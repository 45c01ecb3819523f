//! The write door: how write transactions are grouped, retried and ended. Only [`crate::Db::write`] leads here.

use crate::engine::watch;
use crate::{DbError, Tx};
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::{Executor, PgPool, SqlitePool};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Most jobs that share one commit on SQLite.
const GROUP: usize = 64;
/// No further job joins a group that has run this long.
const GROUP_TIME: Duration = Duration::from_millis(100);
/// Jobs that may wait for the writer before callers wait to hand theirs over.
const WAITING: usize = 1024;
/// Most times a transaction is tried on PostgreSQL.
const TRIES: u32 = 5;

async fn plain(tx: &mut Tx, sql: &'static str) -> Result<(), DbError> {
    on_engine!(tx, conn => conn.execute(sql).await.map(|_| ()).map_err(DbError::from))
}

/// One transaction a job; tried again where PostgreSQL says that another one was in the way.
pub(crate) async fn on_postgres<T, E, F>(pool: &PgPool, job: F) -> Result<T, E>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    E: From<DbError>,
{
    let mut tries = 1;
    loop {
        let mut tx = Tx::Postgres(pool.begin().await.map_err(DbError::from)?);
        let result = job(&mut tx).await;
        if result.is_err() {
            let again = tries < TRIES && clashed(&mut tx).await;
            tx.rollback().await?;
            if !again {
                return result;
            }
            tokio::time::sleep(Duration::from_millis(u64::from(5 * tries * tries))).await;
            tries += 1;
            continue;
        }
        match tx.commit().await {
            Ok(()) => return result,
            Err(error) if error.is_transient() && tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether the transaction has failed under the job: then nothing but a rollback works in it. A job's own
/// error may hide the cause, so the transaction is asked, not the error.
async fn clashed(tx: &mut Tx) -> bool {
    plain(tx, "select 1").await.is_err()
}

/// A job with its type erased.
trait Job: Send {
    /// Runs it; `true` if its writes are to be kept.
    fn run<'j>(&'j mut self, tx: &'j mut Tx) -> BoxFuture<'j, bool>;
    /// Tells the caller, once the group is committed or lost.
    fn answer(self: Box<Self>, lost: Option<DbError>);
}

struct Pending<T, E, F> {
    job: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Pending<T, E, F>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run<'j>(&'j mut self, tx: &'j mut Tx) -> BoxFuture<'j, bool> {
        let future = (self.job)(tx);
        let result = &mut self.result;
        async move {
            match AssertUnwindSafe(future).catch_unwind().await {
                Ok(done) => {
                    let keep = done.is_ok();
                    *result = Some(done);
                    keep
                }
                Err(_panic) => {
                    *result = None;
                    false
                }
            }
        }
        .boxed()
    }

    fn answer(self: Box<Self>, lost: Option<DbError>) {
        let answer = match (lost, self.result) {
            (Some(error), Some(Ok(_)) | None) => Err(error.into()),
            (_, Some(result)) => result,
            (None, None) => Err(DbError::Closed.into()),
        };
        // The caller may have gone away: its writes stand all the same.
        drop(self.reply.send(answer));
    }
}

/// The one task that writes to an SQLite file.
#[derive(Clone, Debug)]
pub struct Writer {
    jobs: mpsc::Sender<Box<dyn Job>>,
    running: Arc<Mutex<Option<Running>>>,
}

/// How the task is told to stop, and when it has.
#[derive(Debug)]
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Writer {
    pub(crate) fn start(pool: SqlitePool) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(work(pool, waiting, stopped));
        Self { jobs, running: Arc::new(Mutex::new(Some(Running { stop, task }))) }
    }

    pub(crate) async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .send(Box::new(Pending { job, result: None, reply }))
            .await
            .map_err(|_closed| DbError::Closed)?;
        answer.await.map_err(|_closed| DbError::Closed)?
    }

    /// Ends the task once the jobs that wait are done.
    pub(crate) async fn stop(&self) {
        if let Some(Running { stop, task }) = self.running.lock().await.take() {
            let _ended_already = stop.send(());
            drop(task.await);
        }
    }
}

async fn work(
    pool: SqlitePool,
    mut waiting: mpsc::Receiver<Box<dyn Job>>,
    mut stopped: oneshot::Receiver<()>,
) {
    loop {
        let first = tokio::select! {
            biased;
            job = waiting.recv() => job,
            _ = &mut stopped => {
                waiting.close();
                waiting.recv().await
            }
        };
        let Some(first) = first else { break };
        let mut done = Vec::with_capacity(1);
        let lost = group(&pool, first, &mut waiting, &mut done).await.err();
        if let Some(error) = &lost {
            tracing::error!(%error, jobs = done.len(), "a write transaction was lost");
        }
        let text = lost.map(|error| error.to_string());
        for job in done {
            job.answer(text.clone().map(|text| DbError::Engine(sqlx::Error::Protocol(text))));
        }
    }
    pool.close().await;
}

/// Runs the first job and whatever waits behind it in one transaction. An error means that all are lost.
async fn group(
    pool: &SqlitePool,
    first: Box<dyn Job>,
    waiting: &mut mpsc::Receiver<Box<dyn Job>>,
    done: &mut Vec<Box<dyn Job>>,
) -> Result<(), DbError> {
    let began = Instant::now();
    let mut next = Some(first);
    watch::edge("begin immediate");
    let mut tx = match pool.begin_with("begin immediate").await {
        Ok(tx) => Tx::Sqlite(tx),
        Err(error) => {
            done.extend(next);
            return Err(error.into());
        }
    };
    while let Some(mut job) = next.take() {
        let begun = plain(&mut tx, "savepoint job").await;
        let keep = begun.is_ok() && job.run(&mut tx).await;
        done.push(job);
        begun?;
        if !keep {
            plain(&mut tx, "rollback to job").await?;
        }
        plain(&mut tx, "release job").await?;
        if done.len() < GROUP && began.elapsed() < GROUP_TIME {
            next = waiting.try_recv().ok();
        }
    }
    tx.commit().await
}
