//! News between programs that share a PostgreSQL database: whose data changed. An SQLite file has one program, which
//! hears of everything by itself.
//!
//! Sent outside of the transactions that wrote: a `notify` within them would make all commits wait for one another.

use crate::{Db, DbError};
use sqlx::postgres::PgListener;
use steadyline_core::id::BrokerId;
use uuid::Uuid;

const CHANNEL: &str = "steadyline_changes";
const TELL: &str = "select pg_notify('steadyline_changes', $1)";
/// Brokers of one notification: its text may have 8,000 bytes.
const MOST: usize = 200;

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The data of these changed.
    Changed {
        /// The program that says so.
        by: Uuid,
        /// Whose data.
        brokers: Vec<BrokerId>,
    },
    /// The connection was lost for a while: whatever changed then is not known.
    Gap,
}

/// An ear on the database.
#[derive(Debug)]
pub struct News(PgListener);

impl Db {
    /// Tells the other programs on this database.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn announce(&self, by: Uuid, brokers: &[BrokerId]) -> Result<(), DbError> {
        let Self::Postgres { pool } = self else { return Ok(()) };
        for some in brokers.chunks(MOST) {
            let ids: Vec<String> = some.iter().map(ToString::to_string).collect();
            sqlx::query(TELL).bind(format!("{by} {}", ids.join(","))).execute(pool).await?;
        }
        Ok(())
    }

    /// Listens from now on; none where there is no other program.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn news(&self) -> Result<Option<News>, DbError> {
        let Self::Postgres { pool } = self else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(News(listener)))
    }
}

impl News {
    /// Waits for the next.
    ///
    /// # Errors
    /// What the engine says, where it cannot be reached again.
    pub async fn next(&mut self) -> Result<Heard, DbError> {
        let Some(told) = self.0.try_recv().await? else { return Ok(Heard::Gap) };
        Ok(parse(told.payload()).unwrap_or(Heard::Gap))
    }
}

fn parse(text: &str) -> Option<Heard> {
    let (by, ids) = text.split_once(' ')?;
    let brokers = ids.split(',').map(|id| id.parse().map(BrokerId)).collect::<Result<_, _>>().ok()?;
    Some(Heard::Changed { by: by.parse().ok()?, brokers })
}
