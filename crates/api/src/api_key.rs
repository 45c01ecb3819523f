//! Keys of the JSON API.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_service::{api_key as service, broker as brokers, page as pages},
};

/// A broker's keys, or without one those of admins. With the key just made, where the page is not read `again`.
#[server(prefix = "/fn", endpoint = "api_keys", input = GetUrl, output = Postcard)]
pub async fn api_keys(
    #[server(default)] broker: String,
    #[server(default)] again: bool,
) -> Result<page::ApiKeysPage, ApiError> {
    let asking = asking().await?;
    let mut page = reply(match given(&broker) {
        Some(slug) => pages::api_keys(&asking.service, &asking.actor, &slug).await,
        None => pages::admin_keys(&asking.service, &asking.actor).await,
    })?;
    page.base = info()?.public_url.to_string();
    if !again {
        page.fresh = take_fresh(&broker).await?;
    }
    Ok(page)
}

/// Makes a key of a broker, or without one of admins. Its text is in the reply, and once on the keys' page, never again.
#[server(prefix = "/fn", endpoint = "create_api_key", output = Postcard)]
pub async fn create_api_key(
    #[server(default)] broker: String,
    name: String,
) -> Result<page::NewApiKey, ApiError> {
    let asking = asking().await?;
    let office = match given(&broker) {
        Some(slug) => Some(reply(brokers::find(&asking.service, &asking.actor, &slug).await)?.id),
        None => None,
    };
    let made = reply(service::create(&asking.service, &asking.actor, office, &name).await)?;
    let fresh = page::NewApiKey { name: made.key.name, key: made.secret };
    session()?.insert(FRESH, (&broker, &fresh)).await.map_err(broken)?;
    lead_to(&page_of(&broker));
    Ok(fresh)
}

/// Revokes a key: it no longer works.
#[server(prefix = "/fn", endpoint = "revoke_api_key", output = DonePostcard)]
pub async fn revoke_api_key(#[server(default)] broker: String, key: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = key.parse().map_err(|_| ApiError::new(crate::ErrorKind::NotFound, "There is no such key."))?;
    if let Some(slug) = given(&broker) {
        reply(brokers::find(&asking.service, &asking.actor, &slug).await)?;
    }
    done_at(
        service::revoke(&asking.service, &asking.actor, id).await,
        |()| page_of(&broker),
        |()| "The key no longer works.".to_owned(),
    )
}

/// The page of a broker's keys, or of those of admins.
#[cfg(feature = "ssr")]
fn page_of(broker: &str) -> String {
    if broker.trim().is_empty() { "/admin/keys".to_owned() } else { format!("/b/{broker}/settings/keys") }
}

/// Where a session holds the key just made, with the broker it is for, until it was shown.
#[cfg(feature = "ssr")]
const FRESH: &str = "fresh_key";

#[cfg(feature = "ssr")]
async fn take_fresh(broker: &str) -> Result<Option<page::NewApiKey>, ApiError> {
    let session = session()?;
    let held: Option<(String, page::NewApiKey)> = session.get(FRESH).await.map_err(broken)?;
    let Some((_, fresh)) = held.filter(|(of, _)| of == broker) else { return Ok(None) };
    session.remove_value(FRESH).await.map_err(broken)?;
    Ok(Some(fresh))
}
