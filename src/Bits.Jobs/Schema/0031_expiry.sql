-- A job that has not started by this moment never does: it ends dead, and the reason says that it has expired. No attempt of it
-- has failed by that. Null: it has all the time. Not validated: that would read the whole table under its lock.
alter table jobs_queue_job
    add column expires_at timestamptz,
    add constraint jobs_queue_job_expires_at_is_a_moment
        check (expires_at < '9999-01-01 00:00:00+00' and expires_at > '1900-01-01 00:00:00+00') not valid;

-- Of a step that waits for its turn: counted from then on.
alter table jobs_queue_step add column expires_in interval;

-- Counted from when a tick has fired.
alter table jobs_queue_periodic add column expires_in interval;

-- What is dead because it broke, without what is dead because nobody came in time: the health check counts these.
create index jobs_queue_failure_broken on jobs_queue_failure (job_id) where state = 'dead' and stands and type <> 'expired';

-- When a job expires that is to run at p_run_at: at a moment, or a time after it is due.
create function jobs_queue_expiry(p_run_at timestamptz, p_expires_at timestamptz, p_expires_in interval) returns timestamptz
language sql stable
as $$
    select coalesce(
        p_expires_at,
        case when p_expires_in is not null then least(
            greatest(p_run_at, statement_timestamp()) + least(p_expires_in, jobs_queue_max_delay()), '9998-12-31 00:00:00+00')
        end)
$$;

-- Enqueues jobs of one kind as the function of this name with fewer parameters does. They expire at p_expires_at, or when
-- p_expires_in has passed since they were due.
create function jobs_queue_enqueue(
    p_queue text, p_kind text, p_payloads text[], p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint, p_expires_at timestamptz, p_expires_in interval)
returns setof bigint
language plpgsql
as $$
declare
    v_run_at  timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
    v_expires timestamptz := jobs_queue_expiry(v_run_at, p_expires_at, p_expires_in);
begin
    return query
    insert into jobs_queue_job
        (slot, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch, expires_at)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, p_queue, p_kind, payload::jsonb, p_priority,
           v_run_at, case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts,
           p_trace_parent, p_key, p_batch, v_expires
    from unnest(p_payloads) with ordinality as p (payload, place)
    order by place
    returning id;

    perform jobs_queue_wake();
end $$;

-- Enqueues a job under a unique key as the function of this name with fewer parameters does.
create function jobs_queue_enqueue_unique(
    p_queue text, p_kind text, p_payload text, p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint, p_unique_key text, p_while text[], p_window interval, p_on_conflict text,
    p_expires_at timestamptz, p_expires_in interval)
returns table (job_id bigint, is_new boolean, is_replaced boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_id      bigint := nextval('jobs_queue_job_id_seq');
    v_run_at  timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
    v_expires timestamptz := jobs_queue_expiry(v_run_at, p_expires_at, p_expires_in);
    v_holder  record;
begin
    if p_on_conflict = 'keep' then
        select r.job_id, r.is_new into v_holder
        from jobs_queue_reserve(array[p_unique_key], array[v_id], p_while, p_window) r;
    else
        select r.job_id, r.is_new into v_holder
        from jobs_queue_replace_args(
            p_unique_key, v_id, p_while, p_window, p_queue, p_kind, p_payload::jsonb, p_priority,
            case when p_on_conflict = 'debounce' then v_run_at end, p_max_attempts, p_trace_parent, p_key, p_expires_at,
            p_expires_in) r;
    end if;

    if v_holder.is_new then
        insert into jobs_queue_job
            (slot, id, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch, expires_at)
        values (
            pg_sequence_last_value('jobs_queue_ring')::smallint, v_id, p_queue, p_kind, p_payload::jsonb, p_priority, v_run_at,
            case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts, p_trace_parent, p_key, p_batch,
            v_expires);
    end if;
    if v_holder.is_new is distinct from false then
        perform jobs_queue_wake();
    end if;
    return query select v_holder.job_id, coalesce(v_holder.is_new, false), v_holder.is_new is null;
end $$;

-- Gives a unique key to a job that is about to be enqueued (is_new), or its arguments to the job that holds the key and waits
-- (is_new is null), or neither (false): within its window a holder that has ended keeps out the next one. Where p_run_at is null
-- the holder keeps its time. It takes the expiry too; one that has expired holds its key no more.
create function jobs_queue_replace_args(
    p_unique_key text, p_id bigint, p_while text[], p_window interval, p_queue text, p_kind text, p_payload jsonb,
    p_priority smallint, p_run_at timestamptz, p_max_attempts int, p_trace_parent text, p_key text, p_expires_at timestamptz,
    p_expires_in interval, out job_id bigint, out is_new boolean)
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
        expires_at = jobs_queue_expiry(coalesce(p_run_at, j.run_at), p_expires_at, p_expires_in),
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
