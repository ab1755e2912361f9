-- Lists the queues that have jobs. Hops over the indexes from queue to queue; in plpgsql, so that plans are kept.
create or replace function jobs_queue_queues() returns text[]
language plpgsql stable
set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
    v_queues  text[] := '{}';
    v_last    text := ''; -- before the name of any queue
    v_unkeyed text;
    v_keyed   text;
begin
    loop
        select j.queue into v_unkeyed from jobs_queue_job j where j.queue > v_last and j.key is null order by j.queue limit 1;
        select j.queue into v_keyed from jobs_queue_job j where j.queue > v_last and j.key is not null order by j.queue limit 1;
        v_last := least(v_unkeyed, v_keyed);
        exit when v_last is null;
        v_queues := v_queues || v_last;
    end loop;
    return v_queues;
end $$;
