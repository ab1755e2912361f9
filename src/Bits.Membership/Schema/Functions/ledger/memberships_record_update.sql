-- Records changed memberships in the ledger.
create or replace function memberships_record_update() returns trigger language plpgsql as $$
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

create or replace trigger memberships_membership_record_update
    after update on memberships_membership
    referencing old table as before_change new table as after_change
    for each statement execute function memberships_record_update();
