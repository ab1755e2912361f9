-- The jobs that a filter means, the latest first, from before a number on. The filter names columns; what it does not name
-- does not count. "signature" is that of the last failure of a job.
create function jobs_queue_find(p_filter jsonb, p_before bigint, p_limit int) returns setof jobs_queue_job
language plpgsql stable
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_queue     text := p_filter ->> 'queue';
    v_kind      text := p_filter ->> 'kind';
    v_state     text := lower(p_filter ->> 'state');
    v_key       text := p_filter ->> 'key';
    v_batch     bigint := p_filter ->> 'batch';
    v_from      timestamptz := p_filter ->> 'enqueued_from';
    v_until     timestamptz := p_filter ->> 'enqueued_before';
    v_signature text := p_filter ->> 'signature';
begin
    -- Few jobs fail and few run: these are found by what is noted of them, not by walking over all others.
    if v_signature is not null then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.signature = v_signature and f.job_id < p_before
              and not exists (select from jobs_queue_failure l where l.job_id = f.job_id and l.id > f.id)
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key)
          and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by f.job_id desc
        limit p_limit;
    elsif v_state = 'dead' or v_state = 'failed' then
        return query
        select j.*
        from (
            select distinct f.job_id
            from jobs_queue_failure f
            where f.job_id < p_before
            order by f.job_id desc
        ) f
        cross join lateral (select * from jobs_queue_job i where i.id = f.job_id) j
        where (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and j.state = v_state and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by f.job_id desc
        limit p_limit;
    elsif v_state = 'running' then
        return query
        select j.*
        from jobs_queue_claim c
        cross join unnest(c.slots, c.ids) as held (slot, id)
        join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running'
        where j.id < p_before
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_key is null or j.key = v_key) and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by j.id desc
        limit p_limit;
    else
        return query
        select j.*
        from jobs_queue_job j
        where j.id < p_before
          and (v_queue is null or j.queue = v_queue) and (v_kind is null or j.kind = v_kind)
          and (v_state is null or j.state = v_state) and (v_key is null or j.key = v_key)
          and (v_batch is null or j.batch = v_batch)
          and (v_from is null or j.created_at >= v_from) and (v_until is null or j.created_at < v_until)
        order by j.id desc
        limit p_limit;
    end if;
end $$;

-- Runs jobs again that are dead, or wait after a failure: at once, with all their attempts, at the end of their lanes.
-- Returns how many.
create function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns int language plpgsql as $$
declare
    v_count int;
begin
    update jobs_queue_job
    set state = 'pending', attempt = 0, crashes = 0, run_at = now(), finished_at = null, pos = pg_current_xact_id(),
        lease = null, worker = null, payload = coalesce(p_payload, payload)
    where id = any (p_ids) and state in ('failed', 'dead');
    get diagnostics v_count = row_count;
    perform jobs_queue_wake();
    return v_count;
end $$;

-- Forgets dead jobs, and what is known of how they failed. Returns how many.
create function jobs_queue_discard(p_ids bigint[]) returns int language plpgsql as $$
declare
    v_count int;
begin
    with gone as (
        delete from jobs_queue_job where id = any (p_ids) and state = 'dead' returning id
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

-- About how many jobs are kept, as the planner estimates it.
create function jobs_queue_estimate() returns bigint language sql stable as $$
    select coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'jobs_queue_job'::regclass
$$;
