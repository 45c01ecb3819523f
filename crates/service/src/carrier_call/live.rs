//! Calls that wait or go on, for programs.

use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::HashMap;
use steadyline_core::broker::Broker;
use steadyline_core::carrier_call::{CarrierCall, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId, LeadId, NumberId};
use steadyline_core::number::Number;
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, carrier_call as rows, number};

/// Calls shown at most.
const MOST: i64 = 50;

/// A call at the carrier, as the API tells it.
#[derive(Clone, Debug, Serialize)]
pub struct CallView {
    /// Names the call; in an outcome it is the `call_id`.
    pub call_id: String,
    /// Our id of it.
    pub id: CarrierCallId,
    /// Whose.
    pub broker_id: BrokerId,
    /// Which way it goes.
    pub direction: &'static str,
    /// The lead; null of a caller that nobody knows.
    pub lead_id: Option<LeadId>,
    /// The number of the pool.
    pub number_id: NumberId,
    /// The same, E.164.
    pub phone_number: E164,
    /// The office's phone that rings.
    pub rings: Option<E164>,
    /// Where it stands.
    pub stage: &'static str,
    /// Calls that are placed before it; 0 once it is its turn.
    pub ahead: i64,
    /// What came of it, once it is over.
    pub outcome: Option<Outcome>,
    /// Why it was not made, or not joined; empty where nothing was in the way.
    pub trouble: String,
    /// When it was asked for, or came in.
    pub asked_at: DateTime<Utc>,
    /// When both began to talk.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

pub(super) async fn view(tx: &mut Tx, broker: &Broker, call: &CarrierCall) -> Result<CallView, ServiceError> {
    let beside = Beside::read(tx, broker.id, std::slice::from_ref(call)).await?;
    beside.view(call)
}

/// What is told with calls of a broker, looked up once for all of them.
pub(crate) struct Beside {
    numbers: HashMap<NumberId, Number>,
    ahead: HashMap<CarrierCallId, i64>,
}

impl Beside {
    pub(crate) async fn read(
        tx: &mut Tx,
        broker: BrokerId,
        calls: &[CarrierCall],
    ) -> Result<Self, ServiceError> {
        let numbers: Vec<NumberId> = calls.iter().map(|call| call.number_id).collect();
        let numbers = number::by_ids(tx, broker, &numbers).await?;
        let waiting: Vec<CarrierCallId> =
            calls.iter().filter(|call| call.stage == Stage::Queued).map(|call| call.id).collect();
        Ok(Self {
            numbers: numbers.into_iter().map(|number| (number.id, number)).collect(),
            ahead: rows::waiting_before(tx, broker, &waiting).await?,
        })
    }

    /// The number of the pool.
    pub(crate) fn number(&self, call: &CarrierCall) -> Option<&Number> {
        self.numbers.get(&call.number_id)
    }

    /// Calls that are placed before this one, in the whole space; 0 once it is its turn.
    pub(crate) fn ahead(&self, call: &CarrierCall) -> i64 {
        self.ahead.get(&call.id).copied().unwrap_or_default()
    }

    fn view(&self, call: &CarrierCall) -> Result<CallView, ServiceError> {
        let number = self.number(call).ok_or(ServiceError::NotFound("number"))?;
        Ok(CallView {
            call_id: call.reference(),
            id: call.id,
            broker_id: call.broker_id,
            direction: call.direction.as_str(),
            lead_id: call.lead_id,
            number_id: number.id,
            phone_number: number.number.clone(),
            rings: call.office_phone.clone(),
            stage: call.stage.as_str(),
            ahead: self.ahead(call),
            outcome: call.outcome,
            trouble: call.trouble.clone(),
            asked_at: call.asked_at,
            answered_at: call.answered_at,
            ended_at: call.ended_at,
        })
    }
}

/// Calls of a broker that wait or go on, oldest first.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn open(
    service: &Service,
    actor: &Actor,
    broker: Option<&str>,
) -> Result<Vec<CallView>, ServiceError> {
    let (actor, broker) = (actor.clone(), broker.map(str::to_owned));
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, broker.as_deref()).await?;
                let calls = rows::open_of_broker(tx, broker.id, MOST).await?;
                let beside = Beside::read(tx, broker.id, &calls).await?;
                calls.iter().map(|call| beside.view(call)).collect::<Result<Vec<_>, ServiceError>>()
            })
        })
        .await
}
