-- Whether a failure is still why its job is dead; no longer, once that is retried. What is dead is counted, grouped and listed
-- by these rows: none of it asks the jobs, of which each is a look into every slot.
alter table jobs_queue_failure add column stands boolean not null default true;

update jobs_queue_failure f
set stands = false
where f.state = 'dead'
  and (not exists (select from jobs_queue_job j where j.id = f.job_id and j.state = 'dead')
    or exists (select from jobs_queue_failure l where l.job_id = f.job_id and l.state = 'dead' and l.id > f.id));

drop index jobs_queue_failure_dead;
create index jobs_queue_failure_stands on jobs_queue_failure (job_id) include (queue, kind) where state = 'dead' and stands;

-- Whoever puts a job back by hand, or into another lane, need not know of lanes: it goes to the end of its lane.
create or replace function jobs_queue_requeue() returns trigger language plpgsql as $$
begin
    update jobs_queue_job
    set pos = case when run_at <= now() then pg_current_xact_id() end, lease = null, worker = null, crashes = 0
    where slot = new.slot and id = new.id;
    if old.state = 'dead' then
        update jobs_queue_failure set stands = false where job_id = new.id and state = 'dead' and stands;
    end if;
    return null;
end $$;

-- The queues that have jobs; hops over the indexes from queue to queue.
create function jobs_queue_queues() returns text[]
language sql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
    with recursive known as (
        select least(
            (select j.queue from jobs_queue_job j where j.key is null order by j.queue limit 1)::text,
            (select j.queue from jobs_queue_job j where j.key is not null order by j.queue limit 1)::text) as queue
        union all
        select least(
            (select j.queue from jobs_queue_job j where j.queue > known.queue and j.key is null order by j.queue limit 1)::text,
            (select j.queue from jobs_queue_job j where j.queue > known.queue and j.key is not null order by j.queue limit 1)::text)
        from known
        where known.queue is not null
    )
    select coalesce(array_agg(k.queue), '{}') from known k where k.queue is not null
$$;

-- The jobs of these queues that wait: of each lane at most p_most, and as many of those that wait for their time. is_least says
-- that there may be more. Begins where the claims of each lane do, so it does not walk over jobs that have ended.
create function jobs_queue_waiting(p_queues text[], p_most int)
returns table (slot smallint, id bigint, queue text, kind text, state text, is_least boolean)
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
declare
    v_lane record;
begin
    for v_lane in
        select lane.queue, lane.priority, lane.keyed, coalesce(p.pos, '3'::xid8) as pos, coalesce(p.id, 0) as id,
               coalesce(p.late, '{}') as late
        from jsonb_to_recordset(jobs_queue_lanes(p_queues, '{}') -> 'lanes')
            as lane (queue text, priority smallint, keyed boolean)
        left join jobs_queue_place p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
    loop
        return query
        select w.slot, w.id, v_lane.queue, w.kind, w.state, count(*) over () >= p_most
        from (
            (select j.slot, j.id, j.kind::text, j.state
             from jobs_queue_job j
             where not v_lane.keyed and j.key is null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and (j.pos, j.id) >= (v_lane.pos, v_lane.id) and j.state in ('pending', 'failed')
             order by j.pos, j.id
             limit p_most)
            union all
            (select j.slot, j.id, j.kind::text, j.state
             from jobs_queue_job j
             where v_lane.keyed and j.key is not null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos >= v_lane.pos and j.state in ('pending', 'failed')
             order by j.pos
             limit p_most)
            union all -- what late transactions brought to places before
            (select j.slot, j.id, j.kind::text, j.state
             from jobs_queue_job j
             where not v_lane.keyed and j.key is null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos = any (v_lane.late) and (j.pos, j.id) < (v_lane.pos, v_lane.id) and j.state in ('pending', 'failed')
             limit p_most)
            union all
            (select j.slot, j.id, j.kind::text, j.state
             from jobs_queue_job j
             where v_lane.keyed and j.key is not null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos = any (v_lane.late) and j.pos < v_lane.pos and j.state in ('pending', 'failed')
             limit p_most)
        ) w;
    end loop;

    return query
    select l.slot, l.id, l.queue, l.kind, l.state, l.is_least
    from (
        select w.*, count(*) over () >= p_most as is_least
        from (
            select j.slot, j.id, j.queue::text, j.kind::text, j.state
            from jobs_queue_job j
            where j.pos is null and j.state in ('pending', 'failed')
            order by j.run_at
            limit p_most
        ) w
    ) l
    where l.queue = any (p_queues);
end $$;

-- Counts jobs that wait, run or are dead, by queue and kind. No count costs more than p_most rows a lane; one that was
-- broken off there is at least so much.
create or replace function jobs_queue_counts(p_most int)
returns table (queue text, kind text, state text, jobs bigint, is_least boolean)
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
declare
    v_lane record;
begin
    for v_lane in
        select lane.queue, lane.priority, lane.keyed, coalesce(p.pos, '3'::xid8) as pos, coalesce(p.id, 0) as id
        from jsonb_to_recordset(jobs_queue_lanes(jobs_queue_queues(), '{}') -> 'lanes')
            as lane (queue text, priority smallint, keyed boolean)
        left join jobs_queue_place p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
    loop
        return query
        select v_lane.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
        from (
            (select j.kind::text, j.state
             from jobs_queue_job j
             where not v_lane.keyed and j.key is null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and (j.pos, j.id) >= (v_lane.pos, v_lane.id) and j.state in ('pending', 'failed')
             order by j.pos, j.id
             limit p_most)
            union all
            (select j.kind::text, j.state
             from jobs_queue_job j
             where v_lane.keyed and j.key is not null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos >= v_lane.pos and j.state in ('pending', 'failed')
             order by j.pos
             limit p_most)
        ) w
        group by w.kind, w.state;
    end loop;

    return query
    select w.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
    from (
        select j.queue::text, j.kind::text, j.state
        from jobs_queue_job j
        where j.pos is null and j.state in ('pending', 'failed')
        order by j.run_at
        limit p_most
    ) w
    group by w.queue, w.kind, w.state;

    -- By limit 1 from the claims to the jobs, whatever the planner thinks of how many run.
    return query
    select j.queue::text, j.kind::text, j.state, count(*), false
    from jobs_queue_claim c
    cross join unnest(c.slots, c.ids) as held (slot, id)
    cross join lateral (
        select i.queue, i.kind, i.state
        from jobs_queue_job i
        where i.slot = held.slot and i.id = held.id and i.lease = c.lease and i.state = 'running'
        limit 1
    ) j
    group by j.queue, j.kind, j.state;

    return query
    select f.queue, f.kind, 'dead', count(*), sum(count(*)) over () >= p_most
    from (
        select d.queue, d.kind
        from jobs_queue_failure d
        where d.state = 'dead' and d.stands
        order by d.job_id desc
        limit p_most
    ) f
    group by f.queue, f.kind;
end $$;

-- The jobs that a filter means, the latest first, from before a number on, not below p_floor. The filter names columns; what
-- it does not name does not count. "signature" is that of the last failure of a job.
drop function jobs_queue_find(jsonb, bigint, int);
create function jobs_queue_find(p_filter jsonb, p_before bigint, p_limit int, p_floor bigint default 0) returns setof jobs_queue_job
language plpgsql stable
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_queue     text := p_filter ->> 'queue';
    v_kind      text := p_filter ->> 'kind';
    v_state     text := lower(p_filter ->> 'state');
    v_key       text := p_filter ->> 'key';
    v_batch     bigint := p_filter ->> 'batch';
    v_from      timestamptz := p_filter ->> 'enqueued_from';
    v_until     timestamptz := p_filter ->> 'enqueued_before';
    v_signature text := p_filter ->> 'signature';
begin
    -- Few jobs fail and few run: these are found by what is noted of them, not by walking over all others.
    if v_signature is not null then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.signature = v_signature and f.job_id < p_before and f.job_id >= p_floor
              and (v_kind is null or f.kind = v_kind) and (v_state is distinct from 'dead' or f.state = 'dead' and f.stands)
              and not exists (select from jobs_queue_failure l where l.job_id = f.job_id and l.id > f.id)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key)
          and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by f.job_id desc
        limit p_limit;
    elsif v_state = 'dead' then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.state = 'dead' and f.stands and f.job_id < p_before and f.job_id >= p_floor and (v_kind is null or f.kind = v_kind)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and j.state = v_state and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by f.job_id desc
        limit p_limit;
    elsif v_state = 'failed' then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.job_id < p_before and f.job_id >= p_floor and (v_kind is null or f.kind = v_kind)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and j.state = v_state and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by f.job_id desc
        limit p_limit;
    elsif v_state = 'running' then
        return query
        select j.*
        from jobs_queue_claim c
        cross join unnest(c.slots, c.ids) as held (slot, id)
        cross join lateral (
            select *
            from jobs_queue_job i
            where i.slot = held.slot and i.id = held.id and i.lease = c.lease and i.state = 'running'
            limit 1
        ) j
        where j.id < p_before and j.id >= p_floor
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by j.id desc
        limit p_limit;
    elsif v_batch is not null then
        return query
        select j.*
        from jobs_queue_job j
        where j.batch = v_batch and j.id < p_before and j.id >= p_floor
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by j.batch desc, j.id desc
        limit p_limit;
    else
        return query
        select j.*
        from jobs_queue_job j
        where j.id < p_before and j.id >= p_floor
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by j.id desc
        limit p_limit;
    end if;
end $$;

-- About which number the first job has that was enqueued at a moment or later. Numbers follow the time at which transactions
-- began but for as long as these are open.
create function jobs_queue_id_at(p_moment timestamptz) returns bigint
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    v_low  bigint;
    v_high bigint;
    v_job  record;
begin
    select j.id into v_low from jobs_queue_job j order by j.id limit 1;
    select j.id + 1 into v_high from jobs_queue_job j order by j.id desc limit 1;
    while v_low < v_high loop
        select j.id, j.created_at into v_job from jobs_queue_job j where j.id >= v_low + (v_high - v_low) / 2 order by j.id limit 1;
        if v_job.created_at < p_moment then
            v_low := v_job.id + 1;
        else
            v_high := v_low + (v_high - v_low) / 2;
        end if;
    end loop;
    return coalesce(v_low, 0);
end $$;

-- What jobs_queue_find finds, for somebody who waits for it: looks at no more than p_most jobs. What is few is taken as a
-- whole, all else is looked through from the latest on. Where looking was broken off the last row, the one without a slot, has
-- the number below which to go on, and when the job there was enqueued.
--
-- A filter by time begins and ends an hour beyond it: so long a transaction that enqueues may have been open.
create function jobs_queue_look(p_filter jsonb, p_before bigint, p_limit int, p_most int) returns setof jobs_queue_job
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_custom_plan
as $$
declare
    c_few    constant int := 500;
    v_queue  text := p_filter ->> 'queue';
    v_kind   text := p_filter ->> 'kind';
    v_state  text := lower(p_filter ->> 'state');
    v_key    text := p_filter ->> 'key';
    v_batch  bigint := p_filter ->> 'batch';
    v_said   text := p_filter ->> 'signature';
    v_from   timestamptz := (p_filter ->> 'enqueued_from')::timestamptz - interval '1 hour';
    v_until  timestamptz := (p_filter ->> 'enqueued_before')::timestamptz + interval '1 hour';
    v_failed boolean := v_said is not null or coalesce(v_state in ('dead', 'failed'), false);
    v_slots  smallint[];
    v_ids    bigint[];
    v_more   boolean := true;
    v_upper  bigint := p_before;
    v_bottom bigint := 0;
    v_floor  bigint := 0;
    v_count  int;
    v_mark   jobs_queue_job;
begin
    if v_until < now() then
        v_upper := least(v_upper, jobs_queue_id_at(v_until));
    end if;
    if v_from is not null then
        v_bottom := jobs_queue_id_at(v_from);
    end if;

    if v_state in ('pending', 'failed') and v_said is null then
        select array_agg(w.slot) filter (where w.state = v_state), array_agg(w.id) filter (where w.state = v_state),
               coalesce(bool_or(w.is_least), false)
        into v_slots, v_ids, v_more
        from jobs_queue_waiting(case when v_queue is null then jobs_queue_queues() else array[v_queue] end, c_few) w;
    elsif v_failed or v_state = 'running' or v_batch is not null then
        null;
    elsif v_key is not null then
        select array_agg(k.slot), array_agg(k.id), count(*) > c_few
        into v_slots, v_ids, v_more
        from (
            select j.slot, j.id
            from jsonb_to_recordset(jobs_queue_lanes(
                case when v_queue is null then jobs_queue_queues() else array[v_queue] end, '{}') -> 'lanes')
                as lane (queue text, priority smallint, keyed boolean)
            cross join lateral (
                select i.slot, i.id
                from jobs_queue_job i
                where lane.keyed and i.key is not null and i.queue = lane.queue and i.priority = lane.priority and i.key = v_key
                limit c_few + 1
            ) j
            limit c_few + 1
        ) k;
    elsif v_queue is not null then
        select array_agg(q.slot), array_agg(q.id), count(*) > c_few
        into v_slots, v_ids, v_more
        from (
            (select j.slot, j.id from jobs_queue_job j where j.queue = v_queue and j.key is null limit c_few + 1)
            union all
            (select j.slot, j.id from jobs_queue_job j where j.queue = v_queue and j.key is not null limit c_few + 1)
        ) q;
    end if;
    if not v_more then
        return query
        select j.*
        from unnest(v_slots, v_ids) as few (slot, id)
        cross join lateral (select * from jobs_queue_job i where i.slot = few.slot and i.id = few.id limit 1) j
        where j.id < v_upper and j.id >= v_bottom
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (p_filter ->> 'enqueued_from' is null or j.created_at >= (p_filter ->> 'enqueued_from')::timestamptz)
          and (p_filter ->> 'enqueued_before' is null or j.created_at < (p_filter ->> 'enqueued_before')::timestamptz)
        order by j.id desc
        limit p_limit;
        return;
    end if;

    -- A failure is a look into every slot, so not as many of these.
    if v_failed then
        select f.job_id + 1 into v_floor
        from jobs_queue_failure f
        where (v_said is null or f.signature = v_said)
          and (v_state is distinct from 'dead' or f.state = 'dead' and f.stands) and f.job_id < v_upper
        order by f.job_id desc
        offset p_most / 20
        limit 1;
    elsif v_state = 'running' then
        null; -- never many
    elsif v_batch is not null then
        select j.id + 1 into v_floor
        from jobs_queue_job j
        where j.batch = v_batch and j.id < v_upper
        order by j.batch desc, j.id desc
        offset p_most
        limit 1;
    else
        select j.id + 1 - p_most into v_floor from jobs_queue_job j where j.id < v_upper order by j.id desc limit 1;
    end if;
    v_floor := greatest(v_floor, v_bottom);

    return query select * from jobs_queue_find(p_filter, v_upper, p_limit, v_floor);
    get diagnostics v_count = row_count;
    if v_count < p_limit and v_floor > v_bottom then
        select j.id + 1, j.created_at into v_mark.id, v_mark.created_at
        from jobs_queue_job j
        where j.id < v_floor and j.id >= v_bottom
        order by j.id desc
        limit 1;
        if found then
            return next v_mark;
        end if;
    end if;
end $$;

-- How many jobs of its queue and priority come before a job, at most p_most.
create function jobs_queue_ahead(p_id bigint, p_most int) returns int
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    v_job   record;
    v_count int;
begin
    select j.queue, j.priority, j.pos, j.id, coalesce(p.pos, '3'::xid8) as from_pos, coalesce(p.id, 0) as from_id
    into v_job
    from jobs_queue_job j
    left join jobs_queue_place p on p.queue = j.queue and p.priority = j.priority and not p.keyed
    where j.id = p_id and j.key is null and j.pos is not null;

    select count(*) into v_count
    from (
        select
        from jobs_queue_job o
        where o.queue = v_job.queue and o.priority = v_job.priority and o.key is null
          and (o.pos, o.id) >= (v_job.from_pos, v_job.from_id) and (o.pos, o.id) < (v_job.pos, v_job.id)
          and o.state in ('pending', 'failed')
        order by o.pos, o.id
        limit p_most
    ) ahead;
    return v_count;
end $$;
