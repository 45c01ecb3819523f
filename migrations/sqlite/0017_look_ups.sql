-- What an admin reads of all brokers, and what is erased by its phone.
create index audit_log_all on audit_log (at, id);
create index carrier_calls_phone on carrier_calls (broker_id, lead_phone) where lead_phone is not null;
