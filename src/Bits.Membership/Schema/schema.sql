-- The schema as the migrations make it: approved by a test, never applied.

view memberships_member
    user_id uuid
    scope_type text
    scope_id text
    role text
    state text
    since timestamp with time zone
    until timestamp with time zone
    version integer
    changed_at timestamp with time zone
    changed_by uuid
    change_reason text

table memberships_import unlogged
    import_id uuid not null
    place integer not null
    user_id uuid not null
    scope_type text not null
    scope_id text not null
    role text not null
    until timestamp with time zone not null
    constraint memberships_import_pkey PRIMARY KEY (import_id, place)

table memberships_membership
    user_id uuid not null
    scope_type text not null
    scope_id text not null
    role text not null
    state text not null
    until timestamp with time zone not null default 'infinity'::timestamp with time zone
    since timestamp with time zone not null default clock_timestamp()
    version integer not null default 1
    changed_at timestamp with time zone not null default clock_timestamp()
    changed_by uuid
    change_reason text
    constraint memberships_membership_batch_is_a_year CHECK (((scope_type <> 'batch'::text) OR (scope_id ~ '^[12][0-9]{3}$'::text)))
    constraint memberships_membership_end_lies_ahead CHECK ((until > changed_at))
    constraint memberships_membership_left_has_no_end CHECK (((state <> 'left'::text) OR (until = 'infinity'::timestamp with time zone)))
    constraint memberships_membership_owner_has_no_end CHECK (((role <> 'owner'::text) OR (state <> 'active'::text) OR (until = 'infinity'::timestamp with time zone)))
    constraint memberships_membership_pkey PRIMARY KEY (user_id, scope_type, scope_id) INCLUDE (role, state, until)
    constraint memberships_membership_reason_is_short CHECK ((length(change_reason) <= 1000))
    constraint memberships_membership_role_is_known CHECK ((role = ANY (ARRAY['member'::text, 'mentee'::text, 'mentor'::text, 'moderator'::text, 'coordinator'::text, 'admin'::text, 'owner'::text])))
    constraint memberships_membership_scope_id_has_1_to_64_characters CHECK ((scope_id ~ '^[!-~]{1,64}$'::text))
    constraint memberships_membership_scope_type_is_a_word CHECK ((scope_type ~ '^[a-z][a-z_]{0,31}$'::text))
    constraint memberships_membership_state_is_known CHECK ((state = ANY (ARRAY['active'::text, 'banned'::text, 'left'::text])))
    CREATE INDEX memberships_membership_ending ON memberships_membership USING btree (until) WHERE (until < 'infinity'::timestamp with time zone)
    CREATE INDEX memberships_membership_former ON memberships_membership USING btree (scope_type, scope_id, state, user_id) WHERE (state <> 'active'::text)
    CREATE INDEX memberships_membership_officers ON memberships_membership USING btree (scope_type, scope_id, role, state, user_id) WHERE (role <> 'member'::text)
    CREATE INDEX memberships_membership_roster ON memberships_membership USING btree (scope_type, scope_id, user_id) INCLUDE (role, until) WHERE (state = 'active'::text)
    CREATE TRIGGER memberships_membership_adopt_insert BEFORE INSERT ON memberships_membership FOR EACH ROW WHEN (((new.version <> 1) OR (new.change_reason IS NULL))) EXECUTE FUNCTION memberships_adopt_insert()
    CREATE TRIGGER memberships_membership_guard_update BEFORE UPDATE ON memberships_membership FOR EACH ROW EXECUTE FUNCTION memberships_guard_update()
    CREATE TRIGGER memberships_membership_is_kept BEFORE DELETE OR TRUNCATE ON memberships_membership FOR EACH STATEMENT EXECUTE FUNCTION memberships_refuse_loss()
    CREATE TRIGGER memberships_membership_record_insert AFTER INSERT ON memberships_membership REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION memberships_record_insert()
    CREATE TRIGGER memberships_membership_record_update AFTER UPDATE ON memberships_membership REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION memberships_record_update()
    CREATE TRIGGER memberships_membership_void_invitations AFTER UPDATE ON memberships_membership REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change FOR EACH STATEMENT EXECUTE FUNCTION memberships_void_invitations()

table memberships_request
    id uuid not null
    kind text not null
    user_id uuid
    scope_type text not null
    scope_id text not null
    role text not null default 'member'::text
    state text not null default 'pending'::text
    until timestamp with time zone not null default 'infinity'::timestamp with time zone
    token_hash bytea
    note text
    created_at timestamp with time zone not null default clock_timestamp()
    created_by uuid
    decided_at timestamp with time zone
    decided_by uuid
    constraint memberships_request_decided_when_not_pending CHECK (((state = 'pending'::text) = (decided_at IS NULL)))
    constraint memberships_request_is_by_somebody CHECK (((kind <> 'request'::text) OR (user_id IS NOT NULL)))
    constraint memberships_request_kind_is_known CHECK ((kind = ANY (ARRAY['invitation'::text, 'request'::text])))
    constraint memberships_request_note_is_short CHECK ((length(note) <= 1000))
    constraint memberships_request_pkey PRIMARY KEY (id)
    constraint memberships_request_role_is_known CHECK ((role = ANY (ARRAY['member'::text, 'mentee'::text, 'mentor'::text, 'moderator'::text, 'coordinator'::text, 'admin'::text])))
    constraint memberships_request_state_is_one_of_five CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'rejected'::text, 'withdrawn'::text, 'void'::text])))
    CREATE INDEX memberships_request_given ON memberships_request USING btree (created_by, created_at, id) WHERE ((kind = 'invitation'::text) AND (state = 'pending'::text))
    CREATE INDEX memberships_request_inbox ON memberships_request USING btree (scope_type, scope_id, kind, created_at, id) WHERE (state = 'pending'::text)
    CREATE UNIQUE INDEX memberships_request_pending ON memberships_request USING btree (user_id, scope_type, scope_id, kind) WHERE (state = 'pending'::text)
    CREATE UNIQUE INDEX memberships_request_token ON memberships_request USING btree (token_hash)

table memberships_transition
    id bigint not null generated always as identity
    xid xid8 not null default pg_current_xact_id()
    at timestamp with time zone not null
    user_id uuid not null
    scope_type text not null
    scope_id text not null
    version integer not null
    from_state text
    to_state text not null
    from_role text
    to_role text not null
    until timestamp with time zone not null
    actor_id uuid
    reason text not null
    constraint memberships_transition_pkey PRIMARY KEY (user_id, scope_type, scope_id, version) INCLUDE (at, to_state, to_role, until)
    CREATE INDEX memberships_transition_feed ON memberships_transition USING btree (xid, id)
    CREATE INDEX memberships_transition_moderation ON memberships_transition USING btree (scope_type, scope_id, at, user_id, version) WHERE ((to_state = 'banned'::text) OR (from_state = 'banned'::text) OR ((from_state = 'active'::text) AND (((to_state = 'left'::text) AND (actor_id <> user_id)) OR (from_role <> to_role))))
    CREATE TRIGGER memberships_transition_guard BEFORE UPDATE ON memberships_transition FOR EACH ROW EXECUTE FUNCTION memberships_guard_ledger()
    CREATE TRIGGER memberships_transition_is_kept BEFORE DELETE OR TRUNCATE ON memberships_transition FOR EACH STATEMENT EXECUTE FUNCTION memberships_refuse_loss()

function memberships_adopt_insert() returns trigger
function memberships_guard_ledger() returns trigger
function memberships_guard_update() returns trigger
function memberships_is_last_owner(m memberships_membership) returns boolean
function memberships_lock_owners(scope_type text, scope_id text) returns void
function memberships_rank(role text) returns integer
function memberships_record_insert() returns trigger
function memberships_record_update() returns trigger
function memberships_refuse_loss() returns trigger
function memberships_require_erasure(of_user uuid, reason text) returns void
function memberships_spend_ban_lift(banned memberships_membership) returns void
function memberships_void_invitations() returns trigger
