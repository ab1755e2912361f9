-- Lists the keys that have arrived in a lane behind a position, once for each transaction that added jobs of them. Hops
-- over the index from key to key, at most p_max times.
create or replace function jobs_queue_arrived_keys(p_lane jobs_queue_lane_cursor, p_ceiling xid8, p_max int)
returns table (txid xid8, key text)
language plpgsql stable
as $$
#variable_conflict use_column
declare
    v_txid xid8 := p_lane.txid;
    v_key text := coalesce(p_lane.last_key, '');
begin
    for v_hop in 1..p_max loop
        select j.txid, j.key into v_txid, v_key
        from jobs_queue_job j
        where j.queue = p_lane.queue and j.priority = p_lane.priority and j.key is not null
          and (j.txid, j.key) > (v_txid, v_key) and j.txid < p_ceiling
        order by j.txid, j.key
        limit 1;
        exit when not found;
        txid := v_txid;
        key := v_key;
        return next;
    end loop;
end $$;
