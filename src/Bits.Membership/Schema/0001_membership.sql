-- One row for each (user, scope): is this user in, in which role, since when, until when, by whose hand.
-- The primary key carries role, state and end, so that the hot question is one descent of one index.
-- A state ends by itself at "until": an active or banned row past it counts as left, for whoever reads it.
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

-- Whoever asks by the whole key finds a whole key in each index that fits: with the state amid the roster's columns the
-- planner, knowing little of a young table, would walk a scope of 50,000 to find one row.
create index memberships_membership_roster
    on memberships_membership (scope_type, scope_id, user_id) include (role, until) where state = 'active';
create index memberships_membership_former
    on memberships_membership (scope_type, scope_id, state, user_id) where state <> 'active';

-- Those with a role above or beside the plain one are few: owners of a scope of 50,000 are found without walking it.
create index memberships_membership_officers
    on memberships_membership (scope_type, scope_id, role, state, user_id) where role <> 'member';

create index memberships_membership_ending
    on memberships_membership (until) where until < 'infinity';

-- The ledger: one row for each transition, written by the triggers below, never changed. Its key carries what is asked
-- about the past.
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

-- What is not a membership yet: an invitation to somebody, a request by somebody.
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
    constraint memberships_request_state_is_known check (state in ('pending', 'accepted', 'rejected', 'withdrawn')),
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
create unique index memberships_request_token on memberships_request (token_hash);

-- A row written by hand starts like any other and is marked as nobody's hand; the library always gives a reason.
create function memberships_adopt_insert() returns trigger language plpgsql as $$
begin
    new.version := 1;
    if new.change_reason is null then
        new.changed_at := clock_timestamp();
        new.changed_by := null;
        new.change_reason := 'changed in SQL by ' || session_user;
    end if;
    return new;
end $$;

-- Numbers the versions, refuses what may not happen, and marks a change that did not come through the library:
-- the library always moves changed_at, a hand-written UPDATE does not.
create function memberships_guard_update() returns trigger language plpgsql as $$
declare
    moved boolean := (old.state, old.role, old.until) is distinct from (new.state, new.role, new.until);
begin
    if (old.user_id, old.scope_type, old.scope_id) is distinct from (new.user_id, new.scope_type, new.scope_id) then
        raise exception 'a membership keeps its user and its scope'
            using constraint = 'memberships_membership_key_is_fixed', errcode = 'check_violation';
    end if;
    if not moved then
        new.version := old.version;
        if new is distinct from old then
            perform memberships_require_erasure(old.user_id, new.change_reason);
            new.since := old.since;
            new.changed_at := old.changed_at;
            new.changed_by := old.changed_by;
        end if;
        return new;
    end if;

    if old.state = 'banned' and old.until > now() and (new.state <> 'banned' or new.until < old.until) then
        perform memberships_spend_ban_lift(old);
    end if;
    if (new.state, new.role) is distinct from ('active', 'owner') and memberships_is_last_owner(old) then
        raise exception '%:% would be without an owner', old.scope_type, old.scope_id
            using constraint = 'memberships_membership_keeps_an_owner', errcode = 'check_violation';
    end if;

    new.version := old.version + 1;
    if new.changed_at = old.changed_at then
        new.changed_by := null;
        new.change_reason := 'changed in SQL by ' || session_user;
    end if;
    new.changed_at := greatest(clock_timestamp(), old.changed_at + interval '1 microsecond');
    new.since := case
        when new.state = old.state then old.since
        when new.state = 'left' then least(new.changed_at, old.until)
        else new.changed_at
    end;
    return new;
end $$;

-- A ban ends only where the library has just named this very row as one to be lifted; the permit serves once.
create function memberships_spend_ban_lift(banned memberships_membership) returns void language plpgsql as $$
begin
    if current_setting('memberships.lift_ban', true)
        is distinct from concat_ws('/', banned.user_id, banned.scope_type, banned.scope_id)
    then
        raise exception 'user % is banned from %:%; only Unban or Reinstate ends a ban',
            banned.user_id, banned.scope_type, banned.scope_id
            using constraint = 'memberships_membership_ban_holds', errcode = 'check_violation';
    end if;
    perform set_config('memberships.lift_ban', '', true);
end $$;

-- The lock under which the owners of a scope go. Every command that may take an owner away takes it before it touches a
-- row, so that nobody who holds a row waits for it.
create function memberships_lock_owners(scope_type text, scope_id text) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'memberships', scope_type, scope_id), 0))
$$;

-- Looks under the lock, so that of two owners who leave at once the second sees the first one gone. A transaction whose
-- snapshot is older than the lock would still see that one: the row lock ends it with a serialization failure.
create function memberships_is_last_owner(m memberships_membership) returns boolean language plpgsql as $$
begin
    if m.state <> 'active' or m.role <> 'owner' then
        return false;
    end if;
    perform memberships_lock_owners(m.scope_type, m.scope_id);
    if current_setting('transaction_isolation') = 'read committed' then
        perform from memberships_membership o
        where o.scope_type = m.scope_type and o.scope_id = m.scope_id and o.user_id <> m.user_id
          and o.state = 'active' and o.role = 'owner'
        limit 1;
    else
        perform from memberships_membership o
        where o.scope_type = m.scope_type and o.scope_id = m.scope_id and o.user_id <> m.user_id
          and o.state = 'active' and o.role = 'owner'
        limit 1
        for share;
    end if;
    return not found;
end $$;

-- An erasure removes words, never facts: the text of the reasons in the rows of the person that the permit names.
create function memberships_require_erasure(of_user uuid, reason text) returns void language plpgsql as $$
begin
    if reason is distinct from '[erased]'
        or current_setting('memberships.erase', true) is distinct from of_user::text
    then
        raise exception 'who changed a membership, when and why is never rewritten; only an erasure removes the reason'
            using constraint = 'memberships_transition_is_kept', errcode = 'check_violation';
    end if;
end $$;

create function memberships_guard_ledger() returns trigger language plpgsql as $$
declare
    erased memberships_transition := old;
begin
    erased.reason := new.reason;
    if new is distinct from erased then
        raise exception 'the ledger is never changed'
            using constraint = 'memberships_transition_is_kept', errcode = 'check_violation';
    end if;
    perform memberships_require_erasure(old.user_id, new.reason);
    return new;
end $$;

create function memberships_refuse_loss() returns trigger language plpgsql as $$
begin
    raise exception '% on % is refused: memberships end with state left, and the ledger is never changed',
        tg_op, tg_table_name
        using constraint = tg_table_name || '_is_kept', errcode = 'check_violation';
end $$;

create function memberships_record_insert() returns trigger language plpgsql as $$
begin
    insert into memberships_transition
        (at, user_id, scope_type, scope_id, version, to_state, to_role, until, actor_id, reason)
    select changed_at, user_id, scope_type, scope_id, version, state, role, until, changed_by, change_reason
    from added;
    return null;
end $$;

create function memberships_record_update() returns trigger language plpgsql as $$
begin
    insert into memberships_transition
        (at, user_id, scope_type, scope_id, version, from_state, to_state, from_role, to_role, until, actor_id, reason)
    select a.changed_at, b.user_id, b.scope_type, b.scope_id, a.version, b.state, a.state, b.role, a.role, a.until,
           a.changed_by, a.change_reason
    from before_change b
    join after_change a using (user_id, scope_type, scope_id)
    where b.version <> a.version;
    return null;
end $$;

create trigger memberships_membership_adopt_insert
    before insert on memberships_membership
    for each row when (new.version <> 1 or new.change_reason is null)
    execute function memberships_adopt_insert();

create trigger memberships_membership_guard_update
    before update on memberships_membership
    for each row execute function memberships_guard_update();

create trigger memberships_membership_is_kept
    before delete or truncate on memberships_membership
    for each statement execute function memberships_refuse_loss();

create trigger memberships_membership_record_insert
    after insert on memberships_membership
    referencing new table as added
    for each statement execute function memberships_record_insert();

create trigger memberships_membership_record_update
    after update on memberships_membership
    referencing old table as before_change new table as after_change
    for each statement execute function memberships_record_update();

create trigger memberships_transition_guard
    before update on memberships_transition
    for each row execute function memberships_guard_ledger();

create trigger memberships_transition_is_kept
    before delete or truncate on memberships_transition
    for each statement execute function memberships_refuse_loss();

-- The rows as they stand at this moment: a state whose end has come has ended. For whoever reads in SQL.
create view memberships_member as
select
    user_id, scope_type, scope_id, role,
    case when until > now() then state else 'left' end as state,
    case when until > now() then since else until end as since,
    case when until > now() then nullif(until, 'infinity') end as until,
    version, changed_at, changed_by, change_reason
from memberships_membership;

-- Where an import lays down its rows before they are merged. Unlogged: it is empty between imports.
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
