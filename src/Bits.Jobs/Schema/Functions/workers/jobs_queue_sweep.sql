-- Takes back running jobs that no claim lists: once in p_every, by one node, at most p_rows jobs further each time,
-- slot after slot. Returns the jobs. Also ends expired waiting jobs, at most 10,000: no claim meets those of paused or
-- unserved queues.
-- Hints, at 200,000 jobs: after a bulk insert claims are hashed and scanned; 17 ms with, 30 ms without.
create or replace function jobs_queue_sweep(p_every interval, p_rows int) returns table (id bigint, kind text, state text)
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    c_ends constant int := 10000;
    v_at   jobs_queue_sweep;
    v_seen record;
    v_left int := p_rows;
begin
    if not pg_try_advisory_xact_lock(jobs_queue_lock_class(), 2) then
        return;
    end if;
    select * into v_at from jobs_queue_sweep s where s.swept_at < now() - p_every;
    if not found then
        return;
    end if;

    delete from jobs_queue_claim c where not exists (select from jobs_queue_worker w where w.id = c.worker);

    -- Each slot once, and those before the start in the first one.
    for v_step in 0 .. 8 loop
        v_seen := jobs_queue_list_strays(v_at.slot, v_at.id, v_left);
        return query
        select t.id, t.kind, t.state
        from jobs_queue_take_back(v_seen.orphan_slots, v_seen.orphan_ids, v_seen.orphan_leases, null, 'orphaned') t;
        perform jobs_queue_expire(v_seen.expired_slots[:c_ends], v_seen.expired_ids[:c_ends]);
        if cardinality(v_seen.expired_ids) > c_ends then
            v_at.id := v_seen.expired_ids[c_ends];
            exit;
        end if;

        v_left := v_left - v_seen.jobs;
        v_at.id := v_seen.last;
        exit when v_left <= 0;
        v_at.slot := (v_at.slot + 1) % 8;
        v_at.id := 0;
    end loop;

    update jobs_queue_sweep s set swept_at = now(), slot = v_at.slot, id = v_at.id;
end $$;
