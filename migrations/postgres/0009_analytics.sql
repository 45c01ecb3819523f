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
alter table broker_days add column local_calls bigint not null default 0;
alter table broker_days add column local_contacts bigint not null default 0;
alter table broker_days add column far_calls bigint not null default 0;
alter table broker_days add column far_contacts bigint not null default 0;
-- Assignments made that day by moving a lead from another number.
alter table broker_days add column rehomed bigint not null default 0;
-- Assignments that gave their number back that day, and the seconds they had it: all, and those never answered.
alter table broker_days add column ended bigint not null default 0;
alter table broker_days add column ended_seconds bigint not null default 0;
alter table broker_days add column ended_silent bigint not null default 0;
alter table broker_days add column ended_silent_seconds bigint not null default 0;

-- Whether the number was in service on the day, as the day's first look at the pool found it, and whether a lead was
-- live on it at any time of the day.
alter table number_days add column in_service boolean not null default false;
alter table number_days add column in_use boolean not null default false;

-- The numbers in service on a day, how many were in use, and their health: number_days, counted.
create table pool_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    numbers bigint not null default 0,
    in_use bigint not null default 0,
    excellent bigint not null default 0,
    good bigint not null default 0,
    fair bigint not null default 0,
    poor bigint not null default 0,
    primary key (broker_id, day)
);

-- How far each lead that was ever assigned has come. Its day is that of its first assignment.
create table funnel_leads (
    broker_id uuid not null,
    lead_id uuid not null,
    day date not null,
    assigned_at timestamptz not null,
    answered_at timestamptz,
    booked_at timestamptz,
    closed_at timestamptz,
    -- Calls up to and with the first answer; 0 while there is none.
    attempts integer not null default 0,
    is_unreachable boolean not null default false,
    primary key (broker_id, lead_id),
    foreign key (broker_id, lead_id) references leads (broker_id, id)
);
create index funnel_leads_day on funnel_leads (broker_id, day);

-- Leads by the day of their first assignment and how far they have come by now.
create table funnel_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    assigned bigint not null default 0,
    answered bigint not null default 0,
    booked bigint not null default 0,
    closed bigint not null default 0,
    closed_unbooked bigint not null default 0,
    unreachable bigint not null default 0,
    primary key (broker_id, day)
);

-- Histograms, a row for each bucket that is not empty. Times have buckets 5 % wide, attempts one for each count.
create table span_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    span text not null,
    bucket integer not null,
    leads bigint not null default 0,
    primary key (broker_id, day, span, bucket)
);

-- Where a rebuilding of a broker's rollups stands, while it goes on.
create table rollup_rebuilds (
    broker_id uuid not null primary key references brokers (id),
    next_day date not null
);

-- Usable on Supabase: nothing is open to its API roles but service_role. Owners pass row level security,
-- so this program's own connection keeps working.
do $$
declare
    name text;
begin
    for name in select tablename from pg_tables where schemaname = current_schema() loop
        execute format('alter table %I enable row level security', name);
        if exists (select 1 from pg_roles where rolname = 'service_role') then
            execute format('grant select, insert, update, delete on %I to service_role', name);
        end if;
    end loop;
end
$$;
