-- Everything of a broker's carries broker_id, and its keys and indexes start with it, so that tables can be
-- spread by broker over a distributed PostgreSQL. phone_numbers and lead_number_assignments have the guide's
-- columns by name, with defaults, so that rows can be written by plain SQL.

create table brokers (
    id blob not null default (randomblob(16)) primary key,
    slug text not null unique check (length(slug) between 1 and 60),
    name text not null check (length(name) between 1 and 200),
    settings text not null default '{}',
    -- Made once, never changed: see suppressed_phones.
    suppression_salt blob not null default (randomblob(32)),
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))
) strict;

create table users (
    id blob not null default (randomblob(16)) primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    role text not null check (role in ('admin', 'broker')),
    broker_id blob references brokers (id),
    disabled_at text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    check ((role = 'broker') = (broker_id is not null))
) strict;
create index users_broker on users (broker_id);

create table sessions (
    id_hash blob not null primary key,
    user_id blob references users (id) on delete cascade,
    record blob not null,
    expires_at text not null
) strict;
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table api_keys (
    id blob not null default (randomblob(16)) primary key,
    broker_id blob references brokers (id),
    name text not null,
    prefix text not null unique,
    secret_hash blob not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    last_used_at text,
    revoked_at text
) strict;
create index api_keys_broker on api_keys (broker_id);

create table idempotency_keys (
    api_key_id blob not null references api_keys (id) on delete cascade,
    path text not null,
    idempotency_key text not null,
    body_hash blob not null,
    status integer,
    reply blob,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    primary key (api_key_id, path, idempotency_key)
) strict;
create index idempotency_keys_age on idempotency_keys (created_at);

create table phone_numbers (
    id blob not null default (randomblob(16)),
    number text not null check (number glob '+[1-9]*' and length(number) between 9 and 16 and substr(number, 2) not glob '*[^0-9]*'),
    signalwire_id text,
    broker_id blob not null references brokers (id),
    is_active integer not null default true,
    last_used_at text,
    health_score integer not null default 100 check (health_score between 0 and 100),
    call_count integer not null default 0 check (call_count >= 0),
    answer_rate real,
    area_code text,
    state text,
    label text,
    contact_count integer not null default 0 check (contact_count >= 0),
    resting_until text,
    gone_at text,
    active_leads integer not null default 0,
    never_answered_leads integer not null default 0,
    booked_leads integer not null default 0,
    calls_day text,
    calls_on_day integer not null default 0,
    last_assigned_at text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    primary key (broker_id, id)
) strict;
create unique index phone_numbers_number on phone_numbers (number);
create unique index phone_numbers_signalwire on phone_numbers (broker_id, signalwire_id) where signalwire_id is not null;
create index phone_numbers_area on phone_numbers (broker_id, area_code);
create index phone_numbers_state on phone_numbers (broker_id, state, health_score);

create table leads (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    reference text,
    name text,
    phone text check (phone glob '+[1-9]*' and length(phone) between 9 and 16 and substr(phone, 2) not glob '*[^0-9]*'),
    area_code text,
    state text,
    quality text check (quality in ('hot', 'normal', 'low')),
    deal text not null default 'open' check (deal in ('open', 'closed_won', 'closed_lost')),
    deal_at text,
    suppressed_at text,
    bad_phone_at text,
    erased_at text,
    notes text,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    primary key (broker_id, id),
    -- The last guard of what was erased: nothing writes it back.
    check (erased_at is null or (name is null and phone is null and notes is null))
) strict;
create unique index leads_reference on leads (broker_id, reference) where reference is not null;
create index leads_phone on leads (broker_id, phone);
create index leads_created on leads (broker_id, created_at);

-- Persons who asked never to be called again and were erased: SHA-256 of the broker's salt and the phone.
create table suppressed_phones (
    broker_id blob not null references brokers (id),
    hash blob not null,
    suppressed_at text not null,
    primary key (broker_id, hash)
) strict;

create table lead_number_assignments (
    id blob not null default (randomblob(16)),
    lead_id blob not null,
    number_id blob not null,
    broker_id blob not null references brokers (id),
    status text not null default 'active' check (status in ('active', 'booked_locked', 'unreachable', 'released')),
    assigned_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    released_at text,
    call_attempts integer not null default 0 check (call_attempts >= 0),
    last_call_at text,
    first_answered_at text,
    booked_at text,
    max_attempts integer not null default 5 check (max_attempts between 1 and 50),
    notes text,
    person_key text,
    slot integer default 0,
    appointment_at text,
    locked_at text,
    matched text,
    choice text,
    limit_held_until text,
    carried_attempts integer not null default 0,
    carried_answered_at text,
    carried_booked_at text,
    rehomed_from blob,
    primary key (broker_id, id),
    foreign key (broker_id, lead_id) references leads (broker_id, id),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
) strict;
-- The last guard of "one live assignment a person" and of the slots of a number.
create unique index assignments_live_person on lead_number_assignments (broker_id, person_key) where status in ('active', 'booked_locked');
create unique index assignments_live_lead on lead_number_assignments (broker_id, lead_id) where status in ('active', 'booked_locked');
create unique index assignments_slot on lead_number_assignments (broker_id, number_id, slot) where status = 'active';
create index assignments_lead on lead_number_assignments (broker_id, lead_id, assigned_at);
create index assignments_number on lead_number_assignments (broker_id, number_id, status);
create index assignments_person on lead_number_assignments (broker_id, person_key, assigned_at);
create index assignments_status on lead_number_assignments (broker_id, status, assigned_at);
create index assignments_ended on lead_number_assignments (broker_id, released_at);

create table calls (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    lead_id blob not null,
    number_id blob,
    assignment_id blob,
    reference text,
    direction text not null default 'outbound' check (direction in ('outbound', 'inbound')),
    outcome text not null,
    source text not null,
    called_at text not null,
    local_day text not null,
    local_hour integer not null check (local_hour between 0 and 23),
    lead_weekday integer not null check (lead_weekday between 0 and 6),
    lead_hour integer not null check (lead_hour between 0 and 23),
    lead_area_code text not null default '',
    lead_state text not null default '',
    duration_seconds integer,
    appointment_at text,
    notes text,
    actor text not null default '',
    reported_at text not null,
    status_after text,
    attempts_after integer,
    action_after text not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    primary key (broker_id, id),
    foreign key (broker_id, lead_id) references leads (broker_id, id),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id),
    foreign key (broker_id, assignment_id) references lead_number_assignments (broker_id, id)
) strict;
create unique index calls_reference on calls (broker_id, reference) where reference is not null;
create index calls_lead on calls (broker_id, lead_id, called_at);
create index calls_assignment on calls (broker_id, assignment_id);
create index calls_number on calls (broker_id, number_id, called_at);
create index calls_time on calls (broker_id, called_at);

create table broker_days (
    broker_id blob not null references brokers (id),
    day text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    assigned integer not null default 0,
    primary key (broker_id, day)
) strict;

create table number_days (
    broker_id blob not null,
    number_id blob not null,
    day text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    assigned integer not null default 0,
    health_score integer,
    primary key (broker_id, number_id, day),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
) strict;
create index number_days_day on number_days (broker_id, day);

create table broker_hours (
    broker_id blob not null references brokers (id),
    day text not null,
    weekday integer not null,
    hour integer not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    primary key (broker_id, day, weekday, hour)
) strict;

create table area_days (
    broker_id blob not null references brokers (id),
    day text not null,
    area_code text not null,
    state text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    primary key (broker_id, day, area_code, state)
) strict;

create table number_area_days (
    broker_id blob not null,
    number_id blob not null,
    day text not null,
    area_code text not null,
    state text not null,
    calls integer not null default 0,
    contacts integer not null default 0,
    bookings integer not null default 0,
    primary key (broker_id, number_id, day, area_code, state),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
) strict;

create table events (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    kind text not null,
    lead_id blob,
    number_id blob,
    assignment_id blob,
    call_id blob,
    actor text not null,
    reason text,
    detail text not null default '{}',
    primary key (broker_id, id)
) strict;
create index events_lead on events (broker_id, lead_id, at);
create index events_number on events (broker_id, number_id, at);
create index events_assignment on events (broker_id, assignment_id, at);
create index events_at on events (broker_id, at);

create table audit_log (
    id blob not null default (randomblob(16)) primary key,
    at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    broker_id blob references brokers (id),
    actor text not null,
    action text not null,
    detail text not null default '{}'
) strict;
create index audit_log_broker on audit_log (broker_id, at);

create table job_leases (
    job text not null primary key,
    holder text not null,
    held_until text not null,
    ran_at text
) strict;
