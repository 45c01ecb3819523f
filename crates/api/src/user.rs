//! People who sign in: those of an office, and for admins everybody.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::id::UserId,
    steadyline_core::user::Role,
    steadyline_service::{broker as brokers, page as pages, user as service},
};

/// Who signs in for a broker, or without one everybody, with the links that are open. With the link just made, where
/// the page is not read `again`.
#[server(prefix = "/fn", endpoint = "users", input = GetUrl, output = Postcard)]
pub async fn users(
    #[server(default)] broker: String,
    #[server(default)] again: bool,
) -> Result<page::UsersPage, ApiError> {
    let asking = asking().await?;
    let mut page = reply(pages::users(&asking.service, &asking.actor, given(&broker).as_deref()).await)?;
    if !again {
        page.fresh = crate::invite::take_fresh(&broker).await?;
    }
    Ok(page)
}

/// Makes a person who signs in: with a broker's slug for that broker, without one an admin.
#[server(prefix = "/fn", endpoint = "create_user", output = DonePostcard)]
pub async fn create_user(
    email: String,
    name: String,
    password: String,
    #[server(default)] broker: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let role = role_of(&asking, &broker).await?;
    let new = service::NewUser { email, name, password, role };
    done(service::create(&asking.service, &asking.actor, new).await, |user| {
        format!("{} can sign in.", user.name)
    })
}

/// Lets a person no longer sign in, and ends their sessions. Leads to the users of `page`, as for an invite.
#[server(prefix = "/fn", endpoint = "disable_user", output = DonePostcard)]
pub async fn disable_user(user: String, #[server(default)] page: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let disabled = service::set_disabled(&asking.service, &asking.actor, named(&user)?, true).await;
    done_at(disabled, |_| users_of(&page), |user| format!("{} can no longer sign in.", user.name))
}

/// Lets a person sign in again.
#[server(prefix = "/fn", endpoint = "enable_user", output = DonePostcard)]
pub async fn enable_user(user: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let enabled = service::set_disabled(&asking.service, &asking.actor, named(&user)?, false).await;
    done(enabled, |user| format!("{} can sign in again.", user.name))
}

/// Ends every session of a person.
#[server(prefix = "/fn", endpoint = "sign_out_user", output = DonePostcard)]
pub async fn sign_out_user(user: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let ended = service::sign_out_everywhere(&asking.service, &asking.actor, named(&user)?).await;
    done(ended, |(user, ended)| match ended {
        0 => format!("{} was not signed in anywhere.", user.name),
        1 => format!("{} is signed out of 1 browser.", user.name),
        more => format!("{} is signed out of {more} browsers.", user.name),
    })
}

/// Gives a person another role: with a broker's slug that broker alone, without one everything.
#[server(prefix = "/fn", endpoint = "change_user_role", output = DonePostcard)]
pub async fn change_user_role(
    user: String,
    #[server(default)] sees: String,
    #[server(default)] page: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let role = role_of(&asking, &sees).await?;
    let changed = service::set_role(&asking.service, &asking.actor, named(&user)?, role).await;
    done_at(
        changed,
        |_| users_of(&page),
        |user| match user.role {
            Role::Admin => format!("{} is an admin now.", user.name),
            Role::Broker(_) => format!("{} now sees only that broker.", user.name),
        },
    )
}

/// The page of an office's users, or without one of everybody.
#[cfg(feature = "ssr")]
pub(crate) fn users_of(page: &str) -> String {
    if page.is_empty() { "/admin/users".to_owned() } else { format!("/b/{page}/settings/users") }
}

/// What a form's select says that somebody may see.
#[cfg(feature = "ssr")]
pub(crate) async fn role_of(asking: &Asking, broker: &str) -> Result<Role, ApiError> {
    match given(broker) {
        None => Ok(Role::Admin),
        Some(slug) => Ok(Role::Broker(reply(brokers::find(&asking.service, &asking.actor, &slug).await)?.id)),
    }
}

#[cfg(feature = "ssr")]
pub(crate) fn named(user: &str) -> Result<UserId, ApiError> {
    user.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such user."))
}
