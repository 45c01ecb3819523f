//! The schema is usable on Supabase: nothing is open but to `service_role`, and this program keeps working.

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};
use steadyline_db::Db;
use steadyline_db::testing::TestDb;

/// Roles are of the cluster, not of the database: another test may have made them, or be about to.
const ROLES: &str = "
    do $$
    declare
        name text;
    begin
        foreach name in array array['anon', 'authenticated', 'service_role'] loop
            begin
                execute format('create role %I nologin %s', name,
                    case when name = 'service_role' then 'bypassrls' else '' end);
            exception when duplicate_object or unique_violation then null;
            end;
        end loop;
    end
    $$";

async fn migrated() -> (TestDb, PgPool) {
    let db = TestDb::empty_postgres(ROLES).await;
    let Db::Postgres { pool } = &db.db else { panic!("not PostgreSQL") };
    let pool = pool.clone();
    (db, pool)
}

async fn run_as(connection: &mut PgConnection, role: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    sqlx::query(AssertSqlSafe(format!("set local role {role}"))).execute(&mut *tx).await?;
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await?;
    tx.commit().await
}

fn code(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(Into::into)
}

async fn tables(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'public'")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn every_table_has_row_level_security() {
    let (_db, pool) = migrated().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(open, [""; 0]);
}

#[tokio::test]
async fn the_service_role_reads_and_writes_every_table_of_ours() {
    let (_db, pool) = migrated().await;
    let mut connection = pool.acquire().await.unwrap();
    for table in tables(&pool).await.iter().filter(|table| *table != "_sqlx_migrations") {
        for sql in [format!("select count(*) from {table}"), format!("delete from {table} where false")] {
            run_as(&mut connection, "service_role", &sql)
                .await
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
    let insert = "insert into brokers (slug, name) values ('office', 'Office')";
    run_as(&mut connection, "service_role", insert).await.unwrap();
    let update = "update brokers set name = 'Other' where slug = 'office'";
    run_as(&mut connection, "service_role", update).await.unwrap();
    let seen: String = sqlx::query_scalar("select name from brokers").fetch_one(&pool).await.unwrap();
    assert_eq!(seen, "Other", "and the owner sees it");
}

#[tokio::test]
async fn strangers_get_permission_denied() {
    let (_db, pool) = migrated().await;
    let mut connection = pool.acquire().await.unwrap();
    for table in tables(&pool).await {
        for role in ["anon", "authenticated"] {
            for sql in [format!("select * from {table}"), format!("delete from {table}")] {
                let refused = run_as(&mut connection, role, &sql).await.unwrap_err();
                assert_eq!(code(&refused).as_deref(), Some("42501"), "{role}: {sql}: {refused}");
            }
        }
    }
}
