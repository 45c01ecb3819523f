//! Connections to SignalWire: a broker's own, or without a broker the installation's.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::carrier::cents_of,
    steadyline_core::field::FieldError,
    steadyline_service::carrier::{self as service, Connect, Secret, Whose},
    steadyline_service::page as pages,
};

/// How a broker, or without one the installation, is connected.
#[server(prefix = "/fn", endpoint = "carrier", input = GetUrl, output = Postcard)]
pub async fn carrier(#[server(default)] broker: String) -> Result<page::CarrierPage, ApiError> {
    let asking = asking().await?;
    reply(pages::carrier(&asking.service, &asking.actor, &whose(&broker)).await)
}

/// Connects, or changes the connection: what is left empty stays. SignalWire is asked first, and what does not work is not
/// kept.
#[server(prefix = "/fn", endpoint = "connect_carrier", output = DonePostcard)]
pub async fn connect_carrier(
    #[server(default)] broker: String,
    #[server(default)] space: String,
    #[server(default)] project: String,
    #[server(default)] token: String,
    #[server(default)] signing_key: String,
    #[server(default)] monthly_price: String,
    #[server(default)] buys_per_day: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let connect = Connect {
        space,
        project,
        token: given(&token).map(Secret::new),
        signing_key: given(&signing_key).map(Secret::new),
        monthly_cents: given(&monthly_price)
            .map(|price| cents_of(&price))
            .transpose()
            .map_err(refuse_field)?,
        buys_per_day: given(&buys_per_day).map(|text| whole(&text)).transpose().map_err(refuse_field)?,
    };
    done_at(
        service::connect(&asking.service, &asking.actor, whose(&broker), connect).await,
        |_| page_of(&broker),
        |_| "SignalWire answers: it is connected.".to_owned(),
    )
}

/// Asks SignalWire whether the connection still works.
#[server(prefix = "/fn", endpoint = "test_carrier", output = DonePostcard)]
pub async fn test_carrier(#[server(default)] broker: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    done(service::test(&asking.service, &asking.actor, whose(&broker)).await, |()| {
        "SignalWire answers: the connection works.".to_owned()
    })
}

/// Forgets the connection. Numbers stay, here and at SignalWire.
#[server(prefix = "/fn", endpoint = "disconnect_carrier", output = DonePostcard)]
pub async fn disconnect_carrier(#[server(default)] broker: String) -> Result<Done, ApiError> {
    let asking = asking().await?;
    done_at(
        service::disconnect(&asking.service, &asking.actor, whose(&broker)).await,
        |()| page_of(&broker),
        |()| "SignalWire is disconnected.".to_owned(),
    )
}

#[cfg(feature = "ssr")]
fn whose(broker: &str) -> Whose {
    given(broker).map_or(Whose::Installation, Whose::Broker)
}

#[cfg(feature = "ssr")]
fn page_of(broker: &str) -> String {
    match given(broker) {
        Some(slug) => format!("/b/{slug}/settings/signalwire"),
        None => "/admin/signalwire".to_owned(),
    }
}

#[cfg(feature = "ssr")]
fn whole(text: &str) -> Result<i32, FieldError> {
    text.parse().map_err(|_| FieldError::new("buys_per_day", "Enter 0 to 1,000 numbers a day."))
}

#[cfg(feature = "ssr")]
fn refuse_field(error: FieldError) -> ApiError {
    refuse(error.into())
}
