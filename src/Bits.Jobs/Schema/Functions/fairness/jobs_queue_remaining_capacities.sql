-- Gives the capacities of candidates after a draw. The capacity of a drawn key shrinks by its jobs, and becomes 0 if the
-- key has no waiting job.
create or replace function jobs_queue_remaining_capacities(
    p_kinds text[], p_lane jobs_queue_lane_cursor, p_candidates jobs_queue_candidates, p_numbers int[], p_jobs int[])
returns int[]
language plpgsql
as $$
begin
    return array(
        select case
            when t.jobs is null then k.capacity
            when exists (
                select
                from jobs_queue_job j
                where j.queue = p_lane.queue and j.priority = p_lane.priority and j.key = k.key and (j.txid, j.id) >= (k.txid, k.id)
                  and j.state in ('pending', 'failed') and j.kind = any (p_kinds)
                  and (j.expires_at is null or j.expires_at > now())) then k.capacity - t.jobs
            else 0
        end
        from unnest(p_candidates.keys, p_candidates.txid, p_candidates.ids, p_candidates.capacities)
            with ordinality as k (key, txid, id, capacity, n)
        left join unnest(p_numbers, p_jobs) as t (n, jobs) on t.n = k.n
        order by k.n);
end $$;
