-- Search as one types: leads whose name, last name or reference begins so, whatever its case, and whose phone ends so.
create index leads_name on leads (broker_id, lower(name)) where name is not null;
create index leads_last_name on leads (broker_id, lower(substr(name, instr(name, ' ') + 1))) where name like '% %';
create index leads_reference_start on leads (broker_id, lower(reference)) where reference is not null;
create index leads_phone_end on leads (broker_id, substr(phone, length(phone) - 3)) where phone is not null;

-- Ends that do not agree with statuses, written by SQL: found at once, as a rule there is none.
create index assignments_wrong_end on lead_number_assignments (broker_id)
    where (status in ('active', 'booked_locked') and released_at is not null)
        or (status in ('unreachable', 'released') and released_at is null);

-- What numbers were answered over days, read without their rows.
create index number_days_answers on number_days (broker_id, day, number_id, calls, contacts);

-- Leads of whom a report was corrected: few among many events.
create index events_corrected on events (broker_id, lead_id) where kind = 'call.corrected';
