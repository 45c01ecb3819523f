//! One text for two engines: `Tx`, and the macros that run a statement on whichever it is.

use sqlx::{Postgres, Sqlite, Transaction};

/// An open transaction. Only [`crate::Db::read`] and [`crate::Db::write`] make one.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Without the feature `testing` nobody watches.
#[cfg(not(feature = "testing"))]
pub(crate) mod watch {
    pub(crate) trait Watch: Sized {
        fn watched(self) -> Self {
            self
        }
    }
    impl<T> Watch for T {}

    pub(crate) fn edge(_sql: &'static str) {}
}
#[cfg(feature = "testing")]
pub(crate) use crate::testing::recording as watch;

/// Two `match` arms around one body: `$conn` is the engine's connection, `Engine` its type.
macro_rules! on_engine {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => {
                #[allow(dead_code)]
                type Engine = sqlx::Sqlite;
                #[allow(unused_imports)]
                use $crate::engine::watch::Watch as _;
                let $conn: &mut sqlx::SqliteConnection = &mut **tx;
                $body
            }
            $crate::Tx::Postgres(tx) => {
                #[allow(dead_code)]
                type Engine = sqlx::Postgres;
                #[allow(unused_imports)]
                use $crate::engine::watch::Watch as _;
                let $conn: &mut sqlx::PgConnection = &mut **tx;
                $body
            }
        }
    };
}

/// Runs a statement; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        on_engine!($tx, conn => {
            sqlx::query::<Engine>($sql)$(.bind($crate::bind::to_sql($arg)))*.watched().execute(conn).await
                .map(|done| done.rows_affected())
                .map_err($crate::DbError::from)
        })
    };
}

/// At most one row, as `$row`.
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        on_engine!($tx, conn => {
            sqlx::query_as::<Engine, $row>($sql)$(.bind($crate::bind::to_sql($arg)))*.watched().fetch_optional(conn).await
                .map_err($crate::DbError::from)
        })
    };
}

/// Exactly one row, as `$row`.
macro_rules! fetch_one {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        on_engine!($tx, conn => {
            sqlx::query_as::<Engine, $row>($sql)$(.bind($crate::bind::to_sql($arg)))*.watched().fetch_one(conn).await
                .map_err($crate::DbError::from)
        })
    };
}

/// All rows, as `$row`.
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        on_engine!($tx, conn => {
            sqlx::query_as::<Engine, $row>($sql)$(.bind($crate::bind::to_sql($arg)))*.watched().fetch_all(conn).await
                .map_err($crate::DbError::from)
        })
    };
}

/// All rows of a statement that is put together: `|query| { query.push(..).push_bind(..); }`.
macro_rules! fetch_built {
    ($tx:expr, $row:ty, $start:expr, |$query:ident| $build:block) => {
        on_engine!($tx, conn => {
            let mut builder = sqlx::QueryBuilder::<Engine>::new($start);
            {
                let $query = &mut builder;
                $build
            }
            builder.build_query_as::<$row>().watched().fetch_all(conn).await.map_err($crate::DbError::from)
        })
    };
}

/// Runs a statement that is put together; gives the number of rows it touched.
macro_rules! execute_built {
    ($tx:expr, $start:expr, |$query:ident| $build:block) => {
        on_engine!($tx, conn => {
            let mut builder = sqlx::QueryBuilder::<Engine>::new($start);
            {
                let $query = &mut builder;
                $build
            }
            builder.build().watched().execute(conn).await
                .map(|done| done.rows_affected())
                .map_err($crate::DbError::from)
        })
    };
}

/// Adds ids in brackets, each bound: ` (a, b, c)`.
macro_rules! push_ids {
    ($query:ident, $ids:expr) => {
        $query.push("(");
        let mut list = $query.separated(", ");
        for id in $ids {
            list.push_bind(to_sql(id));
        }
        $query.push(")");
    };
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), crate::DbError> {
        watch::edge("commit");
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), crate::DbError> {
        watch::edge("rollback");
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}
