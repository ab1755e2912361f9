-- What running handlers say of themselves: how far they are, lines of a log, what came out. Jobs that say nothing have no
-- row here, and nothing here is touched by their claims and ends.
create table jobs_queue_report (
    job_id      bigint      not null,
    lease       bigint      not null, -- of the attempt that said it
    percent     smallint,
    note        text,
    said_at     timestamptz,          -- percent and note
    result      jsonb,
    reported_at timestamptz not null default now(),
    constraint jobs_queue_report_pkey primary key (job_id),
    constraint jobs_queue_report_percent_is_one check (percent between 0 and 100)
) with (fillfactor = 50);

create table jobs_queue_log (
    id      bigint      not null generated always as identity,
    job_id  bigint      not null,
    attempt int         not null,
    at      timestamptz not null,
    line    text        not null,
    constraint jobs_queue_log_pkey primary key (job_id, id)
);

-- Writes down what an attempt says; false, and nothing is written, where the job is not its any more. Keeps the latest 500
-- lines of a job. What is null stays as it was, but for what an attempt before said.
create function jobs_queue_tell(
    p_slot smallint, p_id bigint, p_lease bigint, p_percent smallint, p_note text, p_ages interval[], p_lines text[], p_result jsonb)
returns boolean
language plpgsql
as $$
declare
    v_attempt int;
begin
    -- Held, so that nobody takes the job away between this look and our commit. An end by the attempt itself, in its
    -- handler's transaction, may have come before its last words.
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
