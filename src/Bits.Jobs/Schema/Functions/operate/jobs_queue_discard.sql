-- Deletes jobs that are dead or that no worker holds, with their failures, reports and logs. Returns how many.
create or replace function jobs_queue_discard(p_ids bigint[]) returns int language plpgsql as $$
declare
    v_count int;
begin
    perform from jobs_queue_job j where j.id = any (p_ids) order by j.id for no key update;

    with gone as (
        delete from jobs_queue_job j
        where j.id = any (p_ids)
          and (j.state = 'dead' or j.state = 'running' and not jobs_queue_is_held(j.worker, j.lease, j.id))
        returning id
    ),
    said as (
        delete from jobs_queue_failure f using gone where f.job_id = gone.id
    ),
    told as (
        delete from jobs_queue_report r using gone where r.job_id = gone.id
    ),
    logged as (
        delete from jobs_queue_log l using gone where l.job_id = gone.id
    )
    select count(*) into v_count from gone;
    return v_count;
end $$;
