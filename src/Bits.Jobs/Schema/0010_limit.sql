-- What a queue may do at most; null where it is not limited. A queue without a row pays nothing for this.
create table jobs_queue_limit (
    queue              jobs_queue_queue_name not null,
    running            int,      -- at once, in the whole fleet
    running_per_worker int,
    running_per_key    int,
    rate               int,      -- begun, in any rate_per
    rate_per           interval,
    key_rate           int,      -- the same for each key
    key_rate_per       interval,
    constraint jobs_queue_limit_pkey primary key (queue),
    constraint jobs_queue_limit_is_positive
        check (least(running, running_per_worker, running_per_key, rate, key_rate) > 0),
    constraint jobs_queue_limit_rates_have_intervals
        check ((rate is null) = (rate_per is null) and (key_rate is null) = (key_rate_per is null))
);

-- Keys that get more or less than one turn in each round.
create table jobs_queue_weight (
    queue  jobs_queue_queue_name not null,
    key    jobs_queue_key        not null,
    weight numeric               not null,
    constraint jobs_queue_weight_pkey primary key (queue, key),
    constraint jobs_queue_weight_is_within_a_thousandth_and_a_thousand check (weight between 0.001 and 1000)
);

-- When jobs of queues with rates began; only ever added to, and forgotten when the interval is over.
create table jobs_queue_start (
    queue text        not null,
    key   text,
    at    timestamptz not null default now(),
    jobs  int         not null
);
create index jobs_queue_start_queue on jobs_queue_start (queue, at);

-- How many more jobs of a queue may begin now, in all and of each key that has some. Whoever asks holds the queue until the
-- end of the transaction, so that nobody else counts on the same room; where somebody else holds it there is none.
--
-- What runs is counted where it is written, in the jobs of living workers' claims: there is no counter that could be wrong,
-- or that all would wait for.
create function jobs_queue_room(
    p_worker bigint, p_queue text,
    out jobs int, out again interval, out is_rated boolean, out key_jobs int, out keys text[], out rooms int[])
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_limit   jobs_queue_limit;
    v_running int;
    v_mine    int;
    v_started int;
    v_oldest  timestamptz;
begin
    if not pg_try_advisory_xact_lock('jobs_queue_limit'::regclass::oid::int, hashtext(p_queue)) then
        jobs := 0;
        again := '5 ms';
        return;
    end if;
    select * into v_limit from jobs_queue_limit l where l.queue = p_queue;
    if not found then
        return;
    end if;

    -- What has ended is counted through once.
    delete from jobs_queue_claim c
    using jobs_queue_worker w
    where w.id = p_worker and c.worker = w.id and c.lease >= w.ended_below and c.queue = p_queue
      and not exists (
          select
          from unnest(c.slots, c.ids) as held (slot, id)
          join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running');

    with running as materialized (
        select j.key::text, c.worker
        from jobs_queue_worker w
        join jobs_queue_claim c on c.worker = w.id and c.lease >= w.ended_below and c.queue = p_queue
        cross join lateral unnest(c.slots, c.ids) as held (slot, id)
        join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running'
    ),
    started as materialized (
        select s.key, s.jobs, s.at
        from jobs_queue_start s
        where s.queue = p_queue and s.at > now() - greatest(v_limit.rate_per, v_limit.key_rate_per)
    ),
    by_key as (
        select u.key, least(v_limit.running_per_key - sum(u.running), v_limit.key_rate - sum(u.started)) as room
        from (
            select r.key, 1 as running, 0 as started from running r where r.key is not null
            union all
            select s.key, 0, s.jobs from started s where s.key is not null and s.at > now() - v_limit.key_rate_per
        ) u
        group by u.key
    )
    select (select count(*) from running), (select count(*) from running r where r.worker = p_worker),
           (select coalesce(sum(s.jobs), 0) from started s where s.at > now() - v_limit.rate_per),
           (select min(s.at) from started s where s.at > now() - v_limit.rate_per),
           (select array_agg(b.key) from by_key b), (select array_agg(b.room::int) from by_key b)
    into v_running, v_mine, v_started, v_oldest, keys, rooms;

    is_rated := num_nonnulls(v_limit.rate, v_limit.key_rate) > 0;
    key_jobs := least(v_limit.running_per_key, v_limit.key_rate);
    jobs := least(v_limit.running - v_running, v_limit.running_per_worker - v_mine, v_limit.rate - v_started);
    jobs := case when jobs < 0 then 0 else jobs end; -- null is no limit
    again := case
        when v_started >= v_limit.rate then greatest(v_oldest + v_limit.rate_per - now(), interval '1 ms')
        when jobs = 0 or exists (select from unnest(rooms) room where room <= 0) then interval '20 ms'
    end;
end $$;

-- Whether a job may begin now, alone.
create function jobs_queue_may_run(p_worker bigint, p_queue text, p_key text) returns boolean language plpgsql as $$
declare
    v_room record;
begin
    v_room := jobs_queue_room(p_worker, p_queue);
    return coalesce(v_room.jobs > 0, true) and (p_key is null or coalesce(
        coalesce(v_room.rooms[array_position(v_room.keys, p_key)], v_room.key_jobs) > 0, true));
end $$;
