-- One row for each (user, scope): is this user in, in which role, since when, until when, by whose hand.
-- The primary key carries role, state and end, so that the hot question is one descent of one index.
-- A state ends by itself at "until": readers count an active or banned row past it as left.
create table memberships_membership (
    user_id       uuid             not null,
    scope_type    text collate "C" not null,
    scope_id      text collate "C" not null,
    role          text collate "C" not null,
    state         text collate "C" not null,
    until         timestamptz      not null default 'infinity',
    since         timestamptz      not null default clock_timestamp(),
    version       int              not null default 1,
    changed_at    timestamptz      not null default clock_timestamp(),
    changed_by    uuid,
    change_reason text,
    constraint memberships_membership_pkey primary key (user_id, scope_type, scope_id) include (role, state, until),
    constraint memberships_membership_scope_type_is_a_word check (scope_type ~ '^[a-z][a-z_]{0,31}$'),
    constraint memberships_membership_scope_id_has_1_to_64_characters check (scope_id ~ '^[!-~]{1,64}$'),
    constraint memberships_membership_batch_is_a_year check (scope_type <> 'batch' or scope_id ~ '^[12][0-9]{3}$'),
    constraint memberships_membership_role_is_known
        check (role in ('member', 'mentee', 'mentor', 'moderator', 'coordinator', 'admin', 'owner')),
    constraint memberships_membership_state_is_known check (state in ('active', 'banned', 'left')),
    constraint memberships_membership_end_lies_ahead check (until > changed_at),
    constraint memberships_membership_owner_has_no_end
        check (role <> 'owner' or state <> 'active' or until = 'infinity'),
    constraint memberships_membership_left_has_no_end check (state <> 'left' or until = 'infinity'),
    constraint memberships_membership_reason_is_short check (length(change_reason) <= 1000)
);

-- Every index that fits a look-up by the whole key holds the whole key. With the state among the roster's columns, the
-- planner of a young table would scan a scope of 50,000 for one row.
create index memberships_membership_roster
    on memberships_membership (scope_type, scope_id, user_id) include (role, until) where state = 'active';
create index memberships_membership_former
    on memberships_membership (scope_type, scope_id, state, user_id) where state <> 'active';

-- Few rows have another role than member: this finds the owners of a scope of 50,000 without a scan.
create index memberships_membership_officers
    on memberships_membership (scope_type, scope_id, role, state, user_id) where role <> 'member';

create index memberships_membership_ending
    on memberships_membership (until) where until < 'infinity';

-- The ledger: one row for each transition, written by triggers, never changed. Its key carries the columns that reads of the
-- past need.
create table memberships_transition (
    id         bigint           generated always as identity,
    xid        xid8             not null default pg_current_xact_id(),
    at         timestamptz      not null,
    user_id    uuid             not null,
    scope_type text collate "C" not null,
    scope_id   text collate "C" not null,
    version    int              not null,
    from_state text collate "C",
    to_state   text collate "C" not null,
    from_role  text collate "C",
    to_role    text collate "C" not null,
    until      timestamptz      not null,
    actor_id   uuid,
    reason     text             not null,
    constraint memberships_transition_pkey
        primary key (user_id, scope_type, scope_id, version) include (at, to_state, to_role, until)
);

create index memberships_transition_feed on memberships_transition (xid, id);

-- What moderators did in a scope: few lines of the ledger, which is mostly who joined and who left.
create index memberships_transition_moderation
    on memberships_transition (scope_type, scope_id, at, user_id, version)
    where to_state = 'banned' or from_state = 'banned'
       or (from_state = 'active' and ((to_state = 'left' and actor_id <> user_id) or from_role <> to_role));

-- Invitations and requests: not memberships yet. An invitation is valid while its maker may give its role.
create table memberships_request (
    id         uuid             not null,
    kind       text collate "C" not null,
    user_id    uuid,
    scope_type text collate "C" not null,
    scope_id   text collate "C" not null,
    role       text collate "C" not null default 'member',
    state      text collate "C" not null default 'pending',
    until      timestamptz      not null default 'infinity',
    token_hash bytea,
    note       text,
    created_at timestamptz      not null default clock_timestamp(),
    created_by uuid,
    decided_at timestamptz,
    decided_by uuid,
    constraint memberships_request_pkey primary key (id),
    constraint memberships_request_kind_is_known check (kind in ('invitation', 'request')),
    constraint memberships_request_state_is_one_of_five
        check (state in ('pending', 'accepted', 'rejected', 'withdrawn', 'void')),
    constraint memberships_request_role_is_known
        check (role in ('member', 'mentee', 'mentor', 'moderator', 'coordinator', 'admin')),
    constraint memberships_request_is_by_somebody check (kind <> 'request' or user_id is not null),
    constraint memberships_request_decided_when_not_pending check ((state = 'pending') = (decided_at is null)),
    constraint memberships_request_note_is_short check (length(note) <= 1000)
);

create unique index memberships_request_pending
    on memberships_request (user_id, scope_type, scope_id, kind) where state = 'pending';
create index memberships_request_inbox
    on memberships_request (scope_type, scope_id, kind, created_at, id) where state = 'pending';
create index memberships_request_given
    on memberships_request (created_by, created_at, id) where kind = 'invitation' and state = 'pending';
create unique index memberships_request_token on memberships_request (token_hash);

-- Holds the rows of an import until they are merged. Unlogged: empty between imports.
create unlogged table memberships_import (
    import_id  uuid             not null,
    place      int              not null,
    user_id    uuid             not null,
    scope_type text collate "C" not null,
    scope_id   text collate "C" not null,
    role       text collate "C" not null,
    until      timestamptz      not null,
    constraint memberships_import_pkey primary key (import_id, place)
);
