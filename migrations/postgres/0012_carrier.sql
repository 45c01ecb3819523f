-- Connections to SignalWire: a broker's own, and the installation's (no broker) for those that have none.
create table carrier_accounts (
    id uuid not null default gen_random_uuid() primary key,
    broker_id uuid references brokers (id),
    is_installations boolean not null,
    -- Made anew when it is connected to another project: numbers say in which they were found.
    project_id uuid not null,
    -- Space, project, token and signing key, sealed with the key of the program's environment.
    sealed bytea not null,
    -- Which key that was: a few bytes of its hash.
    sealed_by bytea not null,
    -- What a number costs a month, as the broker knows it: SignalWire's API does not tell.
    monthly_cents integer check (monthly_cents between 0 and 100000),
    buys_per_day integer not null default 10 check (buys_per_day between 0 and 1000),
    tested_at timestamptz not null,
    -- What went wrong last, until something goes well.
    error text,
    error_at timestamptz,
    changed_by text not null,
    changed_at timestamptz not null,
    created_at timestamptz not null default now(),
    check (is_installations = (broker_id is null))
);
create unique index carrier_accounts_broker on carrier_accounts (broker_id) where broker_id is not null;
create unique index carrier_accounts_installation on carrier_accounts (is_installations) where is_installations;

-- In which connected project it was last found.
alter table phone_numbers add column carrier_project_id uuid;
-- Whether its calls come here, go elsewhere or nowhere, as last seen.
alter table phone_numbers add column voice_webhook text check (voice_webhook in ('ours', 'other', 'none'));
-- Until then it is held, so that who calls it back is still heard; then it is given back to SignalWire.
alter table phone_numbers add column release_at timestamptz;
-- When it was given back.
alter table phone_numbers add column released_at timestamptz;
create index phone_numbers_release on phone_numbers (broker_id, release_at) where release_at is not null and released_at is null;

-- Looks at the numbers of a connection, and what follows from them for a pool.
create table carrier_syncs (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    project_id uuid not null,
    is_automatic boolean not null default false,
    -- Whether what is found is done at once, without somebody looking at it first.
    applies boolean not null default false,
    -- Whether numbers whose calls go elsewhere are pointed here.
    configures boolean not null default false,
    -- Whether numbers that are in no pool come into this one.
    takes_new boolean not null default true,
    status text not null check (status in ('reading', 'ready', 'applying', 'done', 'failed')),
    -- Numbers read so far, and what of the plan is done.
    seen integer not null default 0,
    done integer not null default 0,
    plan jsonb not null default '{}',
    error text,
    actor text not null,
    created_at timestamptz not null default now(),
    read_at timestamptz,
    ended_at timestamptz,
    primary key (broker_id, id)
);
create index carrier_syncs_newest on carrier_syncs (broker_id, created_at);
create index carrier_syncs_under_way on carrier_syncs (broker_id, id) where status in ('reading', 'applying');

-- Numbers that are bought: written down before SignalWire is asked, so that nothing is paid for and forgotten.
create table carrier_orders (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    number text not null check (number ~ '^\+[1-9][0-9]{7,14}$'),
    status text not null check (status in ('pending', 'unsure', 'bought', 'failed')),
    monthly_cents integer not null,
    local_day date not null,
    error text,
    actor text not null,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    primary key (broker_id, id)
);
create unique index carrier_orders_open on carrier_orders (broker_id, number) where status in ('pending', 'unsure');
create index carrier_orders_day on carrier_orders (broker_id, local_day);

-- As in 0001_main_job.sql: usable on Supabase, and open to nobody else.
do $$
declare
    name text;
begin
    foreach name in array array['carrier_accounts', 'carrier_syncs', 'carrier_orders'] loop
        execute format('alter table %I enable row level security', name);
        if exists (select 1 from pg_roles where rolname = 'service_role') then
            execute format('grant select, insert, update, delete on %I to service_role', name);
        end if;
    end loop;
end
$$;
