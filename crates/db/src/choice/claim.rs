//! Taking the number that was chosen, unless somebody was quicker.

use super::{Today, counted};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use steadyline_core::choice::{Policy, Wish};
use steadyline_core::id::{BrokerId, NumberId};
use steadyline_core::room::OccupancyChange;

/// Takes room on a number: its counters plus one where it still passes the hard limits. `false`: choose again
/// from fresh candidates.
///
/// # Errors
/// What the engine says.
pub async fn claim(
    tx: &mut Tx,
    broker: BrokerId,
    number: NumberId,
    change: OccupancyChange,
    policy: &Policy,
    wish: &Wish,
    today: Today,
) -> Result<bool, DbError> {
    let done = execute_built!(tx, "update phone_numbers set active_leads = active_leads + ", |query| {
        query.push_bind(change.active_leads);
        query.push(", never_answered_leads = never_answered_leads + ").push_bind(change.never_answered_leads);
        query.push(", booked_leads = booked_leads + ").push_bind(change.booked_leads);
        query.push(", last_assigned_at = ").push_bind(to_sql(today.now));
        query.push(" where broker_id = ").push_bind(to_sql(broker));
        query.push(" and id = ").push_bind(to_sql(number));
        push_free!(query, policy, wish, today);
    })?;
    Ok(done == 1)
}
