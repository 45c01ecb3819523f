//! Who would lose their number.

use super::{Listed, Row, SELECT, all};
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, NumberId};

/// Live assignments on these numbers, those first who have most to lose: booked with the next appointment, booked in
/// the past, then held, then those who never answered.
///
/// # Errors
/// What the engine says.
pub async fn live_on(
    tx: &mut Tx,
    broker: BrokerId,
    numbers: &[NumberId],
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        query.push(" and a.status in ('active', 'booked_locked') and a.number_id in (");
        for (at, number) in numbers.iter().enumerate() {
            query.push(if at == 0 { "" } else { ", " }).push_bind(to_sql(number));
        }
        query.push(") order by case when a.status = 'booked_locked' then 0");
        query.push(" when a.first_answered_at is not null then 1 else 2 end,");
        query.push(" case when a.appointment_at >= ").push_bind(to_sql(now)).push(" then 0 else 1 end,");
        query.push(" a.appointment_at nulls last, a.assigned_at, a.id limit ").push_bind(to_sql(limit));
    })?)
}
