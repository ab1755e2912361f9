-- Gives the id at which a search for a filter stops after p_max jobs, from p_before down; null if it reaches the end
-- first.
create or replace function jobs_queue_search_stop(p_filter jobs_queue_filter, p_before bigint, p_max int) returns bigint
language plpgsql stable
as $$
declare
    v_stop bigint;
begin
    if p_filter.signature is not null or p_filter.state in ('dead', 'failed') then
        -- A failure costs a look into every slot, so a twentieth of these.
        select f.job_id + 1 into v_stop
        from jobs_queue_failure f
        where (p_filter.signature is null or f.signature = p_filter.signature)
          and (p_filter.state is distinct from 'dead' or f.state = 'dead' and f.stands) and f.job_id < p_before
        order by f.job_id desc
        offset p_max / 20
        limit 1;
    elsif p_filter.state = 'running' then
        null; -- never many
    elsif p_filter.batch is not null then
        select j.id + 1 into v_stop
        from jobs_queue_job j
        where j.batch = p_filter.batch and j.id < p_before
        order by j.batch desc, j.id desc
        offset p_max
        limit 1;
    else
        select j.id + 1 - p_max into v_stop from jobs_queue_job j where j.id < p_before order by j.id desc limit 1;
    end if;
    return v_stop;
end $$;
