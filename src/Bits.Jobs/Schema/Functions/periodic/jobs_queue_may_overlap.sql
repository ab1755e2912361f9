-- Tells whether a job of this schedule may be enqueued beside its others; takes the key of the schedule for it.
create or replace function jobs_queue_may_overlap(p_name text, p_job bigint) returns boolean language sql as $$
    select is_new from jobs_queue_reserve(array['periodic:' || p_name], array[p_job], array['pending', 'running', 'failed'], null)
$$;
