-- Of whom an import said that they are never to be called again, and how many of its lines filled nothing else: told by its
-- row, as its lines go after 30 days. What it said until now is counted from those that it came to.
alter table imports add column suppressed_persons integer not null default 0;
alter table imports add column suppressed_alone integer not null default 0;

update imports
set (suppressed_persons, suppressed_alone) = (
    select count(distinct coalesce(leads.phone, said.phone))
            + count(distinct case when coalesce(leads.phone, said.phone) is null then said.row_id end),
        count(case when said.kind = 'fill' and said.filled = 'suppressed' then 1 end)
    from import_lines said
    left join leads
        on leads.broker_id = said.broker_id
        and leads.id = said.row_id
    where said.broker_id = imports.broker_id
        and said.import_id = imports.id
        and said.kind in ('new', 'fill')
        and ',' || said.filled || ',' like '%,suppressed,%'
        and said.line <= imports.done_line
)
where noun = 'leads';
