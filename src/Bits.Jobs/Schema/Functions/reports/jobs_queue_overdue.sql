-- Records that an attempt runs beyond the timeout of its kind, because its handler ignores the cancellation.
create or replace function jobs_queue_overdue(p_slot smallint, p_id bigint, p_lease bigint, p_over interval) returns void
language sql
as $$
    insert into jobs_queue_report as r (job_id, lease, overdue_since)
    select j.id, j.lease, now() - p_over
    from jobs_queue_job j
    where j.slot = p_slot and j.id = p_id and j.lease = p_lease and j.state = 'running'
    on conflict (job_id) do update set
        overdue_since = excluded.overdue_since, lease = excluded.lease,
        percent = case when r.lease = excluded.lease then r.percent end,
        note = case when r.lease = excluded.lease then r.note end,
        said_at = case when r.lease = excluded.lease then r.said_at end,
        result = case when r.lease = excluded.lease then r.result end
$$;
