-- Enqueues jobs of one kind, in the order given, wakes a worker, and returns their numbers in that order. They run at once, at
-- p_run_at, or when p_run_in has passed.
create function jobs_queue_enqueue(
    p_queue text, p_kind text, p_payloads text[], p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint)
returns setof bigint
language plpgsql
as $$
declare
    v_run_at timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
begin
    return query
    insert into jobs_queue_job (slot, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, p_queue, p_kind, payload::jsonb, p_priority,
           v_run_at, case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts,
           p_trace_parent, p_key, p_batch
    from unnest(p_payloads) with ordinality as p (payload, place)
    order by place
    returning id;

    perform jobs_queue_wake();
end $$;

-- Enqueues a job unless another one holds its unique key, and returns the one that holds it. What becomes of the arguments then
-- p_on_conflict says: 'keep' (nothing), 'replace' (the holder takes them and keeps its time and place), 'debounce' (it takes
-- the time too). A holder that runs takes none: a new job gets the key.
create function jobs_queue_enqueue_unique(
    p_queue text, p_kind text, p_payload text, p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint, p_unique_key text, p_while text[], p_window interval, p_on_conflict text)
returns table (job_id bigint, is_new boolean, is_replaced boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_id     bigint := nextval('jobs_queue_job_id_seq');
    v_run_at timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
    v_holder record;
begin
    if p_on_conflict = 'keep' then
        select r.job_id, r.is_new into v_holder
        from jobs_queue_reserve(array[p_unique_key], array[v_id], p_while, p_window) r;
    else
        select r.job_id, r.is_new into v_holder
        from jobs_queue_replace(
            p_unique_key, v_id, p_while, p_window, p_queue, p_kind, p_payload::jsonb, p_priority,
            case when p_on_conflict = 'debounce' then v_run_at end, p_max_attempts, p_trace_parent, p_key) r;
    end if;

    if v_holder.is_new then
        insert into jobs_queue_job (slot, id, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch)
        values (
            pg_sequence_last_value('jobs_queue_ring')::smallint, v_id, p_queue, p_kind, p_payload::jsonb, p_priority, v_run_at,
            case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts, p_trace_parent, p_key, p_batch);
    end if;
    if v_holder.is_new is distinct from false then
        perform jobs_queue_wake();
    end if;
    return query select v_holder.job_id, coalesce(v_holder.is_new, false), v_holder.is_new is null;
end $$;

-- Gives a unique key to a job that is about to be enqueued (is_new), or its arguments to the job that holds the key and waits
-- (is_new is null), or neither (false): within its window a holder that has ended keeps out the next one. Where p_run_at is null
-- the holder keeps its time.
create function jobs_queue_replace(
    p_unique_key text, p_id bigint, p_while text[], p_window interval, p_queue text, p_kind text, p_payload jsonb,
    p_priority smallint, p_run_at timestamptz, p_max_attempts int, p_trace_parent text, p_key text,
    out job_id bigint, out is_new boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_holder record;
begin
    loop
        insert into jobs_queue_unique (key, job_id, held_while, held_until)
        values (p_unique_key, p_id, p_while, now() + coalesce(p_window, '0'))
        on conflict (key) do nothing;
        if found then
            job_id := p_id;
            is_new := true;
            return;
        end if;

        select * into v_holder from jobs_queue_unique u where u.key = p_unique_key for update;
        exit when found; -- else it was given up this very moment
    end loop;

    -- A claim of the holder that is under way comes first: then it runs, and this finds it running.
    update jobs_queue_job j
    set payload = p_payload, priority = p_priority, queue = p_queue, key = p_key, max_attempts = p_max_attempts,
        trace_parent = p_trace_parent, state = 'pending', attempt = 0, crashes = 0, error = null, finished_at = null,
        run_at = coalesce(p_run_at, j.run_at),
        pos = case
                when p_run_at > now() or p_run_at is null and j.pos is null then null
                when p_run_at is null and (j.queue, j.priority) = (p_queue, p_priority) and j.key is not distinct from p_key then j.pos
                else pg_current_xact_id() -- the end of its lane, which may be another one
            end
    where j.id = v_holder.job_id and j.kind = p_kind and j.state in ('pending', 'failed');
    if found then
        job_id := v_holder.job_id;
        is_new := null;
        return;
    end if;

    if exists (
        select from jobs_queue_job j
        where j.id = v_holder.job_id
          and (v_holder.held_until > now() and j.state <> 'running'
               or j.state = any (v_holder.held_while) and (j.kind <> p_kind or j.state <> 'running')))
    then
        job_id := v_holder.job_id;
        is_new := false;
        return;
    end if;

    update jobs_queue_unique u
    set job_id = p_id, held_while = p_while, held_until = now() + coalesce(p_window, '0')
    where u.key = p_unique_key;
    job_id := p_id;
    is_new := true;
end $$;

-- A schedule that does not overlap enqueues no job while one of its jobs waits or runs.
alter table jobs_queue_periodic add column no_overlap boolean not null default false;

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
        insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts)
        select pg_sequence_last_value('jobs_queue_ring')::smallint, f.job_id, s.queue, s.kind, s.payload, s.priority, s.max_attempts
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

-- Whether a job of this schedule may be enqueued beside its others; takes the key of the schedule for it.
create function jobs_queue_may_overlap(p_name text, p_job bigint) returns boolean language sql as $$
    select is_new from jobs_queue_reserve(array['periodic:' || p_name], array[p_job], array['pending', 'running', 'failed'], null)
$$;

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

    insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts)
    values (
        pg_sequence_last_value('jobs_queue_ring')::smallint, v_id, v_schedule.queue, v_schedule.kind, v_schedule.payload,
        v_schedule.priority, v_schedule.max_attempts);
    perform jobs_queue_wake();
    return v_id;
end $$;

-- What operators did, to what, and why.
create table jobs_queue_action (
    id     bigint      not null generated always as identity,
    at     timestamptz not null default now(),
    action text        not null,
    target text        not null, -- such as 'job 17' or 'queue mail'
    job_id bigint,
    reason text        not null,
    constraint jobs_queue_action_pkey primary key (id)
);
create index jobs_queue_action_job on jobs_queue_action (job_id, id) where job_id is not null;

-- Writes down an action, and forgets some of those that are older than a year.
create function jobs_queue_note(p_action text, p_target text, p_job bigint, p_reason text) returns boolean
language plpgsql
as $$
begin
    delete from jobs_queue_action a
    where a.id in (select o.id from jobs_queue_action o order by o.id limit 100) and a.at < now() - interval '1 year';
    insert into jobs_queue_action (action, target, job_id, reason) values (p_action, p_target, p_job, p_reason);
    return true;
end $$;

-- Moves a job that waits to another time. A step of a workflow whose turn has not come does not run before it. Returns whether.
create function jobs_queue_reschedule(p_id bigint, p_run_at timestamptz) returns boolean language plpgsql as $$
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
    set run_at = v_run_at, pos = case when v_run_at <= now() then pg_current_xact_id() end
    where id = p_id and state in ('pending', 'failed');
    if not found then
        return false;
    end if;
    perform jobs_queue_wake();
    return true;
end $$;

-- Gives a job that waits another priority; it goes to the end of that lane. Returns whether.
create function jobs_queue_prioritize(p_id bigint, p_priority smallint) returns boolean language plpgsql as $$
begin
    update jobs_queue_job set priority = p_priority where id = p_id and state in ('pending', 'failed');
    if not found then
        return false;
    end if;
    perform jobs_queue_wake();
    return true;
end $$;
