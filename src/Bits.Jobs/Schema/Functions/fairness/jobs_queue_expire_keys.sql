-- Ends expired jobs of keys, each from its position on; at most ten thousand. Returns how many.
create or replace function jobs_queue_expire_keys(p_queue text, p_priority smallint, p_keys text[], p_txid xid8[], p_ids bigint[]) returns int
language sql
as $$
    select jobs_queue_expire(array_agg(l.slot), array_agg(l.id))
    from (
        select w.slot, w.id
        from unnest(p_keys, p_txid, p_ids) as k (key, txid, id)
        cross join lateral (
            select j.slot, j.id, j.expires_at
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key = k.key and (j.txid, j.id) >= (k.txid, k.id)
              and j.state in ('pending', 'failed')
            order by j.txid, j.id
            limit 1000
        ) w
        where w.expires_at <= now()
        limit 10000
    ) l
$$;
