//! Who is signed in.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_service::{page as pages, user},
};

/// Who is signed in, and which brokers they may see. None: nobody.
#[server(prefix = "/fn", endpoint = "who_am_i", input = GetUrl)]
pub async fn who_am_i() -> Result<Option<page::Me>, ApiError> {
    let Some(asking) = somebody().await? else { return Ok(None) };
    reply(pages::me(&asking.service, asking.user).await).map(Some)
}

/// Signs in. Leads to `next`, a path of ours, else to `/`.
#[server(prefix = "/fn", endpoint = "sign_in")]
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
#[server(prefix = "/fn", endpoint = "sign_out")]
pub async fn sign_out() -> Result<Done, ApiError> {
    session()?.flush().await.map_err(broken)?;
    lead_to("/sign-in");
    Ok(Done::of("Signed out."))
}

/// Changes the own password. Other sessions of the person end.
#[server(prefix = "/fn", endpoint = "change_password")]
pub async fn change_password(old_password: String, new_password: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    reply(user::change_password(&asking.service, &asking.actor, &old_password, &new_password).await)?;
    keep_signed_in(asking.user.id).await?;
    Ok(Done::of("The password is changed."))
}
