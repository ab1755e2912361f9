-- Lists the lanes of these queues, each with its low watermark as workers stored it last.
create or replace function jobs_queue_known_lanes(p_queues text[])
returns table (queue text, priority smallint, keyed boolean, txid xid8, id bigint, in_flight xid8[])
language sql stable
as $$
    select lane.queue, lane.priority, lane.keyed, coalesce(p.txid, '3'::xid8), coalesce(p.id, 0), coalesce(p.in_flight, '{}')
    from unnest(jobs_queue_lanes(p_queues, null)) lane
    left join jobs_queue_low_watermark p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
$$;
