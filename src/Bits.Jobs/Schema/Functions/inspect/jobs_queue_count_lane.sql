-- Counts the waiting jobs of a lane by kind, from its low watermark on. Neither merges nor sorts; with keys the order
-- chooses the index that begins at the low watermark.
create or replace function jobs_queue_count_lane(
    p_queue text, p_priority smallint, p_keyed boolean, p_txid xid8, p_id bigint, p_max int)
returns table (queue text, kind text, state text, jobs bigint, is_min boolean)
language plpgsql stable
as $$
#variable_conflict use_column
begin
    return query
    select p_queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_max
    from (
        (select j.kind::text, j.state
         from jobs_queue_job j
         where not p_keyed and j.key is null and j.queue = p_queue and j.priority = p_priority and (j.txid, j.id) >= (p_txid, p_id)
           and j.state in ('pending', 'failed')
         limit p_max)
        union all
        (select j.kind::text, j.state
         from jobs_queue_job j
         where p_keyed and j.key is not null and j.queue = p_queue and j.priority = p_priority and j.txid >= p_txid
           and j.state in ('pending', 'failed')
         order by j.txid
         limit p_max)
    ) w
    group by w.kind, w.state;
end $$;
