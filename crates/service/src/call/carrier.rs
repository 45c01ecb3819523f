//! What the carrier says came of a call, without a person or a program reporting it.

use super::{Checked, inbound, record_in};
use crate::ctx::Ctx;
use crate::{Conflict, ServiceError};
use chrono::{DateTime, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::call::Direction;
use steadyline_core::lead::Lead;
use steadyline_core::number::Number;
use steadyline_core::outcome::Outcome;
use steadyline_db::Tx;

/// What the carrier tells of a call that is over.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The call's name in the log: the same one again is the same call.
    pub(crate) reference: String,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// When it was made.
    pub(crate) called_at: DateTime<Utc>,
    /// Seconds they talked.
    pub(crate) seconds: Option<i32>,
}

impl Told {
    fn checked(self, direction: Direction, number: &Number) -> Checked {
        Checked {
            direction,
            outcome: self.outcome,
            number: Some(number.number.clone()),
            reference: Some(self.reference),
            duration: self.seconds,
            stated_at: Some(self.called_at),
            called_at: self.called_at,
            appointment_at: None,
            notes: None,
            correct: false,
        }
    }
}

/// Records what came of a call to a lead, whose row is locked, from a number. `false` where the lead never had that number,
/// or its person was erased: then nothing is counted.
pub(crate) async fn record_placed(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    number: &Number,
    told: Told,
) -> Result<bool, ServiceError> {
    if lead.erased_at.is_some() {
        return Ok(false);
    }
    match record_in(tx, ctx, broker, lead, &told.checked(Direction::Outbound, number)).await {
        Ok(_) => Ok(true),
        Err(ServiceError::Field(_) | ServiceError::Conflict(Conflict::NoLiveAssignment)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Records a call of a lead, whose row is locked, to a number: answered by the office, or missed.
pub(crate) async fn record_callback(
    tx: &mut Tx,
    ctx: &Ctx,
    broker: &Broker,
    lead: &Lead,
    number: &Number,
    told: Told,
) -> Result<(), ServiceError> {
    if lead.erased_at.is_some() {
        return Ok(());
    }
    inbound::record(tx, ctx, broker, lead, number, &told.checked(Direction::Inbound, number)).await
}
