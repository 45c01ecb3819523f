//! What goes when a person's data is erased: every text of a lead record, its assignments, calls and history that
//! may tell who the person is. Figures, times and ids stay, and with them every counter and rollup.

use crate::event::Place;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
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
    execute!(tx, BLANK_EVENTS, broker, lead, Json(json!({})))?;
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
        (Uuid, Uuid, DateTime<Utc>, Json<Value>),
        EDITS_NAMING,
        broker,
        since,
        named.as_str()
    )?;
    let naming = found.into_iter().map(|(id, lead, at, Json(detail))| {
        let text = |at: &str| detail.pointer(at).and_then(Value::as_str);
        let is_phone = |at: &str| text(at) == Some(phone.as_str());
        let (took, brought) = (is_phone("/changes/phone/from"), is_phone("/changes/phone/to"));
        let name = text("/name").map(str::to_owned);
        Naming { id: EventId(id), lead_id: LeadId(lead), at, took, brought, name }
    });
    Ok(naming.collect())
}

const EDITS_AFTER: &str = "
    select id, detail
    from events
    where broker_id = $1
        and lead_id = $2
        and kind = 'lead.edited'
        and (at, id) > ($3, $4)
    order by at, id";

async fn edits_after(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    (at, id): Place,
) -> Result<Vec<(EventId, Value)>, DbError> {
    let after = fetch_all!(tx, (Uuid, Json<Value>), EDITS_AFTER, broker, lead, at, id)?;
    Ok(after.into_iter().map(|(id, Json(detail))| (EventId(id), detail)).collect())
}

/// Before every entry.
const BEGINNING: Place = (DateTime::UNIX_EPOCH, EventId(Uuid::nil()));

/// What a lead was called before and after each of its edits, as far as those were not blanked.
///
/// # Errors
/// What the engine says.
pub async fn names_told(tx: &mut Tx, broker: BrokerId, lead: LeadId) -> Result<Vec<String>, DbError> {
    let edits = edits_after(tx, broker, lead, BEGINNING).await?;
    let named =
        edits.iter().flat_map(|(_, detail)| ["/name", "/changes/name/from"].map(|at| detail.pointer(at)));
    Ok(named.flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The edits after one as they are without the name, up to the first by which the lead was called otherwise; none while
/// it is called as it was then.
///
/// # Errors
/// What the engine says.
pub async fn unnamed_after(
    tx: &mut Tx,
    broker: BrokerId,
    edit: &Naming,
) -> Result<Vec<(EventId, Value)>, DbError> {
    let was = edit.name.as_deref().map(str::to_lowercase);
    let mut unnamed = Vec::new();
    for (id, mut detail) in edits_after(tx, broker, edit.lead_id, edit.place()).await? {
        // One that was blanked says of no name any more, and may be the one by which it was called otherwise.
        let Some(name) = detail.get("name") else { return Ok(unnamed) };
        let is_other = name.as_str().map(str::to_lowercase) != was;
        take_name(&mut detail);
        unnamed.push((id, detail));
        if is_other {
            return Ok(unnamed);
        }
    }
    Ok(Vec::new())
}

fn take_name(detail: &mut Value) {
    if let Some(detail) = detail.as_object_mut() {
        detail.remove("name");
        if let Some(changes) = detail.get_mut("changes").and_then(Value::as_object_mut) {
            changes.remove("name");
        }
    }
}

const SET_DETAIL: &str = "
    update events
    set detail = $3
    where broker_id = $1
        and id = $2";

/// Writes what is left of what an edit wrote down.
///
/// # Errors
/// What the engine says.
pub async fn set_detail(tx: &mut Tx, broker: BrokerId, edit: EventId, detail: Value) -> Result<(), DbError> {
    execute!(tx, SET_DETAIL, broker, edit, Json(detail))?;
    Ok(())
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
    let (since, first) = first.unwrap_or(BEGINNING);
    let blank = Json(json!({}));
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
