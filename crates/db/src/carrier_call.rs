//! Rows of `carrier_calls`: calls at the carrier, and the callbacks about them that were believed.

mod list;
mod told;

pub use list::{
    count_missed, latest_of_person, missed, missed_of_lead, open_of_broker, open_of_person, queue, to_read,
    waiting_before,
};

pub use told::{count_on_number, forget, see};

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::call::Direction;
use steadyline_core::carrier_call::{CarrierCall, Heard, LegStatus, Stage};
use steadyline_core::id::{BrokerId, CarrierCallId, LeadId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    broker_id: Uuid,
    direction: String,
    lead_id: Option<Uuid>,
    number_id: Uuid,
    actor: String,
    sid: Option<String>,
    office_sid: Option<String>,
    lead_phone: Option<String>,
    office_phone: Option<String>,
    space: String,
    stage: String,
    status: Option<String>,
    sequence: Option<i32>,
    office_status: Option<String>,
    office_sequence: Option<i32>,
    answered_by: Option<String>,
    seconds: Option<i32>,
    sip_code: Option<i32>,
    is_short: bool,
    is_blocked: bool,
    outcome: Option<String>,
    trouble: String,
    asked_at: DateTime<Utc>,
    placed_at: Option<DateTime<Utc>>,
    answered_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    heard_at: DateTime<Utc>,
    reads: i32,
    dismissed_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for CarrierCall {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            direction,
            lead_id,
            number_id,
            actor,
            sid,
            office_sid,
            lead_phone,
            office_phone,
            space,
            stage,
            status,
            sequence,
            office_status,
            office_sequence,
            answered_by,
            seconds,
            sip_code,
            is_short,
            is_blocked,
            outcome,
            trouble,
            asked_at,
            placed_at,
            answered_at,
            ended_at,
            heard_at,
            reads,
            dismissed_at,
        } = row;
        let wrong = |error: String| DbError::row("carrier_calls", error);
        let phone = |text: Option<String>| {
            text.map(|text| E164::parse(&text)).transpose().map_err(|error| wrong(error.to_string()))
        };
        let status_of = |word: Option<String>| word.as_deref().and_then(LegStatus::parse);
        Ok(Self {
            id: id.into(),
            broker_id: broker_id.into(),
            direction: if direction == "inbound" { Direction::Inbound } else { Direction::Outbound },
            lead_id: lead_id.map(Into::into),
            number_id: number_id.into(),
            actor,
            sid,
            office_sid,
            lead_phone: phone(lead_phone)?,
            office_phone: phone(office_phone)?,
            space,
            stage: Stage::parse(&stage).ok_or_else(|| wrong(format!("no stage: {stage}")))?,
            heard: Heard { status: status_of(status), sequence },
            office_heard: Heard { status: status_of(office_status), sequence: office_sequence },
            answered_by,
            seconds,
            sip_code,
            is_short,
            is_blocked,
            outcome: outcome
                .map(|word| word.parse())
                .transpose()
                .map_err(|error: steadyline_core::outcome::UnknownOutcome| wrong(error.to_string()))?,
            trouble,
            asked_at,
            placed_at,
            answered_at,
            ended_at,
            heard_at,
            reads,
            dismissed_at,
        })
    }
}

macro_rules! columns {
    () => {
        "id, broker_id, direction, lead_id, number_id, actor, sid, office_sid, lead_phone, office_phone, space, stage,
        status, sequence, office_status, office_sequence, answered_by, seconds, sip_code, is_short, is_blocked, outcome,
        trouble, asked_at, placed_at, answered_at, ended_at, heard_at, reads, dismissed_at"
    };
}
use columns;

const INSERT: &str = "
    insert into carrier_calls (id, broker_id, direction, lead_id, number_id, actor, sid, office_sid, lead_phone,
        office_phone, space, stage, status, sequence, asked_at, placed_at, heard_at, trouble)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    on conflict do nothing";

/// Writes a call; `false` if the carrier's name for it is known by now.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, call: &CarrierCall) -> Result<bool, DbError> {
    let done = execute!(
        tx,
        INSERT,
        call.id,
        call.broker_id,
        call.direction,
        call.lead_id,
        call.number_id,
        &call.actor,
        call.sid.as_deref(),
        call.office_sid.as_deref(),
        call.lead_phone.as_ref(),
        call.office_phone.as_ref(),
        &call.space,
        call.stage,
        call.heard.status,
        call.heard.sequence,
        call.asked_at,
        call.placed_at,
        call.heard_at,
        &call.trouble,
    )?;
    Ok(done == 1)
}

const UPDATE: &str = "
    update carrier_calls
    set sid = $3,
        office_sid = $4,
        stage = $5,
        status = $6,
        sequence = $7,
        office_status = $8,
        office_sequence = $9,
        answered_by = $10,
        seconds = $11,
        sip_code = $12,
        is_short = $13,
        is_blocked = $14,
        outcome = $15,
        trouble = $16,
        placed_at = $17,
        answered_at = $18,
        ended_at = $19,
        heard_at = $20,
        reads = $21,
        dismissed_at = $22
    where broker_id = $1
        and id = $2";

/// Saves what became of a call that was read under its lock.
///
/// # Errors
/// What the engine says.
pub async fn update(tx: &mut Tx, call: &CarrierCall) -> Result<(), DbError> {
    execute!(
        tx,
        UPDATE,
        call.broker_id,
        call.id,
        call.sid.as_deref(),
        call.office_sid.as_deref(),
        call.stage,
        call.heard.status,
        call.heard.sequence,
        call.office_heard.status,
        call.office_heard.sequence,
        call.answered_by.as_deref(),
        call.seconds,
        call.sip_code,
        call.is_short,
        call.is_blocked,
        call.outcome,
        &call.trouble,
        call.placed_at,
        call.answered_at,
        call.ended_at,
        call.heard_at,
        call.reads,
        call.dismissed_at,
    )?;
    Ok(())
}

const FIND: &str = concat!("select ", columns!(), " from carrier_calls where broker_id = $1 and id = $2");

/// A call by its id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: CarrierCallId) -> Result<Option<CarrierCall>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(CarrierCall::try_from).transpose()
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_locked(
    tx: &mut Tx,
    broker: BrokerId,
    id: CarrierCallId,
) -> Result<Option<CarrierCall>, DbError> {
    crate::dialect::lock_carrier_call(tx, broker, id).await?;
    find(tx, broker, id).await
}

const BY_SID: &str = "
    select id
    from carrier_calls
    where broker_id = $1
        and (sid = $2 or office_sid = $2)";

/// The call that has a leg of that name.
///
/// # Errors
/// What the engine says.
pub async fn id_of_sid(tx: &mut Tx, broker: BrokerId, sid: &str) -> Result<Option<CarrierCallId>, DbError> {
    Ok(fetch_optional!(tx, (Uuid,), BY_SID, broker, sid)?.map(|(id,)| id.into()))
}

const BLANK: &str = "
    update carrier_calls
    set lead_phone = null
    where broker_id = $1
        and lead_id = $2
        and lead_phone is not null";

const BLANK_CALLER: &str = "
    update carrier_calls
    set lead_phone = null
    where broker_id = $1
        and lead_phone = $2";

/// Blanks the phone of an erased person on its calls, also on those made before it was known as a lead.
///
/// # Errors
/// What the engine says.
pub async fn blank_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<(), DbError> {
    execute!(tx, BLANK, broker, lead)?;
    if let Some(phone) = phone {
        execute!(tx, BLANK_CALLER, broker, phone)?;
    }
    Ok(())
}

const LEAD_OF_PHONE: &str = "
    select l.id
    from leads l
    left join lead_number_assignments a
        on a.broker_id = l.broker_id
        and a.lead_id = l.id
        and a.number_id = $2
    where l.broker_id = $1
        and l.phone = $3
    order by case when a.id is null then 2 when a.status in ('active', 'booked_locked') then 0 else 1 end,
        a.assigned_at desc, l.created_at desc, l.id
    limit 1";

/// The lead with that phone: the one that has the number, else the last one that had it, else the newest record.
///
/// # Errors
/// What the engine says.
pub async fn lead_of_phone(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    phone: &E164,
) -> Result<Option<LeadId>, DbError> {
    Ok(fetch_optional!(tx, (Uuid,), LEAD_OF_PHONE, broker, number, phone)?.map(|(id,)| id.into()))
}
