//! Assignments with their lead and number, as lists show them.

pub(super) mod checked;
mod on_numbers;
mod row;
mod which;

pub use checked::{Checked, checked};
pub use on_numbers::live_on;
pub use which::Which;

use row::Row;

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{AssignmentId, BrokerId, LeadId, NumberId};
use steadyline_core::number::Standing;
use steadyline_core::page::StatusKind;
use steadyline_core::phone::E164;

/// An assignment with its lead and number.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: AssignmentId,
    /// The lead's parts that lists show.
    pub lead: ListedLead,
    /// Its number.
    pub number_id: NumberId,
    /// Its number.
    pub number: E164,
    /// Whether the number is in service, retired or gone. Never `Resting`: that matters to new leads only.
    pub standing: Standing,
    /// Where it stands.
    pub status: StatusKind,
    /// When it began.
    pub assigned_at: DateTime<Utc>,
    /// When it ended.
    pub released_at: Option<DateTime<Utc>>,
    /// Calls that counted.
    pub call_attempts: i32,
    /// The limit.
    pub max_attempts: i32,
    /// The last call that counted.
    pub last_call_at: Option<DateTime<Utc>>,
    /// The appointment.
    pub appointment_at: Option<DateTime<Utc>>,
    /// How the number was found: a word of [`Match`](steadyline_core::choice::Match).
    pub matched: Option<String>,
}

/// What lists show of a lead.
#[derive(Clone, Debug)]
pub struct ListedLead {
    /// Its id.
    pub id: LeadId,
    /// What the person is called.
    pub name: Option<String>,
    /// The caller's own name for it.
    pub reference: Option<String>,
    /// The person's phone.
    pub phone: Option<E164>,
    /// Area code as stored.
    pub area_code: Option<String>,
    /// State as stored.
    pub state: Option<String>,
    /// When the person's data was erased.
    pub erased_at: Option<DateTime<Utc>>,
}

const SELECT: &str = "
    select a.id, a.lead_id, l.name, l.reference, l.phone, l.area_code, l.state, l.erased_at, a.number_id, n.number, n.is_active,
        n.gone_at, a.status, a.assigned_at, a.released_at, a.call_attempts, a.max_attempts, a.last_call_at,
        a.first_answered_at, a.appointment_at, a.matched
    from lead_number_assignments a
    join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
    join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
    where a.broker_id = ";

fn all(rows: Vec<Row>) -> Result<Vec<Listed>, DbError> {
    rows.into_iter().map(Listed::try_from).collect()
}

/// Which assignments to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In which state.
    pub which: Which,
    /// Only on this number.
    pub number_id: Option<NumberId>,
    /// Only of leads with this in name or reference, or these digits in the phone.
    pub search: String,
    /// After this one.
    pub after: Option<(DateTime<Utc>, AssignmentId)>,
}

/// Assignments, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker)).push(filter.which.sql());
        if let Some(at) = filter.which.time() {
            query.push_bind(to_sql(at));
        }
        if let Some(number) = filter.number_id {
            query.push(" and a.number_id = ").push_bind(to_sql(number));
        }
        let search = filter.search.trim();
        if !search.is_empty() {
            let pattern = crate::search::contains(search);
            query.push(" and (lower(l.name) like ").push_bind(pattern.clone()).push(" escape '\\'");
            query.push(" or lower(l.reference) like ").push_bind(pattern).push(" escape '\\'");
            if let Some(digits) = crate::search::digits(search) {
                query.push(" or l.phone like ").push_bind(digits);
            }
            query.push(")");
        }
        if let Some((at, id)) = filter.after {
            query.push(" and (a.assigned_at, a.id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by a.assigned_at desc, a.id desc limit ").push_bind(to_sql(limit));
    })?)
}

/// Held and booked leads: those with an appointment to come first, then those called last.
///
/// # Errors
/// What the engine says.
pub async fn next_leads(
    tx: &mut Tx,
    broker: BrokerId,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        query.push(
            " and (a.status = 'booked_locked' or (a.status = 'active' and a.first_answered_at is not null))",
        );
        query.push(" order by case when a.status = 'booked_locked' and a.appointment_at >= ");
        query.push_bind(to_sql(now)).push(" then a.appointment_at end nulls last,");
        query.push(" a.last_call_at desc nulls last, a.id desc limit ").push_bind(to_sql(limit));
    })?)
}

/// The newest assignment of each of these leads, and of other records of the same persons.
///
/// # Errors
/// What the engine says.
pub async fn newest_of(
    tx: &mut Tx,
    broker: BrokerId,
    leads: &[LeadId],
    phones: &[E164],
) -> Result<Vec<Listed>, DbError> {
    if leads.is_empty() {
        return Ok(Vec::new());
    }
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        query.push(" and a.lead_id in (select id from leads where broker_id = ").push_bind(to_sql(broker));
        query.push(" and (id in (");
        for (n, lead) in leads.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(lead));
        }
        query.push(")");
        if !phones.is_empty() {
            query.push(" or phone in (");
            for (n, phone) in phones.iter().enumerate() {
                query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(phone));
            }
            query.push(")");
        }
        query.push(")) and not exists (select 1 from lead_number_assignments b");
        query.push(
            " where b.broker_id = a.broker_id and b.lead_id = a.lead_id and b.assigned_at > a.assigned_at)",
        );
        query.push(" order by a.assigned_at desc, a.id desc");
    })?)
}

/// How many assignments there are of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatusCounts {
    /// Active, never answered.
    pub active: i64,
    /// Active with human contact.
    pub held: i64,
    /// Booked.
    pub booked: i64,
    /// Unreachable.
    pub unreachable: i64,
}

impl StatusCounts {
    /// Active, held and booked.
    pub const fn live(self) -> i64 {
        self.active + self.held + self.booked
    }
}

const COUNTS: &str = "
    select
        count(case when status = 'active' and first_answered_at is null then 1 end),
        count(case when status = 'active' and first_answered_at is not null then 1 end),
        count(case when status = 'booked_locked' then 1 end),
        count(case when status = 'unreachable' then 1 end)
    from lead_number_assignments
    where broker_id = $1
        and status in ('active', 'booked_locked', 'unreachable')";

/// Counts a broker's assignments by status; released ones are history and not counted.
///
/// # Errors
/// What the engine says.
pub async fn counts(tx: &mut Tx, broker: BrokerId) -> Result<StatusCounts, DbError> {
    let (active, held, booked, unreachable) = fetch_one!(tx, (i64, i64, i64, i64), COUNTS, broker)?;
    Ok(StatusCounts { active, held, booked, unreachable })
}
