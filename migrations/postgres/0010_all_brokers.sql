-- Sums over all brokers, a day each, so that reports about all of them cost days and not brokers. They are made by a
-- job from the brokers' own rollups; a day on which one of these changed since is read from them, so that no report is
-- ever behind.

-- Whether the sums over all brokers hold the row as it is: whatever changes it, or the histograms beside it, says no.
-- Of span_days, the times of assignments that ended stand beside broker_days, the rest beside funnel_days.
alter table broker_days add column is_summed boolean not null default false;
alter table funnel_days add column is_summed boolean not null default false;
alter table pool_days add column is_summed boolean not null default false;
create index broker_days_unsummed on broker_days (broker_id, day) where not is_summed;
create index funnel_days_unsummed on funnel_days (broker_id, day) where not is_summed;
create index pool_days_unsummed on pool_days (broker_id, day) where not is_summed;

create table all_broker_days (
    day date not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    local_calls bigint not null default 0,
    local_contacts bigint not null default 0,
    far_calls bigint not null default 0,
    far_contacts bigint not null default 0,
    assigned bigint not null default 0,
    rehomed bigint not null default 0,
    ended bigint not null default 0,
    ended_seconds bigint not null default 0,
    ended_silent bigint not null default 0,
    ended_silent_seconds bigint not null default 0,
    primary key (day)
);

create table all_broker_hours (
    day date not null,
    weekday integer not null,
    hour integer not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    primary key (day, weekday, hour)
);

create table all_area_days (
    day date not null,
    area_code text not null,
    state text not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    primary key (day, area_code, state)
);

create table all_pool_days (
    day date not null,
    numbers bigint not null default 0,
    in_use bigint not null default 0,
    excellent bigint not null default 0,
    good bigint not null default 0,
    fair bigint not null default 0,
    poor bigint not null default 0,
    primary key (day)
);

create table all_funnel_days (
    day date not null,
    assigned bigint not null default 0,
    answered bigint not null default 0,
    booked bigint not null default 0,
    closed bigint not null default 0,
    closed_unbooked bigint not null default 0,
    unreachable bigint not null default 0,
    primary key (day)
);

create table all_span_days (
    day date not null,
    span text not null,
    bucket integer not null,
    leads bigint not null default 0,
    primary key (day, span, bucket)
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
