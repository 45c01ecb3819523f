//! People who sign in, for admins.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::user::Role,
    steadyline_service::{broker as brokers, page as pages, user as service},
};

/// Everybody.
#[server(prefix = "/fn", endpoint = "users", input = GetUrl)]
pub async fn users() -> Result<page::UsersPage, ApiError> {
    let asking = asking().await?;
    reply(pages::users(&asking.service, &asking.actor).await)
}

/// Makes a person who signs in: with a broker's slug for that broker, without one an admin.
#[server(prefix = "/fn", endpoint = "create_user")]
pub async fn create_user(
    email: String,
    name: String,
    password: String,
    #[server(default)] broker: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let role = match given(&broker) {
        None => Role::Admin,
        Some(slug) => Role::Broker(reply(brokers::find(&asking.service, &asking.actor, &slug).await)?.id),
    };
    let new = service::NewUser { email, name, password, role };
    done(service::create(&asking.service, &asking.actor, new).await, |user| {
        format!("{} may sign in.", user.name)
    })
}

/// Lets a person no longer sign in, and ends their sessions.
#[server(prefix = "/fn", endpoint = "disable_user")]
pub async fn disable_user(user: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = user.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such user."))?;
    let disabled = service::set_disabled(&asking.service, &asking.actor, id, true).await;
    done(disabled, |user| format!("{} may no longer sign in.", user.name))
}
