-- Lists jobs as jobs_queue_find does, by their failures: those of a signature, dead ones, or ones that wait after a
-- failure.
create or replace function jobs_queue_find_failed(p_filter jobs_queue_filter, p_before bigint, p_limit int, p_from bigint)
returns setof jobs_queue_job
language plpgsql stable
as $$
begin
    if p_filter.signature is not null then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.signature = p_filter.signature and f.job_id < p_before and f.job_id >= p_from
              and (p_filter.kind is null or f.kind = p_filter.kind)
              and (p_filter.state is distinct from 'dead' or f.state = 'dead' and f.stands)
              and not exists (select from jobs_queue_failure l where l.job_id = f.job_id and l.id > f.id)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where jobs_queue_matches(j, p_filter)
        order by f.job_id desc
        limit p_limit;
    elsif p_filter.state = 'dead' then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.state = 'dead' and f.stands and f.job_id < p_before and f.job_id >= p_from
              and (p_filter.kind is null or f.kind = p_filter.kind)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where jobs_queue_matches(j, p_filter)
        order by f.job_id desc
        limit p_limit;
    else
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.job_id < p_before and f.job_id >= p_from and (p_filter.kind is null or f.kind = p_filter.kind)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where jobs_queue_matches(j, p_filter)
        order by f.job_id desc
        limit p_limit;
    end if;
end $$;
