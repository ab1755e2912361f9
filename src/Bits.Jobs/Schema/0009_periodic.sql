-- Jobs that run by the calendar. The calendar itself is read by workers; who fires a tick first writes its row.
create table jobs_queue_periodic (
    name         text                  not null,
    cron         text                  not null,
    zone         text                  not null,
    missed       text                  not null, -- what becomes of ticks that nobody was there for
    missed_most  int                   not null default 1,
    queue        jobs_queue_queue_name not null,
    kind         jobs_queue_kind_name  not null,
    payload      jobs_queue_payload    not null,
    priority     smallint              not null default 0,
    max_attempts int                   not null default 12,
    is_by_hand   boolean               not null default false, -- an operator's word stands above the code's
    paused       text,                                         -- why, while it is
    settled_to   timestamptz           not null default now(), -- ticks up to here have fired, or never will
    constraint jobs_queue_periodic_pkey primary key (name),
    constraint jobs_queue_periodic_missed_is_known check (missed in ('skip', 'coalesce', 'all')),
    constraint jobs_queue_periodic_missed_most_is_positive check (missed_most between 1 and 1000)
);

create table jobs_queue_tick (
    name     text        not null,
    tick     timestamptz not null,
    job_id   bigint      not null,
    fired_at timestamptz not null default now(),
    constraint jobs_queue_tick_pkey primary key (name, tick)
);

-- Fires ticks of a schedule, each of them once whoever else does so at the same time, and settles everything up to p_upto.
-- Returns how many it fired.
create function jobs_queue_fire(p_name text, p_ticks timestamptz[], p_upto timestamptz) returns int language plpgsql as $$
declare
    v_count int;
begin
    with schedule as materialized (
        select * from jobs_queue_periodic p where p.name = p_name and p.paused is null and p.settled_to < p_upto for update
    ),
    fired as (
        insert into jobs_queue_tick (name, tick, job_id)
        select s.name, t.tick, nextval('jobs_queue_job_id_seq')
        from schedule s
        cross join unnest(p_ticks) as t (tick)
        where t.tick > s.settled_to
        on conflict (name, tick) do nothing
        returning job_id
    ),
    enqueued as (
        insert into jobs_queue_job (slot, id, queue, kind, payload, priority, max_attempts)
        select pg_sequence_last_value('jobs_queue_ring')::smallint, f.job_id, s.queue, s.kind, s.payload, s.priority, s.max_attempts
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

-- Enqueues the job of a schedule at once, beside its ticks, and returns its number; null where there is no such schedule.
create function jobs_queue_run_now(p_name text) returns bigint language plpgsql as $$
declare
    v_id bigint;
begin
    insert into jobs_queue_job (queue, kind, payload, priority, max_attempts)
    select p.queue, p.kind, p.payload, p.priority, p.max_attempts from jobs_queue_periodic p where p.name = p_name
    returning id into v_id;
    perform jobs_queue_wake();
    return v_id;
end $$;
