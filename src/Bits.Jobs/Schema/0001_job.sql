-- One row for each job, from the moment it is enqueued to the moment it is forgotten. Any language may enqueue:
--   insert into jobs_queue_job (kind, payload) values ('groups.notify_post', '{"postId": "…"}');
-- How it works, and why: docs/design/jobs.md.

-- Rules for values are in domains: a check of the table would be tested again by every update of every job.
create domain jobs_queue_queue_name as text
    constraint jobs_queue_job_queue_is_a_word check (value ~ '^[a-z][a-z0-9_.-]{0,63}$');
create domain jobs_queue_kind_name as text
    constraint jobs_queue_job_kind_is_a_word check (value ~ '^[a-z][a-z0-9_.-]{0,127}$');
create domain jobs_queue_key as text
    constraint jobs_queue_job_key_is_within_200_bytes check (octet_length(value) between 1 and 200);
create domain jobs_queue_payload as jsonb
    constraint jobs_queue_job_payload_is_an_object check (jsonb_typeof(value) = 'object')
    constraint jobs_queue_job_payload_is_within_2_mib check (pg_column_size(value) <= 2097152);

create sequence jobs_queue_job_id_seq;

-- Fencing tokens: a claim gets the next one, and only its holder may finish the job.
create sequence jobs_queue_lease;

-- Its last value is the slot that new jobs go to.
create sequence jobs_queue_ring minvalue 0 maxvalue 7;
select setval('jobs_queue_ring', 0);

-- What claim and completion change comes first, so that the log records little else.
create table jobs_queue_job (
    slot         smallint              not null default pg_sequence_last_value('jobs_queue_ring')::smallint,
    state        text                  not null default 'pending',
    attempt      int                   not null default 0,
    crashes      smallint              not null default 0, -- how many workers died or were lost with it
    lease        bigint,                                   -- stays when the job has ended
    worker       bigint,
    started_at   timestamptz,
    finished_at  timestamptz,
    id           bigint                not null default nextval('jobs_queue_job_id_seq'),
    pos          xid8                  default pg_current_xact_id(), -- its place in the lane; null while it waits for run_at
    run_at       timestamptz           not null default now(),
    created_at   timestamptz           not null default now(),
    priority     smallint              not null default 0,
    max_attempts int                   not null default 12,
    queue        jobs_queue_queue_name not null default 'default',
    kind         jobs_queue_kind_name  not null,
    payload      jobs_queue_payload    not null default '{}',
    trace_parent text,
    key          jobs_queue_key,                           -- jobs with keys take turns
    batch        bigint,
    error        text,
    constraint jobs_queue_job_pkey primary key (id, slot),
    constraint jobs_queue_job_state_is_known
        check (state in ('pending', 'running', 'succeeded', 'failed', 'dead')),
    constraint jobs_queue_job_max_attempts_is_positive check (max_attempts > 0),
    constraint jobs_queue_job_run_at_is_before_9999
        check (run_at < '9999-01-01 00:00:00+00' and run_at > '-infinity'),
    constraint jobs_queue_job_running_has_a_lease check (state <> 'running' or (lease is not null and worker is not null))
) partition by list (slot);

-- Eight slots, filled one after the other; a slot whose jobs are old enough is truncated. No index mentions the state, and
-- each page has room for the two updates that a job gets: these then touch no index.
do $$
begin
    for slot in 0..7 loop
        execute format(
            'create table jobs_queue_job_%s partition of jobs_queue_job for values in (%s) with (fillfactor = 34)',
            slot, slot);
    end loop;
end $$;

-- A lane is a queue at a priority. Its jobs are claimed in this order.
create index jobs_queue_job_lane on jobs_queue_job (queue, priority, pos, id) where key is null;

-- Those with keys have lanes of their own, in which keys take turns: one index for the jobs of a key in their order, one to
-- learn which keys have arrived.
create index jobs_queue_job_turn on jobs_queue_job (queue, priority, key, pos, id) where key is not null;
create index jobs_queue_job_arrival on jobs_queue_job (queue, priority, pos, key) where key is not null;

-- Jobs that wait for their time.
create index jobs_queue_job_later on jobs_queue_job (run_at) where pos is null;

-- Which slot was closed when: it may be truncated once no older transaction is left.
create table jobs_queue_slot (
    slot      smallint    not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by xid8,
    constraint jobs_queue_slot_pkey primary key (slot)
);
insert into jobs_queue_slot (slot, opened_at) values (0, now());

-- The workers that live. Whoever has not beaten for its lease is dead; what it claimed is then taken back.
create table jobs_queue_worker (
    id         bigint      not null generated always as identity,
    name       text        not null,
    queues     text[]      not null,
    kinds      text[]      not null,
    lease      interval    not null,
    started_at timestamptz not null default now(),
    beat_at    timestamptz not null default now(),
    ended_below bigint     not null default 0, -- all of its claims below this one have ended
    constraint jobs_queue_worker_pkey primary key (id)
) with (fillfactor = 50);

-- What was claimed of a queue in one go. Gone once all of it has ended.
create table jobs_queue_claim (
    worker bigint     not null,
    lease  bigint     not null,
    queue  text       not null,
    slots  smallint[] not null,
    ids    bigint[]   not null,
    constraint jobs_queue_claim_pkey primary key (worker, lease, queue)
);
alter table jobs_queue_claim alter column slots set storage plain, alter column ids set storage plain;

-- Where the claimers of a lane may start: whatever lies before has been claimed, except what the late transactions bring.
create table jobs_queue_place (
    queue    text     not null,
    priority smallint not null,
    keyed    boolean  not null, -- the lane of those with keys
    pos      xid8     not null,
    id       bigint   not null,
    late     xid8[]   not null,
    constraint jobs_queue_place_pkey primary key (queue, priority, keyed)
) with (fillfactor = 50);

-- Running jobs that somebody wants to end.
create table jobs_queue_cancel (
    id     bigint not null,
    worker bigint not null,
    lease  bigint not null,
    reason text   not null,
    constraint jobs_queue_cancel_pkey primary key (worker, id)
);

-- Who holds a unique key. The key is free again when its holder says so: nobody has to clean up.
create table jobs_queue_unique (
    key        text        not null,
    job_id     bigint      not null,
    held_while text[]      not null,
    held_until timestamptz not null,
    constraint jobs_queue_unique_pkey primary key (key),
    constraint jobs_queue_unique_key_is_within_500_bytes check (octet_length(key) between 1 and 500)
);

-- Whoever puts a job back by hand, or into another lane, need not know of lanes: it goes to the end of its lane.
create function jobs_queue_requeue() returns trigger language plpgsql as $$
begin
    update jobs_queue_job
    set pos = case when run_at <= now() then pg_current_xact_id() end, lease = null, worker = null, crashes = 0
    where slot = new.slot and id = new.id;
    return null;
end $$;

create trigger jobs_queue_requeue
    after update of state, queue, priority on jobs_queue_job
    for each row
    when (new.state in ('pending', 'failed') and new.pos is not null and new.pos is not distinct from old.pos
        and (old.state not in ('pending', 'failed') or new.queue <> old.queue or new.priority <> old.priority))
    execute function jobs_queue_requeue();
