//! What is typed into the search is found by an index, among however many leads.

use sqlx::{AssertSqlSafe, Executor, Row};
use steadyline_db::Db;
use steadyline_db::testing::TestDb;

/// A condition on SQLite, its twin on PostgreSQL, and the index that serves both.
const WAYS: [(&str, &str, &str); 4] = [
    (
        "name is not null and lower(name) >= 'ada' and lower(name) < 'adb'",
        "name is not null and lower(name) ~>=~ 'ada' and lower(name) ~<~ 'adb'",
        "leads_name",
    ),
    (
        "name like '% %' and lower(substr(name, instr(name, ' ') + 1)) >= 'a'",
        "name like '% %' and lower(substr(name, strpos(name, ' ') + 1)) ~>=~ 'a'",
        "leads_last_name",
    ),
    (
        "reference is not null and lower(reference) >= 'a' and lower(reference) < 'b'",
        "reference is not null and lower(reference) ~>=~ 'a' and lower(reference) ~<~ 'b'",
        "leads_reference_start",
    ),
    (
        "phone is not null and substr(phone, length(phone) - 3) = '0142'",
        "phone is not null and substr(phone, length(phone) - 3) = '0142'",
        "leads_phone_end",
    ),
];

#[tokio::test]
async fn each_way_of_finding_a_lead_has_an_index() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let Db::Sqlite { readers, .. } = &sqlite.db else { panic!("not SQLite") };
    let Db::Postgres { pool } = &postgres.db else { panic!("not PostgreSQL") };
    let mut connection = pool.acquire().await.unwrap();
    // Of an empty table everything is read at once, whatever indexes there are.
    connection.execute("set enable_seqscan = off; set enable_bitmapscan = off").await.unwrap();
    for (of_sqlite, of_postgres, index) in WAYS {
        let sql = format!("explain query plan select id from leads where broker_id = x'00' and {of_sqlite}");
        let plan = sqlx::query(AssertSqlSafe(sql)).fetch_all(readers).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        assert!(plan.iter().any(|line| line.contains(index)), "SQLite, {index}: {plan:?}");
        let sql = format!(
            "explain select id from leads where broker_id = '00000000-0000-0000-0000-000000000000' and {of_postgres}"
        );
        let plan: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.unwrap();
        assert!(plan.iter().any(|line| line.contains(index)), "PostgreSQL, {index}: {plan:?}");
    }
}
