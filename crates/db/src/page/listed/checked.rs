//! The assignments that a check of Diagnostics names, a page at a time.

use super::{Listed, Row, SELECT, all};
use crate::assignment::silent_since;
use crate::bind::to_sql;
use crate::{DbError, Tx};
use chrono::{DateTime, Utc};
use steadyline_core::id::{BrokerId, NumberId};

/// Which assignments, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Live ones of persons who have more than one; a person's stand together.
    Conflicting,
    /// Live on a number that is retired or gone: booked first, by appointment from this time on.
    OnDeadNumber(DateTime<Utc>),
    /// Booked though every booking was taken back.
    SlotTaken,
    /// Active since before a time, the oldest first.
    ActiveSinceBefore(DateTime<Utc>),
    /// The same that never answered.
    NeverAnsweredSinceBefore(DateTime<Utc>),
    /// Held, and nobody called since a time; those silent for longest first.
    HeldSilentSince(DateTime<Utc>),
    /// Live on one number, booked first.
    OnNumber(NumberId),
}

macro_rules! slot_taken {
    () => {
        " and a.status = 'booked_locked' and a.locked_at is null and a.carried_booked_at is null
        and exists (
            select 1 from events e
            where e.broker_id = a.broker_id and e.lead_id = a.lead_id and e.kind = 'call.corrected')
        and not exists (
            select 1 from calls c
            where c.broker_id = a.broker_id and c.assignment_id = a.id and c.outcome = 'booked')
        and not exists (
            select 1 from calls c
            where c.broker_id = a.broker_id and c.credited_to_id = a.id and c.outcome = 'booked')"
    };
}
pub(in super::super) use slot_taken;

const CONFLICTING: &str = " and a.status in ('active', 'booked_locked') and l.phone in (
        select k.phone
        from lead_number_assignments b
        join leads k on k.broker_id = b.broker_id and k.id = b.lead_id
        where b.broker_id = a.broker_id and b.status in ('active', 'booked_locked') and k.phone is not null
        group by k.phone
        having count(*) > 1)
    order by l.phone, a.assigned_at, a.id";

/// The assignments of a check.
///
/// # Errors
/// What the engine says.
pub async fn checked(
    tx: &mut Tx,
    broker: BrokerId,
    which: Checked,
    offset: i64,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    all(fetch_built!(tx, Row, SELECT, |query| {
        query.push_bind(to_sql(broker));
        match which {
            Checked::Conflicting => {
                query.push(CONFLICTING);
            }
            Checked::OnDeadNumber(now) => {
                query.push(" and a.status in ('active', 'booked_locked')");
                query.push(" and (n.gone_at is not null or not n.is_active)");
                query.push(" order by case when a.appointment_at >= ").push_bind(to_sql(now));
                query.push(
                    " then a.appointment_at end nulls last, case when a.status = 'booked_locked' then 0",
                );
                query.push(" when a.first_answered_at is not null then 1 else 2 end, a.assigned_at, a.id");
            }
            Checked::SlotTaken => {
                query.push(concat!(slot_taken!(), " order by a.booked_at, a.id"));
            }
            Checked::ActiveSinceBefore(at) => {
                query.push(" and a.status = 'active' and a.assigned_at < ").push_bind(to_sql(at));
                query.push(" order by a.assigned_at, a.id");
            }
            Checked::NeverAnsweredSinceBefore(at) => {
                query.push(" and a.status = 'active' and a.first_answered_at is null and a.assigned_at < ");
                query.push_bind(to_sql(at)).push(" order by a.assigned_at, a.id");
            }
            Checked::HeldSilentSince(at) => {
                query.push(" and a.status = 'active' and a.first_answered_at is not null");
                query.push(concat!(" and ", silent_since!("a."), " < ")).push_bind(to_sql(at));
                query.push(concat!(" order by ", silent_since!("a."), ", a.id"));
            }
            Checked::OnNumber(number) => {
                query.push(" and a.status in ('active', 'booked_locked') and a.number_id = ");
                query.push_bind(to_sql(number));
                query.push(
                    " order by case when a.status = 'booked_locked' then 0 else 1 end, a.assigned_at, a.id",
                );
            }
        }
        query.push(" limit ").push_bind(to_sql(limit)).push(" offset ").push_bind(to_sql(offset));
    })?)
}
