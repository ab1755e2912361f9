-- Attempts that did not end in success, one row each: the history of a job that failed, and what failures are grouped by.
create table jobs_queue_failure (
    id        bigint      not null generated always as identity,
    job_id    bigint      not null,
    at        timestamptz not null default now(),
    state     text        not null, -- of the job, after it
    attempt   int         not null,
    queue     text        not null,
    kind      text        not null,
    began_at  timestamptz,
    worker    text,
    type      text        not null, -- of the exception; or lost, cancelled, discarded, malformed
    message   text        not null,
    detail    text        not null,
    signature text        not null,
    constraint jobs_queue_failure_pkey primary key (id),
    constraint jobs_queue_failure_state_is_known check (state in ('failed', 'dead'))
);

create index jobs_queue_failure_job on jobs_queue_failure (job_id, id);
create index jobs_queue_failure_dead on jobs_queue_failure (job_id) where state = 'dead';
create index jobs_queue_failure_signature on jobs_queue_failure (signature, job_id);

-- What failures have in common: the type and the first line of the message, without numbers, ids and quoted names.
create function jobs_queue_signature(p_type text, p_message text) returns text language sql immutable as $$
    select left(
        p_type || ': ' || regexp_replace(
            split_part(p_message, E'\n', 1),
            '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|0x[0-9a-fA-F]+|[0-9]+([.,:][0-9]+)*|''[^'']*''|"[^"]*"|[^\s]+@[^\s]+', '…', 'g'),
        300)
$$;

-- Queues and kinds that an operator has stopped: nothing of them is claimed.
create table jobs_queue_pause (
    queue     text,
    kind      text,
    reason    text        not null,
    paused_at timestamptz not null default now(),
    constraint jobs_queue_pause_key unique nulls not distinct (queue, kind),
    constraint jobs_queue_pause_is_of_a_queue_or_a_kind check (num_nonnulls(queue, kind) = 1)
);

-- How attempts ended, by the minute; each worker writes rows of its own.
create table jobs_queue_tally (
    minute  timestamptz      not null,
    worker  bigint           not null,
    queue   text             not null,
    kind    text             not null,
    outcome text             not null,
    jobs    bigint           not null,
    seconds double precision not null,
    constraint jobs_queue_tally_pkey primary key (minute, worker, queue, kind, outcome)
) with (fillfactor = 50);

-- Counts jobs that wait, run or are dead, by queue and kind. No count costs more than p_most rows a lane; one that was
-- broken off there is at least so much.
create function jobs_queue_counts(p_most int)
returns table (queue text, kind text, state text, jobs bigint, is_least boolean)
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
#variable_conflict use_column
declare
    v_queues text[];
    v_lane   record;
begin
    with recursive known as (
        select least(
            (select j.queue from jobs_queue_job j where j.key is null order by j.queue limit 1)::text,
            (select j.queue from jobs_queue_job j where j.key is not null order by j.queue limit 1)::text) as queue
        union all
        select least(
            (select j.queue from jobs_queue_job j where j.queue > known.queue and j.key is null order by j.queue limit 1)::text,
            (select j.queue from jobs_queue_job j where j.queue > known.queue and j.key is not null order by j.queue limit 1)::text)
        from known
        where known.queue is not null
    )
    select array_agg(k.queue) into v_queues from known k where k.queue is not null;

    for v_lane in
        select lane.queue, lane.priority, lane.keyed, coalesce(p.pos, '3') as pos, coalesce(p.id, 0) as id
        from jsonb_to_recordset(jobs_queue_lanes(coalesce(v_queues, '{}'), '{}') -> 'lanes')
            as lane (queue text, priority smallint, keyed boolean)
        left join jobs_queue_place p on p.queue = lane.queue and p.priority = lane.priority and p.keyed = lane.keyed
    loop
        return query
        select v_lane.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
        from (
            (select j.kind::text, j.state
             from jobs_queue_job j
             where not v_lane.keyed and j.key is null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and (j.pos, j.id) >= (v_lane.pos, v_lane.id) and j.state in ('pending', 'failed')
             order by j.pos, j.id
             limit p_most)
            union all
            (select j.kind::text, j.state
             from jobs_queue_job j
             where v_lane.keyed and j.key is not null and j.queue = v_lane.queue and j.priority = v_lane.priority
               and j.pos >= v_lane.pos and j.state in ('pending', 'failed')
             order by j.pos
             limit p_most)
        ) w
        group by w.kind, w.state;
    end loop;

    return query
    select w.queue, w.kind, w.state, count(*), sum(count(*)) over () >= p_most
    from (
        select j.queue::text, j.kind::text, j.state
        from jobs_queue_job j
        where j.pos is null and j.state in ('pending', 'failed')
        order by j.run_at
        limit p_most
    ) w
    group by w.queue, w.kind, w.state;

    return query
    select j.queue::text, j.kind::text, j.state, count(*), false
    from jobs_queue_claim c
    cross join unnest(c.slots, c.ids) as held (slot, id)
    join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running'
    group by j.queue, j.kind, j.state;

    return query
    select j.queue::text, j.kind::text, j.state, count(*), sum(count(*)) over () >= p_most
    from (
        select distinct f.job_id from jobs_queue_failure f where f.state = 'dead' order by f.job_id desc limit p_most
    ) f
    join jobs_queue_job j on j.id = f.job_id and j.state = 'dead'
    group by j.queue, j.kind, j.state;
end $$;
