//! Entries of a broker's history as they stand, a page at a time, whichever way one reads.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;
use steadyline_core::history::KindWord;
use steadyline_core::id::{AssignmentId, BrokerId, CallId, EventId, LeadId, NumberId};
use uuid::Uuid;

/// An entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryEvent {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as `noun.verb`.
    pub kind: String,
    /// The lead it is about.
    pub lead_id: Option<LeadId>,
    /// The number it is about.
    pub number_id: Option<NumberId>,
    /// The assignment it is about.
    pub assignment_id: Option<AssignmentId>,
    /// The call it is about.
    pub call_id: Option<CallId>,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
    /// Figures that belong to it.
    pub detail: serde_json::Value,
}

impl HistoryEvent {
    /// Its place in the history.
    pub const fn place(&self) -> Place {
        (self.at, self.id)
    }
}

/// The place of an entry in the history.
pub type Place = (DateTime<Utc>, EventId);

/// Which way one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Newest first, those before this place, if one is given.
    Newest(Option<Place>),
    /// Oldest first, those after this place.
    Oldest(Place),
}

/// Which entries. The default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of these kinds: whole ones (`assignment.held`) or nouns (`assignment`).
    pub kinds: Vec<KindWord>,
    /// About this lead.
    pub lead_id: Option<LeadId>,
    /// About this number.
    pub number_id: Option<NumberId>,
    /// About this assignment.
    pub assignment_id: Option<AssignmentId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    kind: String,
    lead_id: Option<Uuid>,
    number_id: Option<Uuid>,
    assignment_id: Option<Uuid>,
    call_id: Option<Uuid>,
    actor: String,
    reason: Option<String>,
    detail: Json<serde_json::Value>,
}

impl From<Row> for HistoryEvent {
    fn from(row: Row) -> Self {
        let Row { id, at, kind, lead_id, number_id, assignment_id, call_id, actor, reason, detail } = row;
        Self {
            id: id.into(),
            at,
            kind,
            lead_id: lead_id.map(Into::into),
            number_id: number_id.map(Into::into),
            assignment_id: assignment_id.map(Into::into),
            call_id: call_id.map(Into::into),
            actor,
            reason,
            detail: detail.0,
        }
    }
}

const LIST: &str = "
    select id, at, kind, lead_id, number_id, assignment_id, call_id, actor, reason, detail
    from events
    where broker_id = ";

/// A page of the history.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &EventFilter,
    way: Way,
    limit: i64,
) -> Result<Vec<HistoryEvent>, DbError> {
    let rows = fetch_built!(tx, Row, LIST, |query| {
        query.push_bind(to_sql(broker));
        for (nth, kind) in filter.kinds.iter().map(|kind| kind.as_str()).enumerate() {
            query.push(if nth == 0 { " and (kind = " } else { " or kind = " }).push_bind(kind);
            let noun = format!("{kind}.");
            let length = i64::try_from(noun.len()).unwrap_or(i64::MAX);
            query
                .push(" or substr(kind, 1, cast(")
                .push_bind(length)
                .push(" as integer)) = ")
                .push_bind(noun);
        }
        if !filter.kinds.is_empty() {
            query.push(")");
        }
        if let Some(lead) = filter.lead_id {
            query.push(" and lead_id = ").push_bind(to_sql(lead));
        }
        if let Some(number) = filter.number_id {
            query.push(" and number_id = ").push_bind(to_sql(number));
        }
        if let Some(assignment) = filter.assignment_id {
            query.push(" and assignment_id = ").push_bind(to_sql(assignment));
        }
        let (beyond, order) = match way {
            Way::Newest(before) => (before.map(|place| ("<", place)), "desc"),
            Way::Oldest(after) => (Some((">", after)), "asc"),
        };
        if let Some((side, (at, id))) = beyond {
            query.push(format!(" and (at, id) {side} (")).push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(format!(" order by at {order}, id {order} limit ")).push_bind(to_sql(limit));
    })?;
    Ok(rows.into_iter().map(HistoryEvent::from).collect())
}
