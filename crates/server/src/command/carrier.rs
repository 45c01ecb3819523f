//! `steadyline connect-signalwire`

use super::{CommandError, password, say};
use crate::carrier::SignalWire;
use crate::settings::ConnectSignalWire;
use std::sync::Arc;
use steadyline_core::user::Actor;
use steadyline_service::Service;
use steadyline_service::carrier::{Connect, Secret, Whose, connect as connect_carrier};
use steadyline_signalwire::{Client, Policy};

/// Connects a broker, or the installation.
pub(super) async fn connect(service: &Service, given: ConnectSignalWire) -> Result<(), CommandError> {
    let ConnectSignalWire { broker, space, project, carrier, .. } = given;
    // Two lines of standard input, in this order.
    let (token, signing_key) = (password()?, password()?);
    let client = Client::new(Policy::default())
        .map_err(|error| CommandError::io("making requests")(std::io::Error::other(error.to_string())))?;
    let mut service = service.clone();
    service.carrier = Arc::new(SignalWire::new(client, carrier.signalwire_base));
    service.vault = carrier.secret_key;
    let whose = broker.map_or(Whose::Installation, Whose::Broker);
    let given = Connect {
        space,
        project,
        token: Some(Secret::new(token)),
        signing_key: Some(Secret::new(signing_key)),
        ..Connect::default()
    };
    connect_carrier(&service, &Actor::System, whose, given).await?;
    say("SignalWire answers: it is connected.")
}
