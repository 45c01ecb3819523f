-- Calls at the carrier: those that we place, those that leads make to a number of the pool, and those that others place
-- from one and tell us of. What came of each stands in calls, once.
create table carrier_calls (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    direction text not null check (direction in ('outbound', 'inbound')),
    -- None of a caller that nobody knows.
    lead_id blob,
    number_id blob not null,
    -- Who asked for it, empty for what the carrier told by itself.
    actor text not null default '',
    -- The carrier's name for the leg with the lead, and for the leg with the office.
    sid text,
    office_sid text,
    lead_phone text,
    office_phone text,
    -- Calls are placed one a second in a space.
    space text not null default '',
    stage text not null check (stage in ('queued', 'placing', 'office', 'lead', 'talking', 'over')),
    -- The last word about the leg with the lead, and its place among such words.
    status text,
    sequence integer,
    office_status text,
    office_sequence integer,
    answered_by text,
    seconds integer,
    sip_code integer,
    -- Counted on the number.
    is_short integer not null default false,
    is_blocked integer not null default false,
    -- What it was recorded as, none while nothing was.
    outcome text,
    -- Why it was not made, or not joined.
    trouble text not null default '',
    asked_at text not null,
    placed_at text,
    answered_at text,
    ended_at text,
    -- When the carrier was last heard or asked about it, and how often it was asked.
    heard_at text not null,
    reads integer not null default 0,
    dismissed_at text,
    primary key (broker_id, id),
    foreign key (broker_id, lead_id) references leads (broker_id, id),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
) strict;
create unique index carrier_calls_sid on carrier_calls (broker_id, sid) where sid is not null;
create unique index carrier_calls_office on carrier_calls (broker_id, office_sid) where office_sid is not null;
create index carrier_calls_open on carrier_calls (broker_id, asked_at) where stage <> 'over';
create index carrier_calls_lead on carrier_calls (broker_id, lead_id, asked_at);
create index carrier_calls_number on carrier_calls (broker_id, number_id);
create index carrier_calls_inbound on carrier_calls (broker_id, asked_at) where direction = 'inbound';
create index carrier_calls_unread on carrier_calls (broker_id, heard_at) where stage = 'over' and reads = 0;

-- Callbacks that were believed: the same one again is a replay. SHA-256 of address, body and signature.
create table carrier_callbacks (
    broker_id blob not null references brokers (id),
    digest blob not null,
    at text not null,
    primary key (broker_id, digest)
) strict;
create index carrier_callbacks_age on carrier_callbacks (broker_id, at);

alter table phone_numbers add column short_answers integer not null default 0;
alter table phone_numbers add column network_blocks integer not null default 0;

-- A user's own phone, which can be rung instead of the main line.
alter table users add column phone text;
