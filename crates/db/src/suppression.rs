//! Rows of `suppressed_phones`: what is kept of persons who were suppressed and whose data was erased, so that
//! the same phone is known when it comes back.
//!
//! Kept is the SHA-256 of a salt and the phone. The salt is the broker's own: the same phone has another hash at
//! each broker, so that two of them cannot be compared, no table made beforehand fits, and a broker's rows move to
//! another database with all they need. There are few phones, so whoever has both hash and salt can find the phone
//! by trying them all: the hash keeps a phone from being read, it does not make the row anonymous. A slow hash would
//! only delay that, and would be paid with every lead of an import.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use steadyline_core::id::BrokerId;
use steadyline_core::phone::E164;

/// Phones in one statement.
const ROWS_AT_ONCE: usize = 500;

const SALT: &str = "
    select suppression_salt
    from brokers
    where id = $1";

/// The hash that a phone has at a broker.
async fn hash(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<Vec<u8>, DbError> {
    let (salt,) = fetch_one!(tx, (Vec<u8>,), SALT, broker)?;
    Ok(salted(&salt, phone))
}

fn salted(salt: &[u8], phone: &E164) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(phone.as_str()).finalize().to_vec()
}

const SINCE: &str = "
    select suppressed_at
    from suppressed_phones
    where broker_id = $1
        and hash = $2";

/// Since when an erased person with this phone is suppressed.
///
/// # Errors
/// What the engine says.
pub async fn since(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<Option<DateTime<Utc>>, DbError> {
    let hash = hash(tx, broker, phone).await?;
    Ok(fetch_optional!(tx, (DateTime<Utc>,), SINCE, broker, hash)?.map(|(at,)| at))
}

/// Since when erased persons with these phones are suppressed.
///
/// # Errors
/// What the engine says.
pub async fn since_of(
    tx: &mut Tx,
    broker: BrokerId,
    phones: &[E164],
) -> Result<HashMap<E164, DateTime<Utc>>, DbError> {
    let (salt,) = fetch_one!(tx, (Vec<u8>,), SALT, broker)?;
    let mut since = HashMap::new();
    for some in phones.chunks(ROWS_AT_ONCE) {
        let by_hash: HashMap<Vec<u8>, &E164> =
            some.iter().map(|phone| (salted(&salt, phone), phone)).collect();
        let rows = fetch_built!(
            tx,
            (Vec<u8>, DateTime<Utc>),
            "select hash, suppressed_at from suppressed_phones where broker_id = ",
            |query| {
                query.push_bind(to_sql(broker)).push(" and hash in (");
                let mut list = query.separated(", ");
                for hash in by_hash.keys() {
                    list.push_bind(hash.clone());
                }
                query.push(")");
            }
        )?;
        since.extend(rows.into_iter().filter_map(|(hash, at)| Some(((*by_hash.get(&hash)?).clone(), at))));
    }
    Ok(since)
}

const KEEP: &str = "
    insert into suppressed_phones (broker_id, hash, suppressed_at)
    values ($1, $2, $3)
    on conflict (broker_id, hash) do nothing";

/// Keeps that the person with this phone is suppressed, once its records no longer say so.
///
/// # Errors
/// What the engine says.
pub async fn keep(tx: &mut Tx, broker: BrokerId, phone: &E164, at: DateTime<Utc>) -> Result<(), DbError> {
    let hash = hash(tx, broker, phone).await?;
    execute!(tx, KEEP, broker, hash, at)?;
    Ok(())
}

const FORGET: &str = "
    delete from suppressed_phones
    where broker_id = $1
        and hash = $2";

/// Takes that back; `false` where nothing was kept.
///
/// # Errors
/// What the engine says.
pub async fn forget(tx: &mut Tx, broker: BrokerId, phone: &E164) -> Result<bool, DbError> {
    let hash = hash(tx, broker, phone).await?;
    Ok(execute!(tx, FORGET, broker, hash)? == 1)
}
