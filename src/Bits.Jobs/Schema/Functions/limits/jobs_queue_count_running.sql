-- Counts the running jobs of a queue: all, those of one worker, and those of each key.
create or replace function jobs_queue_count_running(
    p_worker bigint, p_queue text, out jobs int, out own int, out keys text[], out key_jobs int[])
language plpgsql
as $$
begin
    with running as materialized (
        select j.key::text, c.worker
        from jobs_queue_worker w
        join jobs_queue_claim c on c.worker = w.id and c.lease >= w.ended_below and c.queue = p_queue
        cross join lateral unnest(c.slots, c.ids) as held (slot, id)
        join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running'
    ),
    by_key as (
        select r.key, count(*)::int as jobs from running r where r.key is not null group by r.key
    )
    select (select count(*) from running), (select count(*) from running r where r.worker = p_worker),
           (select array_agg(b.key order by b.key) from by_key b), (select array_agg(b.jobs order by b.key) from by_key b)
    into jobs, own, keys, key_jobs;
end $$;
