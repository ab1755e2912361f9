-- Each lane's statement was planned anew: over all slots and their indexes, longer than most lanes take. The index that serves one
-- lane serves all, so one plan does.
alter function jobs_queue_waiting(text[], int) set plan_cache_mode = force_generic_plan;

-- Counts jobs that wait, run or are dead, by queue and kind. No count costs more than p_most rows a lane; one that was
-- broken off there is at least so much. Which rows these are does not matter, so they are neither merged nor sorted; with keys
-- the order says which of two indexes begins at the place of the lane.
create or replace function jobs_queue_counts(p_most int)
returns table (queue text, kind text, state text, jobs bigint, is_least boolean)
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_lane record;
begin
    for v_lane in
        select lane.queue, lane.priority, lane.keyed, coalesce(p.pos, '3'::xid8) as pos, coalesce(p.id, 0) as id
        from jsonb_to_recordset(jobs_queue_lanes(jobs_queue_queues(), '{}') -> 'lanes')
            as lane (queue text, priority smallint, keyed boolean)
        left join jobs_queue_place p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
    loop
        return query
        select v_lane.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
        from (
            (select j.kind::text, j.state
             from jobs_queue_job j
             where not v_lane.keyed and j.key is null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and (j.pos, j.id) >= (v_lane.pos, v_lane.id) and j.state in ('pending', 'failed')
             limit p_most)
            union all
            (select j.kind::text, j.state
             from jobs_queue_job j
             where v_lane.keyed and j.key is not null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos >= v_lane.pos and j.state in ('pending', 'failed')
             order by j.pos
             limit p_most)
        ) w
        group by w.kind, w.state;
    end loop;

    return query
    select w.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
    from (
        select j.queue::text, j.kind::text, j.state
        from jobs_queue_job j
        where j.pos is null and j.state in ('pending', 'failed')
        order by j.run_at
        limit p_most
    ) w
    group by w.queue, w.kind, w.state;

    -- By limit 1 from the claims to the jobs, whatever the planner thinks of how many run.
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
    select f.queue, f.kind, 'dead', count(*), sum(count(*)) over () >= p_most
    from (
        select d.queue, d.kind
        from jobs_queue_failure d
        where d.state = 'dead' and d.stands
        order by d.job_id desc
        limit p_most
    ) f
    group by f.queue, f.kind;
end $$;

-- The queues that have jobs; hops over the indexes from queue to queue. In plpgsql for its plans to be kept.
create or replace function jobs_queue_queues() returns text[]
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
    v_queues  text[] := '{}';
    v_last    text := ''; -- no queue is called so
    v_unkeyed text;
    v_keyed   text;
begin
    loop
        select j.queue into v_unkeyed from jobs_queue_job j where j.queue > v_last and j.key is null order by j.queue limit 1;
        select j.queue into v_keyed from jobs_queue_job j where j.queue > v_last and j.key is not null order by j.queue limit 1;
        v_last := least(v_unkeyed, v_keyed);
        exit when v_last is null;
        v_queues := v_queues || v_last;
    end loop;
    return v_queues;
end $$;
