-- Moves a job that was put back by hand, or into another lane, to the end of its lane. One that is put back after it
-- expired does not expire again.
create or replace function jobs_queue_requeue() returns trigger language plpgsql as $$
begin
    update jobs_queue_job
    set txid = case when run_at <= now() then pg_current_xact_id() end, lease = null, worker = null, crashes = 0,
        cancel_reason = null, expires_at = case when old.state in ('pending', 'failed') or expires_at > now() then expires_at end
    where slot = new.slot and id = new.id;
    if old.state = 'dead' then
        update jobs_queue_failure set stands = false where job_id = new.id and state = 'dead' and stands;
    end if;
    return null;
end $$;

create or replace trigger jobs_queue_requeue
    after update of state, queue, priority, key on jobs_queue_job
    for each row
    when (new.state in ('pending', 'failed') and new.txid is not null and new.txid is not distinct from old.txid
        and (old.state not in ('pending', 'failed') or new.queue <> old.queue or new.priority <> old.priority
             or new.key is distinct from old.key))
    execute function jobs_queue_requeue();
