//! Outbound calls that count, with whom and from where: the rows behind a figure.

use super::listed::ListedLead;
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::area_code::{AreaCode, StateCode};
use steadyline_core::id::{BrokerId, CallId, LeadId, NumberId};
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use steadyline_core::report::Range;
use uuid::Uuid;

/// Which calls.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Broker-local days.
    pub range: Range,
    /// The lead's weekday, 0 is Monday.
    pub weekday: Option<i32>,
    /// The lead's hour.
    pub hour: Option<i32>,
    /// The lead's area code.
    pub area_code: Option<AreaCode>,
    /// The lead's state.
    pub state: Option<StateCode>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// After this one, newest first.
    pub after: Option<(DateTime<Utc>, CallId)>,
}

/// A call with whom and from where.
#[derive(Clone, Debug)]
pub struct Called {
    /// Id.
    pub id: CallId,
    /// When it was made.
    pub called_at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// Seconds.
    pub duration_seconds: Option<i32>,
    /// The lead's area code, as it counts.
    pub area_code: String,
    /// The lead's state, as it counts.
    pub state: String,
    /// Whom.
    pub lead: ListedLead,
    /// From which number.
    pub number: Option<(NumberId, E164)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    called_at: DateTime<Utc>,
    outcome: String,
    duration_seconds: Option<i32>,
    lead_area_code: String,
    lead_state: String,
    lead_id: Uuid,
    name: Option<String>,
    reference: Option<String>,
    phone: Option<String>,
    area_code: Option<String>,
    state: Option<String>,
    erased_at: Option<DateTime<Utc>>,
    number_id: Option<Uuid>,
    number: Option<String>,
}

impl TryFrom<Row> for Called {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let Row {
            id,
            called_at,
            outcome,
            duration_seconds,
            lead_area_code,
            lead_state,
            lead_id,
            name,
            reference,
            phone,
            area_code,
            state,
            erased_at,
            number_id,
            number,
        } = row;
        let number = number_id.zip(number).map(|(id, number)| {
            let number = E164::parse(&number).map_err(|error| DbError::row("phone_numbers", error))?;
            Ok::<_, DbError>((NumberId(id), number))
        });
        Ok(Self {
            id: id.into(),
            called_at,
            outcome: outcome.parse().map_err(|error| DbError::row("calls", error))?,
            duration_seconds,
            area_code: lead_area_code,
            state: lead_state,
            lead: ListedLead {
                id: LeadId(lead_id),
                name,
                reference,
                phone: phone.and_then(|phone| E164::parse(&phone).ok()),
                area_code,
                state,
                erased_at,
            },
            number: number.transpose()?,
        })
    }
}

const SELECT: &str = "
    select c.id, c.called_at, c.outcome, c.duration_seconds, c.lead_area_code, c.lead_state, c.lead_id,
        l.name, l.reference, l.phone, l.area_code, l.state, l.erased_at, c.number_id, n.number
    from calls c
    join leads l on l.broker_id = c.broker_id and l.id = c.lead_id
    left join phone_numbers n on n.broker_id = c.broker_id and n.id = c.number_id
    where c.direction = 'outbound'
        and c.outcome <> 'failed'
        and c.broker_id = ";

/// The calls, newest first.
///
/// # Errors
/// What the engine says.
pub async fn list(
    tx: &mut Tx,
    broker: BrokerId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Called>, DbError> {
    // An index finds them by time: a broker-local day lies within a day of the same day of UTC.
    let midnight = |day: chrono::NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
    let from = midnight(filter.range.from) - TimeDelta::days(1);
    let below = midnight(filter.range.to) + TimeDelta::days(3);
    let rows = fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        query.push(" and c.called_at >= ").push_bind(to_sql(from));
        query.push(" and c.called_at < ").push_bind(to_sql(below));
        query.push(" and c.local_day >= ").push_bind(to_sql(filter.range.from));
        query.push(" and c.local_day <= ").push_bind(to_sql(filter.range.to));
        if let Some(weekday) = filter.weekday {
            query.push(" and c.lead_weekday = ").push_bind(weekday);
        }
        if let Some(hour) = filter.hour {
            query.push(" and c.lead_hour = ").push_bind(hour);
        }
        if let Some(code) = filter.area_code {
            query.push(" and c.lead_area_code = ").push_bind(to_sql(code));
        }
        if let Some(state) = filter.state {
            query.push(" and c.lead_state = ").push_bind(to_sql(state));
        }
        if let Some(outcome) = filter.outcome {
            query.push(" and c.outcome = ").push_bind(to_sql(outcome));
        }
        if let Some((at, id)) = filter.after {
            query.push(" and (c.called_at, c.id) < (").push_bind(to_sql(at));
            query.push(", ").push_bind(to_sql(id)).push(")");
        }
        query.push(" order by c.called_at desc, c.id desc limit ").push_bind(limit);
    })?;
    rows.into_iter().map(Called::try_from).collect()
}
