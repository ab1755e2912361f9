-- Gives the longest delay of a job. Longer delays count as this one, so every end of an attempt can be stored.
create or replace function jobs_queue_max_delay() returns interval language sql immutable as $$ select interval '3650 days' $$;
