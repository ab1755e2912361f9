-- Ends a waiting job, or one that no worker holds; asks the worker of a running one to end it. Returns 'cancelled',
-- 'asked', 'ended' (it had ended before) or 'unknown'. No attempt begins after this has committed.
create or replace function jobs_queue_cancel_job(p_id bigint, p_reason text) returns text
language plpgsql
as $$
declare
    v_job jobs_queue_job;
begin
    select * into v_job from jobs_queue_job j where j.id = p_id for no key update;
    if not found then
        return 'unknown';
    elsif v_job.state in ('succeeded', 'dead') then
        return 'ended';
    elsif v_job.state = 'running' and jobs_queue_is_held(v_job.worker, v_job.lease, p_id) then
        update jobs_queue_job j set cancel_reason = p_reason where j.slot = v_job.slot and j.id = p_id;
        insert into jobs_queue_cancel (id, worker, lease, reason) values (p_id, v_job.worker, v_job.lease, p_reason)
        on conflict (worker, id) do update set lease = excluded.lease, reason = excluded.reason;
        perform pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, 'cancel');
        return 'asked';
    end if;

    update jobs_queue_job j
    set state = 'dead', finished_at = now(), error = 'Cancelled: ' || p_reason, txid = coalesce(txid, pg_current_xact_id()),
        lease = null, worker = null
    where j.slot = v_job.slot and j.id = p_id;
    insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
    values (p_id, 'dead', v_job.queue, v_job.kind, v_job.attempt, 'cancelled', p_reason, 'Cancelled: ' || p_reason,
            jobs_queue_signature('cancelled', p_reason));
    return 'cancelled';
end $$;
