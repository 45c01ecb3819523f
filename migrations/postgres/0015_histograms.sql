-- A day's histogram in one row: what a report reads then depends on its days, and not on how many buckets hold a lead.
-- Of each bucket that is not empty `buckets` has six bytes, in the order of the buckets: which it is, in two, and how
-- many leads are in it, in four, the highest byte first.
alter table span_days rename to span_days_before;
alter table span_days_before rename constraint span_days_pkey to span_days_before_pkey;
create table span_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    span text not null,
    -- All of them.
    leads bigint not null default 0,
    buckets bytea not null default '',
    primary key (broker_id, day, span)
);
insert into span_days (broker_id, day, span, leads, buckets)
select broker_id, day, span, sum(leads),
    decode(string_agg(lpad(to_hex(bucket), 4, '0') || lpad(to_hex(leads), 8, '0'), '' order by bucket), 'hex')
from span_days_before
where leads > 0
group by broker_id, day, span;
drop table span_days_before;

alter table all_span_days rename to all_span_days_before;
alter table all_span_days_before rename constraint all_span_days_pkey to all_span_days_before_pkey;
create table all_span_days (
    day date not null,
    span text not null,
    leads bigint not null default 0,
    buckets bytea not null default '',
    primary key (day, span)
);
insert into all_span_days (day, span, leads, buckets)
select day, span, sum(leads),
    decode(string_agg(lpad(to_hex(bucket), 4, '0') || lpad(to_hex(leads), 8, '0'), '' order by bucket), 'hex')
from all_span_days_before
where leads > 0
group by day, span;
drop table all_span_days_before;

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
