-- Tells whether a job matches a filter, but for its signature. Inlined into the queries that use it.
create or replace function jobs_queue_matches(j jobs_queue_job, f jobs_queue_filter) returns boolean language sql stable
as $$
    select (f.queue is null or j.queue = f.queue) and (f.kind is null or j.kind = f.kind)
       and (f.state is null or j.state = f.state) and (f.key is null or j.key = f.key)
       and (f.batch is null or j.batch = f.batch)
       and (f.enqueued_from is null or j.created_at >= f.enqueued_from)
       and (f.enqueued_before is null or j.created_at < f.enqueued_before)
$$;
