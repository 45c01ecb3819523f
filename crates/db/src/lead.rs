//! Rows of `leads`: records of persons to call.

mod erase;
mod list;
mod many;
mod person;

pub use erase::{
    Naming, blank_edits, blank_history, blank_records, blank_references, edits_naming, names_told,
    open_assignments, set_detail, unnamed_after,
};
pub use list::{LeadCursor, LeadFilter, list};
pub use many::{by_ids, by_phones, by_references, find_named_all, insert_many, lock_all, suppressed_since};
pub(crate) use person::select_of_person;
pub use person::{
    Mark, Marks, has_bad_phone, has_record, is_phone_suppressed, mark_bad_phone, marks, of_person,
    replace_mark, set_suppressed, suppressed_at,
};

use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::{BrokerId, LeadId};
use steadyline_core::lead::{Deal, Lead};
use steadyline_core::phone::E164;
use steadyline_core::setting::Quality;
use uuid::Uuid;

/// The columns of [`Row`].
macro_rules! select_leads {
    ($tail:literal) => {
        concat!(
            "
    select id, broker_id, reference, name, phone, area_code, state, quality, deal, suppressed_at,
        bad_phone_at, erased_at, notes, created_at
    from leads",
            $tail
        )
    };
}
pub(crate) use select_leads;

#[derive(FromRow)]
pub(crate) struct Row {
    id: Uuid,
    broker_id: Uuid,
    reference: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    quality: Option<String>,
    deal: String,
    suppressed_at: Option<DateTime<Utc>>,
    bad_phone_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    notes: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Lead {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            broker_id,
            reference,
            name,
            phone,
            area_code,
            state,
            quality,
            deal,
            suppressed_at,
            bad_phone_at,
            erased_at,
            notes,
            created_at,
        } = row;
        let bad = |what: String| DbError::row("leads", format!("{id}: {what}"));
        let phone = phone.map(|phone| E164::parse(&phone)).transpose();
        let quality = quality.map(|quality| quality.parse::<Quality>()).transpose();
        Ok(Self {
            id: LeadId(id),
            broker_id: BrokerId(broker_id),
            reference,
            name,
            phone: phone.map_err(|error| bad(error.to_string()))?,
            // Written by SQL they may be anything: then the lead is at home anywhere.
            area_code: area_code.and_then(|code| AreaCode::parse(&code).ok()),
            state: state.and_then(|state| StateCode::parse(&state).ok()),
            quality: quality.map_err(|error| bad(error.to_string()))?,
            deal: deal.parse::<Deal>().map_err(|error| bad(error.to_string()))?,
            suppressed_at,
            bad_phone_at,
            erased_at,
            notes,
            created_at,
        })
    }
}

const FIND: &str = select_leads!(
    "
    where broker_id = $1
        and id = $2"
);

/// A broker's lead by its id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find(tx: &mut Tx, broker: BrokerId, id: LeadId) -> Result<Option<Lead>, DbError> {
    fetch_optional!(tx, Row, FIND, broker, id)?.map(Lead::try_from).transpose()
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_locked(tx: &mut Tx, broker: BrokerId, id: LeadId) -> Result<Option<Lead>, DbError> {
    crate::dialect::lock_lead(tx, broker, id).await?;
    find(tx, broker, id).await
}

const FIND_BY_REFERENCE: &str = select_leads!(
    "
    where broker_id = $1
        and reference = $2"
);

/// A broker's lead by the caller's own name for it.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_by_reference(
    tx: &mut Tx,
    broker: BrokerId,
    reference: &str,
) -> Result<Option<Lead>, DbError> {
    fetch_optional!(tx, Row, FIND_BY_REFERENCE, broker, reference)?.map(Lead::try_from).transpose()
}

/// A broker's lead as a caller names it: by reference, else by our id.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_named(tx: &mut Tx, broker: BrokerId, name: &str) -> Result<Option<Lead>, DbError> {
    if let Some(lead) = find_by_reference(tx, broker, name).await? {
        return Ok(Some(lead));
    }
    match name.parse::<LeadId>() {
        Ok(id) => find(tx, broker, id).await,
        Err(_no_uuid) => Ok(None),
    }
}

/// Broker by broker, as the indexes are: never through all leads.
const NAMED_ANYWHERE: &str = select_leads!(
    "
    where broker_id in (select id from brokers)
        and reference = $1
    order by broker_id
    limit 2"
);

const FIND_ANYWHERE: &str = select_leads!(
    "
    where broker_id in (select id from brokers)
        and id = $1
    order by broker_id
    limit 2"
);

/// Leads of any broker with that name, by reference, else by our id: at most two, since two are too many to
/// know which is meant.
///
/// # Errors
/// What the engine says, or [`DbError::Row`].
pub async fn find_named_anywhere(tx: &mut Tx, name: &str) -> Result<Vec<Lead>, DbError> {
    let mut rows = fetch_all!(tx, Row, NAMED_ANYWHERE, name)?;
    if let Ok(id) = name.parse::<LeadId>()
        && rows.is_empty()
    {
        rows = fetch_all!(tx, Row, FIND_ANYWHERE, id)?;
    }
    rows.into_iter().map(Lead::try_from).collect()
}

const INSERT: &str = "
    insert into leads (id, broker_id, reference, name, phone, area_code, state, quality, deal, suppressed_at,
        bad_phone_at, notes, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict do nothing";

/// Writes a new lead; `false` if its reference or id is taken.
///
/// # Errors
/// What the engine says.
pub async fn insert(tx: &mut Tx, lead: &Lead) -> Result<bool, DbError> {
    let Lead {
        id,
        broker_id,
        reference,
        name,
        phone,
        area_code,
        state,
        quality,
        deal,
        suppressed_at,
        bad_phone_at,
        erased_at: _,
        notes,
        created_at,
    } = lead;
    let written = execute!(
        tx,
        INSERT,
        id,
        broker_id,
        reference,
        name,
        phone,
        area_code,
        state,
        quality,
        deal,
        suppressed_at,
        bad_phone_at,
        notes,
        created_at,
    )?;
    Ok(written == 1)
}

const UPDATE: &str = "
    update leads
    set reference = $3,
        name = $4,
        phone = $5,
        area_code = $6,
        state = $7,
        quality = $8,
        bad_phone_at = $9,
        notes = $10
    where broker_id = $1
        and id = $2";

/// Writes what may be edited: all but the deal, the suppression and the erasure. Who changes the phone of a lead with a live
/// assignment changes its `person_key` in the same transaction.
///
/// # Errors
/// What the engine says; a unique violation if the reference is taken.
pub async fn update(tx: &mut Tx, lead: &Lead) -> Result<(), DbError> {
    let Lead {
        id,
        broker_id,
        reference,
        name,
        phone,
        area_code,
        state,
        quality,
        deal: _,
        suppressed_at: _,
        bad_phone_at,
        erased_at: _,
        notes,
        created_at: _,
    } = lead;
    execute!(
        tx,
        UPDATE,
        broker_id,
        id,
        reference,
        name,
        phone,
        area_code,
        state,
        quality,
        bad_phone_at,
        notes,
    )?;
    Ok(())
}

const SET_DEAL: &str = "
    update leads
    set deal = $3,
        deal_at = $4
    where broker_id = $1
        and id = $2
        and deal <> $3";

/// Writes where the deal stands; `false` if it stood so already.
///
/// # Errors
/// What the engine says.
pub async fn set_deal(
    tx: &mut Tx,
    broker: BrokerId,
    id: LeadId,
    deal: Deal,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(execute!(tx, SET_DEAL, broker, id, deal, at)? == 1)
}
