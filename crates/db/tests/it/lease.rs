//! Leases of jobs, and the idempotency of requests.

use crate::sample::at;
use steadyline_db::testing::TestDb;
use steadyline_db::{DbError, lease, on_both_engines};

async fn take(db: &TestDb, holder: &'static str, now: i64, until: i64) -> bool {
    let taken: Result<bool, DbError> = db
        .db
        .write(move |tx| Box::pin(async move { lease::take(tx, "daily", holder, at(now), at(until)).await }))
        .await;
    taken.unwrap()
}

on_both_engines! {
    async fn one_node_has_the_lease_until_it_ends(db: TestDb) {
        assert!(take(&db, "one", 0, 60).await);
        assert!(!take(&db, "two", 59, 120).await);
        assert!(take(&db, "one", 59, 90).await);
        assert!(!take(&db, "two", 89, 120).await);
        assert!(take(&db, "two", 90, 150).await);
        let ran: Result<_, DbError> = db.db.write(|tx| Box::pin(async move {
            lease::finish(tx, "daily", "two", at(100)).await?;
            lease::ran_at(tx, "daily").await
        })).await;
        assert_eq!(ran.unwrap(), Some(at(100)));
        assert!(take(&db, "one", 100, 160).await);
    }

    async fn of_many_nodes_at_once_one_gets_the_lease(db: TestDb) {
        let nodes = (0..20).map(|n| {
            let db = db.db.clone();
            tokio::spawn(async move {
                let holder = format!("node {n}");
                let taken: Result<bool, DbError> = db.write(move |tx| {
                    let holder = holder.clone();
                    Box::pin(async move { lease::take(tx, "daily", &holder, at(0), at(60)).await })
                }).await;
                taken.unwrap()
            })
        });
        let taken = futures::future::join_all(nodes).await;
        assert_eq!(taken.iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
    }
}
