//! Calls that wait or go on, for programs.

use crate::assignment::broker_of;
use crate::{Service, ServiceError};
use chrono::{DateTime, Utc};
use serde::Serialize;
use steadyline_core::broker::Broker;
use steadyline_core::carrier_call::{CarrierCall, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId, LeadId, NumberId};
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
    let number =
        number::find(tx, broker.id, call.number_id).await?.ok_or(ServiceError::NotFound("number"))?;
    Ok(CallView {
        call_id: call.reference(),
        id: call.id,
        broker_id: broker.id,
        direction: call.direction.as_str(),
        lead_id: call.lead_id,
        number_id: number.id,
        phone_number: number.number,
        rings: call.office_phone.clone(),
        stage: call.stage.as_str(),
        ahead: waiting_before(tx, call).await?,
        outcome: call.outcome,
        trouble: call.trouble.clone(),
        asked_at: call.asked_at,
        answered_at: call.answered_at,
        ended_at: call.ended_at,
    })
}

/// Calls that are placed before this one, in the whole space.
pub(crate) async fn waiting_before(tx: &mut Tx, call: &CarrierCall) -> Result<i64, ServiceError> {
    if call.stage != Stage::Queued {
        return Ok(0);
    }
    Ok(rows::waiting_before(tx, &call.space, call.asked_at, call.id).await?)
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
                let mut views = Vec::new();
                for call in rows::open_of_broker(tx, broker.id, MOST).await? {
                    views.push(view(tx, &broker, &call).await?);
                }
                Ok(views)
            })
        })
        .await
}
