-- Lists the keys of a lane that have waiting jobs: those of its cursor, those that arrived since, and those that
-- in-flight transactions added. Also returns the lane, moved behind the keys that arrived.
create or replace function jobs_queue_list_candidates(
    p_claim jobs_queue_claim_scope, p_capacity jobs_queue_capacity, inout lane jobs_queue_lane_cursor,
    out candidates jobs_queue_candidates)
language plpgsql
as $$
declare
    c_keys constant int := 1000; -- at once; more keys wait until one of these has no job left
    c_hops constant int := 500;
    v_max  int := case when cardinality(lane.keys) >= c_keys then 1 else c_hops end;
begin
    with arrived as materialized (
        select a.txid, a.key, a.hop from jobs_queue_arrived_keys(lane, p_claim.ceiling, v_max) with ordinality as a (txid, key, hop)
    ),
    known as (
        select distinct on (u.key) u.key, u.txid, u.id
        from (
            select k.key, k.txid, k.id from unnest(lane.keys) k
            union all
            select a.key, a.txid, 0 from arrived a
            union all
            select l.key, ended.x, 0
            from unnest(p_claim.ended) as ended (x)
            cross join lateral jobs_queue_keys_at(lane.queue, lane.priority, ended.x) as l (key)
            where ended.x < lane.txid
        ) u
        order by u.key, u.txid, u.id
    )
    select array_agg(k.key), array_agg(k.txid), array_agg(k.id), array_agg(coalesce(w.weight, 1)),
           array_agg(greatest(0, coalesce(b.capacity, p_capacity.key_jobs, p_capacity.jobs))),
           coalesce((select a.txid from arrived a order by a.hop desc limit 1), lane.txid),
           coalesce((select a.key from arrived a order by a.hop desc limit 1), lane.last_key)
    into candidates.keys, candidates.txid, candidates.ids, candidates.weights, candidates.capacities, lane.txid, lane.last_key
    from known k
    left join jobs_queue_weight w on w.queue = lane.queue and w.key = k.key
    left join unnest(p_capacity.keys, p_capacity.key_capacities) as b (key, capacity) on b.key = k.key;
end $$;
