-- Wakes sleeping workers. Notifies only if a worker sleeps: a NOTIFY makes commits wait for each other.
create or replace function jobs_queue_wake() returns void language plpgsql as $$
declare
    v_class int := 'jobs_queue_job'::regclass::oid::int;
begin
    if pg_try_advisory_lock(v_class, 0) then
        perform pg_advisory_unlock(v_class, 0);
    else
        perform pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, '');
    end if;
end $$;
