//! What people change of themselves.

use super::{email_address, password, rows, taken};
use crate::ctx::Ctx;
use crate::text::{ONE_LINE, required};
use crate::{Service, ServiceError, audit};
use serde_json::json;
use steadyline_core::field::FieldError;
use steadyline_core::id::UserId;
use steadyline_core::phone::E164;
use steadyline_core::user::{Actor, User};
use steadyline_db::{invite, session};

fn own(actor: &Actor) -> Result<UserId, ServiceError> {
    match actor {
        Actor::User { id, .. } => Ok(*id),
        Actor::Key { .. } | Actor::System => Err(ServiceError::Forbidden("only who signs in has an account")),
    }
}

/// Whether it is the actor's own password.
async fn check(service: &Service, id: UserId, field: &'static str, text: &str) -> Result<(), ServiceError> {
    let kept: Option<String> = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::password_hash(tx, id).await?) }))
        .await?;
    if password::verify(kept, text.to_owned()).await? {
        return Ok(());
    }
    Err(FieldError::new(field, "This is not your password.").into())
}

/// Changes the actor's own name and address. Another address, with which one signs in, takes the password.
///
/// # Errors
/// [`FieldError`] on `name`, `email` or `old_password`; [`Conflict::Exists`](crate::Conflict::Exists) for an address
/// that is taken.
pub async fn edit_profile(
    service: &Service,
    actor: &Actor,
    name: &str,
    email: &str,
    old_password: &str,
) -> Result<User, ServiceError> {
    let id = own(actor)?;
    let (name, email) = (required("name", name, ONE_LINE)?, email_address(email)?);
    let before: Option<User> = service
        .db
        .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(rows::find(tx, id).await?) }))
        .await?;
    let before = before.ok_or(ServiceError::NotFound("user"))?;
    if before.email != email {
        if old_password.is_empty() {
            return Err(FieldError::new(
                "old_password",
                "To change your email address, enter your current password.",
            )
            .into());
        }
        check(service, id, "old_password", old_password).await?;
    }
    let ctx = Ctx::new(service, actor);
    let user = service
        .db
        .write(move |tx| {
            let (ctx, name, email) = (ctx.clone(), name.clone(), email.clone());
            Box::pin(async move {
                let old = rows::find(tx, id).await?.ok_or(ServiceError::NotFound("user"))?;
                let new = User { name, email, ..old.clone() };
                if new == old {
                    return Ok(new);
                }
                if !rows::set_profile(tx, id, &new.name, &new.email).await? {
                    return Err(taken());
                }
                let detail =
                    json!({ "user_id": id, "email": [old.email, new.email], "name": [old.name, new.name] });
                audit::record(tx, &ctx, new.role.broker(), "user.profile_changed", detail).await?;
                Ok(new)
            })
        })
        .await?;
    service.tell_office(user.role);
    Ok(user)
}

/// Changes the actor's own password and ends all its sessions: the server begins a new one.
///
/// # Errors
/// [`FieldError`] on `old_password` or `new_password`.
pub async fn change_password(
    service: &Service,
    actor: &Actor,
    old: &str,
    new: &str,
) -> Result<(), ServiceError> {
    let (id, broker) = (own(actor)?, actor.role().broker());
    check(service, id, "old_password", old).await?;
    let hash = password::hash("new_password", new.to_owned()).await?;
    let ctx = Ctx::new(service, actor);
    service
        .db
        .write(move |tx| {
            let (ctx, hash) = (ctx.clone(), hash.clone());
            Box::pin(async move {
                rows::set_password_hash(tx, id, &hash).await?;
                session::delete_of_user(tx, id).await?;
                invite::revoke_resets(tx, id, ctx.now).await?;
                audit::record(tx, &ctx, broker, "user.password_changed", json!({ "user_id": id })).await
            })
        })
        .await?;
    service.tell_office(actor.role());
    Ok(())
}

/// Gives the actor a phone of its own, which can be rung instead of the main line; empty takes it away.
///
/// # Errors
/// [`FieldError`] on `phone`.
pub async fn set_own_phone(
    service: &Service,
    actor: &Actor,
    phone: &str,
) -> Result<Option<E164>, ServiceError> {
    let id = own(actor)?;
    let phone = match phone.trim() {
        "" => None,
        text => Some(E164::parse(text).map_err(|error| error.on("phone"))?),
    };
    let ctx = Ctx::new(service, actor);
    service
        .db
        .write(move |tx| {
            let (ctx, phone) = (ctx.clone(), phone.clone());
            Box::pin(async move {
                let user = rows::find(tx, id).await?.ok_or(ServiceError::NotFound("user"))?;
                let was = rows::phone(tx, id).await?;
                if was != phone {
                    rows::set_phone(tx, id, phone.as_ref()).await?;
                    let detail = json!({ "user_id": id, "has_phone": phone.is_some() });
                    audit::record(tx, &ctx, user.role.broker(), "user.phone_changed", detail).await?;
                }
                Ok(phone)
            })
        })
        .await
}

/// The actor's own phone; none for who does not sign in.
///
/// # Errors
/// What the database says.
pub async fn own_phone(service: &Service, actor: &Actor) -> Result<Option<E164>, ServiceError> {
    let Actor::User { id, .. } = *actor else { return Ok(None) };
    service.db.read(move |tx| Box::pin(async move { Ok(rows::phone(tx, id).await?) })).await
}
