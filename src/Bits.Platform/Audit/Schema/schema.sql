-- The schema as the migrations make it: approved by a test, never applied.

table audit_event partition by LIST (class)
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_actor ON ONLY audit_event USING btree (actor_id, at)
    CREATE INDEX audit_event_latest ON ONLY audit_event USING btree (at, id)
    CREATE INDEX audit_event_scope ON ONLY audit_event USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_target ON ONLY audit_event USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_guard()
    CREATE TRIGGER audit_event_guard_truncate BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()

table audit_event_access partition by RANGE (at) partition of audit_event
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_access_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_access_actor_id_at_idx ON ONLY audit_event_access USING btree (actor_id, at)
    CREATE INDEX audit_event_access_at_id_idx ON ONLY audit_event_access USING btree (at, id)
    CREATE INDEX audit_event_access_scope_type_scope_id_at_idx ON ONLY audit_event_access USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_access_target_type_target_id_at_idx ON ONLY audit_event_access USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_access FOR EACH ROW EXECUTE FUNCTION audit_event_guard()

table audit_event_access_default partition of audit_event_access
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_access_default_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_access_default_actor_id_at_idx ON audit_event_access_default USING btree (actor_id, at)
    CREATE INDEX audit_event_access_default_at_id_idx ON audit_event_access_default USING btree (at, id)
    CREATE INDEX audit_event_access_default_scope_type_scope_id_at_idx ON audit_event_access_default USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_access_default_target_type_target_id_at_idx ON audit_event_access_default USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_access_default FOR EACH ROW EXECUTE FUNCTION audit_event_guard()
    CREATE TRIGGER audit_event_guard_truncate BEFORE TRUNCATE ON audit_event_access_default FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()

table audit_event_admin partition by RANGE (at) partition of audit_event
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_admin_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_admin_actor_id_at_idx ON ONLY audit_event_admin USING btree (actor_id, at)
    CREATE INDEX audit_event_admin_at_id_idx ON ONLY audit_event_admin USING btree (at, id)
    CREATE INDEX audit_event_admin_scope_type_scope_id_at_idx ON ONLY audit_event_admin USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_admin_target_type_target_id_at_idx ON ONLY audit_event_admin USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_admin FOR EACH ROW EXECUTE FUNCTION audit_event_guard()

table audit_event_admin_default partition of audit_event_admin
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_admin_default_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_admin_default_actor_id_at_idx ON audit_event_admin_default USING btree (actor_id, at)
    CREATE INDEX audit_event_admin_default_at_id_idx ON audit_event_admin_default USING btree (at, id)
    CREATE INDEX audit_event_admin_default_scope_type_scope_id_at_idx ON audit_event_admin_default USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_admin_default_target_type_target_id_at_idx ON audit_event_admin_default USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_admin_default FOR EACH ROW EXECUTE FUNCTION audit_event_guard()
    CREATE TRIGGER audit_event_guard_truncate BEFORE TRUNCATE ON audit_event_admin_default FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()

table audit_event_security partition by RANGE (at) partition of audit_event
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_security_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_security_actor_id_at_idx ON ONLY audit_event_security USING btree (actor_id, at)
    CREATE INDEX audit_event_security_at_id_idx ON ONLY audit_event_security USING btree (at, id)
    CREATE INDEX audit_event_security_scope_type_scope_id_at_idx ON ONLY audit_event_security USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_security_target_type_target_id_at_idx ON ONLY audit_event_security USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_security FOR EACH ROW EXECUTE FUNCTION audit_event_guard()

table audit_event_security_default partition of audit_event_security
    id uuid not null
    at timestamp with time zone not null default clock_timestamp()
    xid xid8 not null default pg_current_xact_id()
    class text not null
    action text not null
    outcome text not null
    actor_kind text not null
    actor_id uuid
    session_id text
    scope_type text
    scope_id text
    target_type text
    target_id text
    rule text
    changes json
    request_id text not null
    trace_id text
    idempotency_key text
    source text not null
    version text not null
    personal json
    personal_salt bytea
    personal_hash bytea
    constraint audit_event_actor_kind_is_known CHECK ((actor_kind = ANY (ARRAY['user'::text, 'service'::text, 'operator'::text, 'system'::text])))
    constraint audit_event_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_event_outcome_is_known CHECK ((outcome = ANY (ARRAY['success'::text, 'denied'::text, 'failed'::text])))
    constraint audit_event_personal_is_whole CHECK (((personal IS NULL) = (personal_salt IS NULL)))
    constraint audit_event_security_default_pkey PRIMARY KEY (xid, id, class, at)
    constraint audit_event_source_is_known CHECK ((source = ANY (ARRAY['http'::text, 'adminctl'::text, 'job'::text])))
    CREATE INDEX audit_event_security_default_actor_id_at_idx ON audit_event_security_default USING btree (actor_id, at)
    CREATE INDEX audit_event_security_default_at_id_idx ON audit_event_security_default USING btree (at, id)
    CREATE INDEX audit_event_security_default_scope_type_scope_id_at_idx ON audit_event_security_default USING btree (scope_type, scope_id, at) WHERE (scope_id IS NOT NULL)
    CREATE INDEX audit_event_security_default_target_type_target_id_at_idx ON audit_event_security_default USING btree (target_type, target_id, at) WHERE (target_id IS NOT NULL)
    CREATE TRIGGER audit_event_guard BEFORE DELETE OR UPDATE ON audit_event_security_default FOR EACH ROW EXECUTE FUNCTION audit_event_guard()
    CREATE TRIGGER audit_event_guard_truncate BEFORE TRUNCATE ON audit_event_security_default FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()

table audit_head
    only_row boolean not null default true
    seq bigint not null
    last_xid xid8 not null
    last_id uuid not null
    last_mac bytea not null
    checked_at timestamp with time zone not null
    key_id text not null
    mac bytea not null
    constraint audit_head_is_one CHECK (only_row)
    constraint audit_head_pkey PRIMARY KEY (only_row)

table audit_keep
    class text not null
    days integer not null
    constraint audit_keep_class_is_known CHECK ((class = ANY (ARRAY['access'::text, 'admin'::text, 'security'::text])))
    constraint audit_keep_days_is_a_month_or_more CHECK ((days >= 30))
    constraint audit_keep_pkey PRIMARY KEY (class)

table audit_seal
    seq bigint not null
    kind text not null
    class text not null
    month date not null
    first_xid xid8 not null
    first_id uuid not null
    last_xid xid8 not null
    last_id uuid not null
    count bigint not null
    root bytea not null
    leaf_ids uuid[] not null
    leaf_hashes bytea not null
    previous bytea not null
    sealed_at timestamp with time zone not null
    key_id text not null
    mac bytea not null
    constraint audit_seal_kind_is_known CHECK ((kind = ANY (ARRAY['batch'::text, 'retention'::text])))
    constraint audit_seal_pkey PRIMARY KEY (seq)
    CREATE TRIGGER audit_seal_guard BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION audit_event_guard()

function audit_add_seal(p_seq bigint, p_kind text, p_class text, p_month date, p_first_xid xid8, p_first_id uuid, p_last_xid xid8, p_last_id uuid, p_count bigint, p_root bytea, p_leaf_ids uuid[], p_leaf_hashes bytea, p_previous bytea, p_sealed_at timestamp with time zone, p_key_id text, p_mac bytea) returns void security definer
function audit_count(of_class text, of_month date) returns bigint
function audit_drop_partition(of_class text, of_month date) returns void security definer
function audit_erase_person(person uuid) returns bigint security definer
function audit_event_guard() returns trigger
function audit_is_over(of_class text, of_month date) returns boolean
function audit_make_partitions(ahead integer) returns integer security definer
