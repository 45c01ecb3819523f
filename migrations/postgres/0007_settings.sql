-- Counts the changes of a broker's name and settings, so that a form knows whether it is about the newest.
alter table brokers add column version integer not null default 1;

alter table users add column last_seen_at timestamptz;

-- What people need to know their own sessions again: no address is kept.
alter table sessions add column device text;
alter table sessions add column created_at timestamptz;
alter table sessions add column last_seen_at timestamptz;

-- Links that are used once: to become a user, or to choose another password. Only the SHA-256 of a token is stored.
create table invites (
    id uuid not null default gen_random_uuid() primary key,
    token_hash bytea not null unique,
    kind text not null check (kind in ('join', 'reset')),
    email text not null check (email = lower(email)),
    role text not null check (role in ('admin', 'broker')),
    broker_id uuid references brokers (id),
    user_id uuid references users (id) on delete cascade,
    made_by text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    check ((role = 'broker') = (broker_id is not null)),
    check ((kind = 'reset') = (user_id is not null))
);
create index invites_broker on invites (broker_id);
create index invites_email on invites (email);
create index invites_user on invites (user_id);
create index invites_expiry on invites (expires_at);

-- As for every table: see 0001_main_job.
alter table invites enable row level security;
do $$
begin
    if exists (select 1 from pg_roles where rolname = 'service_role') then
        grant select, insert, update, delete on invites to service_role;
    end if;
end
$$;
