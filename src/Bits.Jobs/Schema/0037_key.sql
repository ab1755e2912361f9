-- A key is a lane too: a job that gets another one, or its first, goes to the end of that.
drop trigger jobs_queue_requeue on jobs_queue_job;
create trigger jobs_queue_requeue
    after update of state, queue, priority, key on jobs_queue_job
    for each row
    when (new.state in ('pending', 'failed') and new.pos is not null and new.pos is not distinct from old.pos
        and (old.state not in ('pending', 'failed') or new.queue <> old.queue or new.priority <> old.priority
             or new.key is distinct from old.key))
    execute function jobs_queue_requeue();
