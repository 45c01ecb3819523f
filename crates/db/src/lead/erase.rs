//! What goes when a person's data is erased: every text of a lead record, its assignments, calls and history that
//! may tell who the person is. Figures, times and ids stay, and with them every counter and rollup.

use crate::event::Place;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use steadyline_core::assignment::Assignment;
use steadyline_core::id::{BrokerId, EventId, LeadId};
use steadyline_core::lead::Lead;
use steadyline_core::phone::E164;
use uuid::Uuid;

const BLANK_CALLS: &str = "
    update calls
    set notes = null
    where broker_id = $1
        and lead_id = $2
        and notes is not null";

const REFERENCES: &str = "
    select id, reference
    from calls
    where broker_id = $1
        and lead_id = $2
        and reference is not null";

const BLANK_REFERENCE: &str = "update calls set reference = null where broker_id = $1 and id = $2";

/// Takes away what callers named the calls of a lead record, where that tells who the person is.
///
/// # Errors
/// What the engine says.
pub async fn blank_references(tx: &mut Tx, lead: &Lead) -> Result<(), DbError> {
    let Lead { id, broker_id, .. } = lead;
    for (call, reference) in fetch_all!(tx, (Uuid, String), REFERENCES, broker_id, id)? {
        if lead.is_named_in(&reference) {
            execute!(tx, BLANK_REFERENCE, broker_id, call)?;
        }
    }
    Ok(())
}

/// A reason may be a person's words, also where most are ours; the reason of a choice is ours alone. What an edit
/// wrote down is the name itself.
const BLANK_EVENTS: &str = "
    update events
    set reason = case when kind = 'assignment.created' then reason end,
        detail = case when kind = 'lead.edited' then $3 else detail end
    where broker_id = $1
        and lead_id = $2";

/// Blanks what calls and history of a lead record say in words. Entries written afterwards are not touched.
///
/// # Errors
/// What the engine says.
pub async fn blank_history(tx: &mut Tx, broker: BrokerId, lead: LeadId) -> Result<(), DbError> {
    execute!(tx, BLANK_CALLS, broker, lead)?;
    execute!(tx, BLANK_EVENTS, broker, lead, Json(serde_json::json!({})))?;
    Ok(())
}

/// An edit of a lead that tells of a phone.
#[derive(Clone, Debug)]
pub struct Naming {
    /// Which.
    pub id: EventId,
    /// Of which lead.
    pub lead_id: LeadId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the lead had the phone until then.
    pub took: bool,
    /// Whether the lead got the phone by it.
    pub brought: bool,
    /// What the lead is called after it.
    pub name: Option<String>,
}

impl Naming {
    /// Its place in the history.
    pub const fn place(&self) -> Place {
        (self.at, self.id)
    }
}

const EDITS_NAMING: &str = "
    select id, lead_id, at, detail
    from events
    where broker_id = $1
        and kind = 'lead.edited'
        and lead_id is not null
        and at >= $2
        and cast(detail as text) like $3";

/// Edits of any lead since then that tell of a phone: one that was corrected is somebody else's. Goes through the
/// history, which no index does for it.
///
/// # Errors
/// What the engine says.
pub async fn edits_naming(
    tx: &mut Tx,
    broker: BrokerId,
    phone: &E164,
    since: DateTime<Utc>,
) -> Result<Vec<Naming>, DbError> {
    let named = format!("%\"{}\"%", phone.as_str());
    let found = fetch_all!(
        tx,
        (Uuid, Uuid, DateTime<Utc>, Json<serde_json::Value>),
        EDITS_NAMING,
        broker,
        since,
        named.as_str()
    )?;
    let naming = found.into_iter().map(|(id, lead, at, Json(detail))| {
        let text = |at: &str| detail.pointer(at).and_then(serde_json::Value::as_str);
        let is_phone = |at: &str| text(at) == Some(phone.as_str());
        let (took, brought) = (is_phone("/changes/phone/from"), is_phone("/changes/phone/to"));
        let name = text("/name").map(str::to_owned);
        Naming { id: EventId(id), lead_id: LeadId(lead), at, took, brought, name }
    });
    Ok(naming.collect())
}

const EDITS_AFTER: &str = "
    select id, at, detail
    from events
    where broker_id = $1
        and lead_id = $2
        and kind = 'lead.edited'
        and (at, id) > ($3, $4)
    order by at, id";

/// The first edit after one by which its lead was called otherwise; none while it is called as it was then.
///
/// # Errors
/// What the engine says.
pub async fn renamed_after(tx: &mut Tx, broker: BrokerId, edit: &Naming) -> Result<Option<Place>, DbError> {
    let after = fetch_all!(
        tx,
        (Uuid, DateTime<Utc>, Json<serde_json::Value>),
        EDITS_AFTER,
        broker,
        edit.lead_id,
        edit.at,
        edit.id
    )?;
    let was = edit.name.as_deref().map(str::to_lowercase);
    // One that was blanked says nothing of a name.
    let is_other = |detail: &serde_json::Value| {
        detail.get("name").is_some_and(|name| name.as_str().map(str::to_lowercase) != was)
    };
    let first = after.into_iter().find(|(_, _, Json(detail))| is_other(detail));
    Ok(first.map(|(id, at, _)| (at, EventId(id))))
}

const BLANK_EDITS: &str = "
    update events
    set detail = $7
    where broker_id = $1
        and lead_id = $2
        and kind = 'lead.edited'
        and (at, id) >= ($3, $4)
        and (at, id) <= ($5, $6)";

/// Takes away what the edits of a lead wrote down, from the first, or from the beginning, to the last.
///
/// # Errors
/// What the engine says.
pub async fn blank_edits(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    first: Option<Place>,
    last: Place,
) -> Result<(), DbError> {
    let (since, first) = first.unwrap_or((DateTime::UNIX_EPOCH, EventId(Uuid::nil())));
    let blank = Json(serde_json::json!({}));
    execute!(tx, BLANK_EDITS, broker, lead, since, first, last.0, last.1, blank)?;
    Ok(())
}

const OPEN: &str = concat!(
    "select ",
    crate::assignment::columns!(),
    " from lead_number_assignments
    where broker_id = $1
        and lead_id = $2
        and status <> 'released'
    order by assigned_at, id"
);

/// Assignments of a lead record that something may still happen to: live ones, and unreachable ones.
///
/// # Errors
/// What the engine says.
pub async fn open_assignments(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
) -> Result<Vec<Assignment>, DbError> {
    let rows = fetch_all!(tx, crate::assignment::AssignmentRow, OPEN, broker, lead)?;
    rows.into_iter().map(Assignment::try_from).collect()
}

/// The person key is the phone.
const BLANK_ASSIGNMENTS: &str = "
    update lead_number_assignments
    set notes = null,
        person_key = null
    where broker_id = $1
        and lead_id = $2";

const BLANK_LEAD: &str = "
    update leads
    set name = null,
        phone = null,
        notes = null,
        reference = case when $3 then reference end,
        erased_at = $4
    where broker_id = $1
        and id = $2
        and erased_at is null";

/// Blanks a lead record, whose assignments have ended, and their rows. Its reference stays unless it is personal.
///
/// # Errors
/// What the engine says.
pub async fn blank_records(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    keeps_reference: bool,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    execute!(tx, BLANK_ASSIGNMENTS, broker, lead)?;
    execute!(tx, BLANK_LEAD, broker, lead, keeps_reference, at)?;
    Ok(())
}
