-- One row for each job, from the moment it is enqueued to the moment it is forgotten. Any language may enqueue:
--   insert into jobs_queue_job (kind, payload) values ('groups.notify_post', '{"postId": "…"}');
create table jobs_queue_job (
    id           bigint      generated always as identity,
    queue        text        not null default 'default',
    kind         text        not null,
    payload      jsonb       not null default '{}',
    state        text        not null default 'pending',
    priority     smallint    not null default 0,
    run_at       timestamptz not null default now(),
    attempt      int         not null default 0,
    max_attempts int         not null default 12,
    created_at   timestamptz not null default now(),
    trace_parent text,
    lease        bigint,
    leased_until timestamptz,
    worker       text,
    started_at   timestamptz,
    finished_at  timestamptz,
    error        text,
    constraint jobs_queue_job_pkey primary key (id),
    constraint jobs_queue_job_queue_is_a_word check (queue ~ '^[a-z][a-z0-9_.-]{0,63}$'),
    constraint jobs_queue_job_kind_is_a_word check (kind ~ '^[a-z][a-z0-9_.-]{0,127}$'),
    constraint jobs_queue_job_payload_is_an_object check (jsonb_typeof(payload) = 'object'),
    constraint jobs_queue_job_state_is_known
        check (state in ('pending', 'running', 'succeeded', 'failed', 'dead')),
    constraint jobs_queue_job_max_attempts_is_positive check (max_attempts > 0),
    constraint jobs_queue_job_running_has_a_lease check ((state = 'running') = (lease is not null)),
    constraint jobs_queue_job_lease_has_an_end check ((lease is null) = (leased_until is null))
);

-- What may be claimed, in the order in which it is.
create index jobs_queue_job_waiting
    on jobs_queue_job (queue, priority, run_at, id)
    where state in ('pending', 'failed');

-- What a worker holds: few rows, looked through by heartbeats and rescuers.
create index jobs_queue_job_running on jobs_queue_job (leased_until) where state = 'running';

-- Fencing tokens: a claim gets the next one, and only its holder may finish the job.
create sequence jobs_queue_lease;
