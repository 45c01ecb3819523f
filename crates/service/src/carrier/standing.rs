//! How a connection stands, without anything that lets in.

use super::account::{end_of_project, open};
use super::{Breaker, Whose, hooks_of};
use crate::{CarrierTrouble, Conflict, Service, ServiceError};
use chrono::{DateTime, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::id::CarrierAccountId;
use steadyline_core::page::ConnectionState;
use steadyline_core::user::Actor;
use steadyline_db::broker as brokers;
use steadyline_db::carrier::{self as rows, AccountRow};

/// How a broker, or the installation, is connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Whose; none for the installation.
    pub broker: Option<Broker>,
    /// The connection of its own.
    pub own: Option<Connected>,
    /// Whether it uses the installation's.
    pub is_shared: bool,
}

/// A connection, without anything that lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Id.
    pub id: CarrierAccountId,
    /// The space's name; none where it cannot be opened.
    pub space: Option<String>,
    /// How the project's id ends.
    pub project_end: Option<String>,
    /// Whether it works.
    pub state: ConnectionState,
    /// When it was last known to work.
    pub tested_at: DateTime<Utc>,
    /// What went wrong last, until something goes well.
    pub error: Option<String>,
    /// When that was.
    pub error_at: Option<DateTime<Utc>>,
    /// How requests to its space stand.
    pub breaker: Breaker,
    /// Where SignalWire asks what to do with a call.
    pub voice_url: String,
    /// Where it tells what became of calls.
    pub status_url: String,
    /// What a number costs a month.
    pub monthly_cents: Option<i32>,
    /// Numbers that may be bought a day.
    pub buys_per_day: i32,
    /// Who connected or changed it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// How a broker, or the installation, is connected.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; `Forbidden` for the installation to who is no admin.
pub async fn connection(
    service: &Service,
    actor: &Actor,
    whose: &Whose,
) -> Result<Connections, ServiceError> {
    let (actor, whose) = (actor.clone(), whose.clone());
    let (broker, own, is_shared) = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let id = whose.checked(tx, &actor).await?;
                let own = rows::own(tx, id).await?;
                let (mut broker, mut is_shared) = (None, false);
                if let Some(id) = id {
                    broker = brokers::find(tx, id).await?;
                    is_shared = own.is_none() && rows::own(tx, None).await?.is_some();
                }
                Ok::<_, ServiceError>((broker, own, is_shared))
            })
        })
        .await?;
    Ok(Connections { broker, own: own.map(|row| connected(service, row)), is_shared })
}

fn connected(service: &Service, row: AccountRow) -> Connected {
    let opened = open(service, &row);
    let state = match &opened {
        Ok(_) if row.error.is_some() => ConnectionState::Fails,
        Ok(_) => ConnectionState::Works,
        Err(ServiceError::Conflict(Conflict::Carrier(CarrierTrouble::NoKey))) => ConnectionState::NoKey,
        Err(ServiceError::Conflict(Conflict::Carrier(CarrierTrouble::OtherKey))) => ConnectionState::OtherKey,
        Err(_) => ConnectionState::Broken,
    };
    let account = opened.ok();
    let breaker =
        account.as_ref().map_or(Breaker::Closed { failures: 0 }, |account| service.carrier.breaker(account));
    let hooks = hooks_of(service, row.id);
    let AccountRow {
        id,
        monthly_cents,
        buys_per_day,
        tested_at,
        error,
        error_at,
        changed_by,
        changed_at,
        ..
    } = row;
    Connected {
        id,
        project_end: account.as_ref().map(|account| end_of_project(&account.project)),
        space: account.map(|account| account.space),
        state,
        tested_at,
        error,
        error_at,
        breaker,
        voice_url: hooks.voice,
        status_url: hooks.status,
        monthly_cents,
        buys_per_day,
        changed_by,
        changed_at,
    }
}
