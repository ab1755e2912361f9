-- Ends the steps that cannot run because a predecessor is dead or was skipped, and returns them: those after p_dead, or
-- with p_all every such step.
create or replace function jobs_queue_skip_steps(p_batch bigint, p_dead bigint[], p_all boolean) returns bigint[]
language plpgsql
as $$
declare
    v_skipped bigint[];
begin
    with doomed as materialized (
        select s.job_id, format('Skipped: its predecessor %s (job %s) %s.', d.name, d.job_id,
                                case when d.ended = 'dead' then 'is dead' else 'was skipped' end) as reason
        from jobs_queue_step s
        cross join lateral (
            select i.name, i.job_id, i.ended
            from jobs_queue_step i
            where i.job_id = any (s.after) and i.ended in ('dead', 'skipped')
            order by i.job_id
            limit 1
        ) d
        where s.batch = p_batch and s.ended is null and s.released_at is null and not s.even_if_dead
          and (p_all or s.after && p_dead)
    ),
    skipped as (
        update jobs_queue_job j
        set state = 'dead', finished_at = now(), error = l.reason, txid = coalesce(txid, pg_current_xact_id())
        from doomed l
        where j.batch = p_batch and j.id = l.job_id and j.state in ('pending', 'failed')
        returning j.id, j.queue, j.kind, j.attempt, j.error
    ),
    noted as (
        insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
        select s.id, 'dead', s.queue, s.kind, s.attempt, 'skipped', s.error, s.error,
               jobs_queue_signature('skipped', 'a predecessor is dead')
        from skipped s
    ),
    ended as (
        update jobs_queue_step s set ended = 'skipped' from doomed l where s.job_id = l.job_id returning s.job_id
    )
    select coalesce(array_agg(e.job_id), '{}') into v_skipped from ended e;
    return v_skipped;
end $$;
