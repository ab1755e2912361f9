-- Resets steps that were just retried to before their turn, and with them the steps that were skipped because of them.
create or replace function jobs_queue_steps_again(p_ids bigint[]) returns void language plpgsql as $$
declare
    v_steps bigint[];
begin
    with recursive again as (
        select s.job_id, s.batch from jobs_queue_step s where s.job_id = any (p_ids)
        union
        select n.job_id, n.batch
        from again a
        join jobs_queue_step n on n.batch = a.batch and n.ended = 'skipped' and a.job_id = any (n.after)
    )
    select array_agg(a.job_id) into v_steps from again a;

    update jobs_queue_job
    set state = 'pending', attempt = 0, crashes = 0, run_at = jobs_queue_never(), finished_at = null, txid = null, lease = null,
        worker = null, cancel_reason = null, expires_at = null
    where id = any (v_steps) and state in ('pending', 'dead');
    update jobs_queue_failure set stands = false where job_id = any (v_steps) and state = 'dead' and stands;
    update jobs_queue_step set ended = null, released_at = null where job_id = any (v_steps);
end $$;
