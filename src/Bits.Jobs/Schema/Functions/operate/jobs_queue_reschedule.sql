-- Moves a waiting job to another time; returns whether it did. A step does not run before its turn. A job that would
-- have expired by then no longer expires.
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
    set run_at = v_run_at, txid = case when v_run_at <= now() then pg_current_xact_id() end,
        expires_at = case when expires_at > v_run_at then expires_at end
    where id = p_id and state in ('pending', 'failed');
    if not found then
        return false;
    end if;
    perform jobs_queue_wake();
    return true;
end $$;
