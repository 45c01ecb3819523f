-- Programs of a broker's that are told what happens, and what is on its way to them.
create table event_endpoints (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    name text not null,
    url text not null,
    events jsonb not null default '[]',
    is_active boolean not null default true,
    -- What is sent is signed with it, so it must be known, not only its hash.
    secret text not null,
    -- The one before, which signs too until then.
    old_secret text,
    old_secret_until timestamptz,
    created_at timestamptz not null default now(),
    primary key (broker_id, id)
);
create index event_endpoints_created on event_endpoints (broker_id, created_at);

-- The outbox: written in the transaction of what it tells of.
create table deliveries (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null,
    endpoint_id uuid not null,
    event_id uuid not null,
    kind text not null,
    -- What keeps its order: the lead it is about, else the number, else the broker.
    subject uuid not null,
    -- Later ones of a subject have larger ones.
    seq bigint not null,
    lead_id uuid,
    payload text not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'parked')),
    tries integer not null default 0,
    created_at timestamptz not null default now(),
    queued_at timestamptz not null,
    next_at timestamptz not null,
    ended_at timestamptz,
    primary key (broker_id, id),
    foreign key (broker_id, endpoint_id) references event_endpoints (broker_id, id) on delete cascade,
    check ((status = 'pending') = (ended_at is null))
);
create index deliveries_due on deliveries (broker_id, endpoint_id, next_at) where status = 'pending';
create index deliveries_order on deliveries (broker_id, endpoint_id, subject, seq) where status = 'pending';
create index deliveries_seq on deliveries (broker_id, endpoint_id, seq);
create index deliveries_created on deliveries (broker_id, created_at);
create index deliveries_parked on deliveries (broker_id, endpoint_id, created_at) where status = 'parked';
create index deliveries_lead on deliveries (broker_id, lead_id) where lead_id is not null;

-- Every try of a delivery, with what came of it.
create table delivery_tries (
    broker_id uuid not null,
    delivery_id uuid not null,
    number integer not null,
    at timestamptz not null,
    url text not null,
    signature text not null,
    status integer,
    error text,
    reply text not null default '',
    millis integer not null,
    primary key (broker_id, delivery_id, number),
    foreign key (broker_id, delivery_id) references deliveries (broker_id, id) on delete cascade
);

-- How full a pool was when its broker was last told.
create table pool_levels (
    broker_id uuid not null primary key references brokers (id),
    level text not null check (level in ('fine', 'low', 'exhausted')),
    -- When a lead last asked in vain and that was told.
    refused_at timestamptz
);

-- As in 0001_main_job.sql: usable on Supabase, and open to nobody else.
do $$
declare
    name text;
begin
    foreach name in array array['event_endpoints', 'deliveries', 'delivery_tries', 'pool_levels'] loop
        execute format('alter table %I enable row level security', name);
        if exists (select 1 from pg_roles where rolname = 'service_role') then
            execute format('grant select, insert, update, delete on %I to service_role', name);
        end if;
    end loop;
end
$$;
