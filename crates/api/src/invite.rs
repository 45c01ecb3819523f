//! Links that are used once: to become a user, or to choose another password.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    crate::user::{named, role_of, users_of},
    steadyline_core::broker::Broker,
    steadyline_service::{ServiceError, broker as brokers, invite as service, page as pages},
};

/// Invites somebody: with a broker's slug for that broker, without one as an admin. `page` is the office on whose page
/// the link is shown, once; without one it is the page of everybody.
#[server(prefix = "/fn", endpoint = "invite_user", output = Postcard)]
pub async fn invite_user(
    email: String,
    #[server(default)] broker: String,
    #[server(default)] page: String,
) -> Result<page::NewLink, ApiError> {
    let asking = asking().await?;
    let role = role_of(&asking, &broker).await?;
    let office = office_of(&asking, &page).await?;
    let made = reply(service::create(&asking.service, &asking.actor, &email, role).await)?;
    show(&asking, made, office.as_ref(), &page).await
}

/// Makes a link by which a person chooses another password.
#[server(prefix = "/fn", endpoint = "reset_user", output = Postcard)]
pub async fn reset_user(user: String, #[server(default)] page: String) -> Result<page::NewLink, ApiError> {
    let asking = asking().await?;
    let office = office_of(&asking, &page).await?;
    let made = reply(service::reset(&asking.service, &asking.actor, named(&user)?).await)?;
    show(&asking, made, office.as_ref(), &page).await
}

/// Takes a link back.
#[server(prefix = "/fn", endpoint = "revoke_invite", output = DonePostcard)]
pub async fn revoke_invite(invite: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = invite.parse();
    let id = id.map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such invite."))?;
    done(service::revoke(&asking.service, &asking.actor, id).await, |invite| {
        format!("The link for {} no longer works.", invite.email)
    })
}

/// What a link is, for whoever holds it; none where nobody made it.
#[server(prefix = "/fn", endpoint = "opened_link", input = GetUrl, output = Postcard)]
pub async fn opened_link(token: String) -> Result<Option<page::LinkPage>, ApiError> {
    match pages::opened_link(&crate::reply::service()?, &token).await {
        Err(ServiceError::NotFound(_)) => Ok(None),
        opened => reply(opened).map(Some),
    }
}

/// Uses a link up and signs its person in: with a name and a password, or for another password.
#[server(prefix = "/fn", endpoint = "accept_invite", output = DonePostcard)]
pub async fn accept_invite(
    token: String,
    #[server(default)] name: String,
    password: String,
) -> Result<Done, ApiError> {
    let user = reply(service::accept(&crate::reply::service()?, &token, &name, &password).await)?;
    keep_signed_in(user.id).await?;
    lead_to("/");
    Ok(Done::of(format!("Signed in as {}.", user.name)))
}

/// Where a session holds the link just made, with the page it is for, until it was shown.
#[cfg(feature = "ssr")]
const FRESH: &str = "fresh_link";

/// The office on whose page a link will be shown. It is asked before there is one, which nobody would see else.
#[cfg(feature = "ssr")]
async fn office_of(asking: &Asking, page: &str) -> Result<Option<Broker>, ApiError> {
    match page {
        "" => Ok(None),
        office => reply(brokers::find(&asking.service, &asking.actor, office).await).map(Some),
    }
}

/// Answers the link, and keeps it for the page that shows it.
#[cfg(feature = "ssr")]
async fn show(
    asking: &Asking,
    made: service::Made,
    office: Option<&Broker>,
    page: &str,
) -> Result<page::NewLink, ApiError> {
    let link = service::link(&info()?.public_url, &made);
    // The zone is that of the page, not of the office the link leads to: its list says times as well.
    let fresh = pages::new_link(&asking.service, office, &made, link);
    session()?.insert(FRESH, (page, &fresh)).await.map_err(broken)?;
    lead_to(&users_of(page));
    Ok(fresh)
}

#[cfg(feature = "ssr")]
pub(crate) async fn take_fresh(page: &str) -> Result<Option<page::NewLink>, ApiError> {
    let session = session()?;
    let held: Option<(String, page::NewLink)> = session.get(FRESH).await.map_err(broken)?;
    let Some((_, fresh)) = held.filter(|(of, _)| of == page) else { return Ok(None) };
    session.remove_value(FRESH).await.map_err(broken)?;
    Ok(Some(fresh))
}
