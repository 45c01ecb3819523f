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

/// A figure that changes with every change of the schema: tests name their template by it.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for migration in POSTGRES.iter() {
        migration.checksum.hash(&mut hasher);
    }
    hasher.finish()
}
