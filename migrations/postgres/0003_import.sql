-- Numbers or leads brought in at once: checked first, then imported, all or nothing or in batches, and undone as a whole.
create table imports (
    id uuid not null default gen_random_uuid(),
    broker_id uuid not null references brokers (id),
    noun text not null check (noun in ('numbers', 'leads')),
    status text not null check (status in ('staging', 'draft', 'running', 'stopped', 'done', 'undoing', 'undone')),
    actor text not null,
    file_name text,
    layout jsonb not null default '{}',
    fill boolean not null default false,
    new_lines integer not null default 0,
    fill_lines integer not null default 0,
    known_lines integer not null default 0,
    double_lines integer not null default 0,
    bad_lines integer not null default 0,
    -- The last line that was worked off, and how many were; the same for the undo.
    done_line integer not null default 0,
    done integer not null default 0,
    added integer not null default 0,
    filled integer not null default 0,
    undone_line integer not null default 0,
    removed integer not null default 0,
    kept integer not null default 0,
    created_at timestamptz not null,
    ended_at timestamptz,
    undone_at timestamptz,
    -- When its lines are removed: of a draft with the import itself.
    expires_at timestamptz not null,
    primary key (broker_id, id)
);
create index imports_created on imports (broker_id, created_at);
create index imports_under_way on imports (broker_id, status) where status in ('running', 'undoing');

create table import_lines (
    broker_id uuid not null,
    import_id uuid not null,
    line integer not null,
    -- As they were written, in the order of the import's layout.
    cells jsonb not null,
    kind text not null check (kind in ('new', 'fill', 'known', 'double', 'bad')),
    field text,
    why text,
    -- Of leads, so that an erasure finds them.
    phone text,
    reference text,
    -- The number or lead that it is, or will be.
    row_id uuid,
    -- The columns that it filled.
    filled text,
    kept boolean not null default false,
    primary key (broker_id, import_id, line),
    foreign key (broker_id, import_id) references imports (broker_id, id) on delete cascade
);
create index import_lines_kind on import_lines (broker_id, import_id, kind, line);
create index import_lines_phone on import_lines (broker_id, phone) where phone is not null;
create index import_lines_reference on import_lines (broker_id, reference) where reference is not null;
create index import_lines_row on import_lines (broker_id, row_id) where row_id is not null;

-- As in 0001_main_job.sql: usable on Supabase, and open to nobody else.
do $$
declare
    name text;
begin
    foreach name in array array['imports', 'import_lines'] loop
        execute format('alter table %I enable row level security', name);
        if exists (select 1 from pg_roles where rolname = 'service_role') then
            execute format('grant select, insert, update, delete on %I to service_role', name);
        end if;
    end loop;
end
$$;
