-- The job queue. One row for each job, from its enqueue to its retention. Any language may enqueue:
--   insert into jobs_queue_job (kind, payload) values ('groups.notify_post', '{"postId": "…"}');
-- How it works, and why: docs/design/jobs.md.

-- Domains hold the rules for values: a check of the table would run again in every update of every job.
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

-- Fencing tokens: each claim takes the next one, and only its holder may finish the job.
create sequence jobs_queue_lease;

-- Its last value is the slot of new jobs.
create sequence jobs_queue_ring minvalue 0 maxvalue 7;
select setval('jobs_queue_ring', 0);

-- Columns that claims and ends change come first, so that the log records little else.
create table jobs_queue_job (
    slot          smallint              not null default pg_sequence_last_value('jobs_queue_ring')::smallint,
    state         text                  not null default 'pending',
    attempt       int                   not null default 0,
    crashes       smallint              not null default 0, -- workers that were lost with it
    lease         bigint,                                   -- stays when the job has ended
    worker        bigint,
    started_at    timestamptz,
    finished_at   timestamptz,
    id            bigint                not null default nextval('jobs_queue_job_id_seq'),
    txid           xid8                  default pg_current_xact_id(), -- its position in the lane; null until run_at
    run_at        timestamptz           not null default now(),
    created_at    timestamptz           not null default now(),
    priority      smallint              not null default 0,
    max_attempts  int                   not null default 12,
    queue         jobs_queue_queue_name not null default 'default',
    kind          jobs_queue_kind_name  not null,
    payload       jobs_queue_payload    not null default '{}',
    trace_parent  text,
    key           jobs_queue_key,                           -- the partition key: fair queueing among keys
    batch         bigint,
    error         text,
    cancel_reason text,                                     -- on the row, so that an end that waits for the operator sees it
    expires_at    timestamptz,                              -- a job that has not started by then ends dead; null: never
    constraint jobs_queue_job_pkey primary key (id, slot),
    constraint jobs_queue_job_state_is_known
        check (state in ('pending', 'running', 'succeeded', 'failed', 'dead')),
    constraint jobs_queue_job_max_attempts_is_positive check (max_attempts > 0),
    constraint jobs_queue_job_run_at_is_before_9999
        check (run_at < '9999-01-01 00:00:00+00' and run_at > '-infinity'),
    constraint jobs_queue_job_expires_at_is_a_moment
        check (expires_at < '9999-01-01 00:00:00+00' and expires_at > '1900-01-01 00:00:00+00'),
    constraint jobs_queue_job_running_has_a_lease check (state <> 'running' or (lease is not null and worker is not null))
) partition by list (slot);

-- Eight slots, filled one after the other; retention truncates a slot whose jobs are old enough. No index contains the
-- state, and each page has room for all three versions of each job, also behind a snapshot that keeps the page from being
-- pruned: updates then touch no index. At 34, one update in eleven left its page.
do $$
begin
    for slot in 0..7 loop
        execute format(
            'create table jobs_queue_job_%s partition of jobs_queue_job for values in (%s) with (fillfactor = 30)',
            slot, slot);
    end loop;
end $$;

-- A lane is a queue at a priority. Claims take its jobs in this order.
create index jobs_queue_job_lane on jobs_queue_job (queue, priority, txid, id) where key is null;

-- Jobs with keys have lanes of their own, with fair queueing: one index lists the jobs of a key in their order, one finds the
-- keys that have arrived.
create index jobs_queue_job_fair on jobs_queue_job (queue, priority, key, txid, id) where key is not null;
create index jobs_queue_job_arrival on jobs_queue_job (queue, priority, txid, key) where key is not null;

-- Scheduled jobs, by their time.
create index jobs_queue_job_scheduled on jobs_queue_job (run_at) where txid is null;

create index jobs_queue_job_batch on jobs_queue_job (batch, id) where batch is not null;

-- When each slot was closed: retention truncates it once no older transaction is left.
create table jobs_queue_slot (
    slot      smallint    not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by xid8,
    constraint jobs_queue_slot_pkey primary key (slot)
);
insert into jobs_queue_slot (slot, opened_at) values (0, now());

-- Living workers. A worker without a heartbeat for its lease is dead: others take its jobs back.
create table jobs_queue_worker (
    id          bigint      not null generated always as identity,
    name        text        not null,
    queues      text[]      not null,
    kinds       text[]      not null,
    lease       interval    not null,
    started_at  timestamptz not null default now(),
    beat_at     timestamptz not null default now(),
    ended_below bigint      not null default 0, -- all of its claims below this one have ended
    left_at     timestamptz,                    -- it has stopped, and left claims whose ends it could not store
    concurrency int         not null default 0,
    running     int         not null default 0, -- as of its last heartbeat
    constraint jobs_queue_worker_pkey primary key (id)
) with (fillfactor = 50);

-- Jobs that were claimed of a queue together. Deleted once all of them have ended. A running job belongs to the worker whose
-- claim lists it; one without a living claim is an orphan.
create table jobs_queue_claim (
    worker bigint     not null,
    lease  bigint     not null,
    queue  text       not null,
    slots  smallint[] not null,
    ids    bigint[]   not null,
    constraint jobs_queue_claim_pkey primary key (worker, lease, queue)
);
alter table jobs_queue_claim alter column slots set storage plain, alter column ids set storage plain;

-- Where claims of a lane may start: every job before is claimed, except those that the late transactions add.
create table jobs_queue_low_watermark (
    queue    text     not null,
    priority smallint not null,
    keyed    boolean  not null, -- the lane of jobs with keys
    txid      xid8     not null,
    id       bigint   not null,
    in_flight     xid8[]   not null,
    constraint jobs_queue_low_watermark_pkey primary key (queue, priority, keyed)
) with (fillfactor = 50);

-- Running jobs that an operator cancels.
create table jobs_queue_cancel (
    id     bigint not null,
    worker bigint not null,
    lease  bigint not null,
    reason text   not null,
    constraint jobs_queue_cancel_pkey primary key (worker, id)
);

-- Where the sweep for orphans goes on. One row.
create table jobs_queue_sweep (
    is_one   boolean     not null default true,
    swept_at timestamptz not null default '-infinity',
    slot     smallint    not null default 0,
    id       bigint      not null default 0,
    constraint jobs_queue_sweep_pkey primary key (is_one),
    constraint jobs_queue_sweep_is_one_row check (is_one)
);
insert into jobs_queue_sweep default values;

-- Holders of unique keys. The state of the holder frees its key, so nothing has to be cleaned up.
create table jobs_queue_unique (
    key        text        not null,
    job_id     bigint      not null,
    held_while text[]      not null,
    held_until timestamptz not null,
    constraint jobs_queue_unique_pkey primary key (key),
    constraint jobs_queue_unique_key_is_within_500_bytes check (octet_length(key) between 1 and 500)
);

-- Attempts that did not succeed, one row each: the history of a job, and what failures are grouped by.
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
    type      text        not null, -- of the exception; or lost, cancelled, discarded, malformed, expired, skipped
    message   text        not null,
    detail    text        not null,
    signature text        not null,
    stands    boolean     not null default true, -- still why its job is dead; false once that is retried
    constraint jobs_queue_failure_pkey primary key (id),
    constraint jobs_queue_failure_state_is_known check (state in ('failed', 'dead'))
);

create index jobs_queue_failure_job on jobs_queue_failure (job_id, id);
create index jobs_queue_failure_signature on jobs_queue_failure (signature, job_id);

-- Counts, groups and lists dead jobs without reading the jobs, of which each is a look into every slot.
create index jobs_queue_failure_stands on jobs_queue_failure (job_id) include (queue, kind) where state = 'dead' and stands;

-- The same without expired jobs: the health check counts these.
create index jobs_queue_failure_broken on jobs_queue_failure (job_id) where state = 'dead' and stands and type <> 'expired';

-- Queues and kinds that an operator has paused: claims skip them.
create table jobs_queue_pause (
    queue     text,
    kind      text,
    reason    text        not null,
    paused_at timestamptz not null default now(),
    constraint jobs_queue_pause_key unique nulls not distinct (queue, kind),
    constraint jobs_queue_pause_is_of_a_queue_or_a_kind check (num_nonnulls(queue, kind) = 1)
);

-- Outcomes of attempts, by the minute; each worker writes rows of its own.
create table jobs_queue_outcome (
    minute  timestamptz      not null,
    worker  bigint           not null,
    queue   text             not null,
    kind    text             not null,
    outcome text             not null,
    jobs    bigint           not null,
    seconds double precision not null,
    constraint jobs_queue_outcome_pkey primary key (minute, worker, queue, kind, outcome)
) with (fillfactor = 50);

-- Schedules. Workers read the calendar; a node that fires a tick first writes its row.
create table jobs_queue_periodic (
    name         text                  not null,
    cron         text                  not null,
    zone         text                  not null,
    missed       text                  not null, -- what happens to ticks that no worker fired in time
    missed_max  int                   not null default 1,
    queue        jobs_queue_queue_name not null,
    kind         jobs_queue_kind_name  not null,
    payload      jobs_queue_payload    not null,
    priority     smallint              not null default 0,
    max_attempts int                   not null default 12,
    is_by_hand   boolean               not null default false, -- an operator's edit overrides the code
    paused       text,                                         -- why, while it is
    settled_to   timestamptz           not null default now(), -- ticks up to here have fired, or never will
    no_overlap   boolean               not null default false, -- enqueues no job while one of its jobs waits or runs
    expires_in   interval,                                     -- counted from when a tick fires
    constraint jobs_queue_periodic_pkey primary key (name),
    constraint jobs_queue_periodic_missed_is_known check (missed in ('skip', 'coalesce', 'all')),
    constraint jobs_queue_periodic_missed_max_is_positive check (missed_max between 1 and 1000)
);

create table jobs_queue_tick (
    name     text        not null,
    tick     timestamptz not null,
    job_id   bigint      not null,
    fired_at timestamptz not null default now(),
    constraint jobs_queue_tick_pkey primary key (name, tick)
);

-- Limits of a queue; null where it is not limited. A queue without a row pays nothing for this.
create table jobs_queue_limit (
    queue              jobs_queue_queue_name not null,
    running            int,      -- at once, in the whole fleet
    running_per_worker int,
    running_per_key    int,
    rate               int,      -- begun, in any rate_per
    rate_per           interval,
    key_rate           int,      -- the same for each key
    key_rate_per       interval,
    constraint jobs_queue_limit_pkey primary key (queue),
    constraint jobs_queue_limit_is_positive
        check (least(running, running_per_worker, running_per_key, rate, key_rate) > 0),
    constraint jobs_queue_limit_rates_have_intervals
        check ((rate is null) = (rate_per is null) and (key_rate is null) = (key_rate_per is null))
);

-- Keys whose share differs from 1.
create table jobs_queue_weight (
    queue  jobs_queue_queue_name not null,
    key    jobs_queue_key        not null,
    weight numeric               not null,
    constraint jobs_queue_weight_pkey primary key (queue, key),
    constraint jobs_queue_weight_is_within_a_thousandth_and_a_thousand check (weight between 0.001 and 1000)
);

-- When jobs of queues with rates began: append-only, deleted once the interval is over.
create table jobs_queue_start (
    queue text        not null,
    key   text,
    at    timestamptz not null default now(),
    jobs  int         not null
);
create index jobs_queue_start_queue on jobs_queue_start (queue, at);

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

-- A workflow is a batch some of whose jobs, its steps, follow others. Until its turn a step is a pending job without a
-- position, due at a moment that never comes: claims and ends need not know of workflows.
create table jobs_queue_step (
    job_id       bigint   not null,
    batch        bigint   not null,
    name         text     not null,
    after        bigint[] not null,
    even_if_dead boolean  not null, -- it runs also if a predecessor is dead
    run_at       timestamptz,       -- not before; null: as soon as it may
    released_at  timestamptz,
    ended        text,              -- as the workflow has seen it: retention may delete a job before the last one has ended
    expires_in   interval,          -- counted from its turn
    constraint jobs_queue_step_pkey primary key (job_id),
    constraint jobs_queue_step_name_is_unique unique (batch, name),
    constraint jobs_queue_step_batch_exists foreign key (batch) references jobs_queue_batch on delete cascade,
    constraint jobs_queue_step_ended_is_known check (ended in ('succeeded', 'dead', 'skipped'))
);

-- Progress and results of running handlers. Jobs that report nothing have no row, and no claim or end touches these.
create table jobs_queue_report (
    job_id        bigint      not null,
    lease         bigint      not null, -- of the attempt that reported it
    percent       smallint,
    note          text,
    said_at       timestamptz,          -- percent and note
    result        jsonb,
    reported_at   timestamptz not null default now(),
    overdue_since timestamptz,          -- since when an attempt runs beyond the timeout of its kind
    constraint jobs_queue_report_pkey primary key (job_id),
    constraint jobs_queue_report_percent_is_one check (percent between 0 and 100)
) with (fillfactor = 50);

create table jobs_queue_log (
    id      bigint      not null generated always as identity,
    job_id  bigint      not null,
    attempt int         not null,
    at      timestamptz not null,
    line    text        not null,
    constraint jobs_queue_log_pkey primary key (job_id, id)
);

-- Actions of operators, and why.
create table jobs_queue_action (
    id     bigint      not null generated always as identity,
    at     timestamptz not null default now(),
    action text        not null,
    target text        not null, -- such as 'job 17' or 'queue mail'
    job_id bigint,
    reason text        not null,
    constraint jobs_queue_action_pkey primary key (id)
);
create index jobs_queue_action_job on jobs_queue_action (job_id, id) where job_id is not null;

-- How far a worker has claimed. Each claim returns the cursor for the next one; programs pass it back as opaque text.
--
-- In each lane every job before the low watermark (txid, id) is claimed, of any kind, and every job of the worker's own kinds
-- before (own_txid, own_id). Transactions that were open when a low watermark passed them are in flight: they may still add
-- jobs before it. A low watermark moves only over jobs that a snapshot shows as claimed, and never beyond the end of that
-- snapshot, so no job is skipped. And no claim scans finished jobs twice, however long they cannot be vacuumed.
--
-- In a lane with keys each key that has waiting jobs has a position of its own; (txid, last_key) is where new keys begin.
create type jobs_queue_key_cursor as (key text, txid xid8, id bigint);
create type jobs_queue_lane_cursor as (
    queue    text,
    priority smallint,
    keyed    boolean,
    txid      xid8,
    id       bigint,
    own_txid  xid8,
    own_id   bigint,
    last_key text,
    keys     jobs_queue_key_cursor[]
);
create type jobs_queue_cursor as (in_flight xid8[], lanes jobs_queue_lane_cursor[], paused_kinds text[]);

-- A row of a claim: a job, or, without an id, the cursor for the next claim and when the next job is due.
create type jobs_queue_claimed_job as (
    slot         smallint,
    id           bigint,
    queue        text,
    kind         text,
    payload      text,
    attempt      int,
    max_attempts int,
    crashes      smallint,
    lease        bigint,
    created_at   timestamptz,
    trace_parent text,
    key          text,
    batch        bigint,
    next_cursor  jobs_queue_cursor,
    next_run_in  interval
);

-- What the steps of one claim share.
create type jobs_queue_claim_scope as (
    worker         bigint,
    lease          bigint,
    kinds          text[],  -- that the worker claims and no operator has paused
    paused_kinds   text[],
    paused_queues  text[],
    limited_queues text[],
    is_reset       boolean, -- other kinds than in the last claim: the positions of its own kinds do not count
    ceiling        xid8,    -- the end of its snapshot
    in_flight      xid8[],
    ended          xid8[]   -- were in flight at the last claim
);

-- How many jobs of a queue may begin now; null is no limit.
create type jobs_queue_capacity as (
    jobs           int,
    retry_in       interval, -- when there may be more
    is_rated       boolean,  -- its starts are counted
    key_jobs       int,      -- of each key that is not listed
    keys           text[],
    key_capacities int[]
);

-- The keys of a lane that have waiting jobs, column by column.
create type jobs_queue_candidates as (
    keys text[], txid xid8[], ids bigint[], weights double precision[], capacities int[]);

-- Which jobs an operator looks for; null matches all.
create type jobs_queue_filter as (
    queue           text,
    kind            text,
    state           text,
    key             text,
    batch           bigint,
    enqueued_from   timestamptz,
    enqueued_before timestamptz,
    signature       text
);
