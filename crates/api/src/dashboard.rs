//! The dashboard, and what stands around every page of a broker.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page;
#[cfg(feature = "ssr")]
use {crate::cookie, crate::reply::*, steadyline_core::user::Role, steadyline_service::page as service};

/// The dashboard of a broker.
#[server(prefix = "/fn", endpoint = "dashboard", input = GetUrl, output = Postcard)]
pub async fn dashboard(broker: String) -> Result<page::Dashboard, ApiError> {
    let asking = asking().await?;
    reply(service::dashboard(&asking.service, &asking.actor, &broker).await)
}

#[cfg(feature = "ssr")]
const LAST_OFFICE: &str = "steadyline_office";

/// The office whose pages this browser had open last: there an administrator goes on.
#[cfg(feature = "ssr")]
pub(crate) fn last_office() -> Option<String> {
    cookie::kept(LAST_OFFICE)
}

/// Who signs in here next begins anew.
#[cfg(feature = "ssr")]
pub(crate) fn forget_office() -> Result<(), ApiError> {
    cookie::forget(LAST_OFFICE)
}

/// Counts for the sidebar. The browser keeps which office it was.
#[server(prefix = "/fn", endpoint = "frame", input = GetUrl, output = Postcard)]
pub async fn frame(broker: String) -> Result<page::Frame, ApiError> {
    let asking = asking().await?;
    let frame = reply(service::frame(&asking.service, &asking.actor, &broker, &info()?.build_id).await)?;
    let slug = frame.broker.slug.as_str();
    if asking.actor.role() == Role::Admin && last_office().as_deref() != Some(slug) {
        cookie::keep(LAST_OFFICE, slug)?;
    }
    Ok(frame)
}

/// Events, newest first.
#[server(prefix = "/fn", endpoint = "activity", input = GetUrl, output = Postcard)]
pub async fn activity(
    broker: String,
    #[server(default)] query: page::ActivityQuery,
) -> Result<page::ActivityPage, ApiError> {
    let asking = asking().await?;
    reply(service::activity(&asking.service, &asking.actor, &broker, &query).await)
}

/// What one may mean while typing: numbers, leads, pages and, for admins, brokers.
#[server(prefix = "/fn", endpoint = "suggest", input = GetUrl, output = Postcard)]
pub async fn suggest(broker: String, #[server(default)] text: String) -> Result<Vec<page::Found>, ApiError> {
    let asking = asking().await?;
    reply(service::suggest(&asking.service, &asking.actor, &broker, &text).await)
}

/// Numbers and leads whose number, name, reference or phone has the text, and pages of that name: of numbers and leads one
/// more than the page shows at most.
#[server(prefix = "/fn", endpoint = "find", input = GetUrl, output = Postcard)]
pub async fn find(broker: String, #[server(default)] text: String) -> Result<Vec<page::Found>, ApiError> {
    let asking = asking().await?;
    reply(service::find(&asking.service, &asking.actor, &broker, &text).await)
}
