-- Jobs that belong together. When all of them have ended a batch ends, once, and its follow-up is enqueued with it.
create table jobs_queue_batch (
    id         bigint      not null generated always as identity,
    created_at timestamptz not null default now(),
    then_kind  jobs_queue_kind_name,   -- the follow-up; none where it is null
    then_args  jobs_queue_payload,
    then_queue jobs_queue_queue_name,
    only_if_all_succeeded boolean not null default false,
    then_job   bigint,
    ended_at   timestamptz,
    jobs       bigint,
    succeeded  bigint,
    constraint jobs_queue_batch_pkey primary key (id)
);

create index jobs_queue_batch_open on jobs_queue_batch (id) where ended_at is null;
create index jobs_queue_job_batch on jobs_queue_job (batch, id) where batch is not null;

-- Ends the batches of which no job waits or runs any more, and enqueues what follows; returns how many. The payload of the
-- follow-up gets a property "batch": its number and how many jobs it had, of which how many succeeded and how many are dead.
--
-- Whoever adds jobs to a batch holds its row: such a batch is left for another time.
create function jobs_queue_end_batches() returns int
language plpgsql
set jit = off set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_batch     jobs_queue_batch;
    v_jobs      bigint;
    v_succeeded bigint;
    v_follower  bigint;
    v_count     int := 0;
begin
    for v_batch in
        select * from jobs_queue_batch b where b.ended_at is null order by b.id for update skip locked
    loop
        -- From the last one on: it is likely to be the last to end.
        perform from jobs_queue_job j
        where j.batch = v_batch.id and j.state in ('pending', 'running', 'failed')
        order by j.id desc
        limit 1;
        continue when found;

        select count(*), count(*) filter (where j.state = 'succeeded') into v_jobs, v_succeeded
        from jobs_queue_job j
        where j.batch = v_batch.id;
        v_follower := null;
        if v_batch.then_kind is not null and (v_jobs = v_succeeded or not v_batch.only_if_all_succeeded) then
            insert into jobs_queue_job (queue, kind, payload)
            values (
                v_batch.then_queue, v_batch.then_kind,
                v_batch.then_args || jsonb_build_object('batch', jsonb_build_object(
                    'id', v_batch.id, 'jobs', v_jobs, 'succeeded', v_succeeded, 'dead', v_jobs - v_succeeded)))
            returning id into v_follower;
        end if;
        update jobs_queue_batch b
        set ended_at = now(), jobs = v_jobs, succeeded = v_succeeded, then_job = v_follower
        where b.id = v_batch.id;
        v_count := v_count + 1;
    end loop;

    if v_count > 0 then
        perform jobs_queue_wake();
    end if;
    return v_count;
end $$;
