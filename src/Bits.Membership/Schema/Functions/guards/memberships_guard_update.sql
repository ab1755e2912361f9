-- Numbers the versions, refuses forbidden changes, and marks a change made in SQL: the library always sets changed_at, a
-- hand-written UPDATE does not.
create or replace function memberships_guard_update() returns trigger language plpgsql as $$
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

create or replace trigger memberships_membership_guard_update
    before update on memberships_membership
    for each row execute function memberships_guard_update();
