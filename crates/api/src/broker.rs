//! Brokers, for admins.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::broker::Broker,
    steadyline_core::setting::BrokerSettings,
    steadyline_service::{broker as service, page as pages},
};

/// Brokers, as the address asks for them.
#[server(prefix = "/fn", endpoint = "brokers", input = GetUrl, output = Postcard)]
pub async fn brokers(#[server(default)] query: page::BrokersQuery) -> Result<page::BrokersPage, ApiError> {
    let asking = asking().await?;
    reply(pages::brokers(&asking.service, &asking.actor, &query).await)
}

/// What may be changed of a broker's head.
#[server(prefix = "/fn", endpoint = "broker_form", input = GetUrl, output = Postcard)]
pub async fn broker_form(broker: String) -> Result<page::BrokerForm, ApiError> {
    let asking = asking().await?;
    reply(pages::broker_form(&asking.service, &asking.actor, &broker).await)
}

/// Changes a broker's name, zone and main line. Leads to the brokers.
#[server(prefix = "/fn", endpoint = "edit_broker", output = DonePostcard)]
pub async fn edit_broker(
    broker: String,
    #[server(default)] version: String,
    name: String,
    timezone: String,
    #[server(default)] main_line: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    reply(pages::broker_form(&asking.service, &asking.actor, &broker).await)?;
    let texts = vec![("timezone".to_owned(), timezone), ("main_line".to_owned(), main_line)];
    let edit = service::BrokerEdit {
        name: Some(name),
        settings: Some(service::SettingsChange::Texts(texts)),
        if_version: seen_version(&version)?,
    };
    let edited = service::edit(&asking.service, &asking.actor, &broker, edit).await;
    done_at(edited, |_| "/admin/brokers".to_owned(), |broker| format!("{} is saved.", broker.name))
}

/// Makes a broker. Leads to "paste your numbers".
#[server(prefix = "/fn", endpoint = "create_broker", output = DonePostcard)]
pub async fn create_broker(
    name: String,
    #[server(default)] slug: String,
    timezone: String,
    #[server(default)] main_line: String,
    leads_per_number: String,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let new = new_broker(&name, &slug, &timezone, &main_line, &leads_per_number, "name")?;
    let path = |made: &Broker| format!("/b/{}/pool/add?first", made.slug);
    done_at(service::create(&asking.service, &asking.actor, new).await, path, |made| {
        format!("{} is created.", made.name)
    })
}

/// A broker of a form's fields. `name_field` is how the form calls the name.
#[cfg(feature = "ssr")]
pub(crate) fn new_broker(
    name: &str,
    slug: &str,
    timezone: &str,
    main_line: &str,
    leads_per_number: &str,
    name_field: &str,
) -> Result<service::NewBroker, ApiError> {
    let name = given(name).ok_or_else(|| ApiError::field(name_field, "Enter a name for the office."))?;
    let mut settings = BrokerSettings::default();
    for (setting, text) in
        [("timezone", timezone), ("main_line", main_line), ("leads_per_number", leads_per_number)]
    {
        settings.set(setting, text)?;
    }
    Ok(service::NewBroker { slug: given(slug), name, settings })
}
