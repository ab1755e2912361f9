-- Voids the pending invitations of a user who is banned, leaves, is removed or is demoted in a scope, in the same
-- transaction. Covers changes made in SQL too.
create or replace function memberships_void_invitations() returns trigger language plpgsql as $$
begin
    update memberships_request r
    set state = 'void', token_hash = null, decided_at = clock_timestamp(), decided_by = a.changed_by
    from before_change b
    join after_change a using (user_id, scope_type, scope_id)
    where b.state = 'active' and (a.state <> 'active' or memberships_rank(a.role) < memberships_rank(b.role))
      and r.created_by = b.user_id and r.scope_type = b.scope_type and r.scope_id = b.scope_id
      and r.kind = 'invitation' and r.state = 'pending';
    return null;
end $$;

create or replace trigger memberships_membership_void_invitations
    after update on memberships_membership
    referencing old table as before_change new table as after_change
    for each statement execute function memberships_void_invitations();
