//! Leads and assignments that a figure counts: the rows behind it.

use super::listed::ListedLead;
use crate::assignment::is_moved;
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, LeadId, NumberId};
use steadyline_core::page::{Counted, FirstAnswer};
use steadyline_core::phone::E164;
use steadyline_core::report::Range;
use uuid::Uuid;

/// Which rows.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// What is counted.
    pub of: Counted,
    /// Broker-local days.
    pub range: Range,
    /// The instants they begin and end at.
    pub window: (DateTime<Utc>, DateTime<Utc>),
    /// The call that was answered first.
    pub attempts: Option<FirstAnswer>,
    /// After this one, newest first.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// A lead or an assignment.
#[derive(Clone, Debug)]
pub struct CountedRow {
    /// The lead's or the assignment's.
    pub id: Uuid,
    /// What the list is ordered by.
    pub at: DateTime<Utc>,
    /// Whom.
    pub lead: ListedLead,
    /// The assignment's number.
    pub number: Option<(NumberId, E164)>,
    /// Assigned.
    pub assigned_at: DateTime<Utc>,
    /// First answer.
    pub answered_at: Option<DateTime<Utc>>,
    /// First booking.
    pub booked_at: Option<DateTime<Utc>>,
    /// Won.
    pub closed_at: Option<DateTime<Utc>>,
    /// The number was released.
    pub ended_at: Option<DateTime<Utc>>,
    /// Calls.
    pub calls: i32,
}

/// What one kind of rows does not have, its statement leaves out.
#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    at: DateTime<Utc>,
    lead_id: Uuid,
    name: Option<String>,
    reference: Option<String>,
    phone: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    erased_at: Option<DateTime<Utc>>,
    #[sqlx(default)]
    number_id: Option<Uuid>,
    #[sqlx(default)]
    number: Option<String>,
    assigned_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
    booked_at: Option<DateTime<Utc>>,
    #[sqlx(default)]
    closed_at: Option<DateTime<Utc>>,
    #[sqlx(default)]
    ended_at: Option<DateTime<Utc>>,
    calls: i32,
}

impl TryFrom<Row> for CountedRow {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            at,
            lead_id,
            name,
            reference,
            phone,
            area_code,
            state,
            erased_at,
            number_id,
            number,
            assigned_at,
            answered_at,
            booked_at,
            closed_at,
            ended_at,
            calls,
        } = row;
        let number = number_id.zip(number).map(|(id, number)| {
            let number = E164::parse(&number).map_err(|error| DbError::row("phone_numbers", error))?;
            Ok::<_, DbError>((NumberId(id), number))
        });
        let phone = phone.and_then(|phone| E164::parse(&phone).ok());
        Ok(Self {
            id,
            at,
            lead: ListedLead { id: LeadId(lead_id), name, reference, phone, area_code, state, erased_at },
            number: number.transpose()?,
            assigned_at,
            answered_at,
            booked_at,
            closed_at,
            ended_at,
            calls,
        })
    }
}

const LEADS: &str = "
    select f.lead_id as id, f.assigned_at as at, f.lead_id, l.name, l.reference, l.phone, l.area_code, l.state,
        l.erased_at, f.assigned_at, f.answered_at, f.booked_at, f.closed_at, f.attempts as calls
    from funnel_leads f
    join leads l on l.broker_id = f.broker_id and l.id = f.lead_id
    where f.broker_id = ";

/// Assignments by a time of theirs.
macro_rules! assignments_by {
    ($at:literal, $where:literal) => {
        concat!(
            "
    select a.id, ",
            $at,
            " as at, a.lead_id, l.name, l.reference, l.phone, l.area_code, l.state, l.erased_at,
        a.number_id, n.number, a.assigned_at, a.first_answered_at as answered_at, a.booked_at,
        a.released_at as ended_at, a.call_attempts as calls
    from lead_number_assignments a
    join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
    join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
    where ",
            $where,
            " and a.broker_id = "
        )
    };
}

/// Every status is named, so that the index finds the times.
const MADE: &str =
    assignments_by!("a.assigned_at", "a.status in ('active', 'booked_locked', 'unreachable', 'released')");
const ENDED: &str = assignments_by!("a.released_at", "a.released_at is not null");

/// The rows, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<CountedRow>, DbError> {
    let Filter { of, range, window, attempts, after } = *filter;
    let (start, at, id) = match of {
        Counted::Assigned | Counted::Moved => (MADE, "a.assigned_at", "a.id"),
        Counted::Ended => (ENDED, "a.released_at", "a.id"),
        _ => (LEADS, "f.assigned_at", "f.lead_id"),
    };
    let only = match of {
        Counted::Leads | Counted::Assigned | Counted::Ended => "",
        Counted::Answered => " and f.answered_at is not null",
        Counted::Booked => " and f.booked_at is not null",
        Counted::Closed => " and f.booked_at is not null and f.closed_at is not null",
        Counted::ClosedUnbooked => " and f.booked_at is null and f.closed_at is not null",
        Counted::Unreachable => " and f.is_unreachable",
        Counted::Moved => concat!(" and ", is_moved!()),
    };
    let rows = fetch_built!(tx, Row, start, |query| {
        query.push_bind(to_sql(broker)).push(only);
        if of.is_of_leads() {
            query.push(" and f.day >= ").push_bind(range.from).push(" and f.day <= ").push_bind(range.to);
            if let Some(FirstAnswer { nth, or_later }) = attempts {
                query
                    .push(if or_later { " and f.attempts >= " } else { " and f.attempts = " })
                    .push_bind(nth);
            }
        } else {
            query.push(" and ").push(at).push(" >= ").push_bind(to_sql(window.0));
            query.push(" and ").push(at).push(" < ").push_bind(to_sql(window.1));
        }
        if let Some((after, after_id)) = after {
            query.push(" and (").push(at).push(", ").push(id).push(") < (").push_bind(to_sql(after));
            query.push(", ").push_bind(after_id).push(")");
        }
        query.push(" order by ").push(at).push(" desc, ").push(id).push(" desc limit ").push_bind(limit);
    })?;
    rows.into_iter().map(CountedRow::try_from).collect()
}
