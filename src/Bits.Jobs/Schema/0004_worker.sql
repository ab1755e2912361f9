-- Advisory locks bear the oid of the table, so that installations in one database do not meet: object 0 is held, shared, by
-- every worker that sleeps; object 1 by whoever looks after the slots; (-id) of a worker by its claims.
create function jobs_queue_lock_class() returns int language sql stable as $$ select 'jobs_queue_job'::regclass::oid::int $$;

-- Wakes the workers that sleep. Nobody is told while all of them are awake and will look again by themselves: a NOTIFY
-- makes commits wait for each other.
create function jobs_queue_wake() returns void language plpgsql as $$
declare
    v_class int := 'jobs_queue_job'::regclass::oid::int;
begin
    if pg_try_advisory_lock(v_class, 0) then
        perform pg_advisory_unlock(v_class, 0);
    else
        perform pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, '');
    end if;
end $$;

-- Takes back what dead workers had claimed: those that have not beaten for the time of their lease.
--
-- The job is to run again and no attempt is counted; but a job with which three workers were lost is dead, and after two
-- it runs alone, so that it takes no other with it. Returns the jobs.
create function jobs_queue_rescue() returns table (id bigint, kind text, state text, worker text)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
declare
    v_dead record;
begin
    for v_dead in
        -- One that has entered anew under its name lives: it had only lost the database.
        select w.id, w.name,
               not exists (select from jobs_queue_worker o where o.name = w.name and o.id > w.id) as has_crashed
        from jobs_queue_worker w
        where w.beat_at < now() - w.lease
        for update skip locked
    loop
        -- A claim of this worker may be on its way: then another time.
        continue when not pg_try_advisory_xact_lock(jobs_queue_lock_class(), -v_dead.id::int);

        return query
        with taken as (
            update jobs_queue_job j
            set state = case when v_dead.has_crashed and crashes >= 2 then 'dead' else 'failed' end,
                pos = case when v_dead.has_crashed and crashes >= 2 then pos end,
                crashes = crashes + v_dead.has_crashed::int,
                attempt = attempt - 1,
                run_at = now(), finished_at = now(), lease = null, worker = null,
                error = format('The worker %s was lost while it held this job (%s of 3).', v_dead.name, crashes + v_dead.has_crashed::int)
            from jobs_queue_claim c, unnest(c.slots, c.ids) as held (slot, id)
            where c.worker = v_dead.id
              and j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running'
            returning j.id, j.state, j.queue, j.kind, j.attempt, j.started_at, j.error
        ),
        noted as (
            insert into jobs_queue_failure (job_id, state, queue, kind, attempt, began_at, worker, type, message, detail, signature)
            select t.id, t.state, t.queue, t.kind, t.attempt + 1, t.started_at, v_dead.name, 'lost', t.error, t.error,
                   'lost: its worker died'
            from taken t
        )
        select t.id, t.kind::text, t.state, v_dead.name from taken t;

        delete from jobs_queue_claim c where c.worker = v_dead.id;
        delete from jobs_queue_cancel c where c.worker = v_dead.id;
        delete from jobs_queue_worker w where w.id = v_dead.id;
    end loop;
end $$;

-- A worker's sign of life. Returns in rows what it ought to know: 'gone' (it was taken for dead), 'cancel' (somebody wants
-- this job to end), 'rescued' (this job was taken back from a dead worker), 'solo' (a job waits that is to run alone),
-- 'unknown' (a job of a kind that it does not know waits in its queues).
create function jobs_queue_beat(p_worker bigint, p_from_lease bigint, p_upto_lease bigint, p_place jsonb)
returns table (what text, id bigint, lease bigint, said text)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
declare
    v_worker record;
begin
    update jobs_queue_worker w set beat_at = now(), ended_below = p_upto_lease where w.id = p_worker returning w.* into v_worker;
    if not found then
        return query select 'gone', null::bigint, null::bigint, null::text;
        return;
    end if;

    -- All of these claims have ended. From where the last beat stopped: what it deleted may still be in the index.
    delete from jobs_queue_claim c
    where c.worker = p_worker and c.lease >= p_from_lease and c.lease < p_upto_lease;
    delete from jobs_queue_cancel c where c.worker = p_worker and c.lease < p_upto_lease;
    delete from jobs_queue_start s
    using jobs_queue_limit l
    where l.queue = s.queue and s.at < now() - greatest(l.rate_per, l.key_rate_per);

    -- Of a lane with keys: the first place from which one of them goes on.
    insert into jobs_queue_place as known (queue, priority, keyed, pos, id, late)
    select lane.queue, lane.priority, lane.keyed,
           least(lane.pos, (select min(k.pos) from jsonb_to_recordset(lane.keys) as k (pos xid8))), coalesce(lane.id, 0),
           array(select x::xid8 from jsonb_array_elements_text(p_place -> 'late') x)
    from jsonb_to_recordset(p_place -> 'lanes') as lane (queue text, priority smallint, keyed boolean, pos xid8, id bigint, keys jsonb)
    order by lane.queue, lane.priority, lane.keyed
    on conflict (queue, priority, keyed) do update set pos = excluded.pos, id = excluded.id, late = excluded.late
    where (known.pos, known.id) is distinct from (excluded.pos, excluded.id);

    perform jobs_queue_end_batches();

    return query select 'cancel', c.id, c.lease, c.reason from jobs_queue_cancel c where c.worker = p_worker;
    return query select 'rescued', r.id, null::bigint, r.kind || ' ' || r.state || ' ' || r.worker from jobs_queue_rescue() r;

    return query
    select 'solo', j.id, null::bigint, j.kind::text
    from jobs_queue_job j
    where j.pos is null and j.run_at <= now() and j.state in ('pending', 'failed') and j.crashes >= 2
      and j.queue = any (v_worker.queues) and j.kind = any (v_worker.kinds)
    order by j.run_at
    limit 1;

    return query
    select 'unknown', j.id, null::bigint, j.kind::text
    from jsonb_to_recordset(p_place -> 'lanes') as lane (queue text, priority smallint, keyed boolean, pos xid8, id bigint)
    cross join lateral (
        select j.id, j.kind
        from jobs_queue_job j
        where not lane.keyed and j.key is null and j.queue = lane.queue and j.priority = lane.priority and j.pos = lane.pos and j.id = lane.id
          and j.state in ('pending', 'failed') and j.kind <> all (v_worker.kinds)
    ) j;
end $$;

-- Enters a worker, and returns its number and where it may start to claim.
create function jobs_queue_register(p_name text, p_queues text[], p_kinds text[], p_lease interval)
returns table (id bigint, place jsonb)
language plpgsql
as $$
#variable_conflict use_column
begin
    insert into jobs_queue_worker as w (name, queues, kinds, lease)
    values (p_name, p_queues, p_kinds, p_lease)
    returning w.id into id;

    -- A database that was dumped and restored counts its transactions anew: then nothing is known.
    select jsonb_build_object(
        'late', coalesce(
            (select jsonb_agg(distinct x) from jobs_queue_place p, unnest(p.late) x where p.queue = any (p_queues)), '[]'),
        'lanes', coalesce(
            jsonb_agg(jsonb_build_object(
                'queue', p.queue, 'priority', p.priority, 'keyed', p.keyed, 'pos', p.pos, 'id', p.id, 'at', p.pos, 'at_id', p.id)), '[]'))
    into place
    from jobs_queue_place p
    where p.queue = any (p_queues) and p.pos <= pg_snapshot_xmax(pg_current_snapshot());

    return next;
end $$;

-- Ends a job that waits, or asks the worker that runs it to end it. Returns 'cancelled', 'asked', 'ended' (it had ended
-- before) or 'unknown' (there is no such job).
create function jobs_queue_cancel_job(p_id bigint, p_reason text) returns text
language plpgsql
as $$
begin
    with ended as (
        update jobs_queue_job
        set state = 'dead', finished_at = now(), error = 'Cancelled: ' || p_reason, pos = coalesce(pos, pg_current_xact_id())
        where id = p_id and state in ('pending', 'failed')
        returning id, queue, kind, attempt, error
    )
    insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
    select id, 'dead', queue, kind, attempt, 'cancelled', p_reason, error, jobs_queue_signature('cancelled', p_reason) from ended;
    if found then
        return 'cancelled';
    end if;

    insert into jobs_queue_cancel (id, worker, lease, reason)
    select id, worker, lease, p_reason from jobs_queue_job where id = p_id and state = 'running'
    on conflict (worker, id) do update set lease = excluded.lease, reason = excluded.reason;
    if found then
        perform pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, 'cancel');
        return 'asked';
    end if;

    return case when exists (select from jobs_queue_job where id = p_id) then 'ended' else 'unknown' end;
end $$;

-- Gives back what this worker had claimed without learning it, because the answer was lost: all but what it knows of.
create function jobs_queue_recover(p_worker bigint, p_known bigint[]) returns void
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
begin
    perform pg_advisory_xact_lock(jobs_queue_lock_class(), -p_worker::int); -- the claim may still be under way

    update jobs_queue_job j
    set state = 'pending', pos = null, attempt = attempt - 1, run_at = now(), lease = null, worker = null
    from jobs_queue_claim c, unnest(c.slots, c.ids) as held (slot, id)
    where c.worker = p_worker and c.lease <> all (p_known)
      and j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running';

    delete from jobs_queue_claim c where c.worker = p_worker and c.lease <> all (p_known);
end $$;
