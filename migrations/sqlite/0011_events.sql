-- Programs of a broker's that are told what happens, and what is on its way to them.
create table event_endpoints (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    name text not null,
    url text not null,
    events text not null default '[]',
    is_active integer not null default true,
    -- What is sent is signed with it, so it must be known, not only its hash.
    secret text not null,
    -- The one before, which signs too until then.
    old_secret text,
    old_secret_until text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    primary key (broker_id, id)
) strict;
create index event_endpoints_created on event_endpoints (broker_id, created_at);

-- The outbox: written in the transaction of what it tells of.
create table deliveries (
    id blob not null default (randomblob(16)),
    broker_id blob not null,
    endpoint_id blob not null,
    event_id blob not null,
    kind text not null,
    -- What keeps its order: the lead it is about, else the number, else the broker.
    subject blob not null,
    -- Later ones of a subject have larger ones.
    seq integer not null,
    lead_id blob,
    payload text not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'parked')),
    tries integer not null default 0,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    queued_at text not null,
    next_at text not null,
    ended_at text,
    primary key (broker_id, id),
    foreign key (broker_id, endpoint_id) references event_endpoints (broker_id, id) on delete cascade,
    check ((status = 'pending') = (ended_at is null))
) strict;
create index deliveries_due on deliveries (broker_id, endpoint_id, next_at) where status = 'pending';
create index deliveries_order on deliveries (broker_id, endpoint_id, subject, seq) where status = 'pending';
create index deliveries_seq on deliveries (broker_id, endpoint_id, seq);
create index deliveries_created on deliveries (broker_id, created_at);
create index deliveries_parked on deliveries (broker_id, endpoint_id, created_at) where status = 'parked';
create index deliveries_lead on deliveries (broker_id, lead_id) where lead_id is not null;

-- Every try of a delivery, with what came of it.
create table delivery_tries (
    broker_id blob not null,
    delivery_id blob not null,
    number integer not null,
    at text not null,
    url text not null,
    signature text not null,
    status integer,
    error text,
    reply text not null default '',
    millis integer not null,
    primary key (broker_id, delivery_id, number),
    foreign key (broker_id, delivery_id) references deliveries (broker_id, id) on delete cascade
) strict;

-- How full a pool was when its broker was last told.
create table pool_levels (
    broker_id blob not null primary key references brokers (id),
    level text not null check (level in ('fine', 'low', 'exhausted')),
    -- When a lead last asked in vain and that was told.
    refused_at text
) strict;
