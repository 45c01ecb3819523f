//! Both schemas are one: the same tables, columns, nullability, keys and indexes.

use sqlx::{AssertSqlSafe, Row};
use std::collections::BTreeSet;
use steadyline_db::Db;
use steadyline_db::testing::TestDb;

const SQLITE_TABLES: &str = "
    select name from sqlite_schema
    where type = 'table' and name not like 'sqlite_%' and name <> '_sqlx_migrations'
    order by name";

const POSTGRES_COLUMNS: &str = "
    select table_name || '.' || column_name || case when is_nullable = 'YES' then ' null' else '' end
        || case when column_default is null then '' else ' default' end
    from information_schema.columns
    where table_schema = 'public' and table_name <> '_sqlx_migrations'";

/// Indexes with their columns; a primary key has no name of its own worth comparing.
const POSTGRES_INDEXES: &str = "
    select tables.relname || ': '
        || case when i.indisprimary then 'primary' when named.conindid is null then indexes.relname else 'unique' end
        || case when i.indisunique then ' unique' else '' end
        || case when i.indpred is null then '' else ' partial' end
        || ' (' || (
            select string_agg(a.attname, ', ' order by place.n)
            from unnest(i.indkey::smallint[]) with ordinality as place (attnum, n)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = place.attnum
        ) || ')'
    from pg_index i
    join pg_class tables on tables.oid = i.indrelid
    join pg_class indexes on indexes.oid = i.indexrelid
    join pg_namespace spaces on spaces.oid = tables.relnamespace and spaces.nspname = 'public'
    left join pg_constraint named on named.conindid = i.indexrelid and named.contype = 'u'
    where tables.relname <> '_sqlx_migrations'";

const POSTGRES_FOREIGN_KEYS: &str = "
    select c.conrelid::regclass::text || ' (' || (
            select string_agg(a.attname, ', ' order by place.n)
            from unnest(c.conkey) with ordinality as place (attnum, n)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = place.attnum
        ) || ') -> ' || c.confrelid::regclass::text
    from pg_constraint c
    where c.contype = 'f'";

#[derive(Debug, Default, PartialEq, Eq)]
struct Catalog {
    columns: BTreeSet<String>,
    indexes: BTreeSet<String>,
    foreign_keys: BTreeSet<String>,
}

async fn of_postgres(db: &Db) -> Catalog {
    let Db::Postgres { pool } = db else { panic!("not PostgreSQL") };
    let texts = |sql: &'static str| async move {
        let rows = sqlx::query_scalar::<_, String>(sql).fetch_all(pool).await.expect("the catalog is read");
        rows.into_iter().collect::<BTreeSet<_>>()
    };
    Catalog {
        columns: texts(POSTGRES_COLUMNS).await,
        indexes: texts(POSTGRES_INDEXES).await,
        foreign_keys: texts(POSTGRES_FOREIGN_KEYS).await,
    }
}

async fn of_sqlite(db: &Db) -> Catalog {
    let Db::Sqlite { readers, .. } = db else { panic!("not SQLite") };
    let mut catalog = Catalog::default();
    let tables = sqlx::query_scalar::<_, String>(SQLITE_TABLES).fetch_all(readers).await.unwrap();
    for table in tables {
        let pragma = |name: &str| format!("select * from pragma_{name}('{table}')");
        for row in sqlx::query(AssertSqlSafe(pragma("table_info"))).fetch_all(readers).await.unwrap() {
            let null = if row.get::<i64, _>("notnull") == 1 { "" } else { " null" };
            let default = row.get::<Option<String>, _>("dflt_value").map_or("", |_| " default");
            catalog.columns.insert(format!("{table}.{}{null}{default}", row.get::<String, _>("name")));
        }
        for row in sqlx::query(AssertSqlSafe(pragma("index_list"))).fetch_all(readers).await.unwrap() {
            let name: String = row.get("name");
            // An expression has no name, and none on PostgreSQL either.
            let sql =
                format!("select name from pragma_index_info('{name}') where name is not null order by seqno");
            let columns: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(readers).await.unwrap();
            let kind = match row.get::<String, _>("origin").as_str() {
                "pk" => "primary".to_owned(),
                "u" => "unique".to_owned(),
                _ => name,
            };
            let unique = if row.get::<i64, _>("unique") == 1 { " unique" } else { "" };
            let partial = if row.get::<i64, _>("partial") == 1 { " partial" } else { "" };
            catalog.indexes.insert(format!("{table}: {kind}{unique}{partial} ({})", columns.join(", ")));
        }
        let sql = format!(
            "select \"table\", group_concat(\"from\", ', ') as own
             from (select * from pragma_foreign_key_list('{table}') order by id, seq)
             group by id"
        );
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(readers).await.unwrap() {
            let (own, other): (String, String) = (row.get("own"), row.get("table"));
            catalog.foreign_keys.insert(format!("{table} ({own}) -> {other}"));
        }
    }
    catalog
}

#[tokio::test]
async fn both_engines_have_the_same_catalog() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let (sqlite, postgres) = (of_sqlite(&sqlite.db).await, of_postgres(&postgres.db).await);
    let difference = |a: &BTreeSet<String>, b: &BTreeSet<String>| -> Vec<String> {
        a.symmetric_difference(b).cloned().collect()
    };
    let read = [&sqlite.columns, &sqlite.indexes, &sqlite.foreign_keys].map(BTreeSet::len);
    assert!(read[0] > 100 && read[1] > 30 && read[2] > 10, "the catalog is read: {read:?}");
    assert_eq!(difference(&sqlite.columns, &postgres.columns), [""; 0]);
    assert_eq!(difference(&sqlite.indexes, &postgres.indexes), [""; 0]);
    assert_eq!(difference(&sqlite.foreign_keys, &postgres.foreign_keys), [""; 0]);
}

#[tokio::test]
async fn keys_and_indexes_of_a_brokers_tables_start_with_the_broker() {
    let db = TestDb::sqlite().await;
    let catalog = of_sqlite(&db.db).await;
    let of_brokers: BTreeSet<&str> = catalog
        .columns
        .iter()
        .filter_map(|column| column.split_once('.').filter(|(_, name)| *name == "broker_id"))
        .map(|(table, _)| table)
        .collect();
    assert!(of_brokers.len() > 8, "{of_brokers:?}");
    // The one that is unique in the whole installation.
    let others: Vec<&String> = catalog
        .indexes
        .iter()
        .filter(|index| of_brokers.contains(index.split(':').next().unwrap_or_default()))
        .filter(|index| !index.contains("(broker_id") && !index.contains("phone_numbers_number"))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    for db in [TestDb::sqlite().await, TestDb::postgres().await] {
        let again = Db::open(&db.address).await.expect("a migrated database opens");
        again.ping().await.expect("and answers");
        again.close().await;
    }
}
