//! What `phone_numbers` knows of the carrier: where a number was found, where its calls go, and until when it is held.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::carrier::VoiceWebhook;
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// Numbers in one statement.
const ROWS_AT_ONCE: usize = 500;

/// In which connected project a number of a broker's was last found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Link {
    /// Which number.
    pub id: Uuid,
    /// In which project; none if in no list yet.
    pub carrier_project_id: Option<Uuid>,
}

const LINKS: &str = "
    select id, carrier_project_id
    from phone_numbers
    where broker_id = $1
        and signalwire_id is not null";

/// Of all numbers of a broker that have an id of the carrier's.
///
/// # Errors
/// What the engine says.
pub async fn links(tx: &mut Tx, broker: BrokerId) -> Result<Vec<Link>, DbError> {
    fetch_all!(tx, Link, LINKS, broker)
}

/// Notes where numbers were found, and where their calls go.
///
/// # Errors
/// What the engine says.
pub async fn saw(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[NumberId],
    project: Uuid,
    webhook: VoiceWebhook,
) -> Result<(), DbError> {
    for some in ids.chunks(ROWS_AT_ONCE) {
        execute_built!(tx, "update phone_numbers set carrier_project_id = ", |query| {
            query.push_bind(to_sql(project)).push(", voice_webhook = ").push_bind(to_sql(webhook));
            query.push(" where broker_id = ").push_bind(to_sql(broker)).push(" and id in (");
            let mut list = query.separated(", ");
            for id in some {
                list.push_bind(to_sql(*id));
            }
            query.push(") and (carrier_project_id is distinct from ").push_bind(to_sql(project));
            query.push(" or voice_webhook is distinct from ").push_bind(to_sql(webhook)).push(")");
        })?;
    }
    Ok(())
}

const HOLD: &str = "
    update phone_numbers
    set release_at = $3,
        released_at = $4,
        release_error = $5
    where broker_id = $1
        and id = $2";

/// Until when a number is held, when it was given up, and why it was not yet.
///
/// # Errors
/// What the engine says.
pub async fn hold(
    tx: &mut Tx,
    broker: BrokerId,
    id: NumberId,
    release_at: Option<DateTime<Utc>>,
    released_at: Option<DateTime<Utc>>,
    error: Option<&str>,
) -> Result<(), DbError> {
    execute!(tx, HOLD, broker, id, release_at, released_at, error)?;
    Ok(())
}

const ERROR: &str = "select release_error from phone_numbers where broker_id = $1 and id = $2";

/// Why a number was not given up when its hold was over.
///
/// # Errors
/// What the engine says.
pub async fn error(tx: &mut Tx, broker: BrokerId, id: NumberId) -> Result<Option<String>, DbError> {
    Ok(fetch_optional!(tx, (Option<String>,), ERROR, broker, id)?.and_then(|(error,)| error))
}

const DUE: &str = "
    select id
    from phone_numbers
    where broker_id = $1
        and release_at is not null
        and released_at is null
        and release_at <= $2
    order by release_at, id
    limit $3";

/// Numbers of a broker whose hold is over and that were not given up yet.
///
/// # Errors
/// What the engine says.
pub async fn due(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<NumberId>, DbError> {
    let rows = fetch_all!(tx, (Uuid,), DUE, broker, now, limit)?;
    Ok(rows.into_iter().map(|(id,)| NumberId(id)).collect())
}

/// Numbers of a broker by what is known of them at the carrier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct LinkCounts {
    /// In service.
    pub numbers: i64,
    /// Of those, with an id of the carrier's.
    pub linked: i64,
    /// Of the linked ones, whose calls do not come here.
    pub deaf: i64,
    /// Held until they are given up.
    pub held: i64,
}

const COUNTS: &str = "
    select
        count(case when is_active and gone_at is null then 1 end) as numbers,
        count(case when is_active and gone_at is null and signalwire_id is not null then 1 end) as linked,
        count(case
            when is_active and gone_at is null and signalwire_id is not null and voice_webhook in ('other', 'none')
            then 1
        end) as deaf,
        count(case when release_at is not null and released_at is null then 1 end) as held
    from phone_numbers
    where broker_id = $1";

/// Counts a broker's numbers.
///
/// # Errors
/// What the engine says.
pub async fn counts(tx: &mut Tx, broker: BrokerId) -> Result<LinkCounts, DbError> {
    fetch_one!(tx, LinkCounts, COUNTS, broker)
}

/// A number whose calls do not come here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deaf {
    /// Which.
    pub id: NumberId,
    /// Its digits.
    pub number: E164,
    /// Whether they go to somebody else; else to nobody.
    pub is_taken: bool,
}

const DEAF: &str = "
    select id, number, voice_webhook
    from phone_numbers
    where broker_id = $1
        and is_active
        and gone_at is null
        and signalwire_id is not null
        and voice_webhook in ('other', 'none')
    order by number
    limit $2 offset $3";

/// Numbers in service whose calls do not come here, by their digits.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn deaf(tx: &mut Tx, broker: BrokerId, limit: i64, offset: i64) -> Result<Vec<Deaf>, DbError> {
    let rows = fetch_all!(tx, (Uuid, String, String), DEAF, broker, limit, offset)?;
    let parsed = rows.into_iter().map(|(id, number, webhook)| {
        let number =
            E164::parse(&number).map_err(|error| DbError::row("phone_numbers", format!("{id}: {error}")))?;
        Ok(Deaf { id: NumberId(id), number, is_taken: webhook == VoiceWebhook::Other.as_str() })
    });
    parsed.collect()
}
