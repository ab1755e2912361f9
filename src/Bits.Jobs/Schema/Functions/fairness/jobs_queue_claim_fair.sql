-- Claims jobs of a lane with keys, by fair queueing. The last row has no id: its cursor holds the lane for the next
-- claim.
create or replace function jobs_queue_claim_fair(
    p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_capacity jobs_queue_capacity)
returns setof jobs_queue_claimed_job
language plpgsql
as $$
declare
    v_candidates jobs_queue_candidates;
    v_listed     record;
    v_drawn      record;
    v_next       record;
    v_left       int := p_capacity.jobs;
    v_count      int;
    v_last       jobs_queue_claimed_job;
begin
    v_listed := jobs_queue_list_candidates(p_claim, p_capacity, p_lane);
    p_lane := v_listed.lane;
    v_candidates := v_listed.candidates;

    -- A key whose first job has expired may have no other: expired jobs end, and then the other keys draw once more.
    for v_pass in 1..2 loop
        -- If a key has fewer jobs than it drew, other keys draw again.
        for v_draw in 1..4 loop
            exit when v_left <= 0;
            v_drawn := jobs_queue_draw_keys(v_candidates, v_left);
            exit when v_drawn.numbers is null;

            return query
            select * from jobs_queue_claim_keys(p_claim, p_lane, v_candidates, v_drawn.numbers, v_drawn.jobs, p_capacity.is_rated);
            get diagnostics v_count = row_count;
            v_left := v_left - v_count;
            v_candidates.capacities := jobs_queue_remaining_capacities(
                p_claim.kinds, p_lane, v_candidates, v_drawn.numbers, v_drawn.jobs);
        end loop;

        v_next := jobs_queue_next_keys(p_claim.ceiling, v_candidates, p_lane);
        exit when not v_next.has_expired
            or jobs_queue_expire_keys(p_lane.queue, p_lane.priority, v_candidates.keys, v_candidates.txid, v_candidates.ids) = 0;
        v_candidates.capacities := jobs_queue_remaining_capacities(
            p_claim.kinds, p_lane, v_candidates, array(select generate_subscripts(v_candidates.keys, 1)),
            array_fill(0, array[cardinality(v_candidates.keys)]));
    end loop;

    v_last.next_cursor := row('{}', array[v_next.lane], '{}');
    return next v_last;
end $$;
