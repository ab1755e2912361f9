-- Ends jobs whose handlers have returned, and returns those that were not the worker's any more.
--
-- Safe to repeat where nobody knows whether the first time was committed: a lease stays with a job that has ended, so what
-- was done by its holder is told from what was lost.
create function jobs_queue_succeed(p_slots smallint[], p_ids bigint[], p_leases bigint[])
returns table (id bigint, lease bigint)
language plpgsql
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

-- Ends attempts otherwise, by outcome: 'failed' (waits for p_delays, or is dead after its last attempt), 'dead', and
-- 'released' (waits for p_delays, and the attempt was none). What has a type is kept as a failure.
create function jobs_queue_settle(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_delays interval[], p_types text[],
    p_messages text[], p_errors text[])
returns table (id bigint, lease bigint)
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_count int;
begin
    with done as (
        update jobs_queue_job j
        set state = case
                when outcome = 'released' then 'pending'
                when outcome = 'failed' and attempt < max_attempts then 'failed'
                else 'dead'
            end,
            pos = case when outcome = 'dead' or outcome = 'failed' and attempt >= max_attempts then pos end,
            attempt = attempt - (outcome = 'released')::int,
            run_at = now() + delay,
            finished_at = case when outcome <> 'released' then now() end,
            error = coalesce(ended.error, j.error)
        from unnest(p_slots, p_ids, p_leases, p_outcomes, p_delays, p_types, p_messages, p_errors)
            as ended (slot, id, lease, outcome, delay, type, message, error)
        where j.slot = ended.slot and j.id = ended.id and j.lease = ended.lease and j.state = 'running'
        returning j.id, j.state, j.queue, j.kind, j.attempt, j.started_at, j.worker, ended.type, ended.message, ended.error
    ),
    noted as (
        insert into jobs_queue_failure (job_id, state, queue, kind, attempt, began_at, worker, type, message, detail, signature)
        select d.id, d.state, d.queue, d.kind, d.attempt, d.started_at, w.name, d.type, d.message, d.error,
               jobs_queue_signature(d.type, d.message)
        from done d
        left join jobs_queue_worker w on w.id = d.worker
        where d.type is not null and d.state <> 'pending'
    )
    select count(*) into v_count from done;

    if v_count < cardinality(p_ids) then
        return query select * from jobs_queue_lost(p_slots, p_ids, p_leases);
    end if;
end $$;

create function jobs_queue_lost(p_slots smallint[], p_ids bigint[], p_leases bigint[])
returns table (id bigint, lease bigint)
language sql stable
as $$
    select ended.id, ended.lease
    from unnest(p_slots, p_ids, p_leases) as ended (slot, id, lease)
    where not exists (
        select from jobs_queue_job j
        where j.slot = ended.slot and j.id = ended.id and j.lease = ended.lease and j.state <> 'running')
$$;
