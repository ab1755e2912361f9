-- Enqueues the job of a schedule at once, beside its ticks, and returns its id; null for an unknown schedule. If the
-- schedule does not overlap and one of its jobs waits or runs, returns that one.
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
