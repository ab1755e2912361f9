-- Stores the progress, log lines and result of an attempt; returns false, and stores nothing, if the worker no longer
-- holds the job. Keeps the latest 500 lines of a job. A null leaves the value as it was, but not that of an earlier
-- attempt.
create or replace function jobs_queue_save_progress(
    p_slot smallint, p_id bigint, p_lease bigint, p_percent smallint, p_note text, p_ages interval[], p_lines text[], p_result jsonb)
returns boolean
language plpgsql
as $$
declare
    v_attempt int;
begin
    -- Locked, so that no worker takes the job back before our commit. The attempt may have ended it already, in the
    -- transaction of its handler.
    select attempt into v_attempt
    from jobs_queue_job
    where slot = p_slot and id = p_id and lease = p_lease and state in ('running', 'succeeded')
    for share;
    if not found then
        return false;
    end if;

    if p_percent is not null or p_result is not null then
        insert into jobs_queue_report as r (job_id, lease, percent, note, said_at, result)
        values (p_id, p_lease, p_percent, p_note, case when p_percent is not null then now() end, p_result)
        on conflict (job_id) do update set
            lease = excluded.lease, reported_at = now(),
            percent = case when excluded.percent is null and r.lease = excluded.lease then r.percent else excluded.percent end,
            note = case when excluded.percent is null and r.lease = excluded.lease then r.note else excluded.note end,
            said_at = case when excluded.percent is null and r.lease = excluded.lease then r.said_at else excluded.said_at end,
            result = case when excluded.result is null and r.lease = excluded.lease then r.result else excluded.result end;
    end if;

    if cardinality(p_lines) > 0 then
        insert into jobs_queue_log (job_id, attempt, at, line)
        select p_id, v_attempt, now() - age, line
        from unnest(p_ages, p_lines) with ordinality as said (age, line, place)
        order by place;

        delete from jobs_queue_log l
        where l.job_id = p_id
          and l.id <= (select k.id from jobs_queue_log k where k.job_id = p_id order by k.id desc offset 500 limit 1);
    end if;
    return true;
end $$;
