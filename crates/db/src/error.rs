//! What can go wrong below the service.

/// A failure of the database. What it says is for the log, never for a caller.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The engine refused or could not be reached.
    #[error("database: {0}")]
    Engine(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds something this program does not understand.
    #[error("table {table}: {what}")]
    Row {
        /// The table.
        table: &'static str,
        /// What is wrong.
        what: String,
    },
    /// The address names no engine this program knows.
    #[error("`{0}` is no database address: use sqlite://path/to/file.db or postgres://user@host/name")]
    Address(String),
    /// The writer has stopped: the program is shutting down.
    #[error("the database is closed")]
    Closed,
}

impl DbError {
    /// Whether a unique index refused the row.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Engine(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether the whole transaction may simply be tried again: serialization failure or deadlock.
    pub(crate) fn is_transient(&self) -> bool {
        let Self::Engine(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }

    pub(crate) fn row(table: &'static str, what: impl std::fmt::Display) -> Self {
        Self::Row { table, what: what.to_string() }
    }
}
