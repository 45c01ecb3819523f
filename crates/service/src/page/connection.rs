//! The page of a connection to SignalWire.

use super::link;
use super::teller::Teller;
use crate::carrier::{Breaker, Connected, Connections, Whose, connection};
use crate::{Service, ServiceError};
use chrono_tz::Tz;
use steadyline_core::page::{CarrierPage, Connection, Standing};
use steadyline_core::user::{Actor, Role};

/// How an office, or the installation, is connected to SignalWire.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; `Forbidden` for the installation to who is no admin.
pub async fn carrier(service: &Service, actor: &Actor, whose: &Whose) -> Result<CarrierPage, ServiceError> {
    let Connections { broker, own, is_shared } = connection(service, actor, whose).await?;
    let now = service.clock.now();
    let teller = broker.as_ref().map_or(Teller { zone: Tz::UTC, now }, |broker| Teller::of(broker, now));
    Ok(CarrierPage {
        broker: broker.as_ref().map(link),
        connection: own.map(|connected| shown(connected, teller)),
        is_shared,
        can_keep: service.vault.is_some(),
        is_reachable: service.carrier.is_elsewhere() || is_reachable(&service.public_url),
        public_url: service.public_url.to_string(),
        is_admin: actor.role() == Role::Admin,
    })
}

fn shown(connected: Connected, teller: Teller) -> Connection {
    let Connected { space, project_end, state, tested_at, error, error_at, breaker, .. } = connected;
    let Connected { voice_url, monthly_cents, buys_per_day, changed_by, changed_at, .. } = connected;
    Connection {
        space,
        project_end,
        state,
        tested: teller.when(tested_at),
        error: error.zip(error_at).map(|(why, at)| (why, teller.when(at))),
        standing: match breaker {
            Breaker::Closed { failures } => Standing::Made { failures },
            Breaker::Open { seconds } => Standing::Paused { seconds },
            Breaker::Trying => Standing::Tried,
        },
        voice_url,
        monthly_cents,
        buys_per_day,
        changed_by,
        changed: teller.when(changed_at),
    }
}

/// Whether an address can be one that SignalWire reaches: HTTPS, and not of this machine.
fn is_reachable(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    !matches!(host, "" | "localhost" | "127.0.0.1" | "[") && host.contains('.')
}

#[cfg(test)]
mod tests {
    use super::is_reachable;

    #[test]
    fn an_address_of_this_machine_is_not_reached() {
        assert!(is_reachable("https://steadyline.example.com"));
        assert!(is_reachable("https://steadyline.example.com:8443/lines"));
        for url in [
            "http://127.0.0.1:3000",
            "https://localhost:3000",
            "https://[::1]:3000",
            "http://steadyline.example.com",
        ] {
            assert!(!is_reachable(url), "{url}");
        }
    }
}
