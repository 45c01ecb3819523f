-- Counts the changes of a broker's name and settings, so that a form knows whether it is about the newest.
alter table brokers add column version integer not null default 1;

alter table users add column last_seen_at text;

-- What people need to know their own sessions again: no address is kept.
alter table sessions add column device text;
alter table sessions add column created_at text;
alter table sessions add column last_seen_at text;

-- Links that are used once: to become a user, or to choose another password. Only the SHA-256 of a token is stored.
create table invites (
    id blob not null default (randomblob(16)) primary key,
    token_hash blob not null unique,
    kind text not null check (kind in ('join', 'reset')),
    email text not null check (email = lower(email)),
    role text not null check (role in ('admin', 'broker')),
    broker_id blob references brokers (id),
    user_id blob references users (id) on delete cascade,
    made_by text not null,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
    expires_at text not null,
    used_at text,
    revoked_at text,
    check ((role = 'broker') = (broker_id is not null)),
    check ((kind = 'reset') = (user_id is not null))
) strict;
create index invites_broker on invites (broker_id);
create index invites_email on invites (email);
create index invites_user on invites (user_id);
create index invites_expiry on invites (expires_at);
