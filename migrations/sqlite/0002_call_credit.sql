-- The assignment that a reply names, and the one, other than its own, that a late call supports: so that the same
-- report is answered the same way, and a correction takes back what a late call did.
alter table calls add column answered_with_id blob;
alter table calls add column credited_to_id blob;
create index calls_credited on calls (broker_id, credited_to_id) where credited_to_id is not null;
