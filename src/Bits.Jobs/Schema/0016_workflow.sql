-- A workflow is a batch some of whose jobs, its steps, come after others. Until its turn a step is a pending job without a
-- place, due at a moment that never comes: no claim, no end and no job of another sort knows of any of this.
create function jobs_queue_never() returns timestamptz language sql immutable as $$ select timestamptz '9000-01-01 00:00:00+00' $$;

create table jobs_queue_step (
    job_id       bigint   not null,
    batch        bigint   not null,
    name         text     not null,
    after        bigint[] not null,
    even_if_dead boolean  not null, -- it runs also where one that it comes after is dead
    run_at       timestamptz,       -- not before; null: as soon as it may
    released_at  timestamptz,
    ended        text,              -- as the workflow has seen it: a job may be forgotten before the last one has ended
    constraint jobs_queue_step_pkey primary key (job_id),
    constraint jobs_queue_step_name_is_unique unique (batch, name),
    constraint jobs_queue_step_batch_exists foreign key (batch) references jobs_queue_batch on delete cascade,
    constraint jobs_queue_step_ended_is_known check (ended in ('succeeded', 'dead', 'skipped'))
);

-- Enqueues a workflow, and returns its batch and its jobs in the order given. p_after has for each step the places, from 1, of
-- those that it comes after, as the text of an array.
create function jobs_queue_start_workflow(
    p_then_kind text, p_then_args jsonb, p_then_queue text, p_only_if_all_succeeded boolean, p_names text[], p_after text[],
    p_even_if_dead boolean[], p_kinds text[], p_payloads text[], p_queues text[], p_priorities smallint[],
    p_run_at timestamptz[], p_max_attempts int[], p_keys text[], p_trace_parent text, out batch bigint, out ids bigint[])
language plpgsql
as $$
#variable_conflict use_column
declare
    v_batch bigint;
    v_ids   bigint[] := array(select nextval('jobs_queue_job_id_seq') from generate_series(1, cardinality(p_names)));
begin
    insert into jobs_queue_batch (then_kind, then_args, then_queue, only_if_all_succeeded)
    values (p_then_kind, p_then_args, p_then_queue, p_only_if_all_succeeded)
    returning id into v_batch;

    insert into jobs_queue_job (slot, id, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, v_ids[s.place], s.queue, s.kind, s.payload::jsonb, s.priority,
           case when s.after = '{}' then coalesce(s.run_at, now()) else jobs_queue_never() end,
           case when s.after = '{}' and coalesce(s.run_at, now()) <= now() then pg_current_xact_id() end,
           s.max_attempts, p_trace_parent, s.key, v_batch
    from unnest(p_after, p_kinds, p_payloads, p_queues, p_priorities, p_run_at, p_max_attempts, p_keys)
        with ordinality as s (after, kind, payload, queue, priority, run_at, max_attempts, key, place)
    order by s.place;

    insert into jobs_queue_step (job_id, batch, name, after, even_if_dead, run_at, released_at)
    select v_ids[s.place], v_batch, s.name, array(select v_ids[a] from unnest(s.after::int[]) a), s.even_if_dead, s.run_at,
           case when s.after = '{}' then now() end
    from unnest(p_names, p_after, p_even_if_dead, p_run_at) with ordinality as s (name, after, even_if_dead, run_at, place);

    perform jobs_queue_wake();
    batch := v_batch;
    ids := v_ids;
end $$;

-- Has a workflow go on: notes which of its steps have ended, ends those that will never have their turn, and releases those
-- that have it now. Returns how many it touched. Whoever calls holds the row of the batch, so each step is released once.
--
-- Looks at what comes after the steps that it finds ended; with p_all at every step: one may have been put back, or cancelled
-- before its turn.
create function jobs_queue_advance(p_batch bigint, p_all boolean) returns int
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
        select s.job_id, greatest(s.run_at, now()) as run_at
        from jobs_queue_step s
        where s.batch = p_batch and s.ended is null and s.released_at is null and (p_all or s.after && v_ended)
          and not exists (select from jobs_queue_step d where d.job_id = any (s.after) and d.ended is null)
    ),
    freed as (
        update jobs_queue_job j
        set run_at = r.run_at, pos = case when r.run_at <= now() then pg_current_xact_id() end
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

-- Ends a batch, whose row the caller holds, if no job of it waits or runs any more, and enqueues what follows; but once, where
-- a workflow was taken up again after it had ended. The payload of the follow-up gets a property "batch": its number and how
-- many jobs it had, of which how many succeeded and how many are dead.
create function jobs_queue_end_batch(p_batch jobs_queue_batch) returns boolean
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_jobs      bigint;
    v_succeeded bigint;
    v_follower  bigint := p_batch.then_job;
begin
    -- From the last one on: it is likely to be the last to end.
    perform from jobs_queue_job j
    where j.batch = p_batch.id and j.state in ('pending', 'running', 'failed')
    order by j.id desc
    limit 1;
    if found then
        return false;
    end if;

    select count(*), count(*) filter (where j.state = 'succeeded') into v_jobs, v_succeeded
    from jobs_queue_job j
    where j.batch = p_batch.id;
    if p_batch.then_kind is not null and v_follower is null and (v_jobs = v_succeeded or not p_batch.only_if_all_succeeded) then
        insert into jobs_queue_job (queue, kind, payload)
        values (
            p_batch.then_queue, p_batch.then_kind,
            p_batch.then_args || jsonb_build_object('batch', jsonb_build_object(
                'id', p_batch.id, 'jobs', v_jobs, 'succeeded', v_succeeded, 'dead', v_jobs - v_succeeded)))
        returning id into v_follower;
    end if;
    update jobs_queue_batch b
    set ended_at = now(), jobs = v_jobs, succeeded = v_succeeded, then_job = v_follower
    where b.id = p_batch.id;
    return true;
end $$;

-- Has all workflows go on, and ends the batches of which no job waits or runs any more; returns how many things it did.
--
-- Whoever adds jobs to a batch holds its row: such a batch is left for another time.
create or replace function jobs_queue_end_batches() returns int
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_batch jobs_queue_batch;
    v_count int := 0;
begin
    for v_batch in
        select * from jobs_queue_batch b where b.ended_at is null order by b.id for update skip locked
    loop
        if exists (select from jobs_queue_step s where s.batch = v_batch.id and s.ended is null) then
            v_count := v_count + jobs_queue_advance(v_batch.id, p_all => true);
        end if;
        v_count := v_count + jobs_queue_end_batch(v_batch)::int;
    end loop;

    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
    return v_count;
end $$;

-- The same at once, for those of these batches that are workflows, and returns which are. Whoever comes later waits for who is
-- at it, and then sees what both know; but not for somebody who adds jobs for long: then a heartbeat does it.
create function jobs_queue_nudge(p_batches bigint[]) returns setof bigint
language plpgsql
as $$
declare
    v_id    bigint;
    v_batch jobs_queue_batch;
    v_count int := 0;
begin
    perform set_config('lock_timeout', '100ms', true);
    for v_id in
        select b from unnest(p_batches) b where exists (select from jobs_queue_step s where s.batch = b) order by b
    loop
        return next v_id;
        begin
            select * into v_batch from jobs_queue_batch b where b.id = v_id and b.ended_at is null for update;
            if found then
                v_count := v_count + jobs_queue_advance(v_id, p_all => false);
                if not exists (select from jobs_queue_step s where s.batch = v_id and s.ended is null) then
                    v_count := v_count + jobs_queue_end_batch(v_batch)::int;
                end if;
            end if;
        exception when lock_not_available then
            null;
        end;
    end loop;

    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
end $$;

-- Runs jobs again that are dead, or wait after a failure: at once, with all their attempts, at the end of their lanes.
-- Returns how many. A step waits again for those that it comes after, and so do those that were skipped because of it: their
-- workflow, if it has ended, is open again.
create or replace function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns int language plpgsql as $$
declare
    v_batches bigint[] := array(select distinct s.batch from jobs_queue_step s where s.job_id = any (p_ids));
    v_retried bigint[];
begin
    if cardinality(v_batches) > 0 then
        perform from jobs_queue_batch b where b.id = any (v_batches) order by b.id for update;
    end if;

    with again as (
        update jobs_queue_job
        set state = 'pending', attempt = 0, crashes = 0, run_at = now(), finished_at = null, pos = pg_current_xact_id(),
            lease = null, worker = null, payload = coalesce(p_payload, payload)
        where id = any (p_ids) and state in ('failed', 'dead')
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
create function jobs_queue_steps_again(p_ids bigint[]) returns void language plpgsql as $$
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
        worker = null
    where id = any (v_steps) and state in ('pending', 'dead');
    update jobs_queue_failure set stands = false where job_id = any (v_steps) and state = 'dead' and stands;
    update jobs_queue_step set ended = null, released_at = null where job_id = any (v_steps);
end $$;
