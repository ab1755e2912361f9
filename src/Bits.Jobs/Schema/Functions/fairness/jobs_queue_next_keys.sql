-- Moves the keys of a lane to their first waiting jobs. A key without one leaves the lane, and comes back with its next
-- arrival. Also tells whether one of these jobs has expired.
create or replace function jobs_queue_next_keys(
    p_ceiling xid8, p_candidates jobs_queue_candidates, inout lane jobs_queue_lane_cursor, out has_expired boolean)
language plpgsql
as $$
begin
    select coalesce(
               array_agg(row(k.key, least(f.txid, p_ceiling), case when f.txid < p_ceiling then f.id else 0 end)::jobs_queue_key_cursor),
               '{}'),
           coalesce(bool_or(f.is_expired), false)
    into lane.keys, has_expired
    from unnest(p_candidates.keys, p_candidates.txid, p_candidates.ids) as k (key, txid, id)
    cross join lateral (
        select j.txid, j.id, j.expires_at <= now() as is_expired
        from jobs_queue_job j
        where j.queue = lane.queue and j.priority = lane.priority and j.key = k.key and (j.txid, j.id) >= (k.txid, k.id)
          and j.state in ('pending', 'failed')
        order by j.txid, j.id
        limit 1
    ) f;
end $$;
