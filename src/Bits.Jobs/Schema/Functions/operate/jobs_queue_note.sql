-- Records an action of an operator, and deletes some that are older than a year.
create or replace function jobs_queue_note(p_action text, p_target text, p_job bigint, p_reason text) returns boolean
language plpgsql
as $$
begin
    delete from jobs_queue_action a
    where a.id in (select o.id from jobs_queue_action o order by o.id limit 100) and a.at < now() - interval '1 year';
    insert into jobs_queue_action (action, target, job_id, reason) values (p_action, p_target, p_job, p_reason);
    return true;
end $$;
