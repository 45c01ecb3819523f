//! Who is signed in.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::dashboard::{forget_office, last_office},
    crate::reply::*,
    steadyline_service::{page as pages, session as sessions, user},
};

/// Who is signed in, and which brokers they may see. None: nobody.
#[server(prefix = "/fn", endpoint = "who_am_i", input = GetUrl, output = Postcard)]
pub async fn who_am_i() -> Result<Option<page::Me>, ApiError> {
    let Some(asking) = somebody().await? else { return Ok(None) };
    reply(pages::me(&asking.service, asking.user, last_office().as_deref()).await).map(Some)
}

/// Signs in. Leads to `next`, a path of ours, else to `/`.
#[server(prefix = "/fn", endpoint = "sign_in", output = DonePostcard)]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> Result<Done, ApiError> {
    let user = reply(user::sign_in(&service()?, &email, &password).await)?;
    keep_signed_in(user.id).await?;
    lead_to(if next.is_empty() { "/" } else { &next });
    Ok(Done::of(format!("Signed in as {}.", user.name)))
}

/// Signs out. Leads to the page for signing in.
#[server(prefix = "/fn", endpoint = "sign_out", output = DonePostcard)]
pub async fn sign_out() -> Result<Done, ApiError> {
    session()?.flush().await.map_err(broken)?;
    forget_office()?;
    lead_to("/sign-in");
    Ok(Done::of("Signed out."))
}

/// The own account, with the own sessions.
#[server(prefix = "/fn", endpoint = "account", input = GetUrl, output = Postcard)]
pub async fn account() -> Result<page::AccountPage, ApiError> {
    let asking = asking().await?;
    let this = this_session()?;
    reply(pages::account(&asking.service, &asking.actor, asking.user, this.as_deref()).await)
}

/// Changes the own name and address. Another address takes the password.
#[server(prefix = "/fn", endpoint = "edit_profile", output = DonePostcard)]
pub async fn edit_profile(
    name: String,
    email: String,
    #[server(default)] old_password: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let edited = user::edit_profile(&asking.service, &asking.actor, &name, &email, &old_password).await;
    done(edited, |_| "Your profile is saved.".to_owned())
}

/// Gives oneself a phone that can be rung for calls to leads; empty takes it away.
#[server(prefix = "/fn", endpoint = "set_own_phone", output = DonePostcard)]
pub async fn set_own_phone(#[server(default)] phone: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let set = user::set_own_phone(&asking.service, &asking.actor, &phone).await;
    done(set, |phone| match phone {
        Some(phone) => format!("{} can ring first when you call a lead.", phone.national()),
        None => "You no longer have a phone of your own here.".to_owned(),
    })
}

/// Changes the own password. Other sessions of the person end.
#[server(prefix = "/fn", endpoint = "change_password", output = DonePostcard)]
pub async fn change_password(old_password: String, new_password: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    reply(user::change_password(&asking.service, &asking.actor, &old_password, &new_password).await)?;
    keep_signed_in(asking.user.id).await?;
    Ok(Done::of("The password is changed, and you are signed out everywhere else."))
}

/// Ends one of the own sessions; the one that asks leads to signing in.
#[server(prefix = "/fn", endpoint = "end_session", output = DonePostcard)]
pub async fn end_session(id: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id =
        id.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such session."))?;
    let own = reply(sessions::of_actor(&asking.service, &asking.actor, this_session()?.as_deref()).await)?;
    if own.iter().any(|own| own.id == id && own.is_this) {
        return sign_out().await;
    }
    done(sessions::end(&asking.service, &asking.actor, id).await, |()| {
        "That browser is signed out.".to_owned()
    })
}

/// Ends all of the own sessions but the one that asks.
#[server(prefix = "/fn", endpoint = "end_other_sessions", output = DonePostcard)]
pub async fn end_other_sessions() -> Result<Done, ApiError> {
    let asking = asking().await?;
    let this = this_session()?.ok_or_else(ApiError::sign_in)?;
    done(sessions::end_others(&asking.service, &asking.actor, &this).await, |ended| match ended {
        0 => "You were not signed in anywhere else.".to_owned(),
        1 => "One other browser is signed out.".to_owned(),
        more => format!("{more} other browsers are signed out."),
    })
}

#[cfg(feature = "ssr")]
fn this_session() -> Result<Option<String>, ApiError> {
    Ok(session()?.id().map(|id| id.to_string()))
}
