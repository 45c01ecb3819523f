//! Rows of `invites`. Only the SHA-256 of a link's token is stored: who reads the table can use none.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::id::{BrokerId, InviteId, UserId};
use steadyline_core::invite::{Invite, Purpose};
use steadyline_core::user::Role;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    email: String,
    role: String,
    broker_id: Option<Uuid>,
    user_id: Option<Uuid>,
    made_by: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Invite {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            kind,
            email,
            role,
            broker_id,
            user_id,
            made_by,
            created_at,
            expires_at,
            used_at,
            revoked_at,
        } = row;
        let bad = |what: &str| DbError::row("invites", format!("{id}: {what}"));
        let role = match (role.as_str(), broker_id) {
            ("admin", None) => Role::Admin,
            ("broker", Some(broker)) => Role::Broker(BrokerId(broker)),
            _ => return Err(bad("the role does not fit its broker")),
        };
        let purpose = match (kind.as_str(), user_id) {
            ("join", None) => Purpose::Join,
            ("reset", Some(user)) => Purpose::Reset(UserId(user)),
            _ => return Err(bad("the kind does not fit its user")),
        };
        let id = InviteId(id);
        Ok(Self { id, purpose, email, role, made_by, created_at, expires_at, used_at, revoked_at })
    }
}

const INSERT: &str = "
    insert into invites (id, token_hash, kind, email, role, broker_id, user_id, made_by, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Writes a new one.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, invite: &Invite, token_hash: &[u8]) -> Result<(), DbError> {
    let Invite { id, purpose, email, role, made_by, created_at, expires_at, used_at: _, revoked_at: _ } =
        invite;
    let user = match purpose {
        Purpose::Join => None,
        Purpose::Reset(user) => Some(*user),
    };
    let (kind, word) = (purpose.as_str(), role.as_str());
    let broker = role.broker();
    execute!(tx, INSERT, id, token_hash, kind, email, word, broker, user, made_by, created_at, expires_at)?;
    Ok(())
}

macro_rules! columns {
    () => {
        "id, kind, email, role, broker_id, user_id, made_by, created_at, expires_at, used_at, revoked_at"
    };
}

const FIND: &str = concat!("select ", columns!(), " from invites where id = $1");

/// The one of an id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, id: InviteId) -> Result<Option<Invite>, DbError> {
    fetch_optional!(tx, Row, FIND, id)?.map(Invite::try_from).transpose()
}

const FIND_BY_HASH: &str = concat!("select ", columns!(), " from invites where token_hash = $1");

/// The one whose token has this hash.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_by_hash(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Invite>, DbError> {
    fetch_optional!(tx, Row, FIND_BY_HASH, token_hash)?.map(Invite::try_from).transpose()
}

const OPEN: &str = concat!(
    "select ",
    columns!(),
    " from invites
    where used_at is null
        and revoked_at is null
        and expires_at > $1
    order by created_at desc, id desc"
);

const OPEN_OF_BROKER: &str = concat!(
    "select ",
    columns!(),
    " from invites
    where used_at is null
        and revoked_at is null
        and expires_at > $1
        and broker_id = $2
    order by created_at desc, id desc"
);

/// Those of a broker that may still be used, or with none all, newest first.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn open(tx: &mut Tx, broker: Option<BrokerId>, now: DateTime<Utc>) -> Result<Vec<Invite>, DbError> {
    let rows = match broker {
        Some(broker) => fetch_all!(tx, Row, OPEN_OF_BROKER, now, broker)?,
        None => fetch_all!(tx, Row, OPEN, now)?,
    };
    rows.into_iter().map(Invite::try_from).collect()
}

const USE: &str = "
    update invites
    set used_at = $2
    where id = $1
        and used_at is null
        and revoked_at is null
        and expires_at > $2";

/// Uses one up; `false` if it is not open any more.
///
/// # Errors
/// What the engine says.
pub async fn take(tx: &mut Tx, id: InviteId, at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(execute!(tx, USE, id, at)? == 1)
}

const REVOKE: &str = "
    update invites
    set revoked_at = $2
    where id = $1
        and used_at is null
        and revoked_at is null";

/// Takes one back; `false` if it was used or taken back before.
///
/// # Errors
/// What the engine says.
pub async fn revoke(tx: &mut Tx, id: InviteId, at: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(execute!(tx, REVOKE, id, at)? == 1)
}

const REVOKE_JOINS: &str = "
    update invites
    set revoked_at = $2
    where email = $1
        and kind = 'join'
        and used_at is null
        and revoked_at is null";

/// Takes back what would make a user of this address: one link an address.
///
/// # Errors
/// What the engine says.
pub async fn revoke_joins(tx: &mut Tx, email: &str, at: DateTime<Utc>) -> Result<(), DbError> {
    execute!(tx, REVOKE_JOINS, email, at)?;
    Ok(())
}

const REVOKE_RESETS: &str = "
    update invites
    set revoked_at = $2
    where user_id = $1
        and used_at is null
        and revoked_at is null";

/// Takes back what would change this user's password.
///
/// # Errors
/// What the engine says.
pub async fn revoke_resets(tx: &mut Tx, user: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    execute!(tx, REVOKE_RESETS, user, at)?;
    Ok(())
}

const DELETE_ENDED: &str = "
    delete from invites
    where id in (
        select id
        from invites
        where expires_at <= $1
        limit $2
    )";

/// Removes at most `limit` that had ended by a time; gives how many.
///
/// # Errors
/// What the engine says.
pub async fn delete_ended(tx: &mut Tx, by: DateTime<Utc>, limit: i64) -> Result<u64, DbError> {
    execute!(tx, DELETE_ENDED, by, limit)
}
