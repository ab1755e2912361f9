-- One row for each (user, scope): is this user in, in which role, since when, by whose hand.
-- The primary key carries role and state, so that the hot question is one descent of one index.
create table memberships_membership (
    user_id       uuid        not null,
    scope_type    text        not null,
    scope_id      text        not null,
    role          text        not null,
    state         text        not null,
    since         timestamptz not null default clock_timestamp(),
    version       int         not null default 1,
    changed_at    timestamptz not null default clock_timestamp(),
    changed_by    uuid,
    change_reason text,
    constraint memberships_membership_pkey primary key (user_id, scope_type, scope_id) include (role, state),
    constraint memberships_membership_scope_type_is_a_word check (scope_type ~ '^[a-z][a-z_]{0,31}$'),
    constraint memberships_membership_scope_id_has_1_to_64_characters check (scope_id ~ '^[!-~]{1,64}$'),
    constraint memberships_membership_batch_is_a_year check (scope_type <> 'batch' or scope_id ~ '^[12][0-9]{3}$'),
    constraint memberships_membership_role_is_known
        check (role in ('member', 'mentee', 'mentor', 'moderator', 'coordinator', 'admin', 'owner')),
    constraint memberships_membership_state_is_known check (state in ('active', 'banned', 'left')),
    constraint memberships_membership_reason_is_short check (length(change_reason) <= 1000)
);

create index memberships_membership_roster
    on memberships_membership (scope_type, scope_id, state, user_id) include (role);

-- The ledger: one row for each transition, written by the triggers below, never changed.
create table memberships_transition (
    id         bigint      generated always as identity,
    xid        xid8        not null default pg_current_xact_id(),
    at         timestamptz not null default clock_timestamp(),
    user_id    uuid        not null,
    scope_type text        not null,
    scope_id   text        not null,
    version    int         not null,
    from_state text,
    to_state   text        not null,
    from_role  text,
    to_role    text        not null,
    actor_id   uuid,
    reason     text        not null,
    constraint memberships_transition_pkey primary key (user_id, scope_type, scope_id, version)
);

-- Numbers the versions, refuses what may not happen, and marks a change that did not come through the library:
-- the library always moves changed_at, a hand-written UPDATE does not.
create function memberships_membership_guard() returns trigger language plpgsql as $$
declare
    moved boolean := tg_op = 'INSERT' or (old.state, old.role) is distinct from (new.state, new.role);
begin
    if tg_op = 'INSERT' then
        new.version := 1;
    else
        if (old.user_id, old.scope_type, old.scope_id) is distinct from (new.user_id, new.scope_type, new.scope_id) then
            raise exception 'a membership keeps its user and its scope'
                using constraint = 'memberships_membership_key_is_fixed', errcode = 'check_violation';
        end if;
        if old.state = 'banned' and new.state <> 'banned' then
            perform memberships_spend_ban_lift(old);
        end if;
        if (new.state, new.role) is distinct from ('active', 'owner') and memberships_is_last_owner(old) then
            raise exception '%:% would be without an owner', old.scope_type, old.scope_id
                using constraint = 'memberships_membership_keeps_an_owner', errcode = 'check_violation';
        end if;
        new.version := old.version + moved::int;
    end if;

    if (tg_op = 'INSERT' and new.change_reason is null) or (tg_op = 'UPDATE' and new.changed_at = old.changed_at) then
        new.changed_at := clock_timestamp();
        new.changed_by := null;
        new.change_reason := 'changed in SQL by ' || session_user;
        if tg_op = 'UPDATE' and old.state <> new.state then
            new.since := new.changed_at;
        end if;
    end if;
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

-- Takes the scope's lock before it looks, so that of two owners who leave at once the second sees the first one gone.
create function memberships_is_last_owner(m memberships_membership) returns boolean language plpgsql as $$
begin
    if m.state <> 'active' or m.role <> 'owner' then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'memberships', m.scope_type, m.scope_id), 0));
    return not exists (
        select from memberships_membership o
        where o.scope_type = m.scope_type and o.scope_id = m.scope_id and o.user_id <> m.user_id
          and o.state = 'active' and o.role = 'owner');
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
        (user_id, scope_type, scope_id, version, to_state, to_role, actor_id, reason)
    select user_id, scope_type, scope_id, version, state, role, changed_by, change_reason
    from added;
    return null;
end $$;

create function memberships_record_update() returns trigger language plpgsql as $$
begin
    insert into memberships_transition
        (user_id, scope_type, scope_id, version, from_state, to_state, from_role, to_role, actor_id, reason)
    select b.user_id, b.scope_type, b.scope_id, a.version, b.state, a.state, b.role, a.role,
           a.changed_by, a.change_reason
    from before_change b
    join after_change a using (user_id, scope_type, scope_id)
    where b.version <> a.version;
    return null;
end $$;

create trigger memberships_membership_guard
    before insert or update on memberships_membership
    for each row execute function memberships_membership_guard();

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

create trigger memberships_transition_is_kept
    before update or delete or truncate on memberships_transition
    for each statement execute function memberships_refuse_loss();
