//! The schema: the same-named files of `migrations/sqlite` and `migrations/postgres`, embedded.

use crate::DbError;
use sqlx::migrate::Migrator;
use sqlx::{PgPool, SqlitePool};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

pub(crate) async fn sqlite(pool: &SqlitePool) -> Result<(), DbError> {
    Ok(SQLITE.run(pool).await?)
}

pub(crate) async fn postgres(pool: &PgPool) -> Result<(), DbError> {
    Ok(POSTGRES.run(pool).await?)
}
