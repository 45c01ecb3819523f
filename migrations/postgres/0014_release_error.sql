-- Why a number was not given back to SignalWire when its hold was over; it is tried again at release_at.
alter table phone_numbers add column release_error text;
