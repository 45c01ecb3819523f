//! Whether counters and rollups agree with the rows they count.

use crate::{Db, DbError};

/// Each gives one line for every figure that does not agree.
const CHECKS: [(&str, &str); 10] = [
    (
        "live leads on a number's row",
        "
        select n.number
        from phone_numbers n
        where n.active_leads <> (
                select count(*) from lead_number_assignments a
                where a.broker_id = n.broker_id and a.number_id = n.id and a.status = 'active')
            or n.never_answered_leads <> (
                select count(*) from lead_number_assignments a
                where a.broker_id = n.broker_id and a.number_id = n.id and a.status = 'active'
                    and a.first_answered_at is null)
            or n.booked_leads <> (
                select count(*) from lead_number_assignments a
                where a.broker_id = n.broker_id and a.number_id = n.id and a.status = 'booked_locked')",
    ),
    (
        "calls on a number's row",
        "
        select n.number
        from phone_numbers n
        where n.call_count <> (
                select count(*) from calls c
                where c.broker_id = n.broker_id and c.number_id = n.id and c.direction = 'outbound'
                    and c.outcome <> 'failed')
            or n.contact_count <> (
                select count(*) from calls c
                where c.broker_id = n.broker_id and c.number_id = n.id and c.direction = 'outbound'
                    and c.outcome in ('answered', 'booked', 'not_interested', 'do_not_call'))",
    ),
    (
        "calls on an assignment's row",
        "
        select cast(a.assigned_at as text)
        from lead_number_assignments a
        where a.call_attempts <> a.carried_attempts + (
                select count(*) from calls c
                where c.direction = 'outbound'
                    and c.broker_id = a.broker_id and c.assignment_id = a.id and c.outcome <> 'failed')",
    ),
    (
        "a broker's day",
        "
        select cast(d.day as text)
        from broker_days d
        where d.calls <> (
                select count(*) from calls c
                where c.direction = 'outbound'
                    and c.broker_id = d.broker_id and c.local_day = d.day and c.outcome <> 'failed')
            or d.bookings <> (
                select count(*) from calls c
                where c.direction = 'outbound'
                    and c.broker_id = d.broker_id and c.local_day = d.day and c.outcome = 'booked')",
    ),
    (
        "a number's day",
        "
        select cast(d.day as text)
        from number_days d
        where d.calls <> (
                select count(*) from calls c
                where c.direction = 'outbound'
                    and c.broker_id = d.broker_id and c.number_id = d.number_id and c.local_day = d.day
                    and c.outcome <> 'failed')",
    ),
    (
        "all rollups",
        "
        select 'calls'
        from brokers b
        where (select coalesce(sum(calls), 0) from broker_days d where d.broker_id = b.id)
                <> (select coalesce(sum(calls), 0) from broker_hours h where h.broker_id = b.id)
            or (select coalesce(sum(calls), 0) from broker_days d where d.broker_id = b.id)
                <> (select coalesce(sum(calls), 0) from area_days x where x.broker_id = b.id)
            or (select coalesce(sum(calls), 0) from number_days d where d.broker_id = b.id)
                <> (select coalesce(sum(calls), 0) from number_area_days x where x.broker_id = b.id)",
    ),
    (
        "assignments that ended",
        "
        select cast(b.slug as text)
        from brokers b
        where (select coalesce(sum(ended), 0) from broker_days d where d.broker_id = b.id)
                <> (select count(*) from lead_number_assignments a
                    where a.broker_id = b.id and a.released_at is not null)
            or (select coalesce(sum(ended_silent), 0) from broker_days d where d.broker_id = b.id)
                <> (select count(*) from lead_number_assignments a
                    where a.broker_id = b.id and a.released_at is not null and a.first_answered_at is null)",
    ),
    (
        "a lead in the funnel",
        "
        select cast(f.day as text)
        from funnel_leads f
        where (f.answered_at is not null) <> exists (
                select 1 from lead_number_assignments a
                join calls c on c.broker_id = a.broker_id and c.assignment_id = a.id
                where a.broker_id = f.broker_id and a.lead_id = f.lead_id and c.direction = 'outbound'
                    and c.outcome in ('answered', 'booked', 'not_interested', 'do_not_call')
                union all
                select 1 from calls c
                where c.broker_id = f.broker_id and c.lead_id = f.lead_id and c.assignment_id is null
                    and c.direction = 'outbound'
                    and c.outcome in ('answered', 'booked', 'not_interested', 'do_not_call'))
            or (f.booked_at is not null) <> exists (
                select 1 from lead_number_assignments a
                join calls c on c.broker_id = a.broker_id and c.assignment_id = a.id
                where a.broker_id = f.broker_id and a.lead_id = f.lead_id and c.direction = 'outbound'
                    and c.outcome = 'booked'
                union all
                select 1 from calls c
                where c.broker_id = f.broker_id and c.lead_id = f.lead_id and c.assignment_id is null
                    and c.direction = 'outbound' and c.outcome = 'booked')
            or (f.closed_at is not null) <> exists (
                select 1 from leads l
                where l.broker_id = f.broker_id and l.id = f.lead_id and l.deal = 'closed_won')
            or f.is_unreachable <> (f.answered_at is null and exists (
                select 1 from lead_number_assignments a
                where a.broker_id = f.broker_id and a.lead_id = f.lead_id and a.released_at is not null
                    and a.first_answered_at is null and a.call_attempts >= a.max_attempts))",
    ),
    (
        "the funnel",
        "
        select cast(b.slug as text)
        from brokers b
        where (select coalesce(sum(assigned), 0) from funnel_days d where d.broker_id = b.id)
                <> (select count(*) from funnel_leads f where f.broker_id = b.id)
            or (select coalesce(sum(answered), 0) from funnel_days d where d.broker_id = b.id)
                <> (select count(*) from funnel_leads f where f.broker_id = b.id and f.answered_at is not null)
            or (select coalesce(sum(unreachable), 0) from funnel_days d where d.broker_id = b.id)
                <> (select count(*) from funnel_leads f where f.broker_id = b.id and f.is_unreachable)
            or (select coalesce(sum(leads), 0) from span_days d where d.broker_id = b.id and d.span = 'attempts')
                <> (select count(*) from funnel_leads f where f.broker_id = b.id and f.answered_at is not null)",
    ),
    (
        "a number with two exclusive leads",
        "
        select cast(count(*) as text)
        from lead_number_assignments
        where status = 'active' and slot is not null
        group by broker_id, number_id, slot
        having count(*) > 1",
    ),
];

/// One line for each figure that does not agree with the rows it counts; none is as it must be.
///
/// # Errors
/// What the engine says.
pub async fn disagreements(db: &Db) -> Result<Vec<String>, DbError> {
    db.read(|tx| {
        Box::pin(async move {
            let mut found = Vec::new();
            for (what, sql) in CHECKS {
                for (row,) in fetch_all!(tx, (String,), sql)? {
                    found.push(format!("{what}: {row}"));
                }
            }
            Ok(found)
        })
    })
    .await
}
