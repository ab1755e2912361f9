-- Gives how many jobs a claim may take of a lane: p_share, less what the limits of its queue refuse; none of a paused
-- queue.
create or replace function jobs_queue_lane_capacity(p_claim jobs_queue_claim_scope, p_queue text, p_share int)
returns jobs_queue_capacity
language plpgsql
as $$
declare
    v_capacity jobs_queue_capacity;
begin
    if p_queue = any (p_claim.paused_queues) then
        p_share := 0;
    elsif p_share > 0 and p_queue = any (p_claim.limited_queues) then
        v_capacity := jobs_queue_measure_capacity(p_claim.worker, p_queue);
    end if;
    v_capacity.jobs := least(p_share, v_capacity.jobs);
    return v_capacity;
end $$;
