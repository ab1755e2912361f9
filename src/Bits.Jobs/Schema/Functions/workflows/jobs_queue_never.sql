-- Gives the time of a step that waits for its turn: a pending job that no claim finds.
create or replace function jobs_queue_never() returns timestamptz language sql immutable as $$ select timestamptz '9000-01-01 00:00:00+00' $$;
