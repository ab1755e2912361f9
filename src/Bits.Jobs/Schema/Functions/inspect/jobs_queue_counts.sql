-- Counts waiting, running and dead jobs by queue and kind. Reads at most p_max rows a lane: a count that stopped there
-- is a minimum (is_min).
-- Hints, at 200,000 jobs: plans made on empty tables scan whole slots; 52 ms with, over 8 s without.
create or replace function jobs_queue_counts(p_max int)
returns table (queue text, kind text, state text, jobs bigint, is_min boolean)
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_lane record;
begin
    for v_lane in select * from jobs_queue_known_lanes(jobs_queue_queues()) loop
        return query
        select * from jobs_queue_count_lane(
            v_lane.queue, v_lane.priority, v_lane.keyed, v_lane.txid, v_lane.id, p_max);
    end loop;

    return query
    select w.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_max
    from (
        select j.queue::text, j.kind::text, j.state
        from jobs_queue_job j
        where j.txid is null and j.state in ('pending', 'failed')
        order by j.run_at
        limit p_max
    ) w
    group by w.queue, w.kind, w.state;

    -- "limit 1" makes the plan go from the claims to the jobs, however many the planner expects to run.
    return query
    select j.queue::text, j.kind::text, j.state, count(*), false
    from jobs_queue_claim c
    cross join unnest(c.slots, c.ids) as held (slot, id)
    cross join lateral (
        select i.queue, i.kind, i.state
        from jobs_queue_job i
        where i.slot = held.slot and i.id = held.id and i.lease = c.lease and i.state = 'running'
        limit 1
    ) j
    group by j.queue, j.kind, j.state;

    return query
    select f.queue, f.kind, 'dead', count(*), sum(count(*)) over () >= p_max
    from (
        select d.queue, d.kind
        from jobs_queue_failure d
        where d.state = 'dead' and d.stands
        order by d.job_id desc
        limit p_max
    ) f
    group by f.queue, f.kind;
end $$;
