//! Removing what an import added and nobody has used since.
//!
//! Used is what a call, an assignment or an entry of the history names; the import itself writes one entry for all.

use crate::bind::to_sql;
use crate::{DbError, Tx, rollup};
use steadyline_core::id::{BrokerId, LeadId, NumberId};
use uuid::Uuid;

/// Tables with a foreign key to `leads`: who adds one says here whether its rows are a use.
pub const NAMES_LEAD: [&str; 3] = ["calls", "carrier_calls", "lead_number_assignments"];
/// The same for `phone_numbers`. A day of a number without calls and leads is only its score.
pub const NAMES_NUMBER: [&str; 5] =
    ["calls", "carrier_calls", "lead_number_assignments", "number_days", "number_area_days"];

/// Ids in one statement.
const ROWS_AT_ONCE: usize = 500;

/// Removes those of these leads that nobody has used; gives which are still there.
///
/// # Errors
/// What the engine says.
pub async fn delete_unused_leads(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[LeadId],
) -> Result<Vec<LeadId>, DbError> {
    let mut left = Vec::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        execute_built!(tx, "delete from leads where broker_id = ", |query| {
            query.push_bind(to_sql(broker)).push(
                " and deal = 'open' and erased_at is null
                and not exists (
                    select 1 from lead_number_assignments a
                    where a.broker_id = leads.broker_id and a.lead_id = leads.id
                )
                and not exists (
                    select 1 from calls c where c.broker_id = leads.broker_id and c.lead_id = leads.id
                )
                and not exists (
                    select 1 from carrier_calls c where c.broker_id = leads.broker_id and c.lead_id = leads.id
                )
                and not exists (
                    select 1 from events e where e.broker_id = leads.broker_id and e.lead_id = leads.id
                )
                and id in ",
            );
            push_ids!(query, some);
        })?;
        let rows = fetch_built!(tx, (Uuid,), "select id from leads where broker_id = ", |query| {
            query.push_bind(to_sql(broker)).push(" and id in ");
            push_ids!(query, some);
        })?;
        left.extend(rows.into_iter().map(|(id,)| LeadId(id)));
    }
    Ok(left)
}

/// Removes those of these numbers that nobody has used, with the scores of their days; gives which are still there.
///
/// # Errors
/// What the engine says.
pub async fn delete_unused_numbers(
    tx: &mut Tx,
    broker: BrokerId,
    ids: &[NumberId],
) -> Result<Vec<NumberId>, DbError> {
    let mut left = Vec::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let used = used_numbers(tx, broker, some).await?;
        let unused: Vec<NumberId> = some.iter().copied().filter(|id| !used.contains(id)).collect();
        if !unused.is_empty() {
            rollup::remove_days(tx, broker, &unused).await?;
            execute_built!(tx, "delete from phone_numbers where broker_id = ", |query| {
                query.push_bind(to_sql(broker)).push(" and id in ");
                push_ids!(query, unused);
            })?;
        }
        left.extend(used);
    }
    Ok(left)
}

async fn used_numbers(tx: &mut Tx, broker: BrokerId, ids: &[NumberId]) -> Result<Vec<NumberId>, DbError> {
    let rows = fetch_built!(tx, (Uuid,), "select id from phone_numbers n where broker_id = ", |query| {
        query.push_bind(to_sql(broker)).push(
            " and (not is_active or resting_until is not null or gone_at is not null
                or exists (
                    select 1 from lead_number_assignments a where a.broker_id = n.broker_id and a.number_id = n.id
                )
                or exists (select 1 from calls c where c.broker_id = n.broker_id and c.number_id = n.id)
                or exists (select 1 from carrier_calls c where c.broker_id = n.broker_id and c.number_id = n.id)
                or exists (select 1 from events e where e.broker_id = n.broker_id and e.number_id = n.id)
                or exists (
                    select 1 from number_days d
                    where d.broker_id = n.broker_id and d.number_id = n.id and (d.calls > 0 or d.assigned > 0)
                )
                or exists (
                    select 1 from number_area_days d where d.broker_id = n.broker_id and d.number_id = n.id
                ))
                and id in ",
        );
        push_ids!(query, ids);
    })?;
    Ok(rows.into_iter().map(|(id,)| NumberId(id)).collect())
}

/// Those of these leads that have or had a number.
///
/// # Errors
/// What the engine says.
pub async fn with_assignments(tx: &mut Tx, broker: BrokerId, ids: &[LeadId]) -> Result<Vec<LeadId>, DbError> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS_AT_ONCE) {
        let rows = fetch_built!(
            tx,
            (Uuid,),
            "select distinct lead_id from lead_number_assignments where broker_id = ",
            |query| {
                query.push_bind(to_sql(broker)).push(" and lead_id in ");
                push_ids!(query, some);
            }
        )?;
        found.extend(rows.into_iter().map(|(id,)| LeadId(id)));
    }
    Ok(found)
}
