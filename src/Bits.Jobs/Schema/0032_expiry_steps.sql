-- Enqueues a workflow, and returns its batch and its jobs in the order given. p_after has for each step the places, from 1, of
-- those that it comes after, as the text of an array. A step that waits for its turn expires at a moment, or a time after its turn.
create function jobs_queue_start_workflow(
    p_then_kind text, p_then_args jsonb, p_then_queue text, p_only_if_all_succeeded boolean, p_names text[], p_after text[],
    p_even_if_dead boolean[], p_kinds text[], p_payloads text[], p_queues text[], p_priorities smallint[],
    p_run_at timestamptz[], p_max_attempts int[], p_keys text[], p_trace_parent text, p_expires_at timestamptz[],
    p_expires_in interval[], out batch bigint, out ids bigint[])
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

    insert into jobs_queue_job (slot, id, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch, expires_at)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, v_ids[s.place], s.queue, s.kind, s.payload::jsonb, s.priority,
           case when s.after = '{}' then coalesce(s.run_at, now()) else jobs_queue_never() end,
           case when s.after = '{}' and coalesce(s.run_at, now()) <= now() then pg_current_xact_id() end,
           s.max_attempts, p_trace_parent, s.key, v_batch,
           jobs_queue_expiry(coalesce(s.run_at, now()), s.expires_at, case when s.after = '{}' then s.expires_in end)
    from unnest(p_after, p_kinds, p_payloads, p_queues, p_priorities, p_run_at, p_max_attempts, p_keys, p_expires_at, p_expires_in)
        with ordinality as s (after, kind, payload, queue, priority, run_at, max_attempts, key, expires_at, expires_in, place)
    order by s.place;

    insert into jobs_queue_step (job_id, batch, name, after, even_if_dead, run_at, released_at, expires_in)
    select v_ids[s.place], v_batch, s.name, array(select v_ids[a] from unnest(s.after::int[]) a), s.even_if_dead, s.run_at,
           case when s.after = '{}' then now() end, s.expires_in
    from unnest(p_names, p_after, p_even_if_dead, p_run_at, p_expires_in)
        with ordinality as s (name, after, even_if_dead, run_at, expires_in, place);

    perform jobs_queue_wake();
    batch := v_batch;
    ids := v_ids;
end $$;

-- Fires ticks of a schedule, each of them once whoever else does so at the same time, and settles everything up to p_upto.
-- Returns how many it fired. One that does not overlap fires the last of them, under a unique key of its own.
create or replace function jobs_queue_fire(p_name text, p_ticks timestamptz[], p_upto timestamptz) returns int language plpgsql as $$
declare
    v_count int;
begin
    with schedule as materialized (
        select * from jobs_queue_periodic p where p.name = p_name and p.paused is null and p.settled_to < p_upto for update
    ),
    due as materialized (
        select t.tick, nextval('jobs_queue_job_id_seq') as job_id
        from schedule s
        cross join lateral (
            select u.tick
            from unnest(p_ticks) as u (tick)
            where u.tick > s.settled_to
            order by u.tick desc
            limit case when s.no_overlap then 1 end
        ) t
        order by t.tick
    ),
    free as materialized (
        select d.tick, d.job_id
        from due d
        cross join schedule s
        where not s.no_overlap
        union all
        select d.tick, d.job_id
        from due d
        join schedule s on s.no_overlap
        where jobs_queue_may_overlap(s.name, d.job_id)
    ),
    fired as (
        insert into jobs_queue_tick (name, tick, job_id)
        select s.name, f.tick, f.job_id
        from schedule s
        cross join free f
        on conflict (name, tick) do nothing
        returning job_id
    ),
    enqueued as (
        insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, expires_at)
        select pg_sequence_last_value('jobs_queue_ring')::smallint, f.job_id, s.queue, s.kind, s.payload, s.priority, s.max_attempts,
               jobs_queue_expiry(now(), null, s.expires_in)
        from fired f
        cross join schedule s
    ),
    settled as (
        update jobs_queue_periodic p set settled_to = p_upto from schedule s where p.name = s.name
    )
    select count(*) into v_count from fired;
    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
    return v_count;
end $$;

-- Enqueues the job of a schedule at once, beside its ticks, and returns its number; null where there is no such schedule. One that
-- does not overlap has none while one of its jobs waits or runs: that one is returned.
create or replace function jobs_queue_run_now(p_name text) returns bigint language plpgsql as $$
declare
    v_id       bigint := nextval('jobs_queue_job_id_seq');
    v_schedule jobs_queue_periodic;
    v_holder   record;
begin
    select * into v_schedule from jobs_queue_periodic p where p.name = p_name;
    if not found then
        return null;
    end if;
    if v_schedule.no_overlap then
        select r.job_id, r.is_new into v_holder
        from jobs_queue_reserve(array['periodic:' || p_name], array[v_id], array['pending', 'running', 'failed'], null) r;
        if not v_holder.is_new then
            return v_holder.job_id;
        end if;
    end if;

    insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, expires_at)
    values (
        pg_sequence_last_value('jobs_queue_ring')::smallint, v_id, v_schedule.queue, v_schedule.kind, v_schedule.payload,
        v_schedule.priority, v_schedule.max_attempts, jobs_queue_expiry(now(), null, v_schedule.expires_in));
    perform jobs_queue_wake();
    return v_id;
end $$;
