-- Removes a worker that stops. With p_keeps it leaves claims whose ends it could not store: the next heartbeat of any
-- other worker takes those jobs back.
create or replace function jobs_queue_leave(p_worker bigint, p_keeps boolean) returns void language plpgsql as $$
begin
    if p_keeps then
        update jobs_queue_worker w
        set left_at = now(), beat_at = now() - w.lease - interval '1 second'
        where w.id = p_worker;
    else
        delete from jobs_queue_claim c where c.worker = p_worker;
        delete from jobs_queue_cancel c where c.worker = p_worker;
        delete from jobs_queue_worker w where w.id = p_worker;
    end if;
end $$;
