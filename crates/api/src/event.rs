//! Events out: endpoints, and deliveries on their way to them.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use std::collections::BTreeMap;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::ErrorKind,
    crate::reply::*,
    std::str::FromStr,
    steadyline_core::endpoint::EventKind,
    steadyline_core::id::EndpointId,
    steadyline_service::endpoint::{self as service, EndpointChange, NewEndpoint, WithSecret},
    steadyline_service::seen::Seen,
    steadyline_service::{delivery as deliveries, page as pages},
};

/// The endpoints of an office, with its log of deliveries.
#[server(prefix = "/fn", endpoint = "events", input = GetUrl, output = Postcard)]
pub async fn events(
    broker: String,
    #[server(default)] status: String,
    #[server(default)] cursor: String,
) -> Result<page::EventsPage, ApiError> {
    let asking = asking().await?;
    let query = pages::LogQuery { status, cursor };
    reply(pages::events(&asking.service, &asking.actor, &broker, query).await)
}

/// One endpoint, with its log. A secret that was just made is in it once.
#[server(prefix = "/fn", endpoint = "endpoint_page", input = GetUrl, output = Postcard)]
pub async fn endpoint_page(
    broker: String,
    endpoint: String,
    #[server(default)] status: String,
    #[server(default)] cursor: String,
    #[server(default)] again: bool,
) -> Result<page::EndpointPage, ApiError> {
    let asking = asking().await?;
    let (query, id) = (pages::LogQuery { status, cursor }, named(&endpoint, "endpoint")?);
    let mut page = reply(pages::endpoint(&asking.service, &asking.actor, &broker, id, query).await)?;
    if !again {
        page.fresh = take_fresh(id).await?;
    }
    Ok(page)
}

/// One delivery: what was sent, every try, and what came of it.
#[server(prefix = "/fn", endpoint = "delivery_page", input = GetUrl, output = Postcard)]
pub async fn delivery_page(broker: String, delivery: String) -> Result<page::DeliveryPage, ApiError> {
    let asking = asking().await?;
    let id = named(&delivery, "delivery")?;
    reply(pages::delivery(&asking.service, &asking.actor, &broker, id).await)
}

/// Makes an endpoint. Its secret is shown once, on its page, which it leads to.
#[server(prefix = "/fn", endpoint = "create_endpoint", output = Postcard)]
pub async fn create_endpoint(
    broker: String,
    #[server(default)] name: String,
    #[server(default)] url: String,
    #[server(default)] events: Vec<String>,
) -> Result<page::NewSecret, ApiError> {
    let asking = asking().await?;
    let new = NewEndpoint { name: given(&name), url, events: chosen(&events)? };
    let made = reply(service::create(&asking.service, &asking.actor, &broker, new).await)?;
    show(&broker, made).await
}

/// Changes an endpoint. A box that is not ticked is not sent, so all of its events are. Of the fields in `was`, what they
/// held when the form was opened, those are written that differ.
#[server(prefix = "/fn", endpoint = "edit_endpoint", output = DonePostcard)]
pub async fn edit_endpoint(
    broker: String,
    endpoint: String,
    #[server(default)] name: String,
    #[server(default)] url: String,
    #[server(default)] events: Vec<String>,
    #[server(default)] is_active: bool,
    #[server(default)] was: BTreeMap<String, String>,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = named(&endpoint, "endpoint")?;
    let change = EndpointChange {
        name: Some(name),
        url: Some(url),
        events: Some(chosen(&events)?),
        is_active: Some(is_active),
        if_tag: None,
        seen: Seen::new(was),
    };
    let changed = service::change(&asking.service, &asking.actor, &broker, id, change).await;
    done(changed, |endpoint| format!("{} is saved.", endpoint.name))
}

/// Removes an endpoint, with its log. Leads to the list.
#[server(prefix = "/fn", endpoint = "remove_endpoint", output = DonePostcard)]
pub async fn remove_endpoint(broker: String, endpoint: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = named(&endpoint, "endpoint")?;
    done_at(
        service::remove(&asking.service, &asking.actor, &broker, id).await,
        |_| list_of(&broker),
        |endpoint| format!("{} gets no more events.", endpoint.name),
    )
}

/// Gives an endpoint another secret, shown once on its page.
#[server(prefix = "/fn", endpoint = "renew_secret", output = Postcard)]
pub async fn renew_secret(broker: String, endpoint: String) -> Result<page::NewSecret, ApiError> {
    let asking = asking().await?;
    let id = named(&endpoint, "endpoint")?;
    let made = reply(service::renew_secret(&asking.service, &asking.actor, &broker, id).await)?;
    show(&broker, made).await
}

/// Sends an endpoint a test.
#[server(prefix = "/fn", endpoint = "test_endpoint", output = DonePostcard)]
pub async fn test_endpoint(broker: String, endpoint: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = named(&endpoint, "endpoint")?;
    done(service::test(&asking.service, &asking.actor, &broker, id).await, |_| {
        "A test is on its way: the log shows the result.".to_owned()
    })
}

/// Sends a delivery again.
#[server(prefix = "/fn", endpoint = "replay_delivery", output = DonePostcard)]
pub async fn replay_delivery(broker: String, delivery: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let id = named(&delivery, "delivery")?;
    done(deliveries::replay(&asking.service, &asking.actor, Some(&broker), id).await, |_| {
        "It is on its way again.".to_owned()
    })
}

#[cfg(feature = "ssr")]
fn named<T: FromStr>(text: &str, what: &str) -> Result<T, ApiError> {
    let none = |_| refuse(ApiError::new(ErrorKind::NotFound, format!("There is no such {what}.")));
    text.parse().map_err(none)
}

#[cfg(feature = "ssr")]
fn chosen(events: &[String]) -> Result<Vec<EventKind>, ApiError> {
    Ok(events.iter().map(|word| word.parse()).collect::<Result<_, _>>()?)
}

#[cfg(feature = "ssr")]
fn list_of(broker: &str) -> String {
    format!("/b/{broker}/settings/events")
}

/// Where a session holds the secret just made, with the endpoint it is of, until it was shown.
#[cfg(feature = "ssr")]
const FRESH: &str = "fresh_endpoint_secret";

/// Answers the secret, and keeps it for the page that shows it.
#[cfg(feature = "ssr")]
async fn show(broker: &str, made: WithSecret) -> Result<page::NewSecret, ApiError> {
    let WithSecret { endpoint, secret } = made;
    let fresh = page::NewSecret { name: endpoint.name, secret };
    session()?.insert(FRESH, (endpoint.id, &fresh)).await.map_err(broken)?;
    lead_to(&format!("{}/{}", list_of(broker), endpoint.id));
    Ok(fresh)
}

#[cfg(feature = "ssr")]
async fn take_fresh(endpoint: EndpointId) -> Result<Option<page::NewSecret>, ApiError> {
    let session = session()?;
    let held: Option<(EndpointId, page::NewSecret)> = session.get(FRESH).await.map_err(broken)?;
    let Some((_, fresh)) = held.filter(|(of, _)| *of == endpoint) else { return Ok(None) };
    session.remove_value(FRESH).await.map_err(broken)?;
    Ok(Some(fresh))
}
