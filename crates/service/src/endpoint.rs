//! Endpoints: programs of a broker's that are told what happens. What they are told is in [`crate::delivery`].

use crate::assignment::broker_of;
use crate::ctx::Ctx;
use crate::delivery::outbox;
use crate::seen::Seen;
use crate::tag::Tagged;
use crate::text::{ONE_LINE, required};
use crate::{Conflict, Service, ServiceError, audit};
use futures::future::BoxFuture;
use serde_json::json;
use steadyline_core::broker::Broker;
use steadyline_core::delivery::Delivery;
use steadyline_core::endpoint::{Endpoint, EventKind, MOST, OLD_SECRET_SIGNS, chosen, is_public};
use steadyline_core::field::FieldError;
use steadyline_core::id::EndpointId;
use steadyline_core::user::Actor;
use steadyline_db::event::NewEvent;
use steadyline_db::{Tx, endpoint as rows};
use url::{Host, Url};

pub(crate) use crate::delivery::new_secret;

/// Longest address.
const LONGEST_URL: usize = 2_000;

/// An endpoint to be made.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    /// What people call it; its host if nothing is given.
    pub name: Option<String>,
    /// Where it is told.
    pub url: String,
    /// Of what.
    pub events: Vec<EventKind>,
}

/// What changes of an endpoint; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct EndpointChange {
    /// What people call it.
    pub name: Option<String>,
    /// Where it is told.
    pub url: Option<String>,
    /// Of what.
    pub events: Option<Vec<EventKind>>,
    /// Whether it is told at the moment.
    pub is_active: Option<bool>,
    /// The [`Tagged::tag`] that was seen: with another one by now nothing is changed. None changes whatever is there.
    pub if_tag: Option<String>,
    /// What a form showed of it: what is still so is not written. The kinds of `events` have a space between them, and
    /// each is a switch of its own.
    pub seen: Seen,
}

impl EndpointChange {
    /// What is left of it beside what others changed since the form was opened.
    fn merged(mut self, now: &Endpoint) -> Result<Self, Conflict> {
        let (mut name, mut url) = (self.name.map(Some), self.url.map(Some));
        let mut is_active = self.is_active.map(Some);
        let mut merge = self.seen.merge();
        merge.field("name", &mut name, Some(&now.name));
        merge.field("url", &mut url, Some(&now.url));
        merge.field("is_active", &mut is_active, Some(&now.is_active));
        merge.end(Endpoint::WHAT)?;
        if let (Some(typed), Some(shown)) = (&mut self.events, self.seen.of("events")) {
            let was = |kind: EventKind| shown.split(' ').any(|word| word == kind.as_str());
            let differs = |kind: EventKind| typed.contains(&kind) != was(kind);
            *typed = EventKind::ALL
                .into_iter()
                .filter(|kind| now.events.contains(kind) != differs(*kind))
                .collect();
        }
        (self.name, self.url, self.is_active) = (name.flatten(), url.flatten(), is_active.flatten());
        Ok(self)
    }
}

/// An endpoint with a secret that was just made and is never shown again.
#[derive(Clone, Debug)]
pub struct WithSecret {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// `whsec_…`
    pub secret: String,
}

impl Service {
    /// Checks where events may be sent. The addresses that its name leads to are checked when something is sent.
    fn checked_url(&self, text: &str) -> Result<Url, FieldError> {
        let wrong = |why: &str| FieldError::new("url", why);
        let text = required("url", text, LONGEST_URL)?;
        let url = Url::parse(&text).map_err(|_| {
            wrong("Enter a full address, for example https://n8n.example.com/webhook/steadyline.")
        })?;
        if !(url.scheme() == "https" || url.scheme() == "http") {
            return Err(wrong("Enter an address that begins with https://."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("Leave out user and password: what is sent is signed instead."));
        }
        if url.fragment().is_some() {
            return Err(wrong("Leave out the # and what follows it."));
        }
        if self.calls_private {
            return Ok(url);
        }
        if url.scheme() == "http" {
            return Err(wrong(
                "Enter an address that begins with https://: over http, anyone on the way can read it.",
            ));
        }
        let is_nearby = match url.host() {
            Some(Host::Ipv4(ip)) => !is_public(ip.into()),
            Some(Host::Ipv6(ip)) => !is_public(ip.into()),
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            None => true,
        };
        if is_nearby {
            return Err(wrong(
                "This address is inside a private network. Whoever runs Steadyline can allow such addresses.",
            ));
        }
        Ok(url)
    }
}

/// Makes an endpoint.
///
/// # Errors
/// [`FieldError`] on `name`, `url` or `events`; [`Conflict::TooMany`]; `NotFound` for a broker the actor may not know of.
pub async fn create(
    service: &Service,
    actor: &Actor,
    broker: &str,
    new: NewEndpoint,
) -> Result<WithSecret, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let url = service.checked_url(&new.url)?;
    let name = match new.name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => required("name", name, ONE_LINE)?,
        None => url.host_str().unwrap_or("endpoint").chars().take(ONE_LINE).collect(),
    };
    let (broker, url, events, secret) =
        (broker.to_owned(), url.to_string(), chosen(&new.events)?, new_secret()?);
    let made = service
        .db
        .write(move |tx| {
            let (ctx, broker, secret) = (ctx.clone(), broker.clone(), secret.clone());
            let (name, url, events) = (name.clone(), url.clone(), events.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                // One at a time, so that the limit holds.
                steadyline_db::broker::lock(tx, broker.id).await?;
                let others = rows::list(tx, broker.id).await?;
                if others.len() >= MOST {
                    return Err(Conflict::TooMany { most: MOST, what: "endpoints" }.into());
                }
                is_free(&url, &others)?;
                let endpoint = Endpoint {
                    id: ctx.clock.id(),
                    broker_id: broker.id,
                    name,
                    url,
                    events,
                    is_active: true,
                    old_secret_until: None,
                    created_at: ctx.now,
                };
                rows::insert(tx, &endpoint, &secret).await?;
                tell(tx, &ctx, &endpoint, "endpoint.created").await?;
                Ok::<_, ServiceError>(WithSecret { endpoint, secret })
            })
        })
        .await?;
    service.bus.tell(made.endpoint.broker_id);
    Ok(made)
}

/// The endpoints of a broker, oldest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn list(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
) -> Result<Vec<Endpoint>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                Ok(rows::list(tx, broker.id).await?)
            })
        })
        .await
}

/// An endpoint.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn find(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
    id: EndpointId,
) -> Result<Endpoint, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                get(tx, &broker, id).await
            })
        })
        .await
}

pub(crate) async fn get(tx: &mut Tx, broker: &Broker, id: EndpointId) -> Result<Endpoint, ServiceError> {
    rows::find(tx, broker.id, id).await?.ok_or(ServiceError::NotFound("endpoint"))
}

/// Does something with an endpoint in one transaction, and tells whoever looks.
async fn with<T, F>(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
    job: F,
) -> Result<T, ServiceError>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t Ctx, Endpoint) -> BoxFuture<'t, Result<T, ServiceError>>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    let (broker_id, done) = service
        .db
        .write(move |tx| {
            let (ctx, broker, job) = (ctx.clone(), broker.clone(), job.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                // One after the other: what is read here is what is overwritten.
                steadyline_db::broker::lock(tx, broker.id).await?;
                let endpoint = get(tx, &broker, id).await?;
                let done = job(tx, &ctx, endpoint).await?;
                Ok::<_, ServiceError>((broker.id, done))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok(done)
}

/// Changes an endpoint. What waits for it goes to the new address.
///
/// # Errors
/// [`FieldError`] on `name`, `url` or `events`; [`Conflict::Changed`] where somebody was quicker; `NotFound` where there is
/// none the actor may know of.
pub async fn change(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
    change: EndpointChange,
) -> Result<Endpoint, ServiceError> {
    let change = EndpointChange {
        name: change.name.map(|name| required("name", &name, ONE_LINE)).transpose()?,
        url: change.url.map(|url| service.checked_url(&url)).transpose()?.map(String::from),
        ..change
    };
    with(service, actor, broker, id, move |tx, ctx, known| {
        let change = change.clone();
        Box::pin(async move {
            known.is_still(change.if_tag.as_deref())?;
            let EndpointChange { name, url, events, is_active, .. } = change.merged(&known)?;
            let events = events.map(|events| chosen(&events)).transpose()?;
            let changed = Endpoint {
                name: name.unwrap_or_else(|| known.name.clone()),
                url: url.unwrap_or_else(|| known.url.clone()),
                events: events.unwrap_or_else(|| known.events.clone()),
                is_active: is_active.unwrap_or(known.is_active),
                ..known.clone()
            };
            if changed.url != known.url {
                is_free(&changed.url, &rows::list(tx, known.broker_id).await?)?;
            }
            if changed != known {
                rows::update(tx, &changed).await?;
                tell(tx, ctx, &changed, "endpoint.changed").await?;
            }
            Ok(changed)
        })
    })
    .await
}

/// Removes an endpoint, with what is on its way to it and its log.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn remove(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
) -> Result<Endpoint, ServiceError> {
    with(service, actor, broker, id, |tx, ctx, known| {
        Box::pin(async move {
            rows::delete(tx, known.broker_id, known.id).await?;
            tell(tx, ctx, &known, "endpoint.removed").await?;
            Ok(known)
        })
    })
    .await
}

/// Gives an endpoint another secret. The one before signs too for 24 hours, so that the receiver can be changed in peace.
///
/// # Errors
/// `NotFound` where there is none the actor may know of.
pub async fn renew_secret(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
) -> Result<WithSecret, ServiceError> {
    let secret = new_secret()?;
    with(service, actor, broker, id, move |tx, ctx, known| {
        let secret = secret.clone();
        Box::pin(async move {
            rows::set_secret(tx, known.broker_id, known.id, &secret, ctx.now + OLD_SECRET_SIGNS).await?;
            tell(tx, ctx, &known, "endpoint.secret_renewed").await?;
            let endpoint = rows::find(tx, known.broker_id, known.id).await?;
            Ok(WithSecret { endpoint: endpoint.unwrap_or(known), secret })
        })
    })
    .await
}

/// Sends an endpoint a test, as soon as can be.
///
/// # Errors
/// [`Conflict::Paused`] while it is told nothing; `NotFound` where there is none the actor may know of.
pub async fn test(
    service: &Service,
    actor: &Actor,
    broker: &str,
    id: EndpointId,
) -> Result<Delivery, ServiceError> {
    with(service, actor, broker, id, |tx, ctx, known| {
        Box::pin(async move {
            if !known.is_active {
                return Err(Conflict::Paused.into());
            }
            let entry = NewEvent {
                id: ctx.clock.id(),
                broker_id: known.broker_id,
                at: ctx.now,
                kind: EventKind::Test.as_str(),
                lead_id: None,
                number_id: None,
                assignment_id: None,
                call_id: None,
                actor: ctx.actor.name(),
                reason: Some("a test"),
                detail: json!({}),
            };
            outbox::queue_test(tx, &ctx.clock, &known, &entry).await
        })
    })
    .await
}

/// Two endpoints of one address would be told everything twice: a form that was sent twice makes one.
fn is_free(url: &str, others: &[Endpoint]) -> Result<(), FieldError> {
    let Some(other) = others.iter().find(|other| other.url == url) else { return Ok(()) };
    Err(FieldError::new(
        "url",
        format!("The endpoint {} already has that address: choose its events there.", other.name),
    ))
}

async fn tell(tx: &mut Tx, ctx: &Ctx, endpoint: &Endpoint, action: &str) -> Result<(), ServiceError> {
    let Endpoint { id, name, url, events, is_active, .. } = endpoint;
    let detail = json!({ "id": id, "name": name, "url": url, "events": events, "is_active": is_active });
    audit::record(tx, ctx, Some(endpoint.broker_id), action, detail).await
}
