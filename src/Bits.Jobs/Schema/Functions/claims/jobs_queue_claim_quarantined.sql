-- Claims one quarantined job: two workers were lost with it, so it runs alone. Returns no row if the worker was
-- taken for dead.
create or replace function jobs_queue_claim_quarantined(p_worker bigint, p_queues text[], p_kinds text[])
returns setof jobs_queue_claimed_job
language plpgsql
as $$
begin
    perform pg_advisory_xact_lock_shared(jobs_queue_lock_class(), -p_worker::int);
    perform jobs_queue_expire(array_agg(d.slot), array_agg(d.id))
    from jobs_queue_job d
    where d.txid is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes >= 2
      and d.queue = any (p_queues) and d.expires_at <= now();

    return query
    with due as materialized (
        select d.slot, d.id
        from jobs_queue_job d
        where d.txid is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes >= 2
          and d.queue = any (p_queues) and d.kind = any (p_kinds) and (d.expires_at is null or d.expires_at > now())
          and exists (select from jobs_queue_worker w where w.id = p_worker)
          and not exists (select from jobs_queue_pause p where p.queue = d.queue or p.kind = d.kind)
          and (d.queue <> all (array(select l.queue from jobs_queue_limit l)) or jobs_queue_may_run(p_worker, d.queue, d.key))
        order by d.run_at
        limit 1
        for update skip locked
    ),
    taken as (
        update jobs_queue_job j
        set state = 'running', attempt = j.attempt + 1, txid = pg_current_xact_id(),
            lease = nextval('jobs_queue_lease'), worker = p_worker, started_at = now()
        from due
        where j.slot = due.slot and j.id = due.id
        returning j.*
    ),
    noted as (
        insert into jobs_queue_claim (worker, lease, queue, slots, ids)
        select p_worker, t.lease, t.queue, array[t.slot], array[t.id] from taken t
    ),
    started as (
        insert into jobs_queue_start (queue, key, jobs)
        select t.queue, t.key, 1 from taken t where exists (select from jobs_queue_limit l where l.queue = t.queue)
    )
    select t.slot, t.id, t.queue::text, t.kind::text, t.payload::text, t.attempt, t.max_attempts, t.crashes, t.lease,
           t.created_at, t.trace_parent, t.key::text, t.batch, null::jobs_queue_cursor, null::interval
    from taken t;
end $$;
