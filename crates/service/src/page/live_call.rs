//! Calls that wait or go on, as pages tell them.

use super::teller::{Teller, lead_link, number_link};
use crate::ServiceError;
use crate::carrier_call::Beside;
use chrono::TimeDelta;
use std::collections::HashMap;
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, Stage};
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::Lead;
use steadyline_core::page::{LiveCall, MissedCallback};
use steadyline_core::phone::E164;
use steadyline_core::user::Actor;
use steadyline_db::{Tx, carrier_call as rows, lead, number, user};

/// How long a missed callback is warned of.
pub(super) const MISSED_FOR: TimeDelta = TimeDelta::days(7);
/// How long it is told that a call was not joined.
const TOLD_FOR: TimeDelta = TimeDelta::minutes(2);
/// How long an outcome that is recorded on the lead's page is that of the last call.
const SAME_CALL: TimeDelta = TimeDelta::minutes(30);

/// Calls shown at most.
const MOST: i64 = 20;

/// Calls of a broker that wait or go on: callbacks first, then ours, oldest first.
pub(super) async fn live_calls(
    tx: &mut Tx,
    teller: Teller,
    broker: BrokerId,
) -> Result<Vec<LiveCall>, ServiceError> {
    let calls = rows::open_of_broker(tx, broker, MOST).await?;
    let mut calls = told(tx, teller, broker, &calls).await?;
    calls.sort_by_key(|call| !call.inbound);
    Ok(calls)
}

/// What a lead's page tells of the calls of its person.
#[derive(Debug, Default)]
pub(super) struct CallsOfLead {
    pub(super) is_connected: bool,
    pub(super) own_phone: Option<E164>,
    pub(super) live: Option<LiveCall>,
    pub(super) missed: Option<MissedCallback>,
    /// Whether the callback that was missed last was dismissed, or the person called since.
    pub(super) is_callback_seen_to: bool,
    /// What the form of an outcome is about, where a call was just made.
    pub(super) reference: Option<String>,
}

impl CallsOfLead {
    pub(super) async fn read(
        tx: &mut Tx,
        actor: &Actor,
        teller: Teller,
        lead: &Lead,
    ) -> Result<Self, ServiceError> {
        let (broker, now) = (lead.broker_id, teller.now);
        let missed = match rows::missed_of_lead(tx, broker, now - MISSED_FOR, lead.id).await? {
            Some(call) => number::find(tx, broker, call.number_id).await?.map(|number| MissedCallback {
                id: call.id,
                number: number_link(number.id, &number.number),
                at: teller.when(call.asked_at),
            }),
            None => None,
        };
        if !crate::carrier_call::is_connected(tx, broker).await? {
            return Ok(Self { missed, ..Self::default() });
        }
        let latest = rows::latest_of_person(tx, broker, lead.id, lead.phone.as_ref()).await?;
        let is_told = |call: &&CarrierCall| {
            call.is_open() || (call.outcome.is_none() && call.ended_at.is_some_and(|at| now - at < TOLD_FOR))
        };
        let live = match latest.as_ref().filter(is_told) {
            Some(call) => told(tx, teller, broker, std::slice::from_ref(call)).await?.pop(),
            None => None,
        };
        let is_callback_seen_to = latest
            .as_ref()
            .is_some_and(|call| call.direction == Direction::Outbound || call.dismissed_at.is_some());
        let reference = latest
            .filter(|call| call.answered_at.is_some() && call.ended_at.is_none_or(|at| now - at < SAME_CALL));
        let own_phone = match actor {
            Actor::User { id, .. } => user::phone(tx, *id).await?,
            _ => None,
        };
        Ok(Self {
            is_connected: true,
            is_callback_seen_to,
            own_phone,
            live,
            missed,
            reference: reference.map(|call| call.reference()),
        })
    }
}

/// Calls as pages tell them.
async fn told(
    tx: &mut Tx,
    teller: Teller,
    broker: BrokerId,
    calls: &[CarrierCall],
) -> Result<Vec<LiveCall>, ServiceError> {
    let beside = Beside::read(tx, broker, calls).await?;
    let leads: Vec<LeadId> = calls.iter().filter_map(|call| call.lead_id).collect();
    let leads: HashMap<LeadId, Lead> =
        lead::by_ids(tx, broker, &leads).await?.into_iter().map(|lead| (lead.id, lead)).collect();
    let tell = |call: &CarrierCall| {
        let number = beside.number(call)?;
        let lead = call.lead_id.and_then(|id| leads.get(&id));
        let caller = call.lead_phone.as_ref().map_or_else(|| "a withheld number".to_owned(), E164::national);
        Some(LiveCall {
            id: call.id,
            inbound: call.direction == Direction::Inbound,
            lead: lead.map(lead_link),
            caller,
            number: number_link(number.id, &number.number),
            stage: call.stage,
            words: words(call, beside.ahead(call)),
            at: teller.when(call.answered_at.unwrap_or(call.asked_at)),
        })
    };
    Ok(calls.iter().filter_map(tell).collect())
}

/// Where it stands, in a few words.
fn words(call: &CarrierCall, ahead: i64) -> String {
    let phone = call.office_phone.as_ref().map(E164::national).unwrap_or_default();
    match (call.direction, call.stage) {
        (Direction::Outbound, Stage::Queued) if ahead == 0 => "next to be placed".to_owned(),
        (Direction::Outbound, Stage::Queued) if ahead == 1 => "waiting, 1 call ahead".to_owned(),
        (Direction::Outbound, Stage::Queued) => format!("waiting, {ahead} calls ahead"),
        (_, Stage::Queued | Stage::Placing) => "is being placed".to_owned(),
        (_, Stage::Office) => format!("{phone} rings"),
        (_, Stage::Lead) => "the lead's phone rings".to_owned(),
        (_, Stage::Talking) => "talking".to_owned(),
        (_, Stage::Over) if !call.trouble.is_empty() => call.trouble.clone(),
        (_, Stage::Over) => "over".to_owned(),
    }
}
