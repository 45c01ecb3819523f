-- The filters of leads and assignments say how many leads a state and an area code have.
create index leads_state on leads (broker_id, state) where state is not null;
create index leads_area_code on leads (broker_id, area_code) where area_code is not null;
