//! What admins, and people of an office, do with other users.

use super::{manages, rows};
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError, audit};
use serde_json::json;
use steadyline_core::id::UserId;
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::{Tx, broker, invite, session};

/// The user of an id, if the actor manages them: who may not know of one is told that there is none.
pub(crate) async fn managed(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<User, ServiceError> {
    let user = rows::find(tx, id).await?.ok_or(ServiceError::NotFound("user"))?;
    match manages(actor, user.role) {
        Ok(()) => Ok(user),
        Err(ServiceError::Forbidden(why)) if matches!(actor, Actor::Key { .. }) => {
            Err(ServiceError::Forbidden(why))
        }
        Err(_hidden) => Err(ServiceError::NotFound("user")),
    }
}

fn is_self(actor: &Actor, id: UserId) -> bool {
    matches!(actor, Actor::User { id: own, .. } if *own == id)
}

/// Refuses to lose the last admin who may sign in. Two who take each other away at once wait for one another here.
async fn keep_an_admin(tx: &mut Tx, user: &User) -> Result<(), ServiceError> {
    let admins = rows::lock_admins(tx).await?;
    // Read again: somebody may have been quicker.
    let user = rows::find(tx, user.id).await?.ok_or(ServiceError::NotFound("user"))?;
    if user.role == Role::Admin && !user.disabled && admins <= 1 {
        return Err(Conflict::LastAdmin.into());
    }
    Ok(())
}

/// Keeps a user from signing in and ends their sessions, or with `false` lets them in again.
///
/// # Errors
/// `NotFound` where there is none the actor may know of, `Forbidden` for the actor itself,
/// [`Conflict::LastAdmin`].
pub async fn set_disabled(
    service: &Service,
    actor: &Actor,
    id: UserId,
    disabled: bool,
) -> Result<User, ServiceError> {
    if is_self(actor, id) {
        return Err(ServiceError::Forbidden("you cannot disable yourself"));
    }
    let ctx = Ctx::new(service, actor);
    let user = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let mut user = managed(tx, &ctx.actor, id).await?;
                if disabled && user.role == Role::Admin {
                    keep_an_admin(tx, &user).await?;
                }
                if user.disabled != disabled {
                    rows::set_disabled(tx, id, disabled.then_some(ctx.now)).await?;
                    user.disabled = disabled;
                    let action = if disabled { "user.disabled" } else { "user.enabled" };
                    let detail = json!({ "email": user.email });
                    audit::record(tx, &ctx, user.role.broker(), action, detail).await?;
                }
                if disabled {
                    session::delete_of_user(tx, id).await?;
                    invite::revoke_resets(tx, id, ctx.now).await?;
                }
                Ok::<_, ServiceError>(user)
            })
        })
        .await?;
    service.tell_office(user.role);
    Ok(user)
}

/// Gives a user another role. Only for admins, and not about oneself. Whoever sees less is signed out.
///
/// # Errors
/// `Forbidden`, `NotFound`, [`Conflict::LastAdmin`].
pub async fn set_role(
    service: &Service,
    actor: &Actor,
    id: UserId,
    role: Role,
) -> Result<User, ServiceError> {
    if actor.role() != Role::Admin {
        return Err(ServiceError::Forbidden("only an admin may change what someone can see"));
    }
    if is_self(actor, id) {
        return Err(ServiceError::Forbidden("you cannot change your own role"));
    }
    let ctx = Ctx::new(service, actor);
    let (old, user) = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let old = managed(tx, &ctx.actor, id).await?;
                if let Role::Broker(id) = role {
                    broker::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
                }
                if old.role == role {
                    return Ok((role, old));
                }
                if old.role == Role::Admin {
                    keep_an_admin(tx, &old).await?;
                }
                rows::set_role(tx, id, role).await?;
                session::delete_of_user(tx, id).await?;
                let detail = json!({ "email": old.email, "from": old.role, "to": role });
                audit::record(tx, &ctx, role.broker().or(old.role.broker()), "user.role_changed", detail)
                    .await?;
                Ok::<_, ServiceError>((old.role, User { role, ..old }))
            })
        })
        .await?;
    service.tell_office(old);
    if old != user.role {
        service.tell_office(user.role);
    }
    Ok(user)
}

/// Ends every session of a user; gives the user and how many there were.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn sign_out_everywhere(
    service: &Service,
    actor: &Actor,
    id: UserId,
) -> Result<(User, u64), ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (user, ended) = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let user = managed(tx, &ctx.actor, id).await?;
                let ended = session::delete_of_user(tx, id).await?;
                let detail = json!({ "email": user.email, "sessions": ended });
                audit::record(tx, &ctx, user.role.broker(), "user.signed_out", detail).await?;
                Ok::<_, ServiceError>((user, ended))
            })
        })
        .await?;
    // The person's own pages too, which lead to signing in then; an admin's page of an office hears nothing more.
    service.tell_office(user.role);
    Ok((user, ended))
}
