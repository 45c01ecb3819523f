-- Everything of a broker's carries broker_id, and its keys and indexes start with it, so that tables can be
-- spread by broker over a distributed PostgreSQL. phone_numbers and lead_number_assignments have the guide's
-- columns by name, with defaults, so that rows can be written by plain SQL.

create table brokers (
    id uuid not null default gen_random_uuid() primary key,
    slug text not null unique check (length(slug) between 1 and 60),
    name text not null check (length(name) between 1 and 200),
    settings jsonb not null default '{}',
    -- Made once, never changed: see suppressed_phones.
    suppression_salt bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    created_at timestamptz not null default now()
);

create table users (
    id uuid not null default gen_random_uuid() primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    role text not null check (role in ('admin', 'broker')),
    broker_id uuid references brokers (id),
    disabled_at timestamptz,
    created_at timestamptz not null default now(),
    check ((role = 'broker') = (broker_id is not null))
);
create index users_broker on users (broker_id);

create table sessions (
    id_hash bytea not null primary key,
    user_id uuid references users (id) on delete cascade,
    record bytea not null,
    expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table api_keys (
    id uuid not null default gen_random_uuid() primary key,
    broker_id uuid references brokers (id),
    name text not null,
    prefix text not null unique,
    secret_hash bytea not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index api_keys_broker on api_keys (broker_id);

create table idempotency_keys (
    api_key_id uuid not null references api_keys (id) on delete cascade,
    path text not null,
    idempotency_key text not null,
    body_hash bytea not null,
    status integer,
    reply bytea,
    created_at timestamptz not null default now(),
    primary key (api_key_id, path, idempotency_key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

create table phone_numbers (
    id uuid not null default gen_random_uuid(),
    number text not null check (number ~ '^\+[1-9][0-9]{7,14}$'),
    signalwire_id text,
    broker_id uuid not null references brokers (id),
    is_active boolean not null default true,
    last_used_at timestamptz,
    health_score integer not null default 100 check (health_score between 0 and 100),
    call_count integer not null default 0 check (call_count >= 0),
    answer_rate numeric,
    area_code text,
    state text,
    label text,
    contact_count integer not null default 0 check (contact_count >= 0),
    resting_until timestamptz,
    gone_at timestamptz,
    active_leads integer not null default 0,
    never_answered_leads integer not null default 0,
    booked_leads integer not null default 0,
    calls_day date,
    calls_on_day integer not null default 0,
    last_assigned_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (broker_id, id)
);
create unique index phone_numbers_number on phone_numbers (number);
create unique index phone_numbers_signalwire on phone_numbers (broker_id, signalwire_id) where signalwire_id is not null;
create index phone_numbers_area on phone_numbers (broker_id, area_code);
create index phone_numbers_state on phone_numbers (broker_id, state, health_score);

create table leads (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    reference text,
    name text,
    phone text check (phone ~ '^\+[1-9][0-9]{7,14}$'),
    area_code text,
    state text,
    quality text check (quality in ('hot', 'normal', 'low')),
    deal text not null default 'open' check (deal in ('open', 'closed_won', 'closed_lost')),
    deal_at timestamptz,
    suppressed_at timestamptz,
    bad_phone_at timestamptz,
    erased_at timestamptz,
    notes text,
    created_at timestamptz not null default now(),
    primary key (broker_id, id),
    -- The last guard of what was erased: nothing writes it back.
    check (erased_at is null or (name is null and phone is null and notes is null))
);
create unique index leads_reference on leads (broker_id, reference) where reference is not null;
create index leads_phone on leads (broker_id, phone);
create index leads_created on leads (broker_id, created_at);

-- Persons who asked never to be called again and were erased: SHA-256 of the broker's salt and the phone.
create table suppressed_phones (
    broker_id uuid not null references brokers (id),
    hash bytea not null,
    suppressed_at timestamptz not null,
    primary key (broker_id, hash)
);

create table lead_number_assignments (
    id uuid not null default gen_random_uuid(),
    lead_id uuid not null,
    number_id uuid not null,
    broker_id uuid not null references brokers (id),
    status text not null default 'active' check (status in ('active', 'booked_locked', 'unreachable', 'released')),
    assigned_at timestamptz not null default now(),
    released_at timestamptz,
    call_attempts integer not null default 0 check (call_attempts >= 0),
    last_call_at timestamptz,
    first_answered_at timestamptz,
    booked_at timestamptz,
    max_attempts integer not null default 5 check (max_attempts between 1 and 50),
    notes text,
    person_key text,
    slot integer default 0,
    appointment_at timestamptz,
    locked_at timestamptz,
    matched text,
    choice jsonb,
    limit_held_until timestamptz,
    carried_attempts integer not null default 0,
    carried_answered_at timestamptz,
    carried_booked_at timestamptz,
    rehomed_from uuid,
    primary key (broker_id, id),
    foreign key (broker_id, lead_id) references leads (broker_id, id),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
);
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
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    lead_id uuid not null,
    number_id uuid,
    assignment_id uuid,
    reference text,
    direction text not null default 'outbound' check (direction in ('outbound', 'inbound')),
    outcome text not null,
    source text not null,
    called_at timestamptz not null,
    local_day date not null,
    local_hour integer not null check (local_hour between 0 and 23),
    lead_weekday integer not null check (lead_weekday between 0 and 6),
    lead_hour integer not null check (lead_hour between 0 and 23),
    lead_area_code text not null default '',
    lead_state text not null default '',
    duration_seconds integer,
    appointment_at timestamptz,
    notes text,
    actor text not null default '',
    reported_at timestamptz not null,
    status_after text,
    attempts_after integer,
    action_after text not null,
    created_at timestamptz not null default now(),
    primary key (broker_id, id),
    foreign key (broker_id, lead_id) references leads (broker_id, id),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id),
    foreign key (broker_id, assignment_id) references lead_number_assignments (broker_id, id)
);
create unique index calls_reference on calls (broker_id, reference) where reference is not null;
create index calls_lead on calls (broker_id, lead_id, called_at);
create index calls_assignment on calls (broker_id, assignment_id);
create index calls_number on calls (broker_id, number_id, called_at);
create index calls_time on calls (broker_id, called_at);

create table broker_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    assigned bigint not null default 0,
    primary key (broker_id, day)
);

create table number_days (
    broker_id uuid not null,
    number_id uuid not null,
    day date not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    assigned bigint not null default 0,
    health_score integer,
    primary key (broker_id, number_id, day),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
);
create index number_days_day on number_days (broker_id, day);

create table broker_hours (
    broker_id uuid not null references brokers (id),
    day date not null,
    weekday integer not null,
    hour integer not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    primary key (broker_id, day, weekday, hour)
);

create table area_days (
    broker_id uuid not null references brokers (id),
    day date not null,
    area_code text not null,
    state text not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    primary key (broker_id, day, area_code, state)
);

create table number_area_days (
    broker_id uuid not null,
    number_id uuid not null,
    day date not null,
    area_code text not null,
    state text not null,
    calls bigint not null default 0,
    contacts bigint not null default 0,
    bookings bigint not null default 0,
    primary key (broker_id, number_id, day, area_code, state),
    foreign key (broker_id, number_id) references phone_numbers (broker_id, id)
);

create table events (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    at timestamptz not null default now(),
    kind text not null,
    lead_id uuid,
    number_id uuid,
    assignment_id uuid,
    call_id uuid,
    actor text not null,
    reason text,
    detail jsonb not null default '{}',
    primary key (broker_id, id)
);
create index events_lead on events (broker_id, lead_id, at);
create index events_number on events (broker_id, number_id, at);
create index events_assignment on events (broker_id, assignment_id, at);
create index events_at on events (broker_id, at);

create table audit_log (
    id uuid not null default gen_random_uuid() primary key,
    at timestamptz not null default now(),
    broker_id uuid references brokers (id),
    actor text not null,
    action text not null,
    detail jsonb not null default '{}'
);
create index audit_log_broker on audit_log (broker_id, at);

create table job_leases (
    job text not null primary key,
    holder text not null,
    held_until timestamptz not null,
    ran_at timestamptz
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
