-- Stores a heartbeat: which claims have ended (those from p_from_lease below p_upto_lease, and p_ended), how many jobs
-- run, and the worker's cursor. Advances batches, takes back the jobs of dead workers, and returns events, one a row:
-- 'gone' (this worker was taken for dead), 'cancel' (an operator cancels this job), 'rescued' (this job was taken back
-- from a dead worker), 'quarantined' (a quarantined job waits), 'unknown' (a job of a kind that this worker does not
-- know waits in its queues).
create or replace function jobs_queue_heartbeat(
    p_worker bigint, p_from_lease bigint, p_upto_lease bigint, p_ended bigint[], p_running int, p_cursor jobs_queue_cursor)
returns table (what text, id bigint, lease bigint, said text)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
declare
    v_worker record;
begin
    update jobs_queue_worker w
    set beat_at = now(), ended_below = p_upto_lease, running = p_running
    where w.id = p_worker
    returning w.* into v_worker;
    if not found then
        return query select 'gone', null::bigint, null::bigint, null::text;
        return;
    end if;

    -- Begins where the last heartbeat stopped: what that deleted may still be in the index.
    delete from jobs_queue_claim c
    where c.worker = p_worker and c.lease >= p_from_lease and c.lease < p_upto_lease;
    delete from jobs_queue_claim c where c.worker = p_worker and c.lease = any (p_ended);
    delete from jobs_queue_cancel c where c.worker = p_worker and c.lease < p_upto_lease;
    delete from jobs_queue_start s
    using jobs_queue_limit l
    where l.queue = s.queue and s.at < now() - greatest(l.rate_per, l.key_rate_per);

    perform jobs_queue_store_cursor(p_cursor);
    perform jobs_queue_end_batches();

    return query select 'cancel', c.id, c.lease, c.reason from jobs_queue_cancel c where c.worker = p_worker;
    return query select 'rescued', r.id, null::bigint, r.kind || ' ' || r.state || ' ' || r.worker from jobs_queue_rescue() r;
    return query select * from jobs_queue_list_unserved(v_worker.queues, v_worker.kinds, p_cursor);
end $$;
