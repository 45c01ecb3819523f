//! Assignments with their lead and number, as lists show them.

pub(super) mod checked;
mod on_numbers;
mod row;
mod which;

pub use checked::{Checked, checked};
pub use on_numbers::live_on;
pub use which::Which;

use row::Row;

use super::narrow::{After, Key, LAST_CALL, NEVER, Narrow, push_narrow, push_order};
use super::person::push_of_person;
use crate::assignment::silent_since;
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
    /// Only those that nobody called since then.
    pub silent_since: Option<DateTime<Utc>>,
    /// Only those whose attempt limit no missed callback holds at that time.
    pub not_held_at: Option<DateTime<Utc>>,
    /// Only of such leads.
    pub lead: Narrow,
    /// In which order.
    pub order: Order,
    /// Greatest first.
    pub descending: bool,
    /// After this one.
    pub after: Option<After>,
}

/// What assignments are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// When they began.
    #[default]
    Assigned,
    /// Their last call; those never called are the least.
    LastCall,
    /// Calls that counted.
    Attempts,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Assigned => "a.assigned_at",
            Self::LastCall => LAST_CALL,
            Self::Attempts => "a.call_attempts",
        }
    }

    /// Where a list in this order goes on after a row.
    pub fn after(self, row: &Listed) -> After {
        let key = match self {
            Self::Assigned => Key::Time(row.assigned_at),
            Self::LastCall => Key::Time(row.last_call_at.unwrap_or(NEVER)),
            Self::Attempts => Key::Count(row.call_attempts.into()),
        };
        After { key, id: row.id.0 }
    }
}

/// Pushes what a filter asks, but for the place in the list.
macro_rules! push_filter {
    ($query:ident, $broker:expr, $filter:expr) => {
        $query.push_bind(to_sql($broker)).push($filter.which.sql());
        if let Some(at) = $filter.which.time() {
            $query.push_bind(to_sql(at));
        }
        if let Some(number) = $filter.number_id {
            $query.push(" and a.number_id = ").push_bind(to_sql(number));
        }
        if let Some(since) = $filter.silent_since {
            $query.push(concat!(" and ", silent_since!("a."), " <= ")).push_bind(to_sql(since));
        }
        if let Some(now) = $filter.not_held_at {
            $query.push(" and (a.limit_held_until is null or a.limit_held_until <= ");
            $query.push_bind(to_sql(now)).push(")");
        }
        push_narrow!($query, $filter.lead);
    };
}

/// Assignments in the order asked for.
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
        push_filter!(query, broker, filter);
        push_order!(query, filter.order.sql(), "a.id", filter.descending, &filter.after, limit);
    })?)
}

const COUNT: &str = "
    select count(*)
    from (
        select 1
        from lead_number_assignments a
        join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
        join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
        where a.broker_id = ";

/// How many assignments a filter keeps, counted up to `most`.
///
/// # Errors
/// What the engine says.
pub async fn count(tx: &mut Tx, broker: BrokerId, filter: &Filter, most: i64) -> Result<i64, DbError> {
    let rows = fetch_built!(tx, (i64,), COUNT, |query| {
        push_filter!(query, broker, filter);
        query.push(" limit ").push_bind(to_sql(most)).push(") counted");
    })?;
    Ok(rows.into_iter().next().map_or(0, |(count,)| count))
}

/// The start of counting by a column of the lead.
macro_rules! count_by {
    ($column:literal) => {
        concat!(
            "select l.",
            $column,
            ", count(*)
            from lead_number_assignments a
            join leads l on l.broker_id = a.broker_id and l.id = a.lead_id
            join phone_numbers n on n.broker_id = a.broker_id and n.id = a.number_id
            where l.",
            $column,
            " is not null
                and a.broker_id = "
        )
    };
}

/// How many assignments a filter keeps of leads of each state, as stored.
///
/// # Errors
/// What the engine says.
pub async fn by_state(tx: &mut Tx, broker: BrokerId, filter: &Filter) -> Result<Vec<(String, i64)>, DbError> {
    fetch_built!(tx, (String, i64), count_by!("state"), |query| {
        push_filter!(query, broker, filter);
        query.push(" group by l.state order by l.state");
    })
}

/// How many assignments a filter keeps of leads of each area code; those with most of them.
///
/// # Errors
/// What the engine says.
pub async fn by_area_code(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    most: i64,
) -> Result<Vec<(String, i64)>, DbError> {
    fetch_built!(tx, (String, i64), count_by!("area_code"), |query| {
        push_filter!(query, broker, filter);
        query
            .push(" group by l.area_code order by count(*) desc, l.area_code limit ")
            .push_bind(to_sql(most));
    })
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
        // Two questions, each with an index of its own.
        query.push(" and a.lead_id in (select id from leads where broker_id = ").push_bind(to_sql(broker));
        query.push(" and id in (");
        for (n, lead) in leads.iter().enumerate() {
            query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(lead));
        }
        query.push(")");
        if !phones.is_empty() {
            query.push(" union select id from leads where broker_id = ").push_bind(to_sql(broker));
            query.push(" and phone in (");
            for (n, phone) in phones.iter().enumerate() {
                query.push(if n == 0 { "" } else { ", " }).push_bind(to_sql(phone));
            }
            query.push(")");
        }
        query.push(") and not exists (select 1 from lead_number_assignments b");
        query.push(
            " where b.broker_id = a.broker_id and b.lead_id = a.lead_id and b.assigned_at > a.assigned_at)",
        );
        query.push(" order by a.assigned_at desc, a.id desc");
    })?)
}

/// A person's assignments on any of its records, newest first.
///
/// # Errors
/// What the engine says.
pub async fn of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, "a.lead_id", broker, lead, phone);
        query.push(" order by a.assigned_at desc, a.id desc limit ").push_bind(to_sql(limit));
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
