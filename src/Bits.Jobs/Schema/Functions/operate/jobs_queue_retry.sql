-- Runs jobs again that are dead, wait after a failure, or that no worker holds: at once, with all attempts, at the end
-- of their lanes. Returns how many. A retried job no longer expires. A step waits again for its predecessors, as do the
-- steps that were skipped because of it; its workflow is open again.
create or replace function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns int language plpgsql as $$
declare
    v_batches bigint[] := array(select distinct s.batch from jobs_queue_step s where s.job_id = any (p_ids));
    v_retried bigint[];
begin
    if cardinality(v_batches) > 0 then
        perform from jobs_queue_batch b where b.id = any (v_batches) order by b.id for update;
    end if;
    perform from jobs_queue_job j where j.id = any (p_ids) order by j.id for no key update; -- before the check of who holds them

    with again as (
        update jobs_queue_job j
        set state = 'pending', attempt = 0, crashes = 0, run_at = now(), finished_at = null, txid = pg_current_xact_id(),
            lease = null, worker = null, payload = coalesce(p_payload, payload), cancel_reason = null, expires_at = null
        where j.id = any (p_ids)
          and (j.state in ('failed', 'dead')
            or j.state = 'running' and not jobs_queue_is_held(j.worker, j.lease, j.id))
        returning id
    )
    select coalesce(array_agg(a.id), '{}') into v_retried from again a;
    update jobs_queue_failure set stands = false where job_id = any (v_retried) and state = 'dead' and stands;

    if cardinality(v_batches) > 0 and cardinality(v_retried) > 0 then
        perform jobs_queue_steps_again(v_retried);
        update jobs_queue_batch b set ended_at = null, jobs = null, succeeded = null where b.id = any (v_batches);
        perform jobs_queue_advance(b, p_all => true) from unnest(v_batches) b;
    end if;
    perform jobs_queue_wake();
    return cardinality(v_retried);
end $$;
