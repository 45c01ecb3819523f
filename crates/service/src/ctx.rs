//! Who does something, and when: what every step of an action needs.

use crate::{Clock, Service, ServiceError, history};
use chrono::{DateTime, Utc};
use steadyline_core::assignment::Assignment;
use steadyline_core::id::{BrokerId, CallId, LeadId, NumberId, UserId};
use steadyline_core::user::{Actor, Role};
use steadyline_db::{Tx, event};
use uuid::Uuid;

/// Who does something, and when.
#[derive(Clone, Debug)]
pub(crate) struct Ctx {
    pub(crate) clock: Clock,
    pub(crate) now: DateTime<Utc>,
    pub(crate) actor: Actor,
}

/// What an entry of the history is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About<'a> {
    pub(crate) lead_id: Option<LeadId>,
    pub(crate) number_id: Option<NumberId>,
    pub(crate) assignment: Option<&'a Assignment>,
    pub(crate) call_id: Option<CallId>,
}

impl<'a> About<'a> {
    pub(crate) fn assignment(assignment: &'a Assignment) -> Self {
        Self {
            lead_id: Some(assignment.lead_id),
            number_id: Some(assignment.number_id),
            assignment: Some(assignment),
            call_id: None,
        }
    }
}

impl Ctx {
    pub(crate) fn new(service: &Service, actor: &Actor) -> Self {
        Self { clock: service.clock.clone(), now: service.clock.now(), actor: actor.clone() }
    }

    /// For somebody who asked for what is done now, as the history names them.
    pub(crate) fn on_behalf(self, name: &str, broker: BrokerId) -> Self {
        let (id, role) = (UserId(Uuid::nil()), Role::Broker(broker));
        Self { actor: Actor::User { id, name: name.to_owned(), role }, ..self }
    }

    /// Writes an entry of the history.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        broker_id: BrokerId,
        kind: &str,
        about: About<'_>,
        reason: Option<&str>,
        detail: serde_json::Value,
    ) -> Result<(), ServiceError> {
        let entry = event::NewEvent {
            id: self.clock.id(),
            broker_id,
            at: self.now,
            kind,
            lead_id: about.lead_id,
            number_id: about.number_id,
            assignment_id: about.assignment.map(|assignment| assignment.id),
            call_id: about.call_id,
            actor: self.actor.name(),
            reason,
            detail,
        };
        history::write(tx, &self.clock, &entry, about.assignment).await
    }
}
