-- Records new memberships in the ledger.
create or replace function memberships_record_insert() returns trigger language plpgsql as $$
begin
    insert into memberships_transition
        (at, user_id, scope_type, scope_id, version, to_state, to_role, until, actor_id, reason)
    select changed_at, user_id, scope_type, scope_id, version, state, role, until, changed_by, change_reason
    from added;
    return null;
end $$;

create or replace trigger memberships_membership_record_insert
    after insert on memberships_membership
    referencing new table as added
    for each statement execute function memberships_record_insert();
