-- Finds the first waiting job of a lane from a position on: of any kind, or of p_kinds. Ends expired jobs that it
-- meets, so that no claim meets them twice.
create or replace function jobs_queue_find_first(
    p_queue text, p_priority smallint, p_txid xid8, p_id bigint, p_upto xid8, p_kinds text[],
    out txid xid8, out id bigint, out kind text)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
    v_expired boolean;
begin
    for v_round in 1 .. 10 loop
        if p_kinds is null then
            select j.txid, j.id, j.kind, j.expires_at <= now() into txid, id, kind, v_expired
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.txid, j.id) >= (p_txid, p_id)
              and j.txid <= p_upto and j.state in ('pending', 'failed')
            order by j.txid, j.id
            limit 1;
        else
            select j.txid, j.id, j.kind, j.expires_at <= now() into txid, id, kind, v_expired
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.txid, j.id) >= (p_txid, p_id)
              and j.txid <= p_upto and j.state in ('pending', 'failed') and j.kind = any (p_kinds)
            order by j.txid, j.id
            limit 1;
        end if;
        exit when v_expired is not true or jobs_queue_expire_lane(p_queue, p_priority, txid, id, p_upto) = 0;
    end loop;
end $$;
