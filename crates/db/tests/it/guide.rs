//! The SQL of the guide that this product replaces runs unchanged on PostgreSQL: its INSERT (with only the
//! broker's UUID put in), its dashboard and debug queries, and its nodes' updates.

use crate::sample::{a_broker, at, broker_id};
use sqlx::{AssertSqlSafe, PgPool, Row};
use steadyline_db::testing::TestDb;
use steadyline_db::{Db, DbError, number};

const INSERT: &str = "
-- Add phone numbers to pool
INSERT INTO phone_numbers (number, signalwire_id, broker_id, area_code, state)
VALUES
  ('+15551234567', 'sw_123', 'broker_uuid_1', '555', 'CA'),
  ('+15551234568', 'sw_124', 'broker_uuid_1', '555', 'CA'),
  ('+15551234569', 'sw_125', 'broker_uuid_1', '555', 'CA');
";

const UTILIZATION: &str = "
-- Pool utilization
SELECT
  broker_id,
  COUNT(*) as total_numbers,
  COUNT(CASE WHEN is_active THEN 1 END) as active_numbers,
  COUNT(CASE WHEN NOT is_active THEN 1 END) as inactive_numbers
FROM phone_numbers
GROUP BY broker_id;
";

const PERFORMANCE: &str = "
-- Assignment performance
SELECT
  status,
  COUNT(*) as count,
  AVG(call_attempts) as avg_attempts,
  AVG(EXTRACT(EPOCH FROM (released_at - assigned_at))/3600) as avg_hours_assigned
FROM lead_number_assignments
GROUP BY status;
";

const DISTRIBUTION: &str = "
-- Health score distribution
SELECT
  CASE
    WHEN health_score >= 80 THEN 'Excellent'
    WHEN health_score >= 60 THEN 'Good'
    WHEN health_score >= 40 THEN 'Fair'
    ELSE 'Poor'
  END as health_category,
  COUNT(*) as number_count
FROM phone_numbers
GROUP BY health_category;
";

const CONFLICTS: &str = "
-- Check for assignment conflicts
SELECT number_id, COUNT(*) as assignment_count
FROM lead_number_assignments
WHERE status = 'active'
GROUP BY number_id
HAVING COUNT(*) > 1;
";

const TOO_LONG: &str = "
-- Find numbers assigned too long
SELECT lna.*, pn.number
FROM lead_number_assignments lna
JOIN phone_numbers pn ON lna.number_id = pn.id
WHERE lna.status = 'active'
  AND lna.assigned_at < NOW() - INTERVAL '7 days';
";

const SCORES: &str = "
-- Check health score distribution
SELECT
  MIN(health_score) as min_score,
  MAX(health_score) as max_score,
  AVG(health_score) as avg_score
FROM phone_numbers
WHERE is_active = true;
";

struct Guide {
    _db: TestDb,
    db: Db,
    pool: PgPool,
    broker: String,
}

impl Guide {
    /// A database with the guide's three numbers, and leads to assign.
    async fn start() -> Self {
        let db = TestDb::postgres().await;
        let broker = a_broker(&db.db, 1).await.to_string();
        let Db::Postgres { pool } = db.db.clone() else { panic!("not PostgreSQL") };
        let guide = Self { db: db.db.clone(), _db: db, pool, broker };
        guide.run(&INSERT.replace("broker_uuid_1", &guide.broker)).await.unwrap();
        for reference in ["test_lead", "second_lead"] {
            let sql = format!(
                "insert into leads (broker_id, reference) values ('{}', '{reference}')",
                guide.broker
            );
            guide.run(&sql).await.unwrap();
        }
        guide
    }

    async fn run(&self, sql: &str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await?.rows_affected())
    }

    async fn rows(&self, sql: &str) -> Vec<sqlx::postgres::PgRow> {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&self.pool).await.unwrap()
    }

    /// The guide's assignment node: the healthiest active number of the state, and an insert of four columns.
    async fn assign(&self, reference: &str, number: &str) -> Result<u64, sqlx::Error> {
        self.run(&format!(
            "insert into lead_number_assignments (lead_id, number_id, broker_id, status, max_attempts)
             select l.id, n.id, n.broker_id, 'active', 5
             from phone_numbers n, leads l
             where l.reference = '{reference}' and n.number = '{number}'"
        ))
        .await
    }
}

#[tokio::test]
async fn the_insert_fills_the_pool_and_this_program_reads_it() {
    let guide = Guide::start().await;
    let found: Result<_, DbError> = guide
        .db
        .read(|tx| {
            Box::pin(
                async move { number::list(tx, broker_id(1), &Default::default(), at(0), None, 10).await },
            )
        })
        .await;
    let numbers = found.unwrap();
    assert_eq!(numbers.len(), 3);
    let first = &numbers[0];
    assert_eq!(first.number.as_str(), "+15551234567");
    assert_eq!(first.area_code.map(String::from).as_deref(), Some("555"));
    assert_eq!(first.state.map(String::from).as_deref(), Some("CA"));
    assert_eq!((first.is_active, first.health_score, first.call_count), (true, 100, 0));
    assert_eq!(first.answer_rate(), None);
}

#[tokio::test]
async fn the_dashboard_queries_give_what_they_promise() {
    let guide = Guide::start().await;
    guide.run("update phone_numbers set is_active = false where number = '+15551234569'").await.unwrap();
    guide.assign("test_lead", "+15551234567").await.unwrap();
    let pool = &guide.rows(UTILIZATION).await[0];
    let counts: [i64; 3] = ["total_numbers", "active_numbers", "inactive_numbers"].map(|name| pool.get(name));
    assert_eq!(counts, [3, 2, 1]);
    let performance = guide.rows(PERFORMANCE).await;
    assert_eq!((performance.len(), performance[0].get::<String, _>("status").as_str()), (1, "active"));
    let health = guide.rows(DISTRIBUTION).await;
    assert_eq!(health[0].get::<String, _>("health_category"), "Excellent");
    assert_eq!(health[0].get::<i64, _>("number_count"), 3);
}

#[tokio::test]
async fn the_debug_queries_find_what_they_look_for_and_no_conflict() {
    let guide = Guide::start().await;
    guide.assign("test_lead", "+15551234567").await.unwrap();
    let conflict = guide.assign("second_lead", "+15551234567").await.unwrap_err();
    assert!(conflict.as_database_error().is_some_and(|error| error.is_unique_violation()), "{conflict}");
    assert!(guide.rows(CONFLICTS).await.is_empty());
    assert!(guide.rows(TOO_LONG).await.is_empty());
    guide.run("update lead_number_assignments set assigned_at = now() - interval '8 days'").await.unwrap();
    let found = guide.rows(TOO_LONG).await;
    assert_eq!(found[0].get::<String, _>("number"), "+15551234567");
    let scores = &guide.rows(SCORES).await[0];
    assert_eq!((scores.get::<i32, _>("min_score"), scores.get::<i32, _>("max_score")), (100, 100));
}

#[tokio::test]
async fn the_nodes_of_the_guide_work_as_sql() {
    let guide = Guide::start().await;
    let pick = format!(
        "select number from phone_numbers where broker_id = '{}' and is_active = true and state = 'CA'
         order by health_score desc limit 1",
        guide.broker
    );
    let number: String = guide.rows(&pick).await[0].get("number");
    assert_eq!(guide.assign("test_lead", &number).await.unwrap(), 1);
    let of_lead = "where lead_id = (select id from leads where reference = 'test_lead')";
    for set in [
        "first_answered_at = now(), call_attempts = 0 + 1, last_call_at = now()",
        "status = 'booked_locked', booked_at = now()",
        "status = 'unreachable', released_at = now()",
    ] {
        let sql = format!("update lead_number_assignments set {set} {of_lead}");
        assert_eq!(guide.run(&sql).await.unwrap(), 1, "{set}");
    }
    let health = format!(
        "update phone_numbers set health_score = 72, answer_rate = 41.5, call_count = 12, last_used_at = now()
         where number = '{number}'"
    );
    assert_eq!(guide.run(&health).await.unwrap(), 1);
    // The number is free again, and the lead too.
    assert_eq!(guide.assign("second_lead", &number).await.unwrap(), 1);
    let unknown = guide.run(&format!("update lead_number_assignments set status = 'done' {of_lead}")).await;
    assert!(unknown.is_err(), "a status that the guide does not know is refused");
}
