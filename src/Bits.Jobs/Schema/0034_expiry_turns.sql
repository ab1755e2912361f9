-- Claims up to p_limit jobs of a lane in which keys take turns. Which keys have waiting jobs, and from which place on, is
-- known from the call before (p_keys); those that arrived since are looked up by transaction, from (p_pos, p_key) on, and
-- those that late transactions brought, in p_ended. Who is next is drawn, by weight: over time each key gets its share,
-- and nothing has to be written down. The last row, the one without an id, is the lane for the next call.
create or replace function jobs_queue_turns(
    p_worker bigint, p_lease bigint, p_queue text, p_priority smallint, p_pos xid8, p_key text, p_keys jsonb, p_ended xid8[],
    p_ceiling xid8, p_kinds text[], p_limit int, p_room jsonb)
returns table (
    slot smallint, id bigint, queue text, kind text, payload text, attempt int, max_attempts int, crashes smallint,
    created_at timestamptz, trace_parent text, key text, batch bigint, place jsonb)
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    c_keys    constant int := 1000; -- that take turns at once; more wait until one of these has nothing left
    c_hops    constant int := 500;
    v_keys    text[];
    v_pos     xid8[];
    v_ids     bigint[];
    v_weights double precision[];
    v_rooms   int[];
    v_drawn   int[];
    v_jobs    int[];
    v_next    xid8 := p_pos;
    v_nextkey text := coalesce(p_key, '');
    v_left    int := p_limit;
    v_count   int;
    v_expired boolean;
begin
    with recursive arrived as (
        (select j.pos, j.key::text, 1 as hops
         from jobs_queue_job j
         where j.queue = p_queue and j.priority = p_priority and j.key is not null
           and (j.pos, j.key) > (p_pos, v_nextkey) and j.pos < p_ceiling
         order by j.pos, j.key
         limit 1)
        union all
        select n.pos, n.key, a.hops + 1
        from arrived a
        cross join lateral (
            select j.pos, j.key::text
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key is not null
              and (j.pos, j.key) > (a.pos, a.key) and j.pos < p_ceiling
            order by j.pos, j.key
            limit 1
        ) n
        where a.hops < case when jsonb_array_length(p_keys) >= c_keys then 0 else c_hops end
    ),
    known as (
        select distinct on (u.key) u.key, u.pos, u.id
        from (
            select k.key, k.pos, k.id from jsonb_to_recordset(p_keys) as k (key text, pos xid8, id bigint)
            union all
            select a.key, a.pos, 0 from arrived a
            union all
            select l.key, ended.x, 0
            from unnest(p_ended) as ended (x)
            cross join lateral jobs_queue_keys_at(p_queue, p_priority, ended.x) as l (key)
            where ended.x < p_pos
        ) u
        order by u.key, u.pos, u.id
    ),
    busy as (
        select n.key, r.room::int
        from jsonb_array_elements_text(nullif(p_room -> 'keys', 'null')) with ordinality as n (key, place)
        join jsonb_array_elements_text(nullif(p_room -> 'rooms', 'null')) with ordinality as r (room, place) on r.place = n.place
    )
    select array_agg(k.key), array_agg(k.pos), array_agg(k.id), array_agg(coalesce(w.weight, 1)),
           array_agg(greatest(0, coalesce(b.room, (p_room ->> 'key_jobs')::int, p_limit))),
           coalesce((select a.pos from arrived a order by a.hops desc limit 1), v_next),
           coalesce((select a.key from arrived a order by a.hops desc limit 1), v_nextkey)
    into v_keys, v_pos, v_ids, v_weights, v_rooms, v_next, v_nextkey
    from known k
    left join jobs_queue_weight w on w.queue = p_queue and w.key = k.key
    left join busy b on b.key = k.key;

    -- A key whose first job has expired may have nothing else: such jobs end, and then the others draw once more.
    for v_pass in 1..2 loop
        -- Where a key has fewer than it drew, others draw again.
        for v_round in 1..4 loop
            exit when v_left <= 0;

            select array_agg(t.n), array_agg(t.jobs) into v_drawn, v_jobs
            from (
                select d.n::int, count(*)::int as jobs
                from (
                    select k.n
                    from unnest(v_weights, v_rooms) with ordinality as k (weight, room, n)
                    cross join lateral generate_series(0, least(
                        k.room, ceil(v_left * k.weight / (select sum(w) from unnest(v_weights) w))::int + 2) - 1) as i
                    order by (i - ln(1 - random())) / k.weight
                    limit v_left
                ) d
                group by d.n
            ) t;
            exit when v_drawn is null;

            return query
            with drawn as (
                select v_keys[t.n] as key, v_pos[t.n] as pos, v_ids[t.n] as id, t.jobs from unnest(v_drawn, v_jobs) as t (n, jobs)
            ),
            due as materialized (
                select d.slot, d.tid, d.is_due
                from drawn t
                cross join lateral (
                    select j.slot, j.ctid as tid, j.run_at <= now() as is_due
                    from jobs_queue_job j
                    where j.queue = p_queue and j.priority = p_priority and j.key = t.key and (j.pos, j.id) >= (t.pos, t.id)
                      and j.state in ('pending', 'failed') and j.kind = any (p_kinds)
                      and (j.expires_at is null or j.expires_at > now())
                    order by j.pos, j.id
                    limit t.jobs
                    for update skip locked
                ) d
            ),
            taken as (
                update jobs_queue_job j
                set state = case when is_due then 'running' else j.state end,
                    attempt = j.attempt + is_due::int,
                    pos = case when is_due then j.pos end,
                    lease = p_lease, worker = p_worker, started_at = now()
                from due
                where j.slot = due.slot and j.ctid = due.tid
                returning j.slot, j.id, j.queue::text, j.kind::text, j.payload::text, j.attempt, j.max_attempts, j.crashes,
                          j.created_at, j.trace_parent, j.key::text, j.batch, is_due
            ),
            noted as (
                insert into jobs_queue_claim as c (worker, lease, queue, slots, ids)
                select p_worker, p_lease, p_queue, array_agg(t.slot), array_agg(t.id) from taken t where t.is_due having count(*) > 0
                on conflict (worker, lease, queue) do update set slots = c.slots || excluded.slots, ids = c.ids || excluded.ids
            ),
            started as (
                insert into jobs_queue_start (queue, key, jobs)
                select p_queue, t.key, count(*) from taken t where t.is_due and (p_room ->> 'is_rated')::boolean group by t.key
            )
            select t.slot, t.id, t.queue, t.kind, t.payload, t.attempt, t.max_attempts, t.crashes, t.created_at, t.trace_parent,
                   t.key, t.batch, null::jsonb
            from taken t
            where t.is_due;
            get diagnostics v_count = row_count;
            v_left := v_left - v_count;

            select array_agg(case
                when t.jobs is null then k.room
                when exists (
                    select
                    from jobs_queue_job j
                    where j.queue = p_queue and j.priority = p_priority and j.key = k.key and (j.pos, j.id) >= (k.pos, k.id)
                      and j.state in ('pending', 'failed') and j.kind = any (p_kinds)
                      and (j.expires_at is null or j.expires_at > now())) then k.room - t.jobs
                else 0
            end order by k.n)
            into v_rooms
            from unnest(v_keys, v_pos, v_ids, v_rooms) with ordinality as k (key, pos, id, room, n)
            left join unnest(v_drawn, v_jobs) as t (n, jobs) on t.n = k.n;
        end loop;

        -- A key goes on from its first job that waits; one without leaves the round, and comes back with its next arrival.
        select jsonb_build_object(
            'queue', p_queue, 'priority', p_priority, 'keyed', true, 'pos', v_next, 'key', v_nextkey,
            'keys', coalesce(jsonb_agg(jsonb_build_object(
                'key', k.key, 'pos', least(f.pos, p_ceiling), 'id', case when f.pos < p_ceiling then f.id else 0 end)), '[]')),
               bool_or(f.is_expired)
        into place, v_expired
        from unnest(v_keys, v_pos, v_ids) as k (key, pos, id)
        cross join lateral (
            select j.pos, j.id, j.expires_at <= now() as is_expired
            from jobs_queue_job j
            where j.queue = p_queue and j.priority = p_priority and j.key = k.key and (j.pos, j.id) >= (k.pos, k.id)
              and j.state in ('pending', 'failed')
            order by j.pos, j.id
            limit 1
        ) f;
        exit when v_expired is not true or jobs_queue_expire_keys(p_queue, p_priority, v_keys, v_pos, v_ids) = 0;

        select array_agg(case
            when exists (
                select
                from jobs_queue_job j
                where j.queue = p_queue and j.priority = p_priority and j.key = k.key and (j.pos, j.id) >= (k.pos, k.id)
                  and j.state in ('pending', 'failed') and j.kind = any (p_kinds)) then k.room
            else 0
        end order by k.n)
        into v_rooms
        from unnest(v_keys, v_pos, v_ids, v_rooms) with ordinality as k (key, pos, id, room, n);
    end loop;
    return next;
end $$;
