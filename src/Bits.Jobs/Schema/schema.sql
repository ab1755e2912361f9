-- The schema as the migrations make it: approved by a test, never applied.

type jobs_queue_candidates (keys text[], txid xid8[], ids bigint[], weights double precision[], capacities integer[])

type jobs_queue_capacity (jobs integer, retry_in interval, is_rated boolean, key_jobs integer, keys text[], key_capacities integer[])

type jobs_queue_claim_scope (worker bigint, lease bigint, kinds text[], paused_kinds text[], paused_queues text[], limited_queues text[], is_reset boolean, ceiling xid8, in_flight xid8[], ended xid8[])

type jobs_queue_claimed_job (slot smallint, id bigint, queue text, kind text, payload text, attempt integer, max_attempts integer, crashes smallint, lease bigint, created_at timestamp with time zone, trace_parent text, key text, batch bigint, next_cursor jobs_queue_cursor, next_run_in interval)

type jobs_queue_cursor (in_flight xid8[], lanes jobs_queue_lane_cursor[], paused_kinds text[])

type jobs_queue_filter (queue text, kind text, state text, key text, batch bigint, enqueued_from timestamp with time zone, enqueued_before timestamp with time zone, signature text)

type jobs_queue_key_cursor (key text, txid xid8, id bigint)

type jobs_queue_lane_cursor (queue text, priority smallint, keyed boolean, txid xid8, id bigint, own_txid xid8, own_id bigint, last_key text, keys jobs_queue_key_cursor[])

table jobs_queue_action
    id bigint not null generated always as identity
    at timestamp with time zone not null default now()
    action text not null
    target text not null
    job_id bigint
    reason text not null
    constraint jobs_queue_action_pkey PRIMARY KEY (id)
    CREATE INDEX jobs_queue_action_job ON jobs_queue_action USING btree (job_id, id) WHERE (job_id IS NOT NULL)

table jobs_queue_batch
    id bigint not null generated always as identity
    created_at timestamp with time zone not null default now()
    then_kind jobs_queue_kind_name
    then_args jobs_queue_payload
    then_queue jobs_queue_queue_name
    only_if_all_succeeded boolean not null default false
    then_job bigint
    ended_at timestamp with time zone
    jobs bigint
    succeeded bigint
    constraint jobs_queue_batch_pkey PRIMARY KEY (id)
    CREATE INDEX jobs_queue_batch_open ON jobs_queue_batch USING btree (id) WHERE (ended_at IS NULL)

table jobs_queue_cancel
    id bigint not null
    worker bigint not null
    lease bigint not null
    reason text not null
    constraint jobs_queue_cancel_pkey PRIMARY KEY (worker, id)

table jobs_queue_claim
    worker bigint not null
    lease bigint not null
    queue text not null
    slots smallint[] not null
    ids bigint[] not null
    constraint jobs_queue_claim_pkey PRIMARY KEY (worker, lease, queue)

table jobs_queue_failure
    id bigint not null generated always as identity
    job_id bigint not null
    at timestamp with time zone not null default now()
    state text not null
    attempt integer not null
    queue text not null
    kind text not null
    began_at timestamp with time zone
    worker text
    type text not null
    message text not null
    detail text not null
    signature text not null
    stands boolean not null default true
    constraint jobs_queue_failure_pkey PRIMARY KEY (id)
    constraint jobs_queue_failure_state_is_known CHECK ((state = ANY (ARRAY['failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_failure_broken ON jobs_queue_failure USING btree (job_id) WHERE ((state = 'dead'::text) AND stands AND (type <> 'expired'::text))
    CREATE INDEX jobs_queue_failure_job ON jobs_queue_failure USING btree (job_id, id)
    CREATE INDEX jobs_queue_failure_signature ON jobs_queue_failure USING btree (signature, job_id)
    CREATE INDEX jobs_queue_failure_stands ON jobs_queue_failure USING btree (job_id) INCLUDE (queue, kind) WHERE ((state = 'dead'::text) AND stands)

table jobs_queue_job partition by LIST (slot)
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_arrival ON ONLY jobs_queue_job USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_batch ON ONLY jobs_queue_job USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_fair ON ONLY jobs_queue_job USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_lane ON ONLY jobs_queue_job USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_scheduled ON ONLY jobs_queue_job USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_0 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_0_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_0_batch_id_idx ON jobs_queue_job_0 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_0_queue_priority_key_txid_id_idx ON jobs_queue_job_0 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_0_queue_priority_txid_id_idx ON jobs_queue_job_0 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_0_queue_priority_txid_key_idx ON jobs_queue_job_0 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_0_run_at_idx ON jobs_queue_job_0 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_0 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_1 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_1_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_1_batch_id_idx ON jobs_queue_job_1 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_1_queue_priority_key_txid_id_idx ON jobs_queue_job_1 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_1_queue_priority_txid_id_idx ON jobs_queue_job_1 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_1_queue_priority_txid_key_idx ON jobs_queue_job_1 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_1_run_at_idx ON jobs_queue_job_1 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_1 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_2 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_2_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_2_batch_id_idx ON jobs_queue_job_2 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_2_queue_priority_key_txid_id_idx ON jobs_queue_job_2 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_2_queue_priority_txid_id_idx ON jobs_queue_job_2 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_2_queue_priority_txid_key_idx ON jobs_queue_job_2 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_2_run_at_idx ON jobs_queue_job_2 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_2 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_3 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_3_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_3_batch_id_idx ON jobs_queue_job_3 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_3_queue_priority_key_txid_id_idx ON jobs_queue_job_3 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_3_queue_priority_txid_id_idx ON jobs_queue_job_3 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_3_queue_priority_txid_key_idx ON jobs_queue_job_3 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_3_run_at_idx ON jobs_queue_job_3 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_3 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_4 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_4_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_4_batch_id_idx ON jobs_queue_job_4 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_4_queue_priority_key_txid_id_idx ON jobs_queue_job_4 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_4_queue_priority_txid_id_idx ON jobs_queue_job_4 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_4_queue_priority_txid_key_idx ON jobs_queue_job_4 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_4_run_at_idx ON jobs_queue_job_4 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_4 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_5 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_5_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_5_batch_id_idx ON jobs_queue_job_5 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_5_queue_priority_key_txid_id_idx ON jobs_queue_job_5 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_5_queue_priority_txid_id_idx ON jobs_queue_job_5 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_5_queue_priority_txid_key_idx ON jobs_queue_job_5 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_5_run_at_idx ON jobs_queue_job_5 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_5 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_6 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_6_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_6_batch_id_idx ON jobs_queue_job_6 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_6_queue_priority_key_txid_id_idx ON jobs_queue_job_6 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_6_queue_priority_txid_id_idx ON jobs_queue_job_6 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_6_queue_priority_txid_key_idx ON jobs_queue_job_6 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_6_run_at_idx ON jobs_queue_job_6 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_6 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_job_7 partition of jobs_queue_job
    slot smallint not null default (pg_sequence_last_value('jobs_queue_ring'::regclass))::smallint
    state text not null default 'pending'::text
    attempt integer not null default 0
    crashes smallint not null default 0
    lease bigint
    worker bigint
    started_at timestamp with time zone
    finished_at timestamp with time zone
    id bigint not null default nextval('jobs_queue_job_id_seq'::regclass)
    txid xid8 default pg_current_xact_id()
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    priority smallint not null default 0
    max_attempts integer not null default 12
    queue jobs_queue_queue_name not null default 'default'::text
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null default '{}'::jsonb
    trace_parent text
    key jobs_queue_key
    batch bigint
    error text
    cancel_reason text
    expires_at timestamp with time zone
    constraint jobs_queue_job_7_pkey PRIMARY KEY (id, slot)
    constraint jobs_queue_job_expires_at_is_a_moment CHECK (((expires_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at > '1900-01-01 00:00:00+00'::timestamp with time zone)))
    constraint jobs_queue_job_max_attempts_is_positive CHECK ((max_attempts > 0))
    constraint jobs_queue_job_run_at_is_before_9999 CHECK (((run_at < '9999-01-01 00:00:00+00'::timestamp with time zone) AND (run_at > '-infinity'::timestamp with time zone)))
    constraint jobs_queue_job_running_has_a_lease CHECK (((state <> 'running'::text) OR ((lease IS NOT NULL) AND (worker IS NOT NULL))))
    constraint jobs_queue_job_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'dead'::text])))
    CREATE INDEX jobs_queue_job_7_batch_id_idx ON jobs_queue_job_7 USING btree (batch, id) WHERE (batch IS NOT NULL)
    CREATE INDEX jobs_queue_job_7_queue_priority_key_txid_id_idx ON jobs_queue_job_7 USING btree (queue, priority, key, txid, id) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_7_queue_priority_txid_id_idx ON jobs_queue_job_7 USING btree (queue, priority, txid, id) WHERE (key IS NULL)
    CREATE INDEX jobs_queue_job_7_queue_priority_txid_key_idx ON jobs_queue_job_7 USING btree (queue, priority, txid, key) WHERE (key IS NOT NULL)
    CREATE INDEX jobs_queue_job_7_run_at_idx ON jobs_queue_job_7 USING btree (run_at) WHERE (txid IS NULL)
    CREATE TRIGGER jobs_queue_requeue AFTER UPDATE OF state, queue, priority, key ON jobs_queue_job_7 FOR EACH ROW WHEN (((new.state = ANY (ARRAY['pending'::text, 'failed'::text])) AND (new.txid IS NOT NULL) AND (NOT (new.txid IS DISTINCT FROM old.txid)) AND ((old.state <> ALL (ARRAY['pending'::text, 'failed'::text])) OR ((new.queue)::text <> (old.queue)::text) OR (new.priority <> old.priority) OR ((new.key)::text IS DISTINCT FROM (old.key)::text)))) EXECUTE FUNCTION jobs_queue_requeue()

table jobs_queue_limit
    queue jobs_queue_queue_name not null
    running integer
    running_per_worker integer
    running_per_key integer
    rate integer
    rate_per interval
    key_rate integer
    key_rate_per interval
    constraint jobs_queue_limit_is_positive CHECK ((LEAST(running, running_per_worker, running_per_key, rate, key_rate) > 0))
    constraint jobs_queue_limit_pkey PRIMARY KEY (queue)
    constraint jobs_queue_limit_rates_have_intervals CHECK ((((rate IS NULL) = (rate_per IS NULL)) AND ((key_rate IS NULL) = (key_rate_per IS NULL))))

table jobs_queue_log
    id bigint not null generated always as identity
    job_id bigint not null
    attempt integer not null
    at timestamp with time zone not null
    line text not null
    constraint jobs_queue_log_pkey PRIMARY KEY (job_id, id)

table jobs_queue_low_watermark
    queue text not null
    priority smallint not null
    keyed boolean not null
    txid xid8 not null
    id bigint not null
    in_flight xid8[] not null
    constraint jobs_queue_low_watermark_pkey PRIMARY KEY (queue, priority, keyed)

table jobs_queue_outcome
    minute timestamp with time zone not null
    worker bigint not null
    queue text not null
    kind text not null
    outcome text not null
    jobs bigint not null
    seconds double precision not null
    constraint jobs_queue_outcome_pkey PRIMARY KEY (minute, worker, queue, kind, outcome)

table jobs_queue_pause
    queue text
    kind text
    reason text not null
    paused_at timestamp with time zone not null default now()
    constraint jobs_queue_pause_is_of_a_queue_or_a_kind CHECK ((num_nonnulls(queue, kind) = 1))
    constraint jobs_queue_pause_key UNIQUE NULLS NOT DISTINCT (queue, kind)

table jobs_queue_periodic
    name text not null
    cron text not null
    zone text not null
    missed text not null
    missed_max integer not null default 1
    queue jobs_queue_queue_name not null
    kind jobs_queue_kind_name not null
    payload jobs_queue_payload not null
    priority smallint not null default 0
    max_attempts integer not null default 12
    is_by_hand boolean not null default false
    paused text
    settled_to timestamp with time zone not null default now()
    no_overlap boolean not null default false
    expires_in interval
    constraint jobs_queue_periodic_missed_is_known CHECK ((missed = ANY (ARRAY['skip'::text, 'coalesce'::text, 'all'::text])))
    constraint jobs_queue_periodic_missed_max_is_positive CHECK (((missed_max >= 1) AND (missed_max <= 1000)))
    constraint jobs_queue_periodic_pkey PRIMARY KEY (name)

table jobs_queue_report
    job_id bigint not null
    lease bigint not null
    percent smallint
    note text
    said_at timestamp with time zone
    result jsonb
    reported_at timestamp with time zone not null default now()
    overdue_since timestamp with time zone
    constraint jobs_queue_report_percent_is_one CHECK (((percent >= 0) AND (percent <= 100)))
    constraint jobs_queue_report_pkey PRIMARY KEY (job_id)

table jobs_queue_slot
    slot smallint not null
    opened_at timestamp with time zone not null
    closed_at timestamp with time zone
    closed_by xid8
    constraint jobs_queue_slot_pkey PRIMARY KEY (slot)

table jobs_queue_start
    queue text not null
    key text
    at timestamp with time zone not null default now()
    jobs integer not null
    CREATE INDEX jobs_queue_start_queue ON jobs_queue_start USING btree (queue, at)

table jobs_queue_step
    job_id bigint not null
    batch bigint not null
    name text not null
    after bigint[] not null
    even_if_dead boolean not null
    run_at timestamp with time zone
    released_at timestamp with time zone
    ended text
    expires_in interval
    constraint jobs_queue_step_batch_exists FOREIGN KEY (batch) REFERENCES jobs_queue_batch(id) ON DELETE CASCADE
    constraint jobs_queue_step_ended_is_known CHECK ((ended = ANY (ARRAY['succeeded'::text, 'dead'::text, 'skipped'::text])))
    constraint jobs_queue_step_name_is_unique UNIQUE (batch, name)
    constraint jobs_queue_step_pkey PRIMARY KEY (job_id)

table jobs_queue_sweep
    is_one boolean not null default true
    swept_at timestamp with time zone not null default '-infinity'::timestamp with time zone
    slot smallint not null default 0
    id bigint not null default 0
    constraint jobs_queue_sweep_is_one_row CHECK (is_one)
    constraint jobs_queue_sweep_pkey PRIMARY KEY (is_one)

table jobs_queue_tick
    name text not null
    tick timestamp with time zone not null
    job_id bigint not null
    fired_at timestamp with time zone not null default now()
    constraint jobs_queue_tick_pkey PRIMARY KEY (name, tick)

table jobs_queue_unique
    key text not null
    job_id bigint not null
    held_while text[] not null
    held_until timestamp with time zone not null
    constraint jobs_queue_unique_key_is_within_500_bytes CHECK (((octet_length(key) >= 1) AND (octet_length(key) <= 500)))
    constraint jobs_queue_unique_pkey PRIMARY KEY (key)

table jobs_queue_weight
    queue jobs_queue_queue_name not null
    key jobs_queue_key not null
    weight numeric not null
    constraint jobs_queue_weight_is_within_a_thousandth_and_a_thousand CHECK (((weight >= 0.001) AND (weight <= (1000)::numeric)))
    constraint jobs_queue_weight_pkey PRIMARY KEY (queue, key)

table jobs_queue_worker
    id bigint not null generated always as identity
    name text not null
    queues text[] not null
    kinds text[] not null
    lease interval not null
    started_at timestamp with time zone not null default now()
    beat_at timestamp with time zone not null default now()
    ended_below bigint not null default 0
    left_at timestamp with time zone
    concurrency integer not null default 0
    running integer not null default 0
    constraint jobs_queue_worker_pkey PRIMARY KEY (id)

sequence jobs_queue_job_id_seq

sequence jobs_queue_lease

sequence jobs_queue_ring

function jobs_queue_advance(p_batch bigint, p_all boolean) returns integer
function jobs_queue_advance_batches(p_batches bigint[]) returns SETOF bigint
function jobs_queue_ahead(p_id bigint, p_max integer) returns integer
function jobs_queue_arrived_keys(p_lane jobs_queue_lane_cursor, p_ceiling xid8, p_max integer) returns TABLE(txid xid8, key text)
function jobs_queue_begin_claim(p_worker bigint, p_kinds text[], p_cursor jobs_queue_cursor) returns jobs_queue_claim_scope
function jobs_queue_cancel_job(p_id bigint, p_reason text) returns text
function jobs_queue_claim(p_worker bigint, p_queues text[], p_kinds text[], p_limit integer, p_look boolean, p_cursor jobs_queue_cursor) returns SETOF jobs_queue_claimed_job
function jobs_queue_claim_fair(p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_capacity jobs_queue_capacity) returns SETOF jobs_queue_claimed_job
function jobs_queue_claim_keys(p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_candidates jobs_queue_candidates, p_numbers integer[], p_jobs integer[], p_is_rated boolean) returns SETOF jobs_queue_claimed_job
function jobs_queue_claim_lane(p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_late xid8[], p_has_more boolean, p_capacity jobs_queue_capacity) returns SETOF jobs_queue_claimed_job
function jobs_queue_claim_quarantined(p_worker bigint, p_queues text[], p_kinds text[]) returns SETOF jobs_queue_claimed_job
function jobs_queue_count_lane(p_queue text, p_priority smallint, p_keyed boolean, p_txid xid8, p_id bigint, p_max integer) returns TABLE(queue text, kind text, state text, jobs bigint, is_min boolean)
function jobs_queue_count_running(p_worker bigint, p_queue text, OUT jobs integer, OUT own integer, OUT keys text[], OUT key_jobs integer[]) returns record
function jobs_queue_counts(p_max integer) returns TABLE(queue text, kind text, state text, jobs bigint, is_min boolean)
function jobs_queue_delete_traces(p_keep interval) returns void
function jobs_queue_discard(p_ids bigint[]) returns integer
function jobs_queue_draw_keys(p_candidates jobs_queue_candidates, p_limit integer, OUT numbers integer[], OUT jobs integer[]) returns record
function jobs_queue_end(p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_delays interval[], p_types text[], p_messages text[], p_errors text[]) returns TABLE(id bigint, lease bigint, ended text)
function jobs_queue_end_batch(p_batch jobs_queue_batch) returns boolean
function jobs_queue_end_batches() returns integer
function jobs_queue_end_claim(p_cursor jobs_queue_cursor, p_is_empty boolean, p_retry_in interval) returns jobs_queue_claimed_job
function jobs_queue_enqueue(p_queue text, p_kind text, p_payloads text[], p_priority smallint, p_run_at timestamp with time zone, p_run_in interval, p_max_attempts integer, p_trace_parent text, p_key text, p_batch bigint, p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_expires_in interval DEFAULT NULL::interval) returns SETOF bigint
function jobs_queue_enqueue_unique(p_queue text, p_kind text, p_payload text, p_priority smallint, p_run_at timestamp with time zone, p_run_in interval, p_max_attempts integer, p_trace_parent text, p_key text, p_batch bigint, p_unique_key text, p_while text[], p_window interval, p_on_conflict text, p_expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_expires_in interval DEFAULT NULL::interval) returns TABLE(job_id bigint, is_new boolean, is_replaced boolean)
function jobs_queue_enter_lanes() returns void
function jobs_queue_estimate() returns bigint
function jobs_queue_expire(p_slots smallint[], p_ids bigint[]) returns integer
function jobs_queue_expire_keys(p_queue text, p_priority smallint, p_keys text[], p_txid xid8[], p_ids bigint[]) returns integer
function jobs_queue_expire_lane(p_queue text, p_priority smallint, p_txid xid8, p_id bigint, p_upto xid8) returns integer
function jobs_queue_expiry(p_run_at timestamp with time zone, p_expires_at timestamp with time zone, p_expires_in interval) returns timestamp with time zone
function jobs_queue_find(p_filter jsonb, p_before bigint, p_limit integer, p_from bigint DEFAULT 0) returns SETOF jobs_queue_job
function jobs_queue_find_failed(p_filter jobs_queue_filter, p_before bigint, p_limit integer, p_from bigint) returns SETOF jobs_queue_job
function jobs_queue_find_first(p_queue text, p_priority smallint, p_txid xid8, p_id bigint, p_upto xid8, p_kinds text[], OUT txid xid8, OUT id bigint, OUT kind text) returns record
function jobs_queue_fire(p_name text, p_ticks timestamp with time zone[], p_upto timestamp with time zone) returns integer
function jobs_queue_heartbeat(p_worker bigint, p_from_lease bigint, p_upto_lease bigint, p_ended bigint[], p_running integer, p_cursor jobs_queue_cursor) returns TABLE(what text, id bigint, lease bigint, said text)
function jobs_queue_hold_key(p_key text, p_id bigint, p_while text[], p_window interval) returns jobs_queue_unique
function jobs_queue_id_at(p_moment timestamp with time zone) returns bigint
function jobs_queue_ids(p_count integer, OUT ids bigint[], OUT slot smallint) returns record
function jobs_queue_is_held(p_worker bigint, p_lease bigint, p_id bigint) returns boolean
function jobs_queue_keys_at(p_queue text, p_priority smallint, p_txid xid8) returns SETOF text
function jobs_queue_known_lanes(p_queues text[]) returns TABLE(queue text, priority smallint, keyed boolean, txid xid8, id bigint, in_flight xid8[])
function jobs_queue_lane_capacity(p_claim jobs_queue_claim_scope, p_queue text, p_share integer) returns jobs_queue_capacity
function jobs_queue_lanes(p_queues text[], p_lanes jobs_queue_lane_cursor[]) returns jobs_queue_lane_cursor[]
function jobs_queue_leave(p_worker bigint, p_keeps boolean) returns void
function jobs_queue_list_candidates(p_claim jobs_queue_claim_scope, p_capacity jobs_queue_capacity, INOUT lane jobs_queue_lane_cursor, OUT candidates jobs_queue_candidates) returns record
function jobs_queue_list_strays(p_slot smallint, p_after bigint, p_max integer, OUT jobs integer, OUT last bigint, OUT orphan_slots smallint[], OUT orphan_ids bigint[], OUT orphan_leases bigint[], OUT expired_slots smallint[], OUT expired_ids bigint[]) returns record
function jobs_queue_list_unserved(p_queues text[], p_kinds text[], p_cursor jobs_queue_cursor) returns TABLE(what text, id bigint, lease bigint, said text)
function jobs_queue_lock_class() returns integer
function jobs_queue_locked(p_slots smallint[], p_ids bigint[]) returns SETOF bigint
function jobs_queue_lost(p_slots smallint[], p_ids bigint[], p_leases bigint[]) returns TABLE(id bigint, lease bigint)
function jobs_queue_matches(j jobs_queue_job, f jobs_queue_filter) returns boolean
function jobs_queue_max_delay() returns interval
function jobs_queue_may_overlap(p_name text, p_job bigint) returns boolean
function jobs_queue_may_run(p_worker bigint, p_queue text, p_key text) returns boolean
function jobs_queue_measure_capacity(p_worker bigint, p_queue text) returns jobs_queue_capacity
function jobs_queue_move_wanted(p_from smallint, p_to smallint, p_keep interval, p_keep_dead interval) returns integer
function jobs_queue_never() returns timestamp with time zone
function jobs_queue_next_keys(p_ceiling xid8, p_candidates jobs_queue_candidates, INOUT lane jobs_queue_lane_cursor, OUT has_expired boolean) returns record
function jobs_queue_note(p_action text, p_target text, p_job bigint, p_reason text) returns boolean
function jobs_queue_other_ends(p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_done bigint[], p_cancelled bigint[]) returns TABLE(id bigint, lease bigint, ended text)
function jobs_queue_overdue(p_slot smallint, p_id bigint, p_lease bigint, p_over interval) returns void
function jobs_queue_prioritize(p_id bigint, p_priority smallint) returns boolean
function jobs_queue_queues() returns text[]
function jobs_queue_read_filter(p_filter jsonb) returns jobs_queue_filter
function jobs_queue_recover(p_worker bigint, p_known bigint[]) returns void
function jobs_queue_register(p_name text, p_queues text[], p_kinds text[], p_lease interval) returns TABLE(id bigint, first_cursor jobs_queue_cursor)
function jobs_queue_release_steps(p_batch bigint, p_ended bigint[], p_all boolean) returns integer
function jobs_queue_remaining_capacities(p_kinds text[], p_lane jobs_queue_lane_cursor, p_candidates jobs_queue_candidates, p_numbers integer[], p_jobs integer[]) returns integer[]
function jobs_queue_replace_args(p_unique_key text, p_id bigint, p_while text[], p_window interval, p_queue text, p_kind text, p_payload jsonb, p_priority smallint, p_run_at timestamp with time zone, p_max_attempts integer, p_trace_parent text, p_key text, p_expires_at timestamp with time zone, p_expires_in interval, OUT job_id bigint, OUT is_new boolean) returns record security definer
function jobs_queue_requeue() returns trigger
function jobs_queue_reschedule(p_id bigint, p_run_at timestamp with time zone) returns boolean
function jobs_queue_rescue() returns TABLE(id bigint, kind text, state text, worker text)
function jobs_queue_reserve(p_keys text[], p_ids bigint[], p_while text[], p_window interval) returns TABLE(job_id bigint, is_new boolean)
function jobs_queue_retain(p_keep interval, p_keep_dead interval) returns text security definer
function jobs_queue_retry(p_ids bigint[], p_payload jsonb) returns integer
function jobs_queue_run_now(p_name text) returns bigint
function jobs_queue_save_progress(p_slot smallint, p_id bigint, p_lease bigint, p_percent smallint, p_note text, p_ages interval[], p_lines text[], p_result jsonb) returns boolean
function jobs_queue_scan_lane(p_claim jobs_queue_claim_scope, INOUT lane jobs_queue_lane_cursor, OUT late xid8[], OUT more boolean) returns record
function jobs_queue_search(p_filter jsonb, p_before bigint, p_limit integer, p_max integer) returns SETOF jobs_queue_job
function jobs_queue_search_stop(p_filter jobs_queue_filter, p_before bigint, p_max integer) returns bigint
function jobs_queue_signature(p_type text, p_message text) returns text
function jobs_queue_skip_steps(p_batch bigint, p_dead bigint[], p_all boolean) returns bigint[]
function jobs_queue_small_set(p_filter jobs_queue_filter, p_max integer, OUT slots smallint[], OUT ids bigint[], OUT is_whole boolean) returns record
function jobs_queue_start_workflow(p_then_kind text, p_then_args jsonb, p_then_queue text, p_only_if_all_succeeded boolean, p_names text[], p_after text[], p_even_if_dead boolean[], p_kinds text[], p_payloads text[], p_queues text[], p_priorities smallint[], p_run_at timestamp with time zone[], p_max_attempts integer[], p_keys text[], p_trace_parent text, p_expires_at timestamp with time zone[] DEFAULT NULL::timestamp with time zone[], p_expires_in interval[] DEFAULT NULL::interval[], OUT batch bigint, OUT ids bigint[]) returns record
function jobs_queue_steps_again(p_ids bigint[]) returns void
function jobs_queue_store_cursor(p_cursor jobs_queue_cursor) returns void
function jobs_queue_succeed(p_slots smallint[], p_ids bigint[], p_leases bigint[]) returns TABLE(id bigint, lease bigint)
function jobs_queue_sweep(p_every interval, p_rows integer) returns TABLE(id bigint, kind text, state text)
function jobs_queue_take_back(p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text) returns TABLE(id bigint, kind text, state text)
function jobs_queue_take_back_all(p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text) returns TABLE(id bigint, kind text, state text)
function jobs_queue_trim_claims(p_worker bigint, p_queue text) returns void
function jobs_queue_waiting(p_queues text[], p_max integer) returns TABLE(slot smallint, id bigint, queue text, kind text, state text, is_min boolean)
function jobs_queue_waiting_since(p_queues text[]) returns timestamp with time zone
function jobs_queue_wake() returns void
