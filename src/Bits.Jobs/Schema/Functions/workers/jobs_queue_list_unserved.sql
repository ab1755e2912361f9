-- Lists jobs that the claims of a worker pass over, as events of its heartbeat: a quarantined job, and a job of a kind
-- that it does not know at the low watermark of a lane.
create or replace function jobs_queue_list_unserved(p_queues text[], p_kinds text[], p_cursor jobs_queue_cursor)
returns table (what text, id bigint, lease bigint, said text)
language plpgsql
as $$
#variable_conflict use_column
begin
    return query
    select 'quarantined', j.id, null::bigint, j.kind::text
    from jobs_queue_job j
    where j.txid is null and j.run_at <= now() and j.state in ('pending', 'failed') and j.crashes >= 2
      and j.queue = any (p_queues) and j.kind = any (p_kinds)
    order by j.run_at
    limit 1;

    return query
    select 'unknown', j.id, null::bigint, j.kind::text
    from unnest(p_cursor.lanes) lane
    cross join lateral (
        select j.id, j.kind
        from jobs_queue_job j
        where not lane.keyed and j.key is null and j.queue = lane.queue and j.priority = lane.priority and j.txid = lane.txid
          and j.id = lane.id and j.state in ('pending', 'failed') and j.kind <> all (p_kinds)
    ) j;
end $$;
