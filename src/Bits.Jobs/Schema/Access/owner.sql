-- Empties a slot and opens the next: truncate and setval are the owner's.
alter function jobs_queue_retain(interval, interval) security definer;
-- Gives the arguments of a new job to the waiting one that holds its unique key, and nothing else of it: an enqueuer may do
-- that, and may not write to jobs otherwise.
alter function jobs_queue_replace(
    text, bigint, text[], interval, text, text, jsonb, smallint, timestamptz, int, text, text) security definer;
alter function jobs_queue_replace_args(
    text, bigint, text[], interval, text, text, jsonb, smallint, timestamptz, int, text, text, timestamptz, interval)
    security definer;
