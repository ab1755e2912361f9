-- Since when the job that has waited longest could have run, of these queues; null where none waits. What is paused is left
-- out. Begins where the claims of each lane do, so it does not walk over jobs that have ended.
create function jobs_queue_waiting_since(p_queues text[]) returns timestamptz
language sql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
    select min(first.run_at)
    from (
        select w.run_at
        from jsonb_to_recordset(jobs_queue_lanes(p_queues, '{}') -> 'lanes') as lane (queue text, priority smallint, keyed boolean)
        left join jobs_queue_place p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
        cross join lateral (
            (select j.run_at
             from jobs_queue_job j
             where not lane.keyed and j.key is null and j.queue = lane.queue and j.priority = lane.priority
               and (j.pos, j.id) >= (coalesce(p.pos, '3'), coalesce(p.id, 0)) and j.state in ('pending', 'failed')
               and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
             order by j.pos, j.id
             limit 1)
            union all
            (select j.run_at
             from jobs_queue_job j
             where lane.keyed and j.key is not null and j.queue = lane.queue and j.priority = lane.priority
               and j.pos >= coalesce(p.pos, '3') and j.state in ('pending', 'failed')
               and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
             order by j.pos
             limit 1)
        ) w
        union all
        (select j.run_at
         from jobs_queue_job j
         where j.pos is null and j.run_at <= now() and j.state in ('pending', 'failed') and j.queue = any (p_queues)
           and not exists (select from jobs_queue_pause s where s.queue = j.queue or s.kind = j.kind)
         order by j.run_at
         limit 1)
    ) first
$$;
