//! What an older Steadyline kept of histograms is what this one reads.

use crate::sample::a_broker;
use chrono::NaiveDate;
use steadyline_core::report::{Histogram, Range, Span};
use steadyline_db::report::{Which, ended_spans, funnel_spans};
use steadyline_db::{Db, DbError, on_both_engines};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The tables as they were: a row of each bucket.
fn before(id: &str, date: &str) -> String {
    format!(
        "drop table span_days;
        drop table all_span_days;
        create table span_days (broker_id {id} not null references brokers (id), day {date} not null, span text not null,
            bucket integer not null, leads bigint not null default 0, primary key (broker_id, day, span, bucket));
        create table all_span_days (day {date} not null, span text not null, bucket integer not null,
            leads bigint not null default 0, primary key (day, span, bucket));
        insert into span_days (broker_id, day, span, bucket, leads)
        select id, '2026-03-02', 'answer', 9, 2 from brokers union all
        select id, '2026-03-02', 'answer', 353, 70000 from brokers union all
        select id, '2026-03-02', 'answer', 12, 0 from brokers union all
        select id, '2026-03-03', 'answer', 9, 1 from brokers union all
        select id, '2026-03-02', 'assigned', 0, 4 from brokers;
        insert into all_span_days (day, span, bucket, leads)
        select day, span, bucket, leads from span_days;"
    )
}

on_both_engines! {
    async fn histograms_of_before_are_kept(db: TestDb) {
        let broker = a_broker(&db.db, 1).await;
        let (tables, migration) = match db.db {
            Db::Sqlite { .. } => {
                (before("blob", "text"), include_str!("../../../../migrations/sqlite/0015_histograms.sql"))
            }
            Db::Postgres { .. } => {
                (before("uuid", "date"), include_str!("../../../../migrations/postgres/0015_histograms.sql"))
            }
        };
        let tables = if matches!(db.db, Db::Postgres { .. }) {
            tables.replace("'2026-03-02'", "date '2026-03-02'").replace("'2026-03-03'", "date '2026-03-03'")
        } else {
            tables
        };
        db.execute(&tables).await.unwrap();
        db.execute(migration).await.unwrap();
        for broker in [Some(broker), None] {
            let which = Which { broker, range: Range { from: day("2026-03-01"), to: day("2026-03-31") } };
            let read: Result<_, DbError> = db.db.read(move |tx| Box::pin(async move {
                Ok((funnel_spans(tx, which).await?, ended_spans(tx, which).await?))
            })).await;
            let (funnel, ended) = read.unwrap();
            assert_eq!(funnel, [(Span::Answer, Histogram([(9, 3), (353, 70_000)].into()))].into());
            assert_eq!(ended, [(Span::Assigned, Histogram([(0, 4)].into()))].into());
        }
        assert_eq!(db.count("select cast(sum(leads) as bigint) from span_days where span = 'answer'").await, 70_003);
    }
}
