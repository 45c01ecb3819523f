//! Rows of `users`.

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::id::{BrokerId, UserId};
use steadyline_core::phone::E164;
use steadyline_core::user::{Role, User};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    broker_id: Option<Uuid>,
    disabled_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for User {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row { id, email, name, role, broker_id, disabled_at } = row;
        let role = match (role.as_str(), broker_id) {
            ("admin", None) => Role::Admin,
            ("broker", Some(broker)) => Role::Broker(BrokerId(broker)),
            _ => return Err(DbError::row("users", format!("{id}: role `{role}` does not fit its broker"))),
        };
        Ok(Self { id: UserId(id), email, name, role, disabled: disabled_at.is_some() })
    }
}

const INSERT: &str = "
    insert into users (id, email, name, password_hash, role, broker_id, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (email) do nothing";

/// Writes a new user; `false` if the e-mail address is taken.
///
/// # Errors
/// What the engine says.
pub async fn insert(
    tx: &mut Tx,
    user: &User,
    password_hash: &str,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let User { id, email, name, role, disabled: _ } = user;
    let written = execute!(tx, INSERT, id, email, name, password_hash, role.as_str(), role.broker(), at)?;
    Ok(written == 1)
}

const FIND: &str = "
    select id, email, name, role, broker_id, disabled_at
    from users
    where id = $1";

/// The user of an id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<User>, DbError> {
    fetch_optional!(tx, Row, FIND, id)?.map(User::try_from).transpose()
}

const FIND_BY_EMAIL: &str = "
    select id, email, name, role, broker_id, disabled_at
    from users
    where email = $1";

/// The user of an e-mail address, which must be lower case.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<User>, DbError> {
    fetch_optional!(tx, Row, FIND_BY_EMAIL, email)?.map(User::try_from).transpose()
}

const PASSWORD_HASH: &str = "
    select password_hash
    from users
    where id = $1";

/// The hash of a user's password.
///
/// # Errors
/// What the engine says.
pub async fn password_hash(tx: &mut Tx, id: UserId) -> Result<Option<String>, DbError> {
    Ok(fetch_optional!(tx, (String,), PASSWORD_HASH, id)?.map(|(hash,)| hash))
}

const SET_PASSWORD_HASH: &str = "
    update users
    set password_hash = $2
    where id = $1";

/// Writes another password's hash.
///
/// # Errors
/// What the engine says.
pub async fn set_password_hash(tx: &mut Tx, id: UserId, hash: &str) -> Result<(), DbError> {
    execute!(tx, SET_PASSWORD_HASH, id, hash)?;
    Ok(())
}

const SET_DISABLED: &str = "
    update users
    set disabled_at = $2
    where id = $1";

/// Disables a user at a time, or with none enables it.
///
/// # Errors
/// What the engine says.
pub async fn set_disabled(tx: &mut Tx, id: UserId, at: Option<DateTime<Utc>>) -> Result<(), DbError> {
    execute!(tx, SET_DISABLED, id, at)?;
    Ok(())
}

const SET_ROLE: &str = "
    update users
    set role = $2,
        broker_id = $3
    where id = $1";

/// Writes another role.
///
/// # Errors
/// What the engine says.
pub async fn set_role(tx: &mut Tx, id: UserId, role: Role) -> Result<(), DbError> {
    execute!(tx, SET_ROLE, id, role.as_str(), role.broker())?;
    Ok(())
}

const SET_PROFILE: &str = "
    update users
    set name = $2,
        email = $3
    where id = $1
        and not exists (
            select 1
            from users others
            where others.email = $3
                and others.id <> $1
        )";

/// Writes name and address; `false` if somebody else has the address.
///
/// # Errors
/// What the engine says; a unique violation if somebody took the address at the same time.
pub async fn set_profile(tx: &mut Tx, id: UserId, name: &str, email: &str) -> Result<bool, DbError> {
    Ok(execute!(tx, SET_PROFILE, id, name, email)? == 1)
}

const LOCK_ADMINS: &str = "
    update users
    set role = role
    where role = 'admin'";

const ADMINS: &str = "
    select count(*)
    from users
    where role = 'admin'
        and disabled_at is null";

/// How many admins may sign in. Nobody else changes that until the transaction ends.
///
/// # Errors
/// What the engine says.
pub async fn lock_admins(tx: &mut Tx) -> Result<i64, DbError> {
    execute!(tx, LOCK_ADMINS)?;
    let (count,) = fetch_one!(tx, (i64,), ADMINS)?;
    Ok(count)
}

const TOUCH: &str = "
    update users
    set last_seen_at = $2
    where id = $1";

/// Notes that the user was there.
///
/// # Errors
/// What the engine says.
pub async fn touch(tx: &mut Tx, id: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    execute!(tx, TOUCH, id, at)?;
    Ok(())
}

const LIST: &str = "
    select id, email, name, role, broker_id, disabled_at
    from users
    order by email";

const LIST_OF_BROKER: &str = "
    select id, email, name, role, broker_id, disabled_at
    from users
    where broker_id = $1
    order by email";

/// The users of a broker, or with none every user, by e-mail address.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn list(tx: &mut Tx, broker: Option<BrokerId>) -> Result<Vec<User>, DbError> {
    let rows = match broker {
        Some(broker) => fetch_all!(tx, Row, LIST_OF_BROKER, broker)?,
        None => fetch_all!(tx, Row, LIST)?,
    };
    rows.into_iter().map(User::try_from).collect()
}

const COUNT: &str = "
    select count(*)
    from users";

/// How many users there are.
///
/// # Errors
/// What the engine says.
pub async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let (count,) = fetch_one!(tx, (i64,), COUNT)?;
    Ok(count)
}

const PHONE: &str = "
    select phone
    from users
    where id = $1";

/// A user's own phone, where one is known.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn phone(tx: &mut Tx, id: UserId) -> Result<Option<E164>, DbError> {
    let row = fetch_optional!(tx, (Option<String>,), PHONE, id)?.and_then(|(phone,)| phone);
    row.map(|phone| E164::parse(&phone).map_err(|error| DbError::row("users", error))).transpose()
}

const SET_PHONE: &str = "
    update users
    set phone = $2
    where id = $1";

/// Gives a user a phone of their own, or takes it.
///
/// # Errors
/// What the engine says.
pub async fn set_phone(tx: &mut Tx, id: UserId, phone: Option<&E164>) -> Result<(), DbError> {
    execute!(tx, SET_PHONE, id, phone)?;
    Ok(())
}
