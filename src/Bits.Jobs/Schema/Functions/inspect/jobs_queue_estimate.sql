-- Estimates how many jobs are kept, from the statistics of the planner.
create or replace function jobs_queue_estimate() returns bigint language sql stable as $$
    select coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'jobs_queue_job'::regclass
$$;
