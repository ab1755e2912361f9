-- Ends the expired jobs among the next thousand that wait in a lane, from a position on. Returns how many.
create or replace function jobs_queue_expire_lane(p_queue text, p_priority smallint, p_txid xid8, p_id bigint, p_upto xid8) returns int
language sql
as $$
    select jobs_queue_expire(array_agg(l.slot), array_agg(l.id))
    from (
        select j.slot, j.id, j.expires_at
        from jobs_queue_job j
        where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.txid, j.id) >= (p_txid, p_id) and j.txid <= p_upto
          and j.state in ('pending', 'failed')
        order by j.txid, j.id
        limit 1000
    ) l
    where l.expires_at <= now()
$$;
