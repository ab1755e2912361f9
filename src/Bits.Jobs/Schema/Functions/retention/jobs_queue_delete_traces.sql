-- Deletes unique keys whose holders are gone, and older than p_keep: failures, reports and logs of deleted jobs, ended
-- batches, settled ticks. Also starts of queues without limits, and outcomes of more than two days ago.
create or replace function jobs_queue_delete_traces(p_keep interval) returns void
language plpgsql
as $$
begin
    delete from jobs_queue_unique u
    where u.held_until < now() and not exists (
        select from jobs_queue_job j where j.id = u.job_id and j.state = any (u.held_while));

    delete from jobs_queue_failure f
    where f.at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = f.job_id);
    delete from jobs_queue_report r
    where r.reported_at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = r.job_id);
    delete from jobs_queue_log l
    where l.at < now() - p_keep and not exists (select from jobs_queue_job j where j.id = l.job_id);
    delete from jobs_queue_batch b where b.ended_at < now() - p_keep;
    delete from jobs_queue_tick t
    where t.tick < now() - p_keep and t.tick < (select p.settled_to from jobs_queue_periodic p where p.name = t.name);
    delete from jobs_queue_start s where not exists (select from jobs_queue_limit l where l.queue = s.queue);
    delete from jobs_queue_outcome t where t.minute < now() - interval '2 days';
end $$;
