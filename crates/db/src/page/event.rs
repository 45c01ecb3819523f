//! Entries of the history with the lead and number they name.

use super::listed::ListedLead;
use super::person::{Below, push_below, push_of_person};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use steadyline_core::id::{AssignmentId, BrokerId, CallId, LeadId, NumberId};
use steadyline_core::phone::E164;
use uuid::Uuid;

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as `noun.verb`.
    pub kind: String,
    /// The lead it is about.
    pub lead: Option<ListedLead>,
    /// The number it is about.
    pub number: Option<(NumberId, E164)>,
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

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    kind: String,
    lead_id: Option<Uuid>,
    name: Option<String>,
    reference: Option<String>,
    phone: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    erased_at: Option<DateTime<Utc>>,
    number_id: Option<Uuid>,
    number: Option<String>,
    assignment_id: Option<Uuid>,
    call_id: Option<Uuid>,
    actor: String,
    reason: Option<String>,
    detail: Json<serde_json::Value>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let Row {
            id,
            at,
            kind,
            lead_id,
            name,
            reference,
            phone,
            area_code,
            state,
            erased_at,
            number_id,
            number,
            assignment_id,
            call_id,
            actor,
            reason,
            detail,
        } = row;
        let phone = phone.and_then(|phone| E164::parse(&phone).ok());
        Self {
            id,
            at,
            kind,
            lead: lead_id.map(|id| ListedLead {
                id: id.into(),
                name,
                reference,
                phone,
                area_code,
                state,
                erased_at,
            }),
            number: number_id
                .zip(number.and_then(|number| E164::parse(&number).ok()))
                .map(|(id, number)| (id.into(), number)),
            assignment_id: assignment_id.map(Into::into),
            call_id: call_id.map(Into::into),
            actor,
            reason,
            detail: detail.0,
        }
    }
}

macro_rules! columns_of_entries {
    () => {
        "
    select e.id, e.at, e.kind, e.lead_id, l.name, l.reference, l.phone, l.area_code, l.state, l.erased_at, e.number_id, n.number,
        e.assignment_id, e.call_id, e.actor, e.reason, e.detail
    from events e
    left join leads l on l.broker_id = e.broker_id and l.id = e.lead_id
    left join phone_numbers n on n.broker_id = e.broker_id and n.id = e.number_id
    where e.broker_id = "
    };
}

macro_rules! select_entries {
    ($tail:literal) => {
        concat!(
            columns_of_entries!(),
            "$1",
            $tail,
            "
    order by e.at desc, e.id desc
    limit $2"
        )
    };
}

fn all(rows: Vec<Row>) -> Vec<Entry> {
    rows.into_iter().map(Entry::from).collect()
}

const LATEST: &str = select_entries!(
    "
        and e.kind not in ('lead.created', 'lead.edited', 'lead.noted', 'number.edited')"
);

/// What happened last at a broker, newest first, without what people merely write down.
///
/// # Errors
/// What the engine says.
pub async fn latest(tx: &mut Tx, broker: BrokerId, limit: i64) -> Result<Vec<Entry>, DbError> {
    Ok(all(fetch_all!(tx, Row, LATEST, broker, limit)?))
}

const OF_NUMBER: &str = select_entries!(
    "
        and e.number_id = $3
        and e.kind not in ('call.recorded', 'call.corrected', 'call.report_outranked')"
);

/// What happened to a number but for its calls, newest first.
///
/// # Errors
/// What the engine says.
pub async fn of_number(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    Ok(all(fetch_all!(tx, Row, OF_NUMBER, broker, limit, number)?))
}

/// Which entries of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// Notes alone.
    Notes,
    /// All but notes.
    Changes,
}

/// What happened to a person on any of its records, newest first. Calls themselves are in
/// [`super::person::calls`].
///
/// # Errors
/// What the engine says.
pub async fn of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    which: Which,
    below: Option<Below>,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    Ok(all(fetch_built!(tx, Row, columns_of_entries!(), |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, "e.lead_id", broker, lead, phone);
        query.push(match which {
            Which::All => " and e.kind <> 'call.recorded'",
            Which::Notes => " and e.kind = 'lead.noted'",
            Which::Changes => " and e.kind not in ('call.recorded', 'lead.noted')",
        });
        push_below!(query, "e.at", "e.id", below);
        query.push(" order by e.at desc, e.id desc limit ").push_bind(to_sql(limit));
    })?))
}
