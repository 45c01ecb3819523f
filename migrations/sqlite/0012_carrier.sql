-- Connections to SignalWire: a broker's own, and the installation's (no broker) for those that have none.
create table carrier_accounts (
    id blob not null default (randomblob(16)) primary key,
    broker_id blob references brokers (id),
    is_installations integer not null,
    -- Made anew when it is connected to another project: numbers say in which they were found.
    project_id blob not null,
    -- Space, project, token and signing key, sealed with the key of the program's environment.
    sealed blob not null,
    -- Which key that was: a few bytes of its hash.
    sealed_by blob not null,
    -- What a number costs a month, as the broker knows it: SignalWire's API does not tell.
    monthly_cents integer check (monthly_cents between 0 and 100000),
    buys_per_day integer not null default 10 check (buys_per_day between 0 and 1000),
    tested_at text not null,
    -- What went wrong last, until something goes well.
    error text,
    error_at text,
    changed_by text not null,
    changed_at text not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    check (is_installations = (broker_id is null))
) strict;
create unique index carrier_accounts_broker on carrier_accounts (broker_id) where broker_id is not null;
create unique index carrier_accounts_installation on carrier_accounts (is_installations) where is_installations;

-- In which connected project it was last found.
alter table phone_numbers add column carrier_project_id blob;
-- Whether its calls come here, go elsewhere or nowhere, as last seen.
alter table phone_numbers add column voice_webhook text check (voice_webhook in ('ours', 'other', 'none'));
-- Until then it is held, so that who calls it back is still heard; then it is given back to SignalWire.
alter table phone_numbers add column release_at text;
-- When it was given back.
alter table phone_numbers add column released_at text;
create index phone_numbers_release on phone_numbers (broker_id, release_at) where release_at is not null and released_at is null;

-- Looks at the numbers of a connection, and what follows from them for a pool.
create table carrier_syncs (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    project_id blob not null,
    is_automatic integer not null default false,
    -- Whether what is found is done at once, without somebody looking at it first.
    applies integer not null default false,
    -- Whether numbers whose calls go elsewhere are pointed here.
    configures integer not null default false,
    -- Whether numbers that are in no pool come into this one.
    takes_new integer not null default true,
    status text not null check (status in ('reading', 'ready', 'applying', 'done', 'failed')),
    -- Numbers read so far, and what of the plan is done.
    seen integer not null default 0,
    done integer not null default 0,
    plan text not null default '{}',
    error text,
    actor text not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    read_at text,
    ended_at text,
    primary key (broker_id, id)
) strict;
create index carrier_syncs_newest on carrier_syncs (broker_id, created_at);
create index carrier_syncs_under_way on carrier_syncs (broker_id, id) where status in ('reading', 'applying');

-- Numbers that are bought: written down before SignalWire is asked, so that nothing is paid for and forgotten.
create table carrier_orders (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    number text not null check (number glob '+[1-9]*' and length(number) between 9 and 16 and substr(number, 2) not glob '*[^0-9]*'),
    status text not null check (status in ('pending', 'unsure', 'bought', 'failed')),
    monthly_cents integer not null,
    local_day text not null,
    error text,
    actor text not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    ended_at text,
    primary key (broker_id, id)
) strict;
create unique index carrier_orders_open on carrier_orders (broker_id, number) where status in ('pending', 'unsure');
create index carrier_orders_day on carrier_orders (broker_id, local_day);
