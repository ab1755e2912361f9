-- Ends these jobs if they still wait and have expired, and returns how many. They are dead, but no attempt of theirs has failed.
create function jobs_queue_expire(p_slots smallint[], p_ids bigint[]) returns int
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_count int;
begin
    with late as materialized (
        select j.slot, j.id
        from unnest(p_slots, p_ids) as known (slot, id)
        join jobs_queue_job j on j.slot = known.slot and j.id = known.id
        where j.state in ('pending', 'failed') and j.expires_at <= now()
        for update of j skip locked
    ),
    ended as (
        update jobs_queue_job j
        set state = 'dead', finished_at = now(), pos = coalesce(j.pos, pg_current_xact_id()),
            error = 'Expired: it had not started by ' || to_char(j.expires_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS') || ' UTC.'
        from late
        where j.slot = late.slot and j.id = late.id
        returning j.id, j.queue, j.kind, j.attempt, j.error
    )
    insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
    select e.id, 'dead', e.queue, e.kind, e.attempt, 'expired', e.error, e.error,
           jobs_queue_signature('expired', 'it had not started in time')
    from ended e;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Ends what has expired of the next thousand jobs that wait in a lane, from a place on. Returns how many.
create function jobs_queue_expire_lane(p_queue text, p_priority smallint, p_pos xid8, p_id bigint, p_upto xid8) returns int
language sql
as $$
    select jobs_queue_expire(array_agg(l.slot), array_agg(l.id))
    from (
        select j.slot, j.id, j.expires_at
        from jobs_queue_job j
        where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.pos, j.id) >= (p_pos, p_id) and j.pos <= p_upto
          and j.state in ('pending', 'failed')
        order by j.pos, j.id
        limit 1000
    ) l
    where l.expires_at <= now()
$$;

-- The same of keys that take turns, each from its place on; at most ten thousand jobs.
create function jobs_queue_expire_keys(p_queue text, p_priority smallint, p_keys text[], p_pos xid8[], p_ids bigint[]) returns int
language sql
as $$
    select jobs_queue_expire(array_agg(l.slot), array_agg(l.id))
    from (
        select w.slot, w.id
        from unnest(p_keys, p_pos, p_ids) as k (key, pos, id)
        cross join lateral (
            select j.slot, j.id, j.expires_at
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key = k.key and (j.pos, j.id) >= (k.pos, k.id)
              and j.state in ('pending', 'failed')
            order by j.pos, j.id
            limit 1000
        ) w
        where w.expires_at <= now()
        limit 10000
    ) l
$$;

-- The first job of a lane from a place on that waits for a worker; of any kind, or of these. What it finds expired it ends, and
-- looks again: so a claim does not meet these twice.
create or replace function jobs_queue_first(
    p_queue text, p_priority smallint, p_pos xid8, p_id bigint, p_upto xid8, p_kinds text[],
    out pos xid8, out id bigint, out kind text)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
    v_expired boolean;
begin
    for v_round in 1 .. 10 loop
        if p_kinds is null then
            select j.pos, j.id, j.kind, j.expires_at <= now() into pos, id, kind, v_expired
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.pos, j.id) >= (p_pos, p_id)
              and j.pos <= p_upto and j.state in ('pending', 'failed')
            order by j.pos, j.id
            limit 1;
        else
            select j.pos, j.id, j.kind, j.expires_at <= now() into pos, id, kind, v_expired
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key is null and (j.pos, j.id) >= (p_pos, p_id)
              and j.pos <= p_upto and j.state in ('pending', 'failed') and j.kind = any (p_kinds)
            order by j.pos, j.id
            limit 1;
        end if;
        exit when v_expired is not true or jobs_queue_expire_lane(p_queue, p_priority, pos, id, p_upto) = 0;
    end loop;
end $$;

-- Takes the one job that is to run alone, because two workers were lost with it.
create or replace function jobs_queue_take_solo(p_worker bigint, p_queues text[], p_kinds text[])
returns table (
    slot smallint, id bigint, queue text, kind text, payload text, attempt int, max_attempts int, crashes smallint,
    lease bigint, created_at timestamptz, trace_parent text, key text, batch bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock_shared(jobs_queue_lock_class(), -p_worker::int);
    perform jobs_queue_expire(array_agg(d.slot), array_agg(d.id))
    from jobs_queue_job d
    where d.pos is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes >= 2
      and d.queue = any (p_queues) and d.expires_at <= now();

    return query
    with due as materialized (
        select d.slot, d.id
        from jobs_queue_job d
        where d.pos is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes >= 2
          and d.queue = any (p_queues) and d.kind = any (p_kinds) and (d.expires_at is null or d.expires_at > now())
          and exists (select from jobs_queue_worker w where w.id = p_worker)
          and not exists (select from jobs_queue_pause p where p.queue = d.queue or p.kind = d.kind)
          and (d.queue <> all (array(select l.queue from jobs_queue_limit l)) or jobs_queue_may_run(p_worker, d.queue, d.key))
        order by d.run_at
        limit 1
        for update skip locked
    ),
    taken as (
        update jobs_queue_job j
        set state = 'running', attempt = j.attempt + 1, pos = pg_current_xact_id(),
            lease = nextval('jobs_queue_lease'), worker = p_worker, started_at = now()
        from due
        where j.slot = due.slot and j.id = due.id
        returning j.*
    ),
    noted as (
        insert into jobs_queue_claim (worker, lease, queue, slots, ids)
        select p_worker, t.lease, t.queue, array[t.slot], array[t.id] from taken t
    ),
    started as (
        insert into jobs_queue_start (queue, key, jobs)
        select t.queue, t.key, 1 from taken t where exists (select from jobs_queue_limit l where l.queue = t.queue)
    )
    select t.slot, t.id, t.queue::text, t.kind::text, t.payload::text, t.attempt, t.max_attempts, t.crashes, t.lease,
           t.created_at, t.trace_parent, t.key::text, t.batch
    from taken t;
end $$;

-- Claims up to p_limit jobs of these queues and kinds, in the order of their lanes; p_look looks for new lanes too. The last row, the one without an id,
-- returns the place that the next call is to be given, and if nothing was claimed, when the next job is due; where that row
-- is missing the worker has been taken for dead.
--
-- A place holds for each lane its floor (whatever lies before it has been claimed, whoever it is for) and its cursor (the
-- same for p_kinds alone), and the late transactions: those that were open when a floor passed them and may still bring
-- jobs to places before it. A floor moves only over what a snapshot has shown to be claimed, and never beyond the end of
-- that snapshot: no job is passed over. And no claim walks over finished jobs a second time, however many there are and
-- however long they cannot be vacuumed.
create or replace function jobs_queue_claim(p_worker bigint, p_queues text[], p_kinds text[], p_limit int, p_look boolean, p_place jsonb)
returns table (
    slot smallint, id bigint, queue text, kind text, payload text, attempt int, max_attempts int, crashes smallint,
    lease bigint, created_at timestamptz, trace_parent text, key text, batch bigint, place jsonb, next_run_in interval)
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    c_end     constant xid8 := '18446744073709551615';
    v_seen    pg_snapshot := pg_current_snapshot(); -- older than what the statements below see: the safe side
    v_ceiling xid8 := pg_snapshot_xmax(v_seen);
    v_lease   bigint := nextval('jobs_queue_lease');
    v_left    int := p_limit;
    v_share   int;
    v_count   int;
    v_ended   xid8[] := '{}';
    v_kept    xid8[] := array(select pg_snapshot_xip(v_seen));
    v_x       xid8;
    v_lane    record;
    v_lanes   jsonb := '[]';
    v_first   record;
    v_ranges  xid8[];
    v_from    xid8;
    v_from_id bigint;
    v_still   text[] := '{}'; -- queues that an operator has stopped
    v_mute    text[] := '{}'; -- kinds of this worker that one has
    v_anew    boolean;
    v_limited text[] := array(select l.queue from jobs_queue_limit l);
    v_room    jsonb;
    v_again   interval;
    v_row     record;
begin
    -- Until the end of this claim nobody takes back what the worker has.
    perform pg_advisory_xact_lock_shared(jobs_queue_lock_class(), -p_worker::int);
    if not exists (select from jobs_queue_worker w where w.id = p_worker) then
        return;
    end if;
    if exists (select from jobs_queue_pause) then
        select coalesce(array_agg(p.queue) filter (where p.queue is not null), '{}'),
               coalesce(array_agg(p.kind order by p.kind) filter (where p.kind = any (p_kinds)), '{}')
        into v_still, v_mute
        from jobs_queue_pause p;
        p_kinds := array(select k from unnest(p_kinds) k where k <> all (v_mute));
    end if;
    v_anew := coalesce(p_place -> 'mute', '[]') <> to_jsonb(v_mute); -- cursors are those of other kinds
    if p_look then
        p_place := jobs_queue_lanes(p_queues, p_place);
    end if;

    -- Jobs whose time has come enter their lanes.
    update jobs_queue_job j
    set pos = pg_current_xact_id()
    from (
        select d.slot, d.ctid as tid
        from jobs_queue_job d
        where d.pos is null and d.run_at <= now() and d.state in ('pending', 'failed') and d.crashes < 2
        order by d.run_at
        limit 1000
        for update skip locked
    ) due
    where j.slot = due.slot and j.ctid = due.tid;

    foreach v_x in array array(select x::xid8 from jsonb_array_elements_text(p_place -> 'late') x) loop
        if pg_visible_in_snapshot(v_x, v_seen) then
            v_ended := v_ended || v_x;
        else
            v_kept := v_kept || v_x;
        end if;
    end loop;

    -- Lanes of one priority share, and which comes first is chance.
    for v_lane in
        select l.*, count(*) over (partition by l.priority) as peers,
               row_number() over (partition by l.priority) as rank
        from (
            select *
            from jsonb_to_recordset(p_place -> 'lanes')
                as x (queue text, priority smallint, keyed boolean, pos xid8, id bigint, at xid8, at_id bigint, key text, keys jsonb)
            order by priority, random()
        ) l
        order by l.priority, rank
    loop
        v_share := case when v_lane.queue = any (v_still) then 0 else ceil(v_left::numeric / (v_lane.peers - v_lane.rank + 1)) end;
        v_ranges := '{}';
        v_room := null;
        if v_share > 0 and v_lane.queue = any (v_limited) then
            v_room := to_jsonb(jobs_queue_room(p_worker, v_lane.queue));
            v_share := least(v_share, (v_room ->> 'jobs')::int);
            v_again := least(v_again, (v_room ->> 'again')::interval);
        end if;
        if v_lane.keyed then
            for v_row in
                select *
                from jobs_queue_turns(
                    p_worker, v_lease, v_lane.queue, v_lane.priority, v_lane.pos, v_lane.key, coalesce(v_lane.keys, '[]'), v_ended,
                    v_ceiling, p_kinds, v_share, v_room)
            loop
                if v_row.id is null then
                    v_lanes := v_lanes || v_row.place;
                else
                    return query
                    select v_row.slot, v_row.id, v_row.queue, v_row.kind, v_row.payload, v_row.attempt, v_row.max_attempts,
                           v_row.crashes, v_lease, v_row.created_at, v_row.trace_parent, v_row.key, v_row.batch, null::jsonb,
                           null::interval;
                    v_left := v_left - 1;
                end if;
            end loop;
            continue;
        end if;
        if v_anew then
            v_lane.at := v_lane.pos;
            v_lane.at_id := v_lane.id;
        end if;

        foreach v_x in array v_ended loop
            continue when v_x >= v_lane.at and v_x >= v_lane.pos; -- still ahead

            v_first := jobs_queue_first(v_lane.queue, v_lane.priority, v_x, 0, v_x, p_kinds);
            if v_first.pos is not null then
                v_ranges := v_ranges || v_x;
                v_kept := v_kept || v_x;
            elsif v_x < v_lane.pos then
                v_first := jobs_queue_first(v_lane.queue, v_lane.priority, v_x, 0, v_x, null);
                if v_first.pos is not null then
                    v_lane.pos := v_x;
                    v_lane.id := 0;
                end if;
            end if;
        end loop;

        v_first := jobs_queue_first(v_lane.queue, v_lane.priority, v_lane.pos, v_lane.id, c_end, null);
        v_lane.pos := least(coalesce(v_first.pos, v_ceiling), v_ceiling);
        v_lane.id := case when v_first.pos < v_ceiling then v_first.id else 0 end;

        if v_first.kind <> all (p_kinds) then
            if v_lane.at < v_lane.pos then
                v_lane.at := v_lane.pos;
                v_lane.at_id := v_lane.id;
            end if;
            v_first := jobs_queue_first(v_lane.queue, v_lane.priority, v_lane.at, v_lane.at_id, c_end, p_kinds);
        end if;
        v_lane.at := least(coalesce(v_first.pos, v_ceiling), v_ceiling);
        v_lane.at_id := case when v_first.pos < v_ceiling then v_first.id else 0 end;

        -- What late transactions brought comes first, then whatever follows the cursor.
        if v_first.pos is not null then
            v_ranges := v_ranges || c_end;
        end if;
        foreach v_x in array v_ranges loop
            exit when v_share <= 0;
            if v_x <> c_end then
                v_from := v_x;
                v_from_id := 0;
            else
                v_from := v_first.pos;
                v_from_id := v_first.id;
            end if;

            return query
            with due as materialized (
                select d.slot, d.ctid as tid, d.run_at <= now() as is_due
                from jobs_queue_job d
                where d.queue = v_lane.queue and d.priority = v_lane.priority and d.key is null and (d.pos, d.id) >= (v_from, v_from_id)
                  and d.pos <= v_x and d.state in ('pending', 'failed') and d.kind = any (p_kinds)
                  and (d.expires_at is null or d.expires_at > now())
                order by d.pos, d.id
                limit v_share
                for update skip locked
            ),
            taken as (
                update jobs_queue_job j
                set state = case when is_due then 'running' else j.state end,
                    attempt = j.attempt + is_due::int,
                    pos = case when is_due then j.pos end, -- those that are not due wait for their time
                    lease = v_lease, worker = p_worker, started_at = now()
                from due
                where j.slot = due.slot and j.ctid = due.tid
                returning j.slot, j.id, j.queue::text, j.kind::text, j.payload::text, j.attempt, j.max_attempts, j.crashes,
                          j.created_at, j.trace_parent, j.batch, is_due
            ),
            noted as (
                insert into jobs_queue_claim as c (worker, lease, queue, slots, ids)
                select p_worker, v_lease, v_lane.queue, array_agg(t.slot), array_agg(t.id) from taken t where t.is_due having count(*) > 0
                on conflict (worker, lease, queue) do update set slots = c.slots || excluded.slots, ids = c.ids || excluded.ids
            )
            select t.slot, t.id, t.queue, t.kind, t.payload, t.attempt, t.max_attempts, t.crashes, v_lease, t.created_at,
                   t.trace_parent, null::text, t.batch, null::jsonb, null::interval
            from taken t
            where t.is_due;

            get diagnostics v_count = row_count;
            v_left := v_left - v_count;
            v_share := v_share - v_count;
            if v_count > 0 and (v_room ->> 'is_rated')::boolean then
                insert into jobs_queue_start (queue, jobs) values (v_lane.queue, v_count);
            end if;
        end loop;

        v_lanes := v_lanes || jsonb_build_object(
            'queue', v_lane.queue, 'priority', v_lane.priority, 'keyed', false, 'pos', v_lane.pos, 'id', v_lane.id,
            'at', v_lane.at, 'at_id', v_lane.at_id);
    end loop;

    place := jsonb_build_object(
        'late', to_jsonb(array(select distinct unnest(v_kept))), 'lanes', v_lanes, 'mute', v_mute);
    if v_left = p_limit then
        select d.run_at - clock_timestamp() into next_run_in
        from jobs_queue_job d
        where d.pos is null and d.state in ('pending', 'failed') and d.crashes < 2
        order by d.run_at
        limit 1;
        next_run_in := least(next_run_in, v_again);
    end if;
    return next;
end $$;
