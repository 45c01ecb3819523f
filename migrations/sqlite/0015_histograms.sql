-- A day's histogram in one row: what a report reads then depends on its days, and not on how many buckets hold a lead.
-- Of each bucket that is not empty `buckets` has six bytes, in the order of the buckets: which it is, in two, and how
-- many leads are in it, in four, the highest byte first.
alter table span_days rename to span_days_before;
create table span_days (
    broker_id blob not null references brokers (id),
    day text not null,
    span text not null,
    -- All of them.
    leads integer not null default 0,
    buckets blob not null default x'',
    primary key (broker_id, day, span)
) strict;
insert into span_days (broker_id, day, span, leads, buckets)
select broker_id, day, span, sum(leads), unhex(group_concat(printf('%04X%08X', bucket, leads), '' order by bucket))
from span_days_before
where leads > 0
group by broker_id, day, span;
drop table span_days_before;

alter table all_span_days rename to all_span_days_before;
create table all_span_days (
    day text not null,
    span text not null,
    leads integer not null default 0,
    buckets blob not null default x'',
    primary key (day, span)
) strict;
insert into all_span_days (day, span, leads, buckets)
select day, span, sum(leads), unhex(group_concat(printf('%04X%08X', bucket, leads), '' order by bucket))
from all_span_days_before
where leads > 0
group by day, span;
drop table all_span_days_before;
