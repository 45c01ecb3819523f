//! Links that are used once: to become a user, or to choose another password.

use crate::ctx::Ctx;
use crate::secret::{SECRET_BYTES, hash, random_text};
use crate::user::{self, NewUser, create_in, email_address, managed, manages, taken};
use crate::{Conflict, Service, ServiceError, audit};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::id::{InviteId, UserId};
use steadyline_core::invite::{Invite, InviteState, Purpose};
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::{Tx, broker, invite as rows, session, user as users};

/// How long one that has ended is kept, so that whoever opens it late is told what became of it.
const KEPT: TimeDelta = TimeDelta::days(30);

/// A link just made.
#[derive(Clone, Debug)]
pub struct Made {
    /// What it is.
    pub invite: Invite,
    /// The secret at the end of the link, never shown again.
    pub token: String,
}

/// What whoever opens a link is shown.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it is.
    pub invite: Invite,
    /// Where it stands.
    pub state: InviteState,
    /// The office it leads to; none for admins.
    pub broker: Option<Broker>,
}

/// The address that is handed on. The secret stands in the query, which no log names.
pub fn link(public_url: &str, made: &Made) -> String {
    let page = match made.invite.purpose {
        Purpose::Join => "invite",
        Purpose::Reset(_) => "reset",
    };
    format!("{public_url}/{page}?token={}", made.token)
}

fn new(ctx: &Ctx, purpose: Purpose, email: String, role: Role) -> Result<(Invite, String), ServiceError> {
    let token = random_text::<SECRET_BYTES>()?;
    let invite = Invite {
        id: ctx.clock.id(),
        purpose,
        email,
        role,
        made_by: ctx.actor.name().to_owned(),
        created_at: ctx.now,
        expires_at: ctx.now + TimeDelta::days(purpose.days()),
        used_at: None,
        revoked_at: None,
    };
    Ok((invite, token))
}

/// Invites somebody: an admin anybody to anything, somebody of an office a colleague. An earlier link for the same
/// address no longer works.
///
/// # Errors
/// [`FieldError`](steadyline_core::field::FieldError) on `email`, [`Conflict::Exists`] where somebody signs in with it,
/// `NotFound` for an office the actor may not know of, `Forbidden`.
pub async fn create(service: &Service, actor: &Actor, email: &str, role: Role) -> Result<Made, ServiceError> {
    manages(actor, role)?;
    let ctx = Ctx::new(service, actor);
    let (invite, token) = new(&ctx, Purpose::Join, email_address(email)?, role)?;
    let made = Made { invite: invite.clone(), token: token.clone() };
    service
        .db
        .write(move |tx| {
            let (ctx, invite, token) = (ctx.clone(), invite.clone(), token.clone());
            Box::pin(async move {
                if let Role::Broker(id) = invite.role {
                    broker::find(tx, id).await?.ok_or(ServiceError::NotFound("broker"))?;
                }
                if users::find_by_email(tx, &invite.email).await?.is_some() {
                    return Err(taken());
                }
                rows::revoke_joins(tx, &invite.email, ctx.now).await?;
                rows::insert(tx, &invite, &hash(&token)).await?;
                let detail = json!({ "email": invite.email, "role": invite.role.as_str() });
                audit::record(tx, &ctx, invite.role.broker(), "invite.created", detail).await
            })
        })
        .await?;
    service.tell_office(role);
    Ok(made)
}

/// Makes a link by which a user chooses another password. Only for admins. An earlier one no longer works.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Forbidden` too for a user who is disabled.
pub async fn reset(service: &Service, actor: &Actor, id: UserId) -> Result<Made, ServiceError> {
    if actor.role() != Role::Admin {
        return Err(ServiceError::Forbidden("only an admin may let someone choose a new password"));
    }
    let ctx = Ctx::new(service, actor);
    let made: Made = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let user = managed(tx, &ctx.actor, id).await?;
                if user.disabled {
                    return Err(ServiceError::Forbidden("enable the user first"));
                }
                let (invite, token) = new(&ctx, Purpose::Reset(id), user.email, user.role)?;
                rows::revoke_resets(tx, id, ctx.now).await?;
                rows::insert(tx, &invite, &hash(&token)).await?;
                let detail = json!({ "email": invite.email });
                audit::record(tx, &ctx, invite.role.broker(), "user.reset_link_made", detail).await?;
                Ok::<_, ServiceError>(Made { invite, token })
            })
        })
        .await?;
    service.tell_office(made.invite.role);
    Ok(made)
}

/// The links the actor may see that can still be used, newest first: an admin all, a broker its own office's.
///
/// # Errors
/// What the database says.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Invite>, ServiceError> {
    let (office, now) = (actor.role().broker(), service.clock.now());
    service.db.read(move |tx| Box::pin(async move { Ok(rows::open(tx, office, now).await?) })).await
}

/// Takes a link back: it no longer works.
///
/// # Errors
/// `NotFound` where there is none the actor may know of; [`Conflict::LinkOver`] for one that was used.
pub async fn revoke(service: &Service, actor: &Actor, id: InviteId) -> Result<Invite, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let taken = service
        .db
        .write(move |tx| {
            let ctx = ctx.clone();
            Box::pin(async move {
                let missing = ServiceError::NotFound("invite");
                let Some(invite) = rows::find(tx, id).await? else { return Err(missing) };
                match manages(&ctx.actor, invite.role) {
                    Ok(()) => {}
                    Err(ServiceError::Forbidden(why)) if matches!(ctx.actor, Actor::Key { .. }) => {
                        return Err(ServiceError::Forbidden(why));
                    }
                    Err(_hidden) => return Err(missing),
                }
                if invite.used_at.is_some() {
                    return Err(over(InviteState::Used));
                }
                if rows::revoke(tx, id, ctx.now).await? {
                    let detail = json!({ "email": invite.email });
                    audit::record(tx, &ctx, invite.role.broker(), "invite.revoked", detail).await?;
                }
                Ok::<_, ServiceError>(Invite { revoked_at: invite.revoked_at.or(Some(ctx.now)), ..invite })
            })
        })
        .await?;
    service.tell_office(taken.role);
    Ok(taken)
}

/// What a link is, for whoever holds it.
///
/// # Errors
/// `NotFound` for one that nobody made, or that was removed long after its end.
pub async fn open(service: &Service, token: &str) -> Result<Opened, ServiceError> {
    let (token_hash, now) = (hash(token.trim()), service.clock.now());
    service
        .db
        .read(move |tx| {
            let token_hash = token_hash.clone();
            Box::pin(async move { find(tx, &token_hash, now).await })
        })
        .await
}

async fn find(tx: &mut Tx, token_hash: &[u8], now: DateTime<Utc>) -> Result<Opened, ServiceError> {
    let missing = ServiceError::NotFound("link");
    let Some(invite) = rows::find_by_hash(tx, token_hash).await? else { return Err(missing) };
    let broker = match invite.role {
        Role::Admin => None,
        Role::Broker(id) => broker::find(tx, id).await?,
    };
    Ok(Opened { state: invite.state(now), broker, invite })
}

/// Uses a link up: the invited person becomes a user of that name, or the user has another password and is signed
/// out everywhere. Gives who may sign in now.
///
/// # Errors
/// `NotFound`, [`Conflict::LinkOver`], `FieldError` on `name` or `password`, [`Conflict::Exists`] where somebody signs in
/// with the address by now.
pub async fn accept(
    service: &Service,
    token: &str,
    name: &str,
    password: &str,
) -> Result<User, ServiceError> {
    let Opened { invite, state, .. } = open(service, token).await?;
    if state != InviteState::Open {
        return Err(over(state));
    }
    let by_system = Ctx::new(service, &Actor::System);
    let (name, password) = (name.to_owned(), password.to_owned());
    let (user, hash) = match invite.purpose {
        Purpose::Join => {
            let new = NewUser { email: invite.email.clone(), name, password, role: invite.role };
            user::checked(&by_system, new).await?
        }
        Purpose::Reset(id) => {
            let hash = user::hash("password", password).await?;
            let found: Option<User> = service
                .db
                .read(move |tx| Box::pin(async move { Ok::<_, ServiceError>(users::find(tx, id).await?) }))
                .await?;
            (found.ok_or(ServiceError::NotFound("user"))?, hash)
        }
    };
    // The history names who came in by the link.
    let actor = Actor::User { id: user.id, name: user.name.clone(), role: user.role };
    let ctx = Ctx { actor, ..by_system };
    let user = service
        .db
        .write(move |tx| {
            let (ctx, invite, user, hash) = (ctx.clone(), invite.clone(), user.clone(), hash.clone());
            Box::pin(async move {
                if !rows::take(tx, invite.id, ctx.now).await? {
                    // Somebody was quicker, with the same link or with taking it back.
                    let now = rows::find(tx, invite.id).await?.map(|invite| invite.state(ctx.now));
                    return Err(now.map_or(ServiceError::NotFound("link"), over));
                }
                match invite.purpose {
                    Purpose::Join => create_in(tx, &ctx, &user, &hash).await?,
                    Purpose::Reset(id) => {
                        users::set_password_hash(tx, id, &hash).await?;
                        session::delete_of_user(tx, id).await?;
                        let detail = json!({ "user_id": id, "by": "link" });
                        audit::record(tx, &ctx, user.role.broker(), "user.password_changed", detail).await?;
                    }
                }
                Ok::<_, ServiceError>(user)
            })
        })
        .await?;
    service.tell_office(user.role);
    Ok(user)
}

/// Why a link cannot be used.
fn over(state: InviteState) -> ServiceError {
    let why = match state {
        InviteState::Used => "this link has already been used: it works once",
        InviteState::Revoked => "this link was revoked or replaced by a newer one",
        InviteState::Expired => "this link has expired: ask for a new one",
        InviteState::Open => "this link cannot be used now: try again",
    };
    Conflict::LinkOver(why).into()
}

/// Removes at most `limit` that ended long ago; gives how many. For the daily job.
///
/// # Errors
/// What the database says.
pub async fn delete_ended(service: &Service, limit: i64) -> Result<u64, ServiceError> {
    let by = service.clock.now() - KEPT;
    service.db.write(move |tx| Box::pin(async move { Ok(rows::delete_ended(tx, by, limit).await?) })).await
}
