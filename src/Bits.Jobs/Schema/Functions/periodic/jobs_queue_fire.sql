-- Fires ticks of a schedule, each once however many nodes do so at the same time, and settles everything up to p_upto.
-- Returns how many it fired. A schedule that does not overlap fires only the last tick, under a unique key of its own.
create or replace function jobs_queue_fire(p_name text, p_ticks timestamptz[], p_upto timestamptz) returns int language plpgsql as $$
declare
    v_count int;
begin
    with schedule as materialized (
        select * from jobs_queue_periodic p where p.name = p_name and p.paused is null and p.settled_to < p_upto for update
    ),
    due as materialized (
        select t.tick, nextval('jobs_queue_job_id_seq') as job_id
        from schedule s
        cross join lateral (
            select u.tick
            from unnest(p_ticks) as u (tick)
            where u.tick > s.settled_to
            order by u.tick desc
            limit case when s.no_overlap then 1 end
        ) t
        order by t.tick
    ),
    free as materialized (
        select d.tick, d.job_id
        from due d
        cross join schedule s
        where not s.no_overlap
        union all
        select d.tick, d.job_id
        from due d
        join schedule s on s.no_overlap
        where jobs_queue_may_overlap(s.name, d.job_id)
    ),
    fired as (
        insert into jobs_queue_tick (name, tick, job_id)
        select s.name, f.tick, f.job_id
        from schedule s
        cross join free f
        on conflict (name, tick) do nothing
        returning job_id
    ),
    enqueued as (
        insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts, expires_at)
        select pg_sequence_last_value('jobs_queue_ring')::smallint, f.job_id, s.queue, s.kind, s.payload, s.priority, s.max_attempts,
               jobs_queue_expiry(now(), null, s.expires_in)
        from fired f
        cross join schedule s
    ),
    settled as (
        update jobs_queue_periodic p set settled_to = p_upto from schedule s where p.name = s.name
    )
    select count(*) into v_count from fired;
    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
    return v_count;
end $$;
