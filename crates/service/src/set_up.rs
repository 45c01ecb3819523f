//! The first run: the first admin and the first broker.

use crate::broker::{self, NewBroker};
use crate::ctx::Ctx;
use crate::user::{self, NewUser};
use crate::{Service, ServiceError};
use chrono::TimeDelta;
use steadyline_core::broker::Broker;
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::{lease, user as rows};

/// The first admin.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    /// The address they sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their password.
    pub password: String,
}

/// Whether nobody can sign in yet.
///
/// # Errors
/// What the database says.
pub async fn is_needed(service: &Service) -> Result<bool, ServiceError> {
    service.db.read(|tx| Box::pin(async move { Ok(rows::count(tx).await? == 0) })).await
}

/// Creates the first admin and the first broker, both or neither. Who may do so before anybody can sign in is
/// for the server to check.
///
/// # Errors
/// `Forbidden` once there is a user; [`FieldError`](steadyline_core::field::FieldError) for what is not allowed.
pub async fn run(
    service: &Service,
    admin: FirstAdmin,
    office: NewBroker,
) -> Result<(User, Broker), ServiceError> {
    const DONE: ServiceError = ServiceError::Forbidden("the set-up is done: sign in");
    if !is_needed(service).await? {
        return Err(DONE);
    }
    let ctx = Ctx::new(service, &Actor::System);
    let broker = broker::checked(&ctx, office)?;
    let FirstAdmin { email, name, password } = admin;
    let (user, hash) = user::checked(&ctx, NewUser { email, name, password, role: Role::Admin }).await?;
    let done = service
        .db
        .write(move |tx| {
            let (ctx, broker, user, hash) = (ctx.clone(), broker.clone(), user.clone(), hash.clone());
            Box::pin(async move {
                // Two at once: the second waits here for the first to commit, and then finds the lease taken.
                let until = ctx.now + TimeDelta::minutes(1);
                let holder = user.id.to_string();
                let is_first = lease::take(tx, "set_up", &holder, ctx.now, until).await?;
                if !is_first || rows::count(tx).await? > 0 {
                    return Err(DONE);
                }
                broker::create_in(tx, &ctx, &broker).await?;
                user::create_in(tx, &ctx, &user, &hash).await?;
                Ok((user, broker))
            })
        })
        .await?;
    service.bus.tell(done.1.id);
    Ok(done)
}
