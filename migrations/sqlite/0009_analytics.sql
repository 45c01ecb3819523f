-- What reports read. Every figure belongs to a broker-local day and is a sum over rows of that day: steadyline
-- rebuild-rollups makes them anew from the calls, the assignments and the leads, day by day.

-- Whether number and lead shared an area code or a state when the call was made. Fixed, as its day is.
alter table calls add column presence text not null default 'unknown' check (presence in ('local', 'far', 'unknown'));
update calls
set presence = (
    select case
        when n.area_code = calls.lead_area_code or n.state = calls.lead_state then 'local'
        when n.area_code is null and n.state is null then 'unknown'
        else 'far'
    end
    from phone_numbers n
    where n.broker_id = calls.broker_id and n.id = calls.number_id)
where number_id is not null
    and (lead_area_code <> '' or lead_state <> '');

-- Calls by presence; the rest of the day's calls are those whose presence is not known.
alter table broker_days add column local_calls integer not null default 0;
alter table broker_days add column local_contacts integer not null default 0;
alter table broker_days add column far_calls integer not null default 0;
alter table broker_days add column far_contacts integer not null default 0;
-- Assignments made that day by moving a lead from another number.
alter table broker_days add column rehomed integer not null default 0;
-- Assignments that gave their number back that day, and the seconds they had it: all, and those never answered.
alter table broker_days add column ended integer not null default 0;
alter table broker_days add column ended_seconds integer not null default 0;
alter table broker_days add column ended_silent integer not null default 0;
alter table broker_days add column ended_silent_seconds integer not null default 0;

-- Whether the number was in service on the day, as the day's first look at the pool found it, and whether a lead was
-- live on it at any time of the day.
alter table number_days add column in_service integer not null default false;
alter table number_days add column in_use integer not null default false;

-- The numbers in service on a day, how many were in use, and their health: number_days, counted.
create table pool_days (
    broker_id blob not null references brokers (id),
    day text not null,
    numbers integer not null default 0,
    in_use integer not null default 0,
    excellent integer not null default 0,
    good integer not null default 0,
    fair integer not null default 0,
    poor integer not null default 0,
    primary key (broker_id, day)
) strict;

-- How far each lead that was ever assigned has come. Its day is that of its first assignment.
create table funnel_leads (
    broker_id blob not null,
    lead_id blob not null,
    day text not null,
    assigned_at text not null,
    answered_at text,
    booked_at text,
    closed_at text,
    -- Calls up to and with the first answer; 0 while there is none.
    attempts integer not null default 0,
    is_unreachable integer not null default false,
    primary key (broker_id, lead_id),
    foreign key (broker_id, lead_id) references leads (broker_id, id)
) strict;
create index funnel_leads_day on funnel_leads (broker_id, day);

-- Leads by the day of their first assignment and how far they have come by now.
create table funnel_days (
    broker_id blob not null references brokers (id),
    day text not null,
    assigned integer not null default 0,
    answered integer not null default 0,
    booked integer not null default 0,
    closed integer not null default 0,
    closed_unbooked integer not null default 0,
    unreachable integer not null default 0,
    primary key (broker_id, day)
) strict;

-- Histograms, a row for each bucket that is not empty. Times have buckets 5 % wide, attempts one for each count.
create table span_days (
    broker_id blob not null references brokers (id),
    day text not null,
    span text not null,
    bucket integer not null,
    leads integer not null default 0,
    primary key (broker_id, day, span, bucket)
) strict;

-- Where a rebuilding of a broker's rollups stands, while it goes on.
create table rollup_rebuilds (
    broker_id blob not null primary key references brokers (id),
    next_day text not null
) strict;
