-- Registers a worker; returns its id and the cursor of its first claim.
create or replace function jobs_queue_register(p_name text, p_queues text[], p_kinds text[], p_lease interval)
returns table (id bigint, first_cursor jobs_queue_cursor)
language plpgsql
as $$
#variable_conflict use_column
begin
    insert into jobs_queue_worker as w (name, queues, kinds, lease)
    values (p_name, p_queues, p_kinds, p_lease)
    returning w.id into id;

    -- A restored dump counts its transactions from the beginning: then no low watermark is known.
    select array(select distinct x from jobs_queue_low_watermark o, unnest(o.in_flight) x where o.queue = any (p_queues)),
           coalesce(
               array_agg(row(p.queue, p.priority, p.keyed, p.txid, p.id, p.txid, p.id, null, null)::jobs_queue_lane_cursor), '{}'),
           '{}'
    into first_cursor
    from jobs_queue_low_watermark p
    where p.queue = any (p_queues) and p.txid <= pg_snapshot_xmax(pg_current_snapshot());

    return next;
end $$;
