-- Claims jobs of drawn keys, of each key from its position on.
create or replace function jobs_queue_claim_keys(
    p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_candidates jobs_queue_candidates, p_numbers int[],
    p_jobs int[], p_is_rated boolean)
returns setof jobs_queue_claimed_job
language plpgsql
as $$
begin
    return query
    with drawn as (
        select p_candidates.keys[t.n] as key, p_candidates.txid[t.n] as txid, p_candidates.ids[t.n] as id, t.jobs
        from unnest(p_numbers, p_jobs) as t (n, jobs)
    ),
    due as materialized (
        select d.slot, d.tid, d.is_due
        from drawn t
        cross join lateral (
            select j.slot, j.ctid as tid, j.run_at <= now() as is_due
            from jobs_queue_job j
            where j.queue = p_lane.queue and j.priority = p_lane.priority and j.key = t.key and (j.txid, j.id) >= (t.txid, t.id)
              and j.state in ('pending', 'failed') and j.kind = any (p_claim.kinds)
              and (j.expires_at is null or j.expires_at > now())
            order by j.txid, j.id
            limit t.jobs
            for update skip locked
        ) d
    ),
    taken as (
        update jobs_queue_job j
        set state = case when is_due then 'running' else j.state end, attempt = j.attempt + is_due::int,
            txid = case when is_due then j.txid end, -- one that is not due waits for its time
            lease = p_claim.lease, worker = p_claim.worker, started_at = now()
        from due
        where j.slot = due.slot and j.ctid = due.tid
        returning j.slot, j.id, j.queue::text, j.kind::text, j.payload::text, j.attempt, j.max_attempts, j.crashes,
                  j.created_at, j.trace_parent, j.key::text, j.batch, is_due
    ),
    noted as (
        insert into jobs_queue_claim as c (worker, lease, queue, slots, ids)
        select p_claim.worker, p_claim.lease, p_lane.queue, array_agg(t.slot), array_agg(t.id)
        from taken t where t.is_due having count(*) > 0
        on conflict (worker, lease, queue) do update set slots = c.slots || excluded.slots, ids = c.ids || excluded.ids
    ),
    started as (
        insert into jobs_queue_start (queue, key, jobs)
        select p_lane.queue, t.key, count(*) from taken t where t.is_due and p_is_rated group by t.key
    )
    select t.slot, t.id, t.queue, t.kind, t.payload, t.attempt, t.max_attempts, t.crashes, p_claim.lease, t.created_at,
           t.trace_parent, t.key, t.batch, null::jobs_queue_cursor, null::interval
    from taken t
    where t.is_due;
end $$;
