//! The same for many leads at once, in one transaction.

use super::{apply, broker_of, change::checked, reinstate_in};
use crate::ctx::Ctx;
use crate::{Conflict, Service, ServiceError};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use steadyline_core::assignment::{Assignment, Event, Status};
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::{AssignmentId, LeadId};
use steadyline_core::user::Actor;
use steadyline_db::{Tx, assignment as rows, lead as leads};

/// Most leads of one action: what is locked is held until the end.
pub const MOST: usize = 1_000;

/// Which leads' numbers are released.
#[derive(Clone, Debug)]
pub enum Many {
    /// These, if they have one.
    Leads {
        /// Which.
        leads: Vec<LeadId>,
        /// Those that booked too.
        booked: bool,
    },
    /// Those that nobody called for so many days, the longest silent first; never those that booked.
    Silent {
        /// Days, 1 to 3,650.
        days: i32,
        /// Those that spoke to us too.
        held: bool,
    },
}

/// Releases the numbers of many leads, in one transaction; at most [`MOST`]. Answers what was released.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on `reason`, `leads` and `silent`.
pub async fn release_many(
    service: &Service,
    actor: &Actor,
    broker: &str,
    many: Many,
    reason: &str,
) -> Result<Vec<AssignmentId>, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let (broker, reason) = (broker.to_owned(), checked(reason)?);
    many.check()?;
    let (broker_id, released) = service
        .db
        .write(move |tx| {
            let (ctx, broker, reason, many) = (ctx.clone(), broker.clone(), reason.clone(), many.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let mut released = Vec::new();
                for seen in many.find(tx, &ctx, &broker).await? {
                    // Locked and read again: a call may have been reported in between.
                    let Some(now) = rows::find_locked(tx, broker.id, seen.id).await? else { continue };
                    if now.progress.state == seen.progress.state {
                        apply(tx, &ctx, &now, Event::ReleasedByPerson, Some(&reason)).await?;
                        released.push(now.id);
                    }
                }
                Ok::<_, ServiceError>((broker.id, released))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok(released)
}

/// What [`release_many`] would release right now. Nothing is written.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of; [`FieldError`] on `leads` and `silent`.
pub async fn would_release(
    service: &Service,
    actor: &Actor,
    broker: &str,
    many: Many,
) -> Result<Vec<AssignmentId>, ServiceError> {
    let ctx = Ctx::new(service, actor);
    let broker = broker.to_owned();
    many.check()?;
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                Ok(many.find(tx, &ctx, &broker).await?.into_iter().map(|live| live.id).collect())
            })
        })
        .await
}

impl Many {
    fn check(&self) -> Result<(), FieldError> {
        match self {
            Self::Leads { leads, .. } if leads.is_empty() || leads.len() > MOST => {
                Err(FieldError::new("leads", format!("Select 1 to {MOST} leads.")))
            }
            Self::Silent { days, .. } if !(1..=3_650).contains(days) => {
                Err(FieldError::new("silent", "Enter 1 to 3,650 days."))
            }
            Self::Leads { .. } | Self::Silent { .. } => Ok(()),
        }
    }

    /// The live assignments, in the order of their leads, so that two such actions do not wait for each other.
    async fn find(&self, tx: &mut Tx, ctx: &Ctx, broker: &Broker) -> Result<Vec<Assignment>, ServiceError> {
        let mut found = match self {
            Self::Leads { leads: ids, booked } => {
                let mut found = Vec::new();
                for id in BTreeSet::from_iter(ids) {
                    let lead =
                        leads::find(tx, broker.id, *id).await?.ok_or(ServiceError::NotFound("lead"))?;
                    let live = rows::live_of_person(tx, broker.id, lead.id, lead.phone.as_ref()).await?;
                    let is_meant =
                        |live: &Assignment| *booked || live.progress.state.status() != Status::BookedLocked;
                    found.extend(live.filter(is_meant));
                }
                found
            }
            Self::Silent { days, held } => {
                let since = ctx.now - TimeDelta::days(i64::from(*days));
                let most = i64::try_from(MOST).unwrap_or(i64::MAX);
                let mut found = rows::stale(tx, broker.id, since, ctx.now, most).await?;
                if *held {
                    found.extend(rows::held_silent(tx, broker.id, since, most).await?);
                }
                found.sort_by_key(|one| (one.silent_since(), one.id));
                found.truncate(MOST);
                found
            }
        };
        found.sort_by_key(|one| (one.lead_id, one.id));
        found.dedup_by_key(|one| one.id);
        Ok(found)
    }
}

/// Undoes many releases, in one transaction: each where it is still possible. Answers those that have their number again,
/// as the assignments that go on with them, and why the others do not.
///
/// # Errors
/// `NotFound` for a broker or assignment the actor may not know of; [`FieldError`] on `assignments` for none or too many.
pub async fn reinstate_many(
    service: &Service,
    actor: &Actor,
    broker: &str,
    ids: &[AssignmentId],
) -> Result<(Vec<AssignmentId>, Vec<(AssignmentId, Conflict)>), ServiceError> {
    if ids.is_empty() || ids.len() > MOST {
        let message = format!("Send 1 to {MOST} assignments.");
        return Err(FieldError::new("assignments", message).into());
    }
    let ctx = Ctx::new(service, actor);
    let (broker, ids) = (broker.to_owned(), BTreeSet::from_iter(ids.iter().copied()));
    let (broker_id, back, refused) = service
        .db
        .write(move |tx| {
            let (ctx, broker, ids) = (ctx.clone(), broker.clone(), ids.clone());
            Box::pin(async move {
                let broker = broker_of(tx, &ctx.actor, Some(&broker)).await?;
                let (mut back, mut refused) = (Vec::new(), Vec::new());
                for id in ids {
                    let ended = rows::find_locked(tx, broker.id, id).await?;
                    let ended = ended.ok_or(ServiceError::NotFound("assignment"))?;
                    match reinstate_in(tx, &ctx, &broker, &ended, None).await {
                        Ok(goes_on) => back.push(goes_on.id),
                        Err(ServiceError::Conflict(why)) => refused.push((id, why)),
                        Err(error) => return Err(error),
                    }
                }
                Ok::<_, ServiceError>((broker.id, back, refused))
            })
        })
        .await?;
    service.bus.tell(broker_id);
    Ok((back, refused))
}
