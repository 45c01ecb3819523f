//! Rows of `brokers`.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use sqlx::types::Json;
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::id::BrokerId;
use steadyline_core::setting::BrokerSettings;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
    settings: Json<serde_json::Value>,
    version: i32,
}

impl TryFrom<Row> for Broker {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row { id, slug, name, settings, version } = row;
        let bad = |what: String| DbError::row("brokers", format!("{id}: {what}"));
        Ok(Self {
            id: BrokerId(id),
            slug: Slug::parse(&slug).map_err(|error| bad(error.to_string()))?,
            name,
            settings: serde_json::from_value::<BrokerSettings>(settings.0)
                .map_err(|error| bad(error.to_string()))?,
            version,
        })
    }
}

const INSERT: &str = "
    insert into brokers (id, slug, name, settings, version, created_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (slug) do nothing";

/// Writes a new broker; `false` if its slug is taken.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, broker: &Broker, at: DateTime<Utc>) -> Result<bool, DbError> {
    let Broker { id, slug, name, settings, version } = broker;
    Ok(execute!(tx, INSERT, id, slug, name, Json(settings.clone()), version, at)? == 1)
}

const FIND: &str = "
    select id, slug, name, settings, version
    from brokers
    where id = $1";

/// The broker of an id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, id: BrokerId) -> Result<Option<Broker>, DbError> {
    fetch_optional!(tx, Row, FIND, id)?.map(Broker::try_from).transpose()
}

const FIND_BY_SLUG: &str = "
    select id, slug, name, settings, version
    from brokers
    where slug = $1";

/// The broker of a slug.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_by_slug(tx: &mut Tx, slug: &Slug) -> Result<Option<Broker>, DbError> {
    fetch_optional!(tx, Row, FIND_BY_SLUG, slug)?.map(Broker::try_from).transpose()
}

const LIST: &str = "
    select id, slug, name, settings, version
    from brokers
    order by name, id";

/// Every broker, by name.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(tx: &mut Tx) -> Result<Vec<Broker>, DbError> {
    fetch_all!(tx, Row, LIST)?.into_iter().map(Broker::try_from).collect()
}

const FIRST: &str = "
    select id, slug, name, settings, version
    from brokers
    order by name, id
    limit $1";

/// The first brokers by name, at most `limit`.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn first(tx: &mut Tx, limit: i64) -> Result<Vec<Broker>, DbError> {
    fetch_all!(tx, Row, FIRST, limit)?.into_iter().map(Broker::try_from).collect()
}

const COUNT: &str = "
    select count(*)
    from brokers";

/// How many brokers there are.
///
/// # Errors
/// What the engine says.
pub async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), COUNT)?;
    Ok(count)
}

const LOCK: &str = "
    update brokers
    set name = name
    where id = $1";

/// Keeps others from changing the broker until the transaction ends, so that it may be read, changed and
/// written; `false` if there is none.
///
/// # Errors
/// What the engine says.
pub async fn lock(tx: &mut Tx, id: BrokerId) -> Result<bool, DbError> {
    Ok(execute!(tx, LOCK, id)? == 1)
}

const UPDATE: &str = "
    update brokers
    set name = $2,
        settings = $3,
        version = $4
    where id = $1";

/// Writes name, settings and version.
///
/// # Errors
/// What the engine says.
pub async fn update(tx: &mut Tx, broker: &Broker) -> Result<(), DbError> {
    let Broker { id, slug: _, name, settings, version } = broker;
    execute!(tx, UPDATE, id, name, Json(settings.clone()), version)?;
    Ok(())
}
