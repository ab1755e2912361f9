-- Finds since when the oldest waiting job of these queues could have run; null if none waits. Skips paused queues and
-- kinds. Begins where the claims of each lane begin, so it scans no finished jobs.
create or replace function jobs_queue_waiting_since(p_queues text[]) returns timestamptz
language sql stable
set jit = off
as $$
    select min(first.run_at)
    from (
        select w.run_at
        from jobs_queue_known_lanes(p_queues) lane
        cross join lateral (
            (select j.run_at
             from jobs_queue_job j
             where not lane.keyed and j.key is null and j.queue = lane.queue and j.priority = lane.priority
               and (j.txid, j.id) >= (lane.txid, lane.id) and j.state in ('pending', 'failed')
               and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
             order by j.txid, j.id
             limit 1)
            union all
            (select j.run_at
             from jobs_queue_job j
             where lane.keyed and j.key is not null and j.queue = lane.queue and j.priority = lane.priority
               and j.txid >= lane.txid and j.state in ('pending', 'failed')
               and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
             order by j.txid
             limit 1)
        ) w
        union all
        (select j.run_at
         from jobs_queue_job j
         where j.txid is null and j.run_at <= now() and j.state in ('pending', 'failed') and j.queue = any (p_queues)
           and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
         order by j.run_at
         limit 1)
    ) first
$$;
