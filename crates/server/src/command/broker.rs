//! `steadyline create-broker`

use super::{CommandError, say};
use crate::settings::CreateBroker;
use steadyline_core::field::FieldError;
use steadyline_core::setting::BrokerSettings;
use steadyline_core::user::Actor;
use steadyline_service::broker::NewBroker;
use steadyline_service::{Service, broker};

pub(super) async fn create(service: &Service, new: CreateBroker) -> Result<(), CommandError> {
    let settings = settings(&new)?;
    let new = NewBroker { slug: Some(new.slug), name: new.name, settings };
    let broker = broker::create(service, &Actor::System, new).await?;
    say(format_args!("Broker {} is there: {}", broker.slug, broker.id))
}

fn settings(new: &CreateBroker) -> Result<BrokerSettings, CommandError> {
    let mut settings = BrokerSettings::default();
    let leads = new.leads_per_number.map(|leads| leads.to_string());
    for (name, given) in
        [("main_line", &new.main_line), ("timezone", &new.timezone), ("leads_per_number", &leads)]
    {
        if let Some(given) = given {
            settings.set(name, given).map_err(|error: FieldError| CommandError::Service(error.into()))?;
        }
    }
    Ok(settings)
}
