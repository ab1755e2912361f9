-- Tells whether one job may begin now.
create or replace function jobs_queue_may_run(p_worker bigint, p_queue text, p_key text) returns boolean language plpgsql as $$
declare
    v_free jobs_queue_capacity := jobs_queue_measure_capacity(p_worker, p_queue);
begin
    return coalesce(v_free.jobs > 0, true) and (p_key is null or coalesce(
        coalesce(v_free.key_capacities[array_position(v_free.keys, p_key)], v_free.key_jobs) > 0, true));
end $$;
