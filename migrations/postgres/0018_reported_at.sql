-- Whether the report that counts said itself when it happened: only then is another one older than it. Of what stands here
-- by now that is taken for granted.
alter table calls add column is_timed boolean not null default true;
