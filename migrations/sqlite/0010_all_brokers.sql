-- Sums over all brokers, a day each, so that reports about all of them cost days and not brokers. They are made by a
-- job from the brokers' own rollups; a day on which one of these changed since is read from them, so that no report is
-- ever behind.

-- Whether the sums over all brokers hold the row as it is: whatever changes it, or the histograms beside it, says no.
-- Of span_days, the times of assignments that ended stand beside broker_days, the rest beside funnel_days.
alter table broker_days add column is_summed integer not null default false;
alter table funnel_days add column is_summed integer not null default false;
alter table pool_days add column is_summed integer not null default false;
create index broker_days_unsummed on broker_days (broker_id, day) where not is_summed;
create index funnel_days_unsummed on funnel_days (broker_id, day) where not is_summed;
create index pool_days_unsummed on pool_days (broker_id, day) where not is_summed;

create table all_broker_days (
    day text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    local_calls integer not null default 0,
    local_contacts integer not null default 0,
    far_calls integer not null default 0,
    far_contacts integer not null default 0,
    assigned integer not null default 0,
    rehomed integer not null default 0,
    ended integer not null default 0,
    ended_seconds integer not null default 0,
    ended_silent integer not null default 0,
    ended_silent_seconds integer not null default 0,
    primary key (day)
) strict;

create table all_broker_hours (
    day text not null,
    weekday integer not null,
    hour integer not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    primary key (day, weekday, hour)
) strict;

create table all_area_days (
    day text not null,
    area_code text not null,
    state text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    primary key (day, area_code, state)
) strict;

create table all_pool_days (
    day text not null,
    numbers integer not null default 0,
    in_use integer not null default 0,
    excellent integer not null default 0,
    good integer not null default 0,
    fair integer not null default 0,
    poor integer not null default 0,
    primary key (day)
) strict;

create table all_funnel_days (
    day text not null,
    assigned integer not null default 0,
    answered integer not null default 0,
    booked integer not null default 0,
    closed integer not null default 0,
    closed_unbooked integer not null default 0,
    unreachable integer not null default 0,
    primary key (day)
) strict;

create table all_span_days (
    day text not null,
    span text not null,
    bucket integer not null,
    leads integer not null default 0,
    primary key (day, span, bucket)
) strict;
