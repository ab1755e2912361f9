-- Estimates the id of the first job that was enqueued at a moment or later. Ids follow the order in which transactions
-- began, but for the time that these are open.
create or replace function jobs_queue_id_at(p_moment timestamptz) returns bigint
language plpgsql stable
set jit = off
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
