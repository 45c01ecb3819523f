//! What the call log says of a person, across all its records and numbers.

use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use steadyline_core::call::Call;
use steadyline_core::id::{BrokerId, LeadId, NumberId};
use steadyline_core::outcome::Outcome;
use steadyline_core::phone::E164;
use uuid::Uuid;

/// ` and lead_id in (..)` for all records of a person.
///
/// In two steps: as one, PostgreSQL reads all calls of the broker where it has no statistics yet.
macro_rules! push_of_person {
    ($query:ident, $lead:expr, $records:expr) => {
        $query.push(" and lead_id in (").push_bind(to_sql($lead));
        for id in $records.iter().filter(|id| **id != $lead) {
            $query.push(", ").push_bind(to_sql(id));
        }
        $query.push(")");
    };
}

/// Attempts on a person on a broker-local day, and the last one, across all numbers.
///
/// # Errors
/// What the engine says.
pub async fn of_person(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    day: NaiveDate,
) -> Result<(i64, Option<DateTime<Utc>>), DbError> {
    let records = crate::lead::of_person(tx, broker, lead, phone).await?;
    let start = "select cast(coalesce(sum(case when local_day = ";
    let rows = fetch_built!(tx, (i64, Option<DateTime<Utc>>), start, |query| {
        query.push_bind(day);
        query.push(" then 1 else 0 end), 0) as bigint), max(called_at) from calls where broker_id = ");
        query.push_bind(to_sql(broker));
        push_of_person!(query, lead, records);
        query.push(" and direction = 'outbound' and outcome <> 'failed'");
    })?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// The number on which the person last spoke to us, where the log knows one.
///
/// # Errors
/// What the engine says.
pub async fn last_contact_on(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
) -> Result<Option<NumberId>, DbError> {
    let records = crate::lead::of_person(tx, broker, lead, phone).await?;
    let rows = fetch_built!(tx, (Uuid,), "select number_id from calls where broker_id = ", |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, lead, records);
        query.push(" and outcome in ('answered', 'booked', 'not_interested', 'do_not_call')");
        query.push(" and number_id is not null order by called_at desc, created_at desc limit 1");
    })?;
    Ok(rows.into_iter().next().map(|(id,)| id.into()))
}

/// Whether a call of the person says so.
///
/// # Errors
/// What the engine says.
pub async fn person_said(
    tx: &mut Tx,
    broker: BrokerId,
    lead: LeadId,
    phone: Option<&E164>,
    outcome: Outcome,
) -> Result<bool, DbError> {
    let records = crate::lead::of_person(tx, broker, lead, phone).await?;
    let rows = fetch_built!(tx, (Uuid,), "select id from calls where broker_id = ", |query| {
        query.push_bind(to_sql(broker));
        push_of_person!(query, lead, records);
        query.push(" and outcome = ").push_bind(to_sql(outcome)).push(" limit 1");
    })?;
    Ok(!rows.is_empty())
}

/// When another call of the person last said so; of the lead record alone where no phone is given.
///
/// # Errors
/// What the engine says.
pub async fn another_says(
    tx: &mut Tx,
    call: &Call,
    phone: Option<&E164>,
    outcome: Outcome,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let lead = call.lead_id;
    let records = crate::lead::of_person(tx, call.broker_id, lead, phone).await?;
    let rows =
        fetch_built!(tx, (DateTime<Utc>,), "select reported_at from calls where broker_id = ", |query| {
            query.push_bind(to_sql(call.broker_id));
            push_of_person!(query, lead, records);
            query.push(" and outcome = ").push_bind(to_sql(outcome));
            query.push(" and id <> ").push_bind(to_sql(call.id)).push(" order by created_at desc limit 1");
        })?;
    Ok(rows.into_iter().next().map(|(at,)| at))
}
