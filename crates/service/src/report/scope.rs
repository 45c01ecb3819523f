//! What a report is asked for, and whose figures of which days that is.

use crate::assignment::broker_of;
use crate::{ServiceError, local_time, page};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::page::{BrokerLink, Unread};
use steadyline_core::report::Range;
use steadyline_core::user::{Actor, Role};
use steadyline_db::report::Which;
use steadyline_db::{Tx, broker as broker_rows};

/// What a report is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Our id or the slug; all brokers where an admin names none, the actor's own where a broker does not.
    pub broker: Option<String>,
    /// The first day, `2026-11-01`.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

/// Whose figures they are, all brokers' without one, and of which days.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) broker: Option<Broker>,
    pub(super) range: Range,
    /// As many days before.
    pub(super) before: Range,
    /// The broker's today; over all of them the day that has begun for each.
    pub(super) today: NaiveDate,
    pub(super) now: DateTime<Utc>,
}

impl Scope {
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        asked: &Asked,
        now: DateTime<Utc>,
    ) -> Result<Self, ServiceError> {
        let (broker, today) = whose(tx, actor, asked, now).await?;
        let range = Range::parse(asked.from.as_deref(), asked.to.as_deref(), today)?;
        Ok(Self { broker, range, before: range.before().unwrap_or(range), today, now })
    }

    /// The same for a page, and which of the days were left out since they cannot be meant.
    pub(super) async fn of_page(
        tx: &mut Tx,
        actor: &Actor,
        asked: Asked,
        now: DateTime<Utc>,
    ) -> Result<(Self, Vec<Unread>), ServiceError> {
        let (broker, today) = whose(tx, actor, &asked, now).await?;
        let (mut from, mut to) = (asked.from.unwrap_or_default(), asked.to.unwrap_or_default());
        let (range, unread) = page::days(&mut from, &mut to, today)?;
        Ok((Self { broker, range, before: range.before().unwrap_or(range), today, now }, unread))
    }

    /// The broker as pages link it.
    pub(super) fn link(&self) -> Option<BrokerLink> {
        self.broker.as_ref().map(|broker| BrokerLink { slug: broker.slug.clone(), name: broker.name.clone() })
    }

    pub(super) fn which(&self) -> Which {
        Which { broker: self.broker.as_ref().map(|broker| broker.id), range: self.range }
    }

    pub(super) fn which_before(&self) -> Which {
        Which { range: self.before, ..self.which() }
    }
}

/// Whose figures are asked for, and their today.
async fn whose(
    tx: &mut Tx,
    actor: &Actor,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<(Option<Broker>, NaiveDate), ServiceError> {
    let named = asked.broker.as_deref().map(str::trim).filter(|named| !named.is_empty());
    let broker = match (named, actor.role()) {
        (None, Role::Admin) => None,
        (named, _) => Some(broker_of(tx, actor, named).await?),
    };
    let today = match &broker {
        Some(broker) => local_time::day(broker, now),
        // A day that has begun for all of them: a later one would be theirs in part.
        None => {
            let days = broker_rows::list(tx).await?;
            days.iter().map(|broker| local_time::day(broker, now)).min().unwrap_or(now.date_naive())
        }
    };
    Ok((broker, today))
}
