//! Analytics.

use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page;
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::user::Role,
    steadyline_service::ServiceError,
    steadyline_service::report::{self as service, Asked},
};

/// Every report of a broker, of the days from `from` to `to`; 30 days where nothing is said.
#[server(prefix = "/fn", endpoint = "analytics", input = GetUrl, output = Postcard)]
pub async fn analytics(
    broker: String,
    #[server(default)] from: String,
    #[server(default)] to: String,
) -> Result<page::Analytics, ApiError> {
    let asking = asking().await?;
    let asked = Asked { broker: Some(broker), from: Some(from), to: Some(to) };
    reply(service::whole(&asking.service, &asking.actor, &asked).await)
}

/// The leads or assignments behind a figure, newest first.
#[server(prefix = "/fn", endpoint = "counted", input = GetUrl, output = Postcard)]
pub async fn counted(
    broker: String,
    #[server(default)] query: page::CountedQuery,
) -> Result<page::CountedPage, ApiError> {
    let asking = asking().await?;
    reply(steadyline_service::page::rows_behind(&asking.service, &asking.actor, &broker, &query).await)
}

/// The brokers behind a figure about all of them.
#[server(prefix = "/fn", endpoint = "brokers_behind", input = GetUrl, output = Postcard)]
pub async fn brokers_behind(
    #[server(default)] query: page::BehindQuery,
) -> Result<page::BehindPage, ApiError> {
    let asking = asking().await?;
    reply(service::behind(&asking.service, &asking.actor, &query).await)
}

/// Every report over all brokers.
#[server(prefix = "/fn", endpoint = "house_analytics", input = GetUrl, output = Postcard)]
pub async fn house_analytics(
    #[server(default)] from: String,
    #[server(default)] to: String,
) -> Result<page::Analytics, ApiError> {
    let asking = asking().await?;
    if asking.actor.role() != Role::Admin {
        return reply(Err(ServiceError::Forbidden("only admins may see that")));
    }
    let asked = Asked { broker: None, from: Some(from), to: Some(to) };
    reply(service::whole(&asking.service, &asking.actor, &asked).await)
}
