-- Moves jobs whose time has come to the ends of their lanes, at most a thousand. Quarantined jobs enter no lane.
create or replace function jobs_queue_enter_lanes() returns void
language plpgsql
as $$
begin
    update jobs_queue_job j
    set txid = pg_current_xact_id()
    from (
        select d.slot, d.ctid as tid
        from jobs_queue_job d
        where d.txid is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes < 2
        order by d.run_at
        limit 1000
        for update skip locked
    ) due
    where j.slot = due.slot and j.ctid = due.tid;
end $$;
