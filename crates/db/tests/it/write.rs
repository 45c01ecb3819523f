//! The write door.

use crate::sample::{a_broker, a_lead, a_number, at, broker_id, numbers, write_lead};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use steadyline_db::testing::TestDb;
use steadyline_db::{Db, DbError, Engine, lead, lease, on_both_engines};
use tokio::sync::Barrier;

/// What a job of a service may fail with.
#[derive(Debug)]
enum JobError {
    Refused,
    Db(#[allow(dead_code, reason = "shown when a test fails")] DbError),
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

async fn write_one(db: &Db, n: u32) -> Result<bool, DbError> {
    write_lead(db, &a_lead(broker_id(1), n)).await
}

on_both_engines! {
    async fn a_job_that_fails_keeps_nothing(db: TestDb) {
        let broker = a_broker(&db.db, 1).await;
        let failed: Result<(), JobError> = db.db.write(move |tx| Box::pin(async move {
            lead::insert(tx, &a_lead(broker, 1)).await?;
            Err(JobError::Refused)
        })).await;
        assert!(matches!(failed, Err(JobError::Refused)));
        assert_eq!(db.count("select count(*) from leads").await, 0);
        assert!(write_one(&db.db, 2).await.unwrap());
        assert_eq!(db.count("select count(*) from leads").await, 1);
    }

    async fn many_jobs_at_once_are_all_kept(db: TestDb) {
        a_broker(&db.db, 1).await;
        let jobs = (0..200).map(|n| {
            let db = db.db.clone();
            tokio::spawn(async move { write_one(&db, n).await })
        });
        for job in futures::future::join_all(jobs).await {
            assert!(job.unwrap().unwrap());
        }
        assert_eq!(db.count("select count(*) from leads").await, 200);
    }

    async fn a_job_that_fails_does_not_undo_those_beside_it(db: TestDb) {
        a_broker(&db.db, 1).await;
        let jobs = (0..60_u32).map(|n| {
            let db = db.db.clone();
            tokio::spawn(async move {
                db.write(move |tx| Box::pin(async move {
                    lead::insert(tx, &a_lead(broker_id(1), n)).await?;
                    if n % 3 == 0 { Err(JobError::Refused) } else { Ok(()) }
                })).await
            })
        });
        let done = futures::future::join_all(jobs).await;
        assert_eq!(done.iter().filter(|job| matches!(job, Ok(Ok(())))).count(), 40);
        assert_eq!(db.count("select count(*) from leads").await, 40);
    }

    async fn a_unique_violation_of_one_job_does_not_lose_others(db: TestDb) {
        a_broker(&db.db, 1).await;
        numbers(&db.db, broker_id(1), vec![a_number(1)]).await.unwrap();
        let jobs = (0..30_u32).map(|n| {
            let db = db.db.clone();
            tokio::spawn(async move {
                if n % 2 == 0 {
                    numbers(&db, broker_id(1), vec![a_number(1)]).await
                } else {
                    write_one(&db, n).await.map(|_written| ())
                }
            })
        });
        let mut refused = 0;
        for job in futures::future::join_all(jobs).await {
            if let Err(error) = job.unwrap() {
                assert!(error.is_unique_violation(), "{error}");
                refused += 1;
            }
        }
        assert_eq!(refused, 15);
        assert_eq!(db.count("select count(*) from leads").await, 15);
        assert_eq!(db.count("select count(*) from phone_numbers").await, 1);
    }

    async fn a_panicking_job_harms_no_other(db: TestDb) {
        a_broker(&db.db, 1).await;
        let panicking = {
            let db = db.db.clone();
            tokio::spawn(async move {
                let done: Result<(), DbError> = db.write(|tx| Box::pin(async move {
                    lead::insert(tx, &a_lead(broker_id(1), 1)).await?;
                    panic!("a mistake in a job");
                })).await;
                done
            })
        };
        let others = (2..30).map(|n| {
            let db = db.db.clone();
            tokio::spawn(async move { write_one(&db, n).await })
        });
        for job in futures::future::join_all(others).await {
            assert!(job.unwrap().unwrap());
        }
        assert!(!matches!(panicking.await, Ok(Ok(()))));
        assert!(write_one(&db.db, 30).await.unwrap());
        assert_eq!(db.count("select count(*) from leads").await, 29);
    }

    async fn a_caller_that_goes_away_does_not_stop_the_writer(db: TestDb) {
        a_broker(&db.db, 1).await;
        for n in 0..20 {
            let one = db.db.clone();
            let job = tokio::spawn(async move { write_one(&one, n).await });
            if n % 2 == 0 {
                job.abort();
            } else {
                assert!(job.await.unwrap().unwrap());
            }
        }
        assert!(db.count("select count(*) from leads").await >= 10);
    }

    async fn jobs_that_wait_for_each_other_are_tried_again(db: TestDb) {
        let tries = Arc::new(AtomicU32::new(0));
        for job in ["a", "b"] {
            let taken: Result<bool, DbError> = db.db
                .write(move |tx| Box::pin(async move { lease::take(tx, job, "x", at(0), at(1)).await }))
                .await;
            assert!(taken.unwrap());
        }
        // Each takes the rows in another order, on PostgreSQL once both have their first: a deadlock that one of them must
        // survive.
        let both_have_one = Arc::new(Barrier::new(2));
        let at_once = db.engine() == Engine::Postgres;
        let both = [["a", "b"], ["b", "a"]].map(|order| {
            let (db, tries, both_have_one) = (db.db.clone(), tries.clone(), both_have_one.clone());
            tokio::spawn(async move {
                let done: Result<bool, DbError> = db.write(move |tx| {
                    let (tries, both_have_one) = (tries.clone(), both_have_one.clone());
                    Box::pin(async move {
                        let is_first = tries.fetch_add(1, Ordering::Relaxed) < 2;
                        lease::take(tx, order[0], "x", at(0), at(2)).await?;
                        if at_once && is_first {
                            both_have_one.wait().await;
                        }
                        lease::take(tx, order[1], "x", at(0), at(2)).await
                    })
                }).await;
                done
            })
        });
        for job in futures::future::join_all(both).await {
            assert!(job.unwrap().unwrap());
        }
        let expected = if at_once { 3 } else { 2 };
        assert_eq!(tries.load(Ordering::Relaxed), expected);
    }

    async fn what_waits_when_the_database_closes_is_still_written(db: TestDb) {
        a_broker(&db.db, 1).await;
        assert!(write_one(&db.db, 1).await.unwrap());
        db.db.close().await;
        let again = Db::open(&db.address).await.unwrap();
        let found: Result<_, DbError> = again
            .read(|tx| Box::pin(async move { lead::find_by_reference(tx, broker_id(1), "crm-1").await }))
            .await;
        assert!(found.unwrap().is_some());
        assert!(write_one(&db.db, 2).await.is_err());
        again.close().await;
    }

    async fn a_reader_keeps_nothing(db: TestDb) {
        a_broker(&db.db, 1).await;
        let tried: Result<bool, DbError> = db.db
            .read(|tx| Box::pin(async move { lead::insert(tx, &a_lead(broker_id(1), 1)).await }))
            .await;
        assert!(tried.is_err());
        assert_eq!(db.count("select count(*) from leads").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_that_wait_on_sqlite_share_one_commit() {
    let db = TestDb::sqlite().await;
    a_broker(&db.db, 1).await;
    let slow = {
        let db = db.db.clone();
        tokio::spawn(async move {
            let done: Result<(), DbError> = db
                .write(|_tx| {
                    Box::pin(async move {
                        tokio::time::sleep(Duration::from_millis(300)).await;
                        Ok(())
                    })
                })
                .await;
            done
        })
    };
    tokio::time::sleep(Duration::from_millis(50)).await;
    let jobs = (0..50).map(|n| {
        let db = db.db.clone();
        async move {
            assert!(write_one(&db, n).await.unwrap());
            let seen: Result<_, DbError> = db
                .read(|tx| Box::pin(async move { lead::find_by_reference(tx, broker_id(1), "crm-20").await }))
                .await;
            seen.unwrap().is_some()
        }
    });
    let seen = futures::future::join_all(jobs).await;
    slow.await.unwrap().unwrap();
    // A job is answered after the commit: were each its own, the first ones would not see the twentieth.
    assert!(seen.iter().all(|seen| *seen), "{seen:?}");
}
