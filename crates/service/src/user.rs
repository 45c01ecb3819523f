//! People who sign in.

mod manage;
mod own;
mod password;

pub(crate) use manage::managed;
pub use manage::{set_disabled, set_role, sign_out_everywhere};
pub use own::{change_password, edit_profile, own_phone, set_own_phone};
pub(crate) use password::hash;

use crate::ctx::Ctx;
use crate::text::{ONE_LINE, required};
use crate::{Conflict, Service, ServiceError, audit};
use serde_json::json;
use steadyline_core::field::FieldError;
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::{Tx, broker, user as rows};

/// Longest e-mail address (RFC 5321: 64 + 1 + 255, less the brackets of a path).
const LONGEST_EMAIL: usize = 254;

/// A user to be.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The address they sign in with; stored in lower case.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their password, 10 to 200 characters.
    pub password: String,
    /// What they may see.
    pub role: Role,
}

/// Creates a user: an admin any, a broker one of its own office.
///
/// # Errors
/// [`FieldError`] for what is not allowed, [`Conflict::Exists`] for an address that is taken.
pub async fn create(service: &Service, actor: &Actor, new: NewUser) -> Result<User, ServiceError> {
    manages(actor, new.role)?;
    let ctx = Ctx::new(service, actor);
    let (user, hash) = checked(&ctx, new).await?;
    let user = service
        .db
        .write(move |tx| {
            let (ctx, user, hash) = (ctx.clone(), user.clone(), hash.clone());
            Box::pin(async move {
                create_in(tx, &ctx, &user, &hash).await?;
                Ok::<_, ServiceError>(user)
            })
        })
        .await?;
    service.tell_office(user.role);
    Ok(user)
}

/// Who may invite, disable and enable users of a role: an admin all, somebody of an office its own.
pub(crate) fn manages(actor: &Actor, role: Role) -> Result<(), ServiceError> {
    match (actor.role(), role) {
        (Role::Admin, _) => Ok(()),
        _ if matches!(actor, Actor::Key { .. }) => {
            Err(ServiceError::Forbidden("only an admin's key may manage users"))
        }
        (Role::Broker(own), Role::Broker(broker)) if own == broker => Ok(()),
        (Role::Broker(_), Role::Broker(_)) => Err(ServiceError::NotFound("broker")),
        (Role::Broker(_), Role::Admin) => Err(ServiceError::Forbidden("only an admin may manage admins")),
    }
}

/// A new user, checked, with the hash of the password.
pub(crate) async fn checked(ctx: &Ctx, new: NewUser) -> Result<(User, String), ServiceError> {
    let NewUser { email, name, password, role } = new;
    let (email, name) = (email_address(&email)?, required("name", &name, ONE_LINE)?);
    let hash = password::hash("password", password).await?;
    Ok((User { id: ctx.clock.id(), email, name, role, disabled: false }, hash))
}

/// [`create`] inside a transaction.
pub(crate) async fn create_in(tx: &mut Tx, ctx: &Ctx, user: &User, hash: &str) -> Result<(), ServiceError> {
    if let Role::Broker(id) = user.role {
        broker::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
    }
    if !rows::insert(tx, user, hash, ctx.now).await? {
        return Err(taken());
    }
    let detail = json!({ "email": user.email, "role": user.role.as_str() });
    audit::record(tx, ctx, user.role.broker(), "user.created", detail).await
}

/// Somebody has the address.
pub(crate) fn taken() -> ServiceError {
    let why = "someone already signs in with this address".to_owned();
    Conflict::Exists { what: "email", why }.into()
}

/// Checks the shape of an address and lowers its case. Whether mail arrives there only mail can tell.
pub(crate) fn email_address(text: &str) -> Result<String, FieldError> {
    let email = text.trim().to_lowercase();
    let is_shaped = email.len() <= LONGEST_EMAIL
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c))
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.contains('@') && domain.split('.').all(|label| !label.is_empty())
        });
    if is_shaped {
        Ok(email)
    } else {
        Err(FieldError::new("email", "Enter an email address, such as ada@example.com."))
    }
}

/// Who signs in with this address and password. Takes as long for an address that nobody has.
///
/// # Errors
/// `Unauthenticated`, the same whatever does not fit.
pub async fn sign_in(service: &Service, email: &str, password: &str) -> Result<User, ServiceError> {
    const REFUSED: ServiceError = ServiceError::Unauthenticated("Email and password do not match.");
    let email = email.trim().to_lowercase();
    let found: Option<(User, String)> = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let Some(user) = rows::find_by_email(tx, &email).await? else {
                    return Ok::<_, ServiceError>(None);
                };
                Ok(rows::password_hash(tx, user.id).await?.map(|hash| (user, hash)))
            })
        })
        .await?;
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(user), Some(hash)));
    let fits = password::verify(hash, password.to_owned()).await?;
    user.filter(|user| fits && !user.disabled).ok_or(REFUSED)
}

/// The users the actor may see, by address: an admin all, a broker its own office's.
///
/// # Errors
/// What the database says.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<User>, ServiceError> {
    let office = actor.role().broker();
    service.db.read(move |tx| Box::pin(async move { Ok(rows::list(tx, office).await?) })).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_by_its_shape_and_kept_in_lower_case() {
        assert_eq!(email_address(" Ada@Example.COM ").unwrap(), "ada@example.com");
        assert!(email_address("root@localhost").is_ok());
        for text in ["", "ada", "@example.com", "ada@", "a@b@c", "a b@c.d", "ada@example..com", "<a@b.c>"] {
            assert_eq!(email_address(text).unwrap_err().field, "email", "{text}");
        }
    }
}
