//! Who is signed in, what stands around every page, and the pages of admins.

use super::link;
use super::teller::Teller;
use crate::{Service, ServiceError, local_time};
use chrono_tz::Tz;
use std::collections::HashMap;
use steadyline_core::id::BrokerId;
use steadyline_core::page::{BrokerLink, BrokerRow, BrokersPage, Frame, Me, SetUp, UserRow, UsersPage};
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::page::{admin, lead};
use steadyline_db::{broker as brokers_rows, user as users_rows};

/// Leads are counted up to so many: beyond it the figure says little and costs a scan.
pub(super) const LEADS_COUNTED: i64 = 100_000;

/// Zones that offices are in, the likeliest first.
pub(super) fn time_zones() -> Vec<String> {
    [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "America/Toronto",
        "America/Vancouver",
        "America/Halifax",
        "UTC",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Who is signed in, and the brokers they may see.
///
/// # Errors
/// What the database says.
pub async fn me(service: &Service, user: User) -> Result<Me, ServiceError> {
    let role = user.role;
    let brokers = service
        .db
        .read(move |tx| {
            Box::pin(async move {
                Ok::<_, ServiceError>(match role {
                    Role::Admin => brokers_rows::list(tx).await?,
                    Role::Broker(own) => brokers_rows::find(tx, own).await?.into_iter().collect(),
                })
            })
        })
        .await?;
    Ok(Me { user, brokers: brokers.iter().map(link).collect() })
}

/// Whether set-up is still to be done. Whether it asks for a token is the server's to know.
///
/// # Errors
/// What the database says.
pub async fn set_up(service: &Service, asks_for_token: bool) -> Result<SetUp, ServiceError> {
    let users: i64 = service
        .db
        .read(|tx| Box::pin(async move { Ok::<_, ServiceError>(users_rows::count(tx).await?) }))
        .await?;
    let needed = users == 0;
    Ok(SetUp { needed, needs_token: needed && asks_for_token, time_zones: time_zones() })
}

/// Counts for the sidebar.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn frame(
    service: &Service,
    actor: &Actor,
    broker: &str,
    build_id: &str,
) -> Result<Frame, ServiceError> {
    let broker = crate::broker::find(service, actor, broker).await?;
    // Counted before the snapshot, so that what is told later is not taken as shown.
    let changes = service.bus.count(broker.id);
    let build_id = build_id.to_owned();
    let now = service.clock.now();
    let warnings = service.watch.count(service, &broker).await?;
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let (numbers, live) = admin::pool_counts(tx, broker.id).await?;
                let leads = lead::count(tx, broker.id, LEADS_COUNTED).await?;
                let now = Teller::of(&broker, now).when(now);
                Ok(Frame { broker: link(&broker), numbers, leads, live, warnings, now, build_id, changes })
            })
        })
        .await
}

/// Every broker.
///
/// # Errors
/// `Forbidden` for anybody but admins.
pub async fn brokers(service: &Service, actor: &Actor) -> Result<BrokersPage, ServiceError> {
    only_admins(actor)?;
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let mut rows = Vec::new();
                for broker in brokers_rows::list(tx).await? {
                    let settings = &broker.settings;
                    let day = local_time::day(&broker, now);
                    let figures = admin::figures(tx, broker.id, settings.leads_per_number, day).await?;
                    rows.push(BrokerRow {
                        link: link(&broker),
                        timezone: settings.timezone.clone(),
                        main_line: settings.main_line.clone(),
                        numbers: figures.numbers,
                        live: figures.live,
                        slots: (figures.slots, figures.numbers * i64::from(settings.leads_per_number)),
                        calls_today: figures.calls_today,
                        users: figures.users,
                    });
                }
                Ok(BrokersPage { brokers: rows, time_zones: time_zones() })
            })
        })
        .await
}

/// Everybody who signs in. Times are in UTC: the page belongs to no office.
///
/// # Errors
/// `Forbidden` for anybody but admins.
pub async fn users(service: &Service, actor: &Actor) -> Result<UsersPage, ServiceError> {
    only_admins(actor)?;
    let own = match actor {
        Actor::User { id, .. } => Some(*id),
        Actor::Key { .. } | Actor::System => None,
    };
    let teller = Teller { zone: Tz::UTC, now: service.clock.now() };
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let brokers = brokers_rows::list(tx).await?;
                let links: HashMap<BrokerId, BrokerLink> =
                    brokers.iter().map(|broker| (broker.id, link(broker))).collect();
                let users = admin::people(tx)
                    .await?
                    .into_iter()
                    .map(|person| UserRow {
                        id: person.id,
                        email: person.email,
                        name: person.name,
                        broker: person.broker_id.and_then(|broker| links.get(&broker).cloned()),
                        created: teller.when(person.created_at),
                        disabled: person.disabled_at.map(|at| teller.when(at)),
                        is_me: own == Some(person.id),
                    })
                    .collect();
                Ok(UsersPage { users, brokers: brokers.iter().map(link).collect() })
            })
        })
        .await
}

fn only_admins(actor: &Actor) -> Result<(), ServiceError> {
    match actor.role() {
        Role::Admin => Ok(()),
        Role::Broker(_) => Err(ServiceError::Forbidden("only admins may see that")),
    }
}
