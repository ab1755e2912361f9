-- Claims up to p_limit jobs of these queues and kinds, in the order of their lanes. With p_look it also finds new
-- lanes. The last row has no id: it returns the cursor for the next claim and, if nothing was claimed, when the next
-- job is due. Without that row the worker was taken for dead.
-- Hints, at 200,000 jobs: plans made on empty tables scan whole slots; 500 jobs 3.9 s with, over 8 s without.
create or replace function jobs_queue_claim(
    p_worker bigint, p_queues text[], p_kinds text[], p_limit int, p_look boolean, p_cursor jobs_queue_cursor)
returns setof jobs_queue_claimed_job
language plpgsql set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off
set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
    v_claim    jobs_queue_claim_scope := jobs_queue_begin_claim(p_worker, p_kinds, p_cursor);
    v_next     jobs_queue_cursor := row(v_claim.in_flight, '{}', v_claim.paused_kinds);
    v_left     int := p_limit;
    v_count    int;
    v_capacity jobs_queue_capacity;
    v_retry_in interval;
    v_at       record;
    v_scan     record;
    v_row      jobs_queue_claimed_job;
begin
    if v_claim.worker is null then
        return;
    end if;
    if p_look then
        p_cursor.lanes := jobs_queue_lanes(p_queues, p_cursor.lanes);
    end if;
    perform jobs_queue_enter_lanes();

    -- Lanes of one priority share what is left, in random order.
    for v_at in
        select l.lane, count(*) over p - row_number() over p + 1 as sharers
        from (select u as lane, u.priority from unnest(p_cursor.lanes) u order by u.priority, random()) l
        window p as (partition by l.priority rows between unbounded preceding and unbounded following)
        order by l.priority, sharers desc
    loop
        v_capacity := jobs_queue_lane_capacity(v_claim, (v_at.lane).queue, ceil(v_left::numeric / v_at.sharers)::int);
        v_retry_in := least(v_retry_in, v_capacity.retry_in);
        if (v_at.lane).keyed then
            for v_row in select * from jobs_queue_claim_fair(v_claim, v_at.lane, v_capacity) loop
                if v_row.id is null then
                    v_next.lanes := v_next.lanes || (v_row.next_cursor).lanes;
                else
                    return next v_row;
                    v_left := v_left - 1;
                end if;
            end loop;
        else
            v_scan := jobs_queue_scan_lane(v_claim, v_at.lane);
            v_next.lanes := v_next.lanes || v_scan.lane;
            v_next.in_flight := v_next.in_flight || v_scan.late;
            return query select * from jobs_queue_claim_lane(v_claim, v_scan.lane, v_scan.late, v_scan.more, v_capacity);
            get diagnostics v_count = row_count;
            v_left := v_left - v_count;
        end if;
    end loop;

    v_row := jobs_queue_end_claim(v_next, v_left = p_limit, v_retry_in);
    return next v_row;
end $$;
