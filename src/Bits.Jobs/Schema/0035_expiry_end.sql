-- Ends attempts that did not simply succeed, by outcome: 'failed' (waits for p_delays, or is dead after its last attempt),
-- 'dead', 'released' (waits for p_delays, and the attempt was none), and 'uncommitted' (failed, unless its handler's
-- transaction has ended it). What has a type is kept as a failure. A job that an operator has cancelled never runs again.
--
-- Returns those whose end is another one: 'lost' (not the worker's any more), 'cancelled', and 'ended' (by its handler's
-- transaction). Fails where somebody else has locked a row for half a second.
create or replace function jobs_queue_end(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_delays interval[], p_types text[],
    p_messages text[], p_errors text[])
returns table (id bigint, lease bigint, ended text)
language plpgsql
set lock_timeout = '500ms'
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_done      bigint[];
    v_cancelled bigint[];
begin
    with done as (
        update jobs_queue_job j
        set state = case
                when outcome = 'dead' or j.cancel_reason is not null then 'dead'
                when outcome = 'released' then 'pending'
                when attempt < max_attempts then 'failed'
                else 'dead'
            end,
            pos = case
                when outcome = 'dead' or j.cancel_reason is not null or outcome in ('failed', 'uncommitted') and attempt >= max_attempts then pos
            end,
            attempt = attempt - (outcome = 'released')::int,
            run_at = least(now() + least(delay, jobs_queue_max_delay()), j.expires_at), -- when it expires it ends
            finished_at = case when outcome <> 'released' or j.cancel_reason is not null then now() end,
            error = coalesce('Cancelled: ' || j.cancel_reason, told.error, j.error)
        from unnest(p_slots, p_ids, p_leases, p_outcomes, p_delays, p_types, p_messages, p_errors)
            as told (slot, id, lease, outcome, delay, type, message, error)
        where j.slot = told.slot and j.id = told.id and j.lease = told.lease and j.state = 'running'
        returning j.id, j.lease, j.state, j.queue, j.kind, j.attempt, j.started_at, j.worker, j.cancel_reason,
                  case when j.cancel_reason is null then told.type else 'cancelled' end as type,
                  coalesce(j.cancel_reason, told.message) as message, j.error
    ),
    noted as (
        insert into jobs_queue_failure (job_id, state, queue, kind, attempt, began_at, worker, type, message, detail, signature)
        select d.id, d.state, d.queue, d.kind, d.attempt, d.started_at, w.name, d.type, d.message, d.error,
               jobs_queue_signature(d.type, d.message)
        from done d
        left join jobs_queue_worker w on w.id = d.worker
        where d.type is not null and d.state <> 'pending'
    )
    select coalesce(array_agg(d.id), '{}'), coalesce(array_agg(d.id) filter (where d.cancel_reason is not null), '{}')
    into v_done, v_cancelled
    from done d;

    -- By a snapshot of its own: what ended while this waited for its row is not lost.
    if cardinality(v_done) < cardinality(p_ids) or cardinality(v_cancelled) > 0 then
        return query
        select told.id, told.lease,
               case when told.id = any (v_done) then 'cancelled' when l.id is not null then 'lost' else 'ended' end
        from unnest(p_ids, p_leases, p_outcomes) as told (id, lease, outcome)
        left join jobs_queue_lost(p_slots, p_ids, p_leases) l on l.id = told.id and l.lease = told.lease
        where told.id = any (v_cancelled)
           or told.id <> all (v_done) and (l.id is not null or told.outcome = 'uncommitted');
    end if;
end $$;

-- Takes unique keys for jobs that are about to be enqueued, and returns for each, in the order given, the job that holds
-- the key: that one, or another that got it first and still has it. Who wants a key that an open transaction has taken
-- waits for that transaction. A holder that has expired is dead, whether somebody has come to end it or not.
create or replace function jobs_queue_reserve(
    p_keys text[], p_ids bigint[], p_while text[], p_window interval)
returns table (job_id bigint, is_new boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_holders bigint[] := array_fill(null::bigint, array[cardinality(p_keys)]);
    v_wish    record;
    v_holder  record;
begin
    -- Sorted, so that two that want the same keys do not wait for each other.
    for v_wish in
        select key, id, place from unnest(p_keys, p_ids) with ordinality as w (key, id, place) order by key, place
    loop
        loop
            insert into jobs_queue_unique (key, job_id, held_while, held_until)
            values (v_wish.key, v_wish.id, p_while, now() + coalesce(p_window, '0'))
            on conflict (key) do nothing;
            if found then
                v_holders[v_wish.place] := v_wish.id;
                exit;
            end if;

            select * into v_holder from jobs_queue_unique u where u.key = v_wish.key for update;
            continue when not found; -- given up this very moment

            if v_holder.job_id = any (p_ids) or exists (
                select from jobs_queue_job j
                where j.id = v_holder.job_id
                  and (case when j.state in ('pending', 'failed') and j.expires_at <= now() then 'dead' else j.state end
                         = any (v_holder.held_while)
                    or v_holder.held_until > now()))
            then
                v_holders[v_wish.place] := v_holder.job_id;
                exit;
            end if;

            update jobs_queue_unique u
            set job_id = v_wish.id, held_while = p_while, held_until = now() + coalesce(p_window, '0')
            where u.key = v_wish.key;
            v_holders[v_wish.place] := v_wish.id;
            exit;
        end loop;
    end loop;

    return query
    select holder, holder = id
    from unnest(v_holders, p_ids) with ordinality as h (holder, id, place)
    order by place;
end $$;

-- Takes back running jobs that no claim lists, however that came about: once in p_every, by one node, at most p_rows jobs
-- further each time, slot after slot. Returns the jobs. Waiting jobs that have expired it ends on its way, at most 10,000: those
-- of a queue that is paused, or that nobody serves, have no other to do it.
create or replace function jobs_queue_sweep(p_every interval, p_rows int) returns table (id bigint, kind text, state text)
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    v_at   jobs_queue_sweep;
    v_held record;
    v_left int := p_rows;
    c_ends constant int := 10000;
begin
    if not pg_try_advisory_xact_lock(jobs_queue_lock_class(), 2) then
        return;
    end if;
    select * into v_at from jobs_queue_sweep s where s.swept_at < now() - p_every;
    if not found then
        return;
    end if;

    delete from jobs_queue_claim c where not exists (select from jobs_queue_worker w where w.id = c.worker);

    -- Each slot once, and what lies before the start in the first one.
    for v_turn in 0 .. 8 loop
        select count(*) as jobs, max(s.id) as last,
               array_agg(s.slot) filter (where s.is_orphan) as slots, array_agg(s.id) filter (where s.is_orphan) as ids,
               array_agg(s.lease) filter (where s.is_orphan) as leases,
               array_agg(s.slot) filter (where s.is_late) as late_slots, array_agg(s.id) filter (where s.is_late) as late_ids
        into v_held
        from (
            select j.slot, j.id, j.lease,
                   j.state = 'running' and not exists (
                       select from jobs_queue_claim c where c.worker = j.worker and c.lease = j.lease and j.id = any (c.ids)
                   ) as is_orphan,
                   j.state in ('pending', 'failed') and j.expires_at <= now() as is_late
            from jobs_queue_job j
            where j.slot = v_at.slot and j.id > v_at.id
            order by j.id
            limit v_left
        ) s;
        return query
        select t.id, t.kind, t.state
        from jobs_queue_take_back(v_held.slots, v_held.ids, v_held.leases, null, 'orphaned') t;
        perform jobs_queue_expire(v_held.late_slots[:c_ends], v_held.late_ids[:c_ends]);
        if cardinality(v_held.late_ids) > c_ends then
            v_at.id := v_held.late_ids[c_ends];
            exit;
        end if;

        v_left := v_left - v_held.jobs;
        v_at.id := v_held.last;
        exit when v_left <= 0;
        v_at.slot := (v_at.slot + 1) % 8;
        v_at.id := 0;
    end loop;

    update jobs_queue_sweep s set swept_at = now(), slot = v_at.slot, id = v_at.id;
end $$;
