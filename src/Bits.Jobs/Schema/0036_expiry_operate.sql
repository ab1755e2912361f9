-- Has a workflow go on: notes which of its steps have ended, ends those that will never have their turn, and releases those
-- that have it now. Returns how many it touched. Whoever calls holds the row of the batch, so each step is released once.
--
-- Looks at what comes after the steps that it finds ended; with p_all at every step: one may have been put back, or cancelled
-- before its turn.
create or replace function jobs_queue_advance(p_batch bigint, p_all boolean) returns int
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_ended bigint[]; -- steps that have just ended
    v_lost  bigint[]; -- those of them that are dead
    v_count int;
begin
    with ended as (
        update jobs_queue_step s
        set ended = j.state
        from jobs_queue_job j
        where s.batch = p_batch and s.ended is null and (p_all or s.released_at is not null)
          and j.batch = p_batch and j.id = s.job_id and j.state in ('succeeded', 'dead')
        returning s.job_id, s.ended
    )
    select coalesce(array_agg(e.job_id), '{}'), coalesce(array_agg(e.job_id) filter (where e.ended = 'dead'), '{}')
    into v_ended, v_lost
    from ended e;

    -- Those that come after one that is dead; then those that come after these.
    while p_all or cardinality(v_lost) > 0 loop
        with lost as materialized (
            select s.job_id, format('Skipped: %s (job %s), which it comes after, %s.', d.name, d.job_id,
                                    case when d.ended = 'dead' then 'is dead' else 'was skipped' end) as reason
            from jobs_queue_step s
            cross join lateral (
                select i.name, i.job_id, i.ended
                from jobs_queue_step i
                where i.job_id = any (s.after) and i.ended in ('dead', 'skipped')
                order by i.job_id
                limit 1
            ) d
            where s.batch = p_batch and s.ended is null and s.released_at is null and not s.even_if_dead
              and (p_all or s.after && v_lost)
        ),
        skipped as (
            update jobs_queue_job j
            set state = 'dead', finished_at = now(), error = l.reason, pos = coalesce(pos, pg_current_xact_id())
            from lost l
            where j.batch = p_batch and j.id = l.job_id and j.state in ('pending', 'failed')
            returning j.id, j.queue, j.kind, j.attempt, j.error
        ),
        noted as (
            insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
            select s.id, 'dead', s.queue, s.kind, s.attempt, 'skipped', s.error, s.error,
                   jobs_queue_signature('skipped', 'a job that it comes after is dead')
            from skipped s
        ),
        ended as (
            update jobs_queue_step s set ended = 'skipped' from lost l where s.job_id = l.job_id returning s.job_id
        )
        select coalesce(array_agg(e.job_id), '{}') into v_lost from ended e;
        v_ended := v_ended || v_lost;
        exit when cardinality(v_lost) = 0;
    end loop;

    with ready as materialized (
        select s.job_id, greatest(s.run_at, now()) as run_at, s.expires_in
        from jobs_queue_step s
        where s.batch = p_batch and s.ended is null and s.released_at is null and (p_all or s.after && v_ended)
          and not exists (select from jobs_queue_step d where d.job_id = any (s.after) and d.ended is null)
    ),
    freed as (
        update jobs_queue_job j
        set run_at = r.run_at, pos = case when r.run_at <= now() then pg_current_xact_id() end,
            expires_at = coalesce(jobs_queue_expiry(r.run_at, null, r.expires_in), j.expires_at)
        from ready r
        where j.batch = p_batch and j.id = r.job_id and j.state = 'pending' and j.pos is null
    )
    update jobs_queue_step s
    set released_at = now()
    from ready r
    where s.job_id = r.job_id;
    get diagnostics v_count = row_count;
    return cardinality(v_ended) + v_count;
end $$;

-- Runs jobs again that are dead, wait after a failure, or that nobody holds: at once, with all their attempts, at the end of
-- their lanes. Returns how many. A step waits again for those that it comes after, and so do those that were skipped because
-- of it: their workflow, if it has ended, is open again. Who retries a job wants it, however late: it expires no more.
create or replace function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns int language plpgsql as $$
declare
    v_batches bigint[] := array(select distinct s.batch from jobs_queue_step s where s.job_id = any (p_ids));
    v_retried bigint[];
begin
    if cardinality(v_batches) > 0 then
        perform from jobs_queue_batch b where b.id = any (v_batches) order by b.id for update;
    end if;
    perform from jobs_queue_job j where j.id = any (p_ids) order by j.id for no key update; -- then look who holds them

    with again as (
        update jobs_queue_job j
        set state = 'pending', attempt = 0, crashes = 0, run_at = now(), finished_at = null, pos = pg_current_xact_id(),
            lease = null, worker = null, payload = coalesce(p_payload, payload), cancel_reason = null, expires_at = null
        where j.id = any (p_ids)
          and (j.state in ('failed', 'dead')
            or j.state = 'running' and not jobs_queue_is_held(j.worker, j.lease, j.id))
        returning id
    )
    select coalesce(array_agg(a.id), '{}') into v_retried from again a;
    update jobs_queue_failure set stands = false where job_id = any (v_retried) and state = 'dead' and stands;

    if cardinality(v_batches) > 0 and cardinality(v_retried) > 0 then
        perform jobs_queue_steps_again(v_retried);
        update jobs_queue_batch b set ended_at = null, jobs = null, succeeded = null where b.id = any (v_batches);
        perform jobs_queue_advance(b, p_all => true) from unnest(v_batches) b;
    end if;
    perform jobs_queue_wake();
    return cardinality(v_retried);
end $$;

-- Puts steps that were just retried before their turn, and with them those that were skipped because of them.
create or replace function jobs_queue_steps_again(p_ids bigint[]) returns void language plpgsql as $$
declare
    v_steps bigint[];
begin
    with recursive again as (
        select s.job_id, s.batch from jobs_queue_step s where s.job_id = any (p_ids)
        union
        select n.job_id, n.batch
        from again a
        join jobs_queue_step n on n.batch = a.batch and n.ended = 'skipped' and a.job_id = any (n.after)
    )
    select array_agg(a.job_id) into v_steps from again a;

    update jobs_queue_job
    set state = 'pending', attempt = 0, crashes = 0, run_at = jobs_queue_never(), finished_at = null, pos = null, lease = null,
        worker = null, cancel_reason = null, expires_at = null
    where id = any (v_steps) and state in ('pending', 'dead');
    update jobs_queue_failure set stands = false where job_id = any (v_steps) and state = 'dead' and stands;
    update jobs_queue_step set ended = null, released_at = null where job_id = any (v_steps);
end $$;

-- Moves a job that waits to another time. A step of a workflow whose turn has not come does not run before it. One that
-- would have expired by then does not expire any more. Returns whether.
create or replace function jobs_queue_reschedule(p_id bigint, p_run_at timestamptz) returns boolean language plpgsql as $$
declare
    v_run_at timestamptz := greatest(p_run_at, now());
begin
    update jobs_queue_step s set run_at = v_run_at
    from jobs_queue_job j
    where s.job_id = p_id and s.released_at is null and s.ended is null and j.id = p_id and j.state in ('pending', 'failed');
    if found then
        return true;
    end if;

    update jobs_queue_job
    set run_at = v_run_at, pos = case when v_run_at <= now() then pg_current_xact_id() end,
        expires_at = case when expires_at > v_run_at then expires_at end
    where id = p_id and state in ('pending', 'failed');
    if not found then
        return false;
    end if;
    perform jobs_queue_wake();
    return true;
end $$;

-- Whoever puts a job back by hand, or into another lane, need not know of lanes: it goes to the end of its lane. One that is put
-- back after it has expired does not expire again.
create or replace function jobs_queue_requeue() returns trigger language plpgsql as $$
begin
    update jobs_queue_job
    set pos = case when run_at <= now() then pg_current_xact_id() end, lease = null, worker = null, crashes = 0,
        cancel_reason = null, expires_at = case when old.state in ('pending', 'failed') or expires_at > now() then expires_at end
    where slot = new.slot and id = new.id;
    if old.state = 'dead' then
        update jobs_queue_failure set stands = false where job_id = new.id and state = 'dead' and stands;
    end if;
    return null;
end $$;
