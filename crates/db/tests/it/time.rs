//! Times as both engines keep them.

use crate::sample::{a_broker, a_lead, at, broker_id, write_lead};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::lead::Lead;
use steadyline_db::lead::{LeadCursor, LeadFilter};
use steadyline_db::testing::TestDb;
use steadyline_db::{DbError, lead, on_both_engines};

fn lead_at(last: u32, created_at: DateTime<Utc>) -> Lead {
    Lead { created_at, ..a_lead(broker_id(1), last) }
}

async fn page(db: &TestDb, after: Option<LeadCursor>, limit: i64) -> Vec<Lead> {
    let found: Result<Vec<Lead>, DbError> = db
        .db
        .read(move |tx| {
            Box::pin(async move { lead::list(tx, broker_id(1), &LeadFilter::default(), after, limit).await })
        })
        .await;
    found.unwrap()
}

on_both_engines! {
    async fn times_come_back_with_their_microseconds(db: TestDb) {
        a_broker(&db.db, 1).await;
        let whole = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        for (n, micros) in [0, 1, 10, 100_000, 123_456, 999_999].into_iter().enumerate() {
            let at = whole + TimeDelta::microseconds(micros);
            let lead = lead_at(u32::try_from(n).unwrap(), at);
            write_lead(&db.db, &lead).await.unwrap();
            let id = lead.id;
            let found: Result<_, DbError> = db.db
                .read(move |tx| Box::pin(async move { lead::find(tx, broker_id(1), id).await }))
                .await;
            assert_eq!(found.unwrap().unwrap(), lead);
        }
    }

    async fn rows_sort_by_time_whatever_its_fraction(db: TestDb) {
        a_broker(&db.db, 1).await;
        let whole = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let fractions = [0, 5, 9, 10, 99, 100, 1_000, 99_999, 100_000, 500_000, 999_999];
        for (n, micros) in fractions.into_iter().enumerate() {
            let at = whole + TimeDelta::microseconds(micros);
            write_lead(&db.db, &lead_at(u32::try_from(n).unwrap(), at)).await.unwrap();
        }
        let newest_first: Vec<i64> = page(&db, None, 100).await
            .iter()
            .map(|lead| (lead.created_at - whole).num_microseconds().unwrap())
            .collect();
        assert_eq!(newest_first, fractions.into_iter().rev().collect::<Vec<_>>());
    }

    async fn a_list_goes_on_where_it_ended_even_among_equal_times(db: TestDb) {
        a_broker(&db.db, 1).await;
        for n in 0..23 {
            write_lead(&db.db, &lead_at(n, at(i64::from(n / 6)))).await.unwrap();
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let some = page(&db, after, 5).await;
            let Some(last) = some.last() else { break };
            after = Some(LeadCursor { created_at: last.created_at, id: last.id });
            seen.extend(some.iter().map(|lead| lead.id));
        }
        let whole: Vec<_> = page(&db, None, 100).await.iter().map(|lead| lead.id).collect();
        assert_eq!(seen, whole);
        assert_eq!(seen.len(), 23);
    }

    async fn a_row_written_by_sql_has_a_time_that_sorts_with_ours(db: TestDb) {
        a_broker(&db.db, 1).await;
        db.execute("insert into leads (broker_id, reference)
            select id, 'by-hand' from brokers").await.unwrap();
        let now = page(&db, None, 1).await.remove(0);
        let (before, after) = (now.created_at - TimeDelta::microseconds(1), now.created_at + TimeDelta::microseconds(1));
        write_lead(&db.db, &lead_at(1, before)).await.unwrap();
        write_lead(&db.db, &lead_at(2, after)).await.unwrap();
        let names: Vec<_> = page(&db, None, 9).await.into_iter().filter_map(|lead| lead.reference).collect();
        assert_eq!(names, ["crm-2", "by-hand", "crm-1"]);
    }
}
