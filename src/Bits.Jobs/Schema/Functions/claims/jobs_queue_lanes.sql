-- Lists the lanes of these queues, each as in p_lanes or as a new one. Hops over the index from priority to priority.
create or replace function jobs_queue_lanes(p_queues text[], p_lanes jobs_queue_lane_cursor[])
returns jobs_queue_lane_cursor[]
language plpgsql
set jit = off
as $$
declare
    v_queue    text;
    v_keyed    boolean;
    v_priority int;
    v_lane     jobs_queue_lane_cursor;
    v_lanes    jobs_queue_lane_cursor[] := '{}';
begin
    foreach v_queue in array p_queues loop
        foreach v_keyed in array array[false, true] loop
            v_priority := -32769;
            loop
                if v_keyed then
                    select j.priority into v_priority
                    from jobs_queue_job j
                    where j.queue = v_queue and j.priority > v_priority and j.key is not null
                    order by j.priority
                    limit 1;
                else
                    select j.priority into v_priority
                    from jobs_queue_job j
                    where j.queue = v_queue and j.priority > v_priority and j.key is null
                    order by j.priority
                    limit 1;
                end if;
                exit when not found;

                select l.* into v_lane
                from unnest(p_lanes) l
                where l.queue = v_queue and l.priority = v_priority and l.keyed = v_keyed;
                if not found then
                    v_lane := row(v_queue, v_priority, v_keyed, '3', 0, '3', 0, null, null); -- 3: the first transaction
                end if;
                v_lanes := v_lanes || v_lane;
            end loop;
        end loop;
    end loop;
    return v_lanes;
end $$;
