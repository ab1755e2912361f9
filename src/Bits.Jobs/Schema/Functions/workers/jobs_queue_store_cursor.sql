-- Stores the low watermarks of a cursor, from which workers start. That of a lane with keys is the first position of a
-- key.
create or replace function jobs_queue_store_cursor(p_cursor jobs_queue_cursor) returns void
language plpgsql
as $$
begin
    insert into jobs_queue_low_watermark as known (queue, priority, keyed, txid, id, in_flight)
    select lane.queue, lane.priority, lane.keyed, least(lane.txid, (select min(k.txid) from unnest(lane.keys) k)),
           coalesce(lane.id, 0), p_cursor.in_flight
    from unnest(p_cursor.lanes) lane
    order by lane.queue, lane.priority, lane.keyed
    on conflict (queue, priority, keyed) do update set txid = excluded.txid, id = excluded.id, in_flight = excluded.in_flight
    where (known.txid, known.id) is distinct from (excluded.txid, excluded.id);
end $$;
