//! People who sign in: those of an office or of the whole installation, their invites, and the own account.

use super::admin::only_admins;
use super::link;
use super::teller::Teller;
use crate::assignment::broker_of;
use crate::invite::{self, Opened};
use crate::session::{self, OwnSession};
use crate::{Service, ServiceError};
use chrono_tz::Tz;
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::id::BrokerId;
use steadyline_core::invite::{Invite, Purpose};
use steadyline_core::page::{
    AccountPage, BrokerLink, InviteRow, LinkPage, NewLink, SessionRow, UserRow, UsersPage,
};
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::page::admin::{self, Person};
use steadyline_db::{Tx, broker as brokers_rows, invite as invites_rows};

/// Who signs in for a broker, or with none everybody, with the links that are open. Times are the office's; those of
/// everybody are in UTC. A link just made is the caller's to add.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; `Forbidden` to see everybody, for anybody but admins.
pub async fn users(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
) -> Result<UsersPage, ServiceError> {
    if broker.is_none() {
        only_admins(actor)?;
    }
    let (actor, named) = (actor.clone(), broker.map(str::to_owned));
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            let (actor, named) = (actor.clone(), named.clone());
            Box::pin(async move {
                let (office, teller) = match &named {
                    None => (None, Teller { zone: Tz::UTC, now }),
                    Some(named) => {
                        let broker = broker_of(tx, &actor, Some(named)).await?;
                        let teller = Teller::of(&broker, now);
                        (Some(broker), teller)
                    }
                };
                let is_admin = actor.role() == Role::Admin;
                let all = offices(tx, &actor).await?;
                let links: HashMap<BrokerId, BrokerLink> =
                    all.iter().map(|broker| (broker.id, link(broker))).collect();
                let scope = office.as_ref().map(|office| office.id);
                let people = admin::people(tx, scope).await?;
                let admins = people.iter().filter(|person| is_live_admin(person)).count();
                let telling = Telling { teller, links, actor: &actor, admins };
                let users = people.into_iter().map(|person| telling.user(person)).collect();
                let open = invites_rows::open(tx, scope, now).await?;
                let invites = open.into_iter().map(|invite| telling.invite(invite)).collect();
                let brokers = if is_admin { all.iter().map(link).collect() } else { Vec::new() };
                let broker = office.as_ref().map(link);
                Ok(UsersPage { broker, users, invites, brokers, is_admin, fresh: None })
            })
        })
        .await
}

fn is_live_admin(person: &Person) -> bool {
    person.broker_id.is_none() && person.disabled_at.is_none()
}

async fn offices(tx: &mut Tx, actor: &Actor) -> Result<Vec<Broker>, ServiceError> {
    Ok(match actor.role() {
        Role::Admin => brokers_rows::list(tx).await?,
        Role::Broker(own) => brokers_rows::find(tx, own).await?.into_iter().collect(),
    })
}

struct Telling<'t> {
    teller: Teller,
    links: HashMap<BrokerId, BrokerLink>,
    actor: &'t Actor,
    /// Admins who may sign in.
    admins: usize,
}

impl Telling<'_> {
    fn broker(&self, id: Option<BrokerId>) -> Option<BrokerLink> {
        self.links.get(&id?).cloned()
    }

    fn user(&self, person: Person) -> UserRow {
        let is_last_admin = self.admins == 1 && is_live_admin(&person);
        let Person { id, email, name, broker_id, created_at, disabled_at, last_seen_at } = person;
        UserRow {
            id,
            email,
            name,
            broker: self.broker(broker_id),
            created: self.teller.when(created_at),
            last_seen: last_seen_at.map(|at| self.teller.when(at)),
            disabled: disabled_at.map(|at| self.teller.when(at)),
            is_me: matches!(self.actor, Actor::User { id: own, .. } if *own == id),
            is_last_admin,
        }
    }

    fn invite(&self, invite: Invite) -> InviteRow {
        InviteRow {
            id: invite.id,
            broker: self.broker(invite.role.broker()),
            is_reset: matches!(invite.purpose, Purpose::Reset(_)),
            made: self.teller.when(invite.created_at),
            ends: self.teller.when(invite.expires_at),
            email: invite.email,
            made_by: invite.made_by,
        }
    }
}

/// A link just made, as it is shown once. `link` is the whole address.
pub fn new_link(service: &Service, office: Option<&Broker>, made: &invite::Made, link: String) -> NewLink {
    let now = service.clock.now();
    let teller = office.map_or(Teller { zone: Tz::UTC, now }, |office| Teller::of(office, now));
    NewLink {
        email: made.invite.email.clone(),
        link,
        is_reset: matches!(made.invite.purpose, Purpose::Reset(_)),
        ends: teller.when(made.invite.expires_at).exact,
    }
}

/// What a link is, for whoever holds it.
///
/// # Errors
/// `NotFound` for one that nobody made.
pub async fn opened_link(service: &Service, token: &str) -> Result<LinkPage, ServiceError> {
    let Opened { invite, state, broker } = invite::open(service, token).await?;
    Ok(LinkPage {
        state,
        office: broker.map(|broker| broker.name).unwrap_or_default(),
        is_reset: matches!(invite.purpose, Purpose::Reset(_)),
        email: invite.email,
        made_by: invite.made_by,
    })
}

/// The own account. Times are those of the own office; an admin's are in UTC. `this` is the id of the session that asks.
///
/// # Errors
/// `Forbidden` for who does not sign in.
pub async fn account(
    service: &Service,
    actor: &Actor,
    user: User,
    this: Option<&str>,
) -> Result<AccountPage, ServiceError> {
    let own = session::of_actor(service, actor, this).await?;
    let brokers = crate::broker::list(service, actor).await?;
    let now = service.clock.now();
    let teller = match (user.role, brokers.first()) {
        (Role::Broker(_), Some(office)) => Teller::of(office, now),
        _ => Teller { zone: Tz::UTC, now },
    };
    let sessions = own
        .into_iter()
        .map(|OwnSession { id, device, created_at, last_seen_at, is_this }| SessionRow {
            id,
            device: device.unwrap_or_default(),
            began: created_at.map(|at| teller.when(at)),
            last_seen: last_seen_at.map(|at| teller.when(at)),
            is_this,
        })
        .collect();
    let phone = crate::user::own_phone(service, actor).await?;
    Ok(AccountPage { user, phone, brokers: brokers.iter().map(link).collect(), sessions })
}
