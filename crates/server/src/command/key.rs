//! `steadyline create-key`

use super::{CommandError, say};
use crate::settings::CreateKey;
use steadyline_core::user::Actor;
use steadyline_service::{Service, api_key, broker};

/// Prints the key alone on its line: it is never shown again.
pub(super) async fn create(service: &Service, new: CreateKey) -> Result<(), CommandError> {
    let broker = match new.broker {
        Some(broker) => Some(broker::find(service, &Actor::System, &broker).await?.id),
        None => None,
    };
    let created = api_key::create(service, &Actor::System, broker, &new.name).await?;
    say(created.secret)
}
