-- A page of the pool begins where the one before ended, in the order of health or of the number itself: both are
-- read off an index, however large the pool, and so are the counts beside the page.
create index phone_numbers_health on phone_numbers (broker_id, health_score desc, number)
    where gone_at is null and is_active;
create index phone_numbers_place on phone_numbers (broker_id, state, area_code) where gone_at is null and is_active;
create index phone_numbers_order on phone_numbers (broker_id, number);
create index phone_numbers_out on phone_numbers (broker_id, id) where gone_at is not null or not is_active;
create index number_days_scores on number_days (broker_id, day, health_score, number_id)
    where health_score is not null;
