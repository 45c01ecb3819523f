-- Numbers or leads brought in at once: checked first, then imported, all or nothing or in batches, and undone as a whole.
create table imports (
    id blob not null default (randomblob(16)),
    broker_id blob not null references brokers (id),
    noun text not null check (noun in ('numbers', 'leads')),
    status text not null check (status in ('staging', 'draft', 'running', 'stopped', 'done', 'undoing', 'undone')),
    actor text not null,
    file_name text,
    layout text not null default '{}',
    fill integer not null default false,
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
    created_at text not null,
    ended_at text,
    undone_at text,
    -- When its lines are removed: of a draft with the import itself.
    expires_at text not null,
    primary key (broker_id, id)
) strict;
create index imports_created on imports (broker_id, created_at);
create index imports_under_way on imports (broker_id, status) where status in ('running', 'undoing');

create table import_lines (
    broker_id blob not null,
    import_id blob not null,
    line integer not null,
    -- As they were written, in the order of the import's layout.
    cells text not null,
    kind text not null check (kind in ('new', 'fill', 'known', 'double', 'bad')),
    field text,
    why text,
    -- Of leads, so that an erasure finds them.
    phone text,
    reference text,
    -- The number or lead that it is, or will be.
    row_id blob,
    -- The columns that it filled.
    filled text,
    kept integer not null default false,
    primary key (broker_id, import_id, line),
    foreign key (broker_id, import_id) references imports (broker_id, id) on delete cascade
) strict;
create index import_lines_kind on import_lines (broker_id, import_id, kind, line);
create index import_lines_phone on import_lines (broker_id, phone) where phone is not null;
create index import_lines_reference on import_lines (broker_id, reference) where reference is not null;
create index import_lines_row on import_lines (broker_id, row_id) where row_id is not null;
