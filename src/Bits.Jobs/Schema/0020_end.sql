-- The longest delay of a job. Longer ones count as this: whatever a handler asks for, its end can be stored.
create function jobs_queue_max_delay() returns interval language sql immutable as $$ select interval '3650 days' $$;

-- Why an operator wants a running job to end. On the job itself, so that an end that waits for the operator's transaction
-- sees it; cleared when the job is put back.
alter table jobs_queue_job add column cancel_reason text;

-- Ends attempts that did not simply succeed, by outcome: 'failed' (waits for p_delays, or is dead after its last attempt),
-- 'dead', 'released' (waits for p_delays, and the attempt was none), and 'uncommitted' (failed, unless its handler's
-- transaction has ended it). What has a type is kept as a failure. A job that an operator has cancelled never runs again.
--
-- Returns those whose end is another one: 'lost' (not the worker's any more), 'cancelled', and 'ended' (by its handler's
-- transaction). Fails where somebody else has locked a row for half a second.
create function jobs_queue_end(
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
            run_at = now() + least(delay, jobs_queue_max_delay()),
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

-- As above, for workers of the release before.
create or replace function jobs_queue_settle(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_delays interval[], p_types text[],
    p_messages text[], p_errors text[])
returns table (id bigint, lease bigint)
language sql
as $$
    select e.id, e.lease
    from jobs_queue_end(p_slots, p_ids, p_leases, p_outcomes, p_delays, p_types, p_messages, p_errors) e
    where e.ended = 'lost'
$$;

-- Ends jobs whose handlers have returned, and returns those that were not the worker's any more. Safe to repeat where the
-- answer was lost: a lease stays with a job that has ended. Fails where somebody else has locked a row for
-- half a second.
create or replace function jobs_queue_succeed(p_slots smallint[], p_ids bigint[], p_leases bigint[])
returns table (id bigint, lease bigint)
language plpgsql
set lock_timeout = '500ms'
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_count int;
begin
    update jobs_queue_job j
    set state = 'succeeded', finished_at = now()
    from unnest(p_slots, p_ids, p_leases) as ended (slot, id, lease)
    where j.slot = ended.slot and j.id = ended.id and j.lease = ended.lease and j.state = 'running';

    get diagnostics v_count = row_count;
    if v_count < cardinality(p_ids) then
        return query select * from jobs_queue_lost(p_slots, p_ids, p_leases);
    end if;
end $$;

-- Which of these jobs somebody else has locked now.
create function jobs_queue_locked(p_slots smallint[], p_ids bigint[]) returns setof bigint
language sql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
    with free as materialized (
        select j.id
        from unnest(p_slots, p_ids) as told (slot, id)
        join jobs_queue_job j on j.slot = told.slot and j.id = told.id
        for no key update of j skip locked
    )
    select told.id from unnest(p_ids) as told (id) where not exists (select from free where free.id = told.id)
$$;
